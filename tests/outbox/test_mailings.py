"""Messages to many guests: one statement, the same gate, one row each; paused, resumed and called off."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from guests.models import Guest
from hotelcrm.outbox.actions import mailings
from hotelcrm.outbox.actions.checking import CalledOffError, OtherMessageError, UnfitMessageError
from hotelcrm.outbox.actions.mailings import call_off, pause, queue_mailing, resume
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.models import Mailing, Message, Reason, State
from tests.factories import ContactFactory, GuestFactory, UserFactory

from .rows import NOON, agree, mailing_of, reachable, sent, template

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
EVERYBODY = Guest.objects.order_by("pk")


@pytest.fixture(autouse=True)
def bell(monkeypatch):
    """How often it rang."""
    rung = []
    monkeypatch.setattr("hotelcrm.outbox.tasks.deliver_due.delay", lambda: rung.append(1))
    return rung


@pytest.fixture
def mailing(hotel):
    return mailing_of(hotel)


def queue_all(mailing, guests=EVERYBODY, **fields):
    return queue_mailing(mailing, guests, **{"channels": ["email"], "key": "spring", "at": NOON} | fields)


def rows():
    return list(Message.objects.order_by("guest").values_list("guest", "state", "reason", "channel"))


def crowd(hotel):
    """One guest of each kind."""
    open_ = reachable()
    silent, restricted = reachable(consents=()), reachable(restricted_at=NOON)
    phone_only = GuestFactory()
    agree(phone_only)
    ContactFactory(guest=phone_only, value="+8613900139000", is_primary=True)
    abroad = reachable(time_zone="America/New_York")
    written = reachable()
    sent(written, hotel, handed_at=NOON - timedelta(hours=20))
    return open_, silent, restricted, phone_only, abroad, written


def test_everybody_has_a_row_and_whoever_is_refused_a_reason(hotel, mailing):
    open_, silent, restricted, phone_only, abroad, written = crowd(hotel)

    counted = queue_all(mailing)

    found = Message.objects.filter(mailing=mailing).order_by("guest")
    assert list(found.values_list("guest", "state", "reason")) == [
        (open_.pk, "queued", ""),
        (silent.pk, "cancelled", "no_consent"),
        (restricted.pk, "cancelled", "restricted"),
        (phone_only.pk, "cancelled", "no_address"),
        (abroad.pk, "held", "quiet_hours"),
        (written.pk, "held", "min_gap"),
    ]
    assert (counted.new, counted.queued, counted.held, counted.refused) == (6, 1, 2, 3)
    assert counted.reasons == {
        Reason.NO_CONSENT: 1,
        Reason.RESTRICTED: 1,
        Reason.NO_ADDRESS: 1,
        Reason.QUIET_HOURS: 1,
        Reason.MIN_GAP: 1,
    }


@pytest.mark.parametrize("channels", [["email"], ["sms", "email"], ["email", "sms", "wecom"], ["wecom", "sms"]])
@pytest.mark.parametrize("lasts", [None, timedelta(hours=5)])
def test_many_at_once_stand_where_each_alone_would(hotel, channels, lasts):
    """The same statement, and the same choice between channels."""
    crowd(hotel)
    expires_at = NOON + lasts if lasts else None
    spring = template()
    for guest in EVERYBODY.all():
        facts = {"purpose": "marketing", "key": "alone", "at": NOON, "expires_at": expires_at, "template": spring}
        queue(guest, hotel=hotel, channels=channels, **facts)

    queue_all(mailing_of(hotel, template=spring), channels=channels, expires_at=expires_at)

    facts = (
        "guest",
        "state",
        "reason",
        "channel",
        "due_at",
        "expires_at",
        "purpose",
        "template",
        "facts",
        "is_generic",
    )
    alone, together = (
        Message.objects.filter(key=key).order_by("guest").values_list(*facts) for key in ("alone", "spring")
    )
    assert list(together) == list(alone)
    assert len(together) == 6


def test_nobody_is_queued_on_a_channel_that_the_template_has_no_text_for(hotel):
    both, email_only = reachable(), reachable()
    ContactFactory(guest=both, value="+8613900139000", is_primary=True)

    queue_all(mailing_of(hotel, template=template(says=["email"])), channels=["sms", "email", "wecom"])

    assert rows() == [(both.pk, "queued", "", "email"), (email_only.pk, "queued", "", "email")]


def test_a_mailing_without_a_text_for_any_channel_is_refused_before_anybody_has_a_row(hotel, bell):
    reachable()

    with pytest.raises(UnfitMessageError, match="“Spring” has no text for this channel: text message"):
        queue_all(mailing_of(hotel, template=template(says=["email"])), channels=["sms"])

    assert (Message.objects.count(), Mailing.objects.get().queued) == (0, 0)


def test_a_message_carries_what_the_mailing_is(hotel):
    by = UserFactory()
    mailing = mailing_of(hotel, by=by)
    guest = reachable()

    queue_all(mailing, due_at=NOON + timedelta(hours=2), expires_at=NOON + DAY, facts={"voucher_type": 3})

    message = Message.objects.get()
    assert (message.guest, message.hotel, message.mailing, message.template) == (
        guest,
        hotel,
        mailing,
        mailing.template,
    )
    assert (message.by, message.facts, message.key) == (by, {"voucher_type": 3}, "spring")
    assert (message.due_at, message.expires_at) == (NOON + timedelta(hours=2), NOON + DAY)
    assert (message.tries, message.reference, message.attempt, message.body) == (0, "", None, "")


def test_a_second_time_adds_only_who_came_in_since(mailing):
    first = reachable()
    queue_all(mailing)
    second = reachable()

    counted = queue_all(mailing, at=NOON + timedelta(hours=1))

    assert (counted.new, counted.queued) == (1, 1)
    assert [guest for guest, *_rest in rows()] == [first.pk, second.pk]
    assert queue_all(mailing).new == 0


def test_who_has_a_message_of_the_key_from_elsewhere_keeps_it(hotel, mailing):
    first, second = reachable(), reachable()
    kept = sent(first, hotel, handed_at=NOON - 9 * DAY, key="spring")

    counted = queue_all(mailing)

    assert counted.new == 1
    assert list(Message.objects.order_by("guest").values_list("guest", "mailing")) == [
        (first.pk, None),
        (second.pk, mailing.pk),
    ]
    assert Message.objects.get(guest=first) == kept


def test_other_terms_for_the_same_key_are_an_error(mailing):
    reachable()
    queue_all(mailing)

    with pytest.raises(OtherMessageError):
        queue_all(mailing, expires_at=NOON + DAY)
    with pytest.raises(OtherMessageError):
        queue_all(mailing, facts={"voucher_type": 3})


def test_only_the_guests_asked_for_and_each_once(mailing):
    one, two = reachable(), reachable()
    ContactFactory(guest=one, kind="email", value="second@example.com")
    reachable(consents=())

    counted = queue_all(mailing, Guest.objects.filter(contacts__kind="email", consents__purpose="marketing"))

    assert counted.new == 2
    assert [guest for guest, *_rest in rows()] == [one.pk, two.pk]


def test_a_slice_of_guests(mailing):
    guests = [reachable() for _number in range(3)]

    queue_all(mailing, Guest.objects.order_by("-pk")[:2])

    assert [guest for guest, *_rest in rows()] == [guests[1].pk, guests[2].pk]


def test_a_segment_with_a_percent_sign_in_it(mailing):
    reachable(occupation="100 % tea")

    assert queue_all(mailing, Guest.objects.filter(occupation__contains="100 %")).queued == 1


@pytest.mark.parametrize("guests", [Guest.objects.none(), Guest.objects.filter(family_name="nobody")])
def test_nobody_is_nothing(mailing, guests, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert queue_all(mailing, guests).new == 0

    assert bell == []


def test_the_bell_rings_once_for_all(mailing, bell, django_capture_on_commit_callbacks):
    for _number in range(3):
        reachable()

    with django_capture_on_commit_callbacks(execute=True):
        queue_all(mailing)

    assert bell == [1]


def test_so_many_statements_whatever_the_guests(mailing, django_assert_num_queries):
    reachable()
    with django_assert_num_queries(14):
        queue_all(mailing)
    for _number in range(4):
        reachable()
    with django_assert_num_queries(14):
        queue_all(mailing, key="summer")


def test_two_mailings_in_one_transaction(hotel, mailing):
    reachable()
    other = mailing_of(hotel, template=mailing.template)

    assert (queue_all(mailing).new, queue_all(other, key="summer").new) == (1, 1)


def test_another_fault_than_a_known_key_is_no_reason_to_try_again(mailing, monkeypatch):
    reachable()
    monkeypatch.setattr(
        mailings, "ONLY", mailings.ONLY.replace("reason, later", "'' AS reason, NULL::timestamptz AS later")
    )

    with pytest.raises(IntegrityError, match="message_refused_has_reason"):
        queue_all(mailing)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"channels": []}, "needs a channel"),
        ({"channels": ["pigeon"]}, "no channel to guests"),
        ({"key": ""}, "needs a key"),
        ({"expires_at": NOON - DAY}, "of no use before it is due"),
    ],
)
def test_what_cannot_be_a_mailing_is_refused(mailing, wrong, sentence):
    with pytest.raises(UnfitMessageError, match=sentence):
        queue_all(mailing, **wrong)


def test_a_mailing_needs_a_template_of_its_purpose(hotel):
    with pytest.raises(UnfitMessageError, match="needs a text or a template"):
        queue_all(mailing_of(hotel, template=None))
    with pytest.raises(UnfitMessageError, match="The template is for surveys"):
        queue_all(mailing_of(hotel, template=template(purpose="surveys")))


# Pausing and calling off


def test_a_paused_mailing_keeps_its_first_reason_until_it_is_resumed(mailing):
    by = UserFactory()
    pause(mailing, because="Wrong price", by=by, at=NOON)
    pause(mailing, because="Something else", by=by, at=NOON + DAY)

    mailing.refresh_from_db()
    assert (mailing.paused_at, mailing.paused_because) == (NOON, "Wrong price")

    resume(mailing, by=by, at=NOON + DAY)
    resume(mailing, by=by, at=NOON + DAY)
    mailing.refresh_from_db()
    assert (mailing.paused_at, mailing.paused_because) == (None, "")


def test_what_was_held_by_the_pause_is_due_when_it_is_resumed(mailing, bell, django_capture_on_commit_callbacks):
    for _number in range(2):
        reachable()
    queue_all(mailing)
    paused, night = Message.objects.order_by("pk")
    Message.objects.filter(pk=paused.pk).update(state="held", reason="paused", due_at=NOON + DAY)
    Message.objects.filter(pk=night.pk).update(state="held", reason="quiet_hours", due_at=NOON + DAY)
    pause(mailing, because="", by=None, at=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        resume(mailing, by=None, at=NOON)

    assert list(Message.objects.order_by("pk").values_list("state", "reason", "due_at")) == [
        ("queued", "", NOON),
        ("held", "quiet_hours", NOON + DAY),
    ]
    assert bell == [1]


def test_calling_off_cancels_what_is_not_handed_over_and_nothing_else(hotel, mailing):
    claim = {"attempt": "0" * 32, "lease_until": NOON + DAY}
    here = {
        "queued": {"state": State.QUEUED},
        "held": {"state": State.HELD, "reason": Reason.QUIET_HOURS},
        "claimed": {"state": State.SENDING, **claim},
    }
    gone = {
        "handed": {"state": State.SENDING, "handed_at": NOON, **claim},
        "sent": {"state": State.SENT},
        "unknown": {"state": State.UNKNOWN, "reason": Reason.NO_REPLY},
        "refused": {"state": State.CANCELLED, "reason": Reason.NO_CONSENT},
    }
    facts = {"hotel": hotel, "mailing": mailing, "channel": "email", "purpose": "marketing", "due_at": NOON}
    for key, fields in {**here, **gone}.items():
        Message.objects.create(guest=GuestFactory(), key=key, **facts, **fields)
    other = Message.objects.create(guest=GuestFactory(), key="other", **facts | {"mailing": None}, state=State.QUEUED)

    assert call_off(mailing, by=UserFactory(), at=NOON) == 3
    assert call_off(mailing, by=UserFactory(), at=NOON + DAY) == 0

    found = dict(Message.objects.values_list("key", "state"))
    assert {key: found[key] for key in here} == dict.fromkeys(here, "cancelled")
    assert {key: found[key] for key in gone} == {key: fields["state"] for key, fields in gone.items()}  # type: ignore[index]
    assert set(Message.objects.filter(key__in=here).values_list("reason", flat=True)) == {"called_off"}
    assert Message.objects.get(pk=other.pk).state == State.QUEUED
    assert Mailing.objects.get().cancelled_at == NOON


def test_what_was_called_off_is_neither_queued_nor_paused_nor_resumed(mailing):
    call_off(mailing, by=None, at=NOON)

    with pytest.raises(CalledOffError):
        queue_all(mailing)
    with pytest.raises(CalledOffError):
        pause(mailing, because="", by=None, at=NOON)
    with pytest.raises(CalledOffError):
        resume(mailing, by=None, at=NOON)


def test_a_million_is_let_go_in_its_own_time(hotel, mailing):
    reachable()
    pause(mailing, because="554", by=None, at=NOON)
    queue_all(mailing)
    Message.objects.update(state=State.HELD, reason=Reason.PAUSED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '30s'")

        resume(mailing, by=None, at=NOON)

        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_mailing_knows_how_many_were_made_of_it(hotel, mailing):
    one = reachable()
    reachable(consents=())
    queue_all(mailing)
    reachable()
    queue_all(mailing)
    facts = {"channels": ["email"], "purpose": "marketing", "template": mailing.template, "mailing": mailing}
    for _time in range(2):
        queue(one, hotel=hotel, key="summer", at=NOON, **facts)

    mailing.refresh_from_db()
    assert mailing.queued == Message.objects.filter(mailing=mailing).count() == 4


@pytest.mark.parametrize(("column", "reason"), [("erased_at", "erased"), ("restricted_at", "restricted")])
def test_who_is_silenced_while_it_is_queued_gets_nothing(hotel, mailing, monkeypatch, column, reason):
    guest, other = reachable(), reachable()
    insert = mailings._insert

    def meanwhile(statement, values):
        counted = insert(statement, values)
        Guest.objects.filter(pk=guest.pk).update(**{column: NOON})
        return counted

    monkeypatch.setattr(mailings, "_insert", meanwhile)
    queue_all(mailing)

    assert rows() == [(guest.pk, "cancelled", reason, "email"), (other.pk, "queued", "", "email")]
