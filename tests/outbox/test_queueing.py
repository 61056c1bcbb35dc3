"""One message to one guest, or to a member of staff."""

from datetime import datetime, timedelta

import pytest

from guests.models import Contact
from hotelcrm.outbox.actions.checking import CalledOffError, OtherMessageError, UnfitMessageError
from hotelcrm.outbox.actions.queueing import queue, queue_to_staff
from hotelcrm.outbox.models import Message
from tests.factories import ContactFactory, GuestFactory, HotelFactory, UserFactory

from .rows import NOON, agree, mailing_of, reachable, sender, sent, template

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NIGHT = NOON + timedelta(hours=9)
TEXT = {"subject": "Spring", "body": "The tea is in."}


@pytest.fixture(autouse=True)
def bell(monkeypatch):
    """How often it rang."""
    rung = []
    monkeypatch.setattr("hotelcrm.outbox.tasks.deliver_due.delay", lambda: rung.append(1))
    return rung


def queued(guest, hotel, **fields):
    facts = {"channels": ["email"], "purpose": "marketing", "key": "spring", "at": NOON}
    text = {} if "template" in fields else TEXT
    return queue(guest, hotel=hotel, **facts | text | fields)


def stands(message):
    message.refresh_from_db()
    return message.state, message.reason, message.channel


def test_a_message_waits_with_everything_it_was_given(hotel):
    guest, by, mailing = reachable(), UserFactory(), mailing_of(hotel)

    message = queued(
        guest, hotel, by=by, facts={"stay": 7}, due_at=NOON + DAY, expires_at=NOON + 2 * DAY, mailing=mailing
    )

    message.refresh_from_db()
    assert stands(message) == ("queued", "", "email")
    assert (message.guest, message.hotel, message.by, message.mailing) == (guest, hotel, by, mailing)
    assert (message.subject, message.body, message.facts) == ("Spring", "The tea is in.", {"stay": 7})
    assert (message.due_at, message.expires_at, message.key) == (NOON + DAY, NOON + 2 * DAY, "spring")


def test_the_bell_rings_once_it_is_committed(hotel, bell, django_capture_on_commit_callbacks):
    guest = reachable()
    with django_capture_on_commit_callbacks(execute=True):
        queued(guest, hotel)
        assert bell == []
    assert bell == [1]

    with django_capture_on_commit_callbacks(execute=True):
        queued(guest, hotel)
    assert bell == [1]


def test_a_queue_that_is_down_keeps_nobody_from_queueing(hotel, monkeypatch, django_capture_on_commit_callbacks):
    def down():
        raise ConnectionError

    monkeypatch.setattr("hotelcrm.outbox.tasks.deliver_due.delay", down)

    with django_capture_on_commit_callbacks(execute=True):
        message = queued(reachable(), hotel)

    assert stands(message) == ("queued", "", "email")


def test_the_text_is_not_readable_in_the_database(hotel):
    message = queued(reachable(), hotel)

    raw = Message.objects.filter(pk=message.pk).extra(select={"sealed": "body"}).values_list("sealed", flat=True)
    assert b"tea" not in bytes(raw[0])


# Channels


def phone(guest):
    return ContactFactory(guest=guest, value="+8613900139000", is_primary=True)


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        (["sms", "email"], ("queued", "", "email")),
        (["email", "sms"], ("queued", "", "email")),
        (["sms", "wecom"], ("cancelled", "no_address", "wecom")),
        (["sms"], ("cancelled", "no_address", "sms")),
    ],
)
def test_the_first_channel_that_lets_it_through_is_taken_else_the_last(hotel, channels, expected):
    assert stands(queued(reachable(), hotel, channels=channels)) == expected


def test_the_first_of_two_open_channels_is_taken(hotel):
    guest = reachable()
    phone(guest)

    assert stands(queued(guest, hotel, channels=["sms", "email"])) == ("queued", "", "sms")


def test_a_channel_that_waits_comes_before_one_that_never_goes(hotel):
    message = queued(reachable(), hotel, channels=["email", "sms"], at=NIGHT)

    assert stands(message) == ("held", "quiet_hours", "email")
    assert message.due_at == NIGHT + timedelta(hours=12)


def test_whom_the_gate_refuses_has_a_row_with_the_reason(hotel, bell, django_capture_on_commit_callbacks):
    message = queued(reachable(consents=()), hotel)

    assert stands(message) == ("cancelled", "no_consent", "email")


def test_service_needs_no_consent_and_goes_at_night(hotel):
    message = queued(reachable(consents=()), hotel, purpose="service", at=NIGHT)

    assert stands(message) == ("queued", "", "email")


def test_caps_hold_it_back(hotel):
    guest = reachable()
    sent(guest, hotel, handed_at=NOON - timedelta(hours=23))

    message = queued(guest, hotel)

    assert (*stands(message), message.due_at) == ("held", "min_gap", "email", NOON + timedelta(hours=1))


def test_a_channel_that_the_template_has_no_text_for_is_passed_over(hotel):
    guest = reachable()
    phone(guest)

    message = queued(guest, hotel, channels=["sms", "email"], template=template(says=["email"]))

    assert stands(message) == ("queued", "", "email")


def test_refused_on_a_channel_it_is_not_refused_on_another_without_text(hotel):
    """The last channel would be the one it stands on, were it asked."""
    message = queued(reachable(consents=()), hotel, channels=["email", "sms"], template=template(says=["email"]))

    assert stands(message) == ("cancelled", "no_consent", "email")


def test_the_same_again_is_the_first_row_whatever_its_template_lost_since(hotel):
    guest, spring = reachable(), template(says=["email"])
    first = queued(guest, hotel, channels=["sms", "email"], template=spring)
    spring.variants.all().delete()

    assert queued(guest, hotel, channels=["sms", "email"], template=spring) == first


# Providers that send nothing but what they approved


APPROVED = {"code": "SMS_1", "parameters": {}}


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
@pytest.mark.parametrize("told", [{}, {"elsewhere": APPROVED}, {"aliyun": {"code": ""}, "tencent": {}}])
def test_a_template_that_the_provider_did_not_approve_takes_the_next_channel(hotel, provider, told):
    guest, spring = reachable(), template()
    phone(guest)
    sender(provider)
    spring.variants.filter(channel="sms").update(provider_ids=told)

    assert stands(queued(guest, hotel, channels=["sms", "email"], template=spring)) == ("queued", "", "email")
    with pytest.raises(UnfitMessageError, match=f"without the code under which {provider.title()} approved it"):
        queued(guest, hotel, channels=["sms"], template=spring, key="again")


def test_a_template_that_the_provider_approved_goes(hotel):
    guest, spring = reachable(), template()
    phone(guest)
    sender("aliyun")
    spring.variants.filter(channel="sms").update(provider_ids={"aliyun": APPROVED})

    assert stands(queued(guest, hotel, channels=["sms", "email"], template=spring)) == ("queued", "", "sms")


def test_a_text_in_one_language_that_was_not_approved_keeps_the_template_from_the_channel(hotel):
    """Its guests would be refused, and the refusal would pause the mailing for all."""
    guest, spring = reachable(), template()
    phone(guest)
    sender("aliyun")
    spring.variants.filter(channel="sms").update(provider_ids={"aliyun": APPROVED})
    spring.variants.create(language="zh-hans", channel="sms", source="新茶已到。", text="新茶已到。")

    assert stands(queued(guest, hotel, channels=["sms", "email"], template=spring)) == ("queued", "", "email")


def test_own_words_take_another_channel_than_one_that_wants_approval(hotel):
    guest = reachable()
    phone(guest)
    sender("aliyun")

    assert stands(queued(guest, hotel, channels=["sms", "email"])) == ("queued", "", "email")
    with pytest.raises(UnfitMessageError, match="nothing but the templates that it approved"):
        queued(guest, hotel, channels=["sms"], key="again")
    with pytest.raises(UnfitMessageError, match="nothing but the templates that it approved"):
        to_staff(UserFactory(), hotel, channel="sms", address="+8613900139000")


def test_the_hotels_own_sender_says_what_is_taken(hotel):
    guest = reachable()
    phone(guest)
    sender("aliyun")
    sender("aliyun", hotel=hotel, is_active=False)
    sender("twilio", hotel=hotel)

    assert stands(queued(guest, hotel, channels=["sms"])) == ("queued", "", "sms")
    with pytest.raises(UnfitMessageError):
        queued(guest, HotelFactory(), channels=["sms"], key="elsewhere")


# Once


def test_the_same_again_is_the_first_row(hotel):
    guest = reachable()
    first = queued(guest, hotel, due_at=NOON + DAY)

    assert queued(guest, hotel, at=NOON + 3 * DAY) == first
    assert Message.objects.count() == 1


def test_the_same_after_it_was_held_is_the_first_row(hotel):
    guest = reachable()
    first = queued(guest, hotel, channels=["sms", "email"], at=NIGHT)

    assert queued(guest, hotel, channels=["sms", "email"], at=NIGHT) == first


@pytest.mark.parametrize(
    "other",
    [
        {"body": "Something else."},
        {"subject": "Autumn"},
        {"purpose": "service"},
        {"channels": ["sms"]},
        {"facts": {"stay": 8}},
        {"expires_at": NOON + DAY},
        {"is_generic": True},
    ],
)
def test_the_same_key_with_other_parameters_is_an_error(hotel, other):
    guest = reachable()
    queued(guest, hotel)

    with pytest.raises(OtherMessageError, match="Another message"):
        queued(guest, hotel, **other)

    assert Message.objects.get().body == "The tea is in."


def test_another_hotel_is_another_message(hotel):
    guest = reachable()
    queued(guest, hotel)

    with pytest.raises(OtherMessageError):
        queued(guest, HotelFactory())


def test_one_key_may_serve_many_guests(hotel):
    assert queued(reachable(), hotel) != queued(reachable(), hotel)


def test_a_message_to_a_merged_profile_goes_to_the_guest_it_became_part_of(hotel):
    guest = reachable()
    absorbed = GuestFactory(merged_into=guest)

    message = queued(absorbed, hotel)

    assert message.guest == guest
    assert queued(guest, hotel) == message


def test_a_mailing_that_was_quicker_is_found(hotel, monkeypatch):
    """It holds no guest, so its row may appear between looking and writing."""
    guest = reachable()
    real, other = Message.objects.filter, []

    def quicker(*args, **kwargs):
        rows = real(*args, **kwargs)
        if not other and "key" in kwargs:
            rows = rows.none()
            other.append(sent(guest, hotel, handed_at=NOON, key="spring", subject="Spring", body="The tea is in."))
        return rows

    monkeypatch.setattr(Message.objects, "filter", quicker)

    assert queued(guest, hotel) == other[0]


# What cannot be a message


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"channels": []}, "needs a channel"),
        ({"channels": ["email", "pigeon"]}, "“pigeon” is no channel to guests"),
        ({"channels": ["wecom_staff"]}, "“wecom_staff” is no channel to guests"),
        ({"purpose": "gossip"}, "“gossip” is no purpose"),
        ({"key": " "}, "needs a key"),
        ({"key": "k" * 121}, "needs a key of up to 120"),
        ({"subject": "", "body": ""}, "needs a text or a template"),
        ({"body": " \n"}, "needs a text or a template"),
        ({"subject": ""}, "An e-mail needs a subject"),
        ({"subject": "Spring\r\nBcc: all@example.com"}, "A subject is one line"),
        ({"due_at": NOON, "expires_at": NOON - DAY}, "of no use before it is due"),
        ({"due_at": datetime(2026, 11, 21, 4)}, "need a time zone"),
    ],
)
def test_what_cannot_be_a_message_is_refused_in_a_sentence(hotel, wrong, sentence):
    with pytest.raises(UnfitMessageError, match=sentence):
        queued(reachable(), hotel, **wrong)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wanted", "sentence"),
    [
        ({"purpose": "surveys"}, {"purpose": "service"}, "The template is for surveys, the message for service"),
        ({"archived_at": NOON}, {}, "no longer in use"),
        ({}, {"is_generic": True}, "needs a generic template"),
        ({}, {"subject": "Spring"}, "not both"),
        ({}, {"body": "The tea is in."}, "not both"),
    ],
)
def test_a_template_must_fit_the_message(hotel, fields, wanted, sentence):
    with pytest.raises(UnfitMessageError, match=sentence):
        queued(reachable(), hotel, template=template(**fields), **wanted)


def test_a_template_without_a_text_for_any_channel_is_no_message(hotel):
    sentences = r"no text for this channel: text message\. .* no text for this channel: WeCom\."
    with pytest.raises(UnfitMessageError, match=sentences):
        queued(reachable(), hotel, channels=["sms", "wecom"], template=template(says=["email"]))

    assert not Message.objects.exists()


def test_a_template_is_enough(hotel):
    spring = template(is_generic=True)

    message = queued(reachable(generic_offers_only=True), hotel, template=spring, is_generic=True)

    assert (message.template, *stands(message)) == (spring, "queued", "", "email")


def test_a_text_message_needs_no_subject(hotel):
    guest = reachable()
    phone(guest)

    assert stands(queued(guest, hotel, channels=["sms"], subject="")) == ("queued", "", "sms")


def test_a_message_belongs_to_a_mailing_of_its_hotel_and_purpose(hotel):
    with pytest.raises(UnfitMessageError, match="does not belong to this mailing"):
        queued(reachable(), HotelFactory(), mailing=mailing_of(hotel))

    with pytest.raises(CalledOffError, match="called off"):
        queued(reachable(), hotel, mailing=mailing_of(hotel, template=None, cancelled_at=NOON))


# Staff


def to_staff(user, hotel, **fields):
    facts = {"channel": "email", "key": "test:1", "at": NOON, **TEXT}
    return queue_to_staff(user, hotel=hotel, **facts | fields)


def test_staff_are_written_to_at_their_own_address_or_a_given_one(hotel):
    user = UserFactory(email="mei@example.com")

    own, given = to_staff(user, hotel), to_staff(user, hotel, key="test:2", channel="sms", address="+8613900139000")

    assert [(row.state, row.purpose, row.staff, row.guest) for row in (own, given)] == [
        ("queued", "service", user, None)
    ] * 2
    assert (own.address, given.address) == ("", "+8613900139000")


def test_the_same_to_staff_again_is_the_first_row(hotel):
    user = UserFactory(email="mei@example.com")
    first = to_staff(user, hotel)

    assert to_staff(user, hotel, at=NOON + DAY) == first
    assert to_staff(UserFactory(email="lan@example.com"), hotel) != first
    with pytest.raises(OtherMessageError):
        to_staff(user, hotel, body="Something else.")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"channel": "sms"}, "no address"),
        ({"channel": "wecom_staff"}, "no address"),
        ({"channel": "pigeon", "address": "x"}, "“pigeon” is no channel"),
        ({"body": ""}, "needs a text"),
        ({"subject": ""}, "needs a subject"),
        ({"key": ""}, "needs a key"),
    ],
)
def test_what_cannot_go_to_staff_is_refused(hotel, wrong, sentence):
    with pytest.raises(UnfitMessageError, match=sentence):
        to_staff(UserFactory(email="mei@example.com"), hotel, **wrong)


def test_staff_without_an_address_cannot_be_written_to(hotel):
    with pytest.raises(UnfitMessageError, match="no address"):
        to_staff(UserFactory(email=""), hotel)


def test_consent_is_asked_of_the_channel_taken(hotel):
    guest = reachable()
    phone(guest)
    agree(guest, channel="sms", decision="withdrawn")

    assert stands(queued(guest, hotel, channels=["sms", "email"])) == ("queued", "", "email")
    assert Contact.objects.count() == 2
