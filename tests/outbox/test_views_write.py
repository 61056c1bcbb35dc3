"""A message that one guest needs, written on the guest's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hotelcrm.accounts.models import Role
from hotelcrm.outbox.delivery.handing import tell
from hotelcrm.outbox.models import Message, Suppression, Template
from hotelcrm.outbox.writing import rendering
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory, MessageFactory, StayFactory
from tests.guests.pages import client_of, signed_in, staff

from .rows import sender

pytestmark = pytest.mark.django_db
WORDS = {"channel": "email", "subject": "Your umbrella", "body": "It waits at the desk.", "key": "k1"}


@pytest.fixture
def guest(db):
    guest = GuestFactory()
    ContactFactory(guest=guest, kind="email", value="anna@example.com", is_primary=True)
    return guest


def write(client, guest, **changes):
    return client.post(reverse("outbox:write", args=[guest.number]), WORDS | changes)


def test_it_is_queued_for_the_guest_by_the_person(hotel, guest):
    person = staff(Role.FRONT_DESK, hotel)
    answer = write(client_of(person), guest)

    assert answer.status_code == 302
    [message] = Message.objects.all()
    assert (message.guest, message.by, message.hotel, message.channel) == (guest, person, hotel, "email")
    assert (message.purpose, message.state, message.subject, message.body) == (
        "service",
        "queued",
        "Your umbrella",
        "It waits at the desk.",
    )


def test_a_double_click_is_one_message(hotel, guest):
    client = signed_in(Role.FRONT_DESK, hotel)
    answers = [write(client, guest) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Message.objects.count() == 1


def test_the_same_form_with_other_words_is_refused_and_keeps_what_was_typed(hotel, guest):
    client = signed_in(Role.FRONT_DESK, hotel)
    write(client, guest)
    answer = write(client, guest, body="Something else entirely.")

    assert answer.status_code == 422
    assert "Another message was queued for this occasion already." in answer.content.decode()
    assert "Something else entirely." in answer.content.decode()
    assert Message.objects.count() == 1


def test_what_goes_to_a_phone_has_no_subject(hotel, guest):
    ContactFactory(guest=guest, kind="phone", value="+8613800138000", is_primary=True)
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, channel="sms", subject="Your umbrella")

    assert answer.status_code == 302
    assert (Message.objects.get().channel, Message.objects.get().subject) == ("sms", "")


@pytest.fixture
def letter():
    return Template.objects.get(code="pre-arrival")


@pytest.fixture
def stay(hotel, guest):
    today = hotel.today(timezone.now())
    return StayFactory(
        hotel=hotel,
        guest=guest,
        arrival=today + timedelta(days=2),
        departure=today + timedelta(days=4),
        status="booked",
    )


def test_a_template_needs_no_words_and_is_about_the_next_stay(hotel, guest, letter, stay):
    later = {"arrival": stay.arrival + timedelta(days=9), "departure": stay.departure + timedelta(days=9)}
    StayFactory(hotel=hotel, guest=guest, status="booked", **later)
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, template=letter.pk, subject="", body="")

    assert answer.status_code == 302
    message = Message.objects.get()
    assert (message.template, message.facts) == (letter, {"stay": stay.pk})
    assert isinstance(rendering.write([message], at=NOW)[message.pk], rendering.Written)


def test_a_template_and_own_words_are_refused_together(hotel, guest, letter, stay):
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, template=letter.pk)

    assert answer.status_code == 422
    assert "Choose a template or write your own words." in answer.content.decode()
    assert "It waits at the desk." in answer.content.decode()
    assert not Message.objects.exists()


def test_a_template_that_cannot_be_filled_is_not_offered(hotel, guest, letter):
    StayFactory(hotel=HotelFactory(), guest=guest, status="booked")  # is not this hotel's to write about
    client = signed_in(Role.FRONT_DESK, hotel)

    page = client.get(reverse("outbox:write", args=[guest.number])).content.decode()
    answer = write(client, guest, template=letter.pk, subject="", body="")

    assert f'<option value="{letter.pk}">' not in page
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_a_template_without_a_text_for_the_channel_says_so(hotel, guest, letter, stay):
    ContactFactory(guest=guest, kind="phone", value="+8613812345678", is_primary=True)
    letter.variants.filter(channel="sms").delete()
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, template=letter.pk, channel="sms", subject="", body="")

    assert answer.status_code == 422
    assert "The template has no text for this channel." in answer.content.decode()


def test_the_chosen_template_is_shown_as_the_guest_will_read_it(hotel, guest, letter, stay):
    client = signed_in(Role.FRONT_DESK, hotel)
    chosen = {"preview": 1, "channel": "email", "template": letter.pk}
    page = client.get(reverse("outbox:write", args=[guest.number]), chosen).content.decode()
    none = client.get(reverse("outbox:write", args=[guest.number]), chosen | {"template": ""}).content.decode()

    assert "What the guest receives" in page
    assert "恭候您" in page
    assert none.strip() == ""
    assert not Message.objects.exists()


@pytest.fixture
def approving(guest):
    """A provider of text messages that sends nothing but templates that it approved, and a guest with a phone."""
    ContactFactory(guest=guest, value="+8613900139000", is_primary=True)
    return sender("tencent")


def test_own_words_by_a_provider_that_sends_none_are_refused_at_once(hotel, guest, approving):
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, channel="sms")

    assert answer.status_code == 422
    assert "Its provider sends nothing but templates that it approved" in answer.content.decode()
    assert not Message.objects.exists()


def test_a_template_that_the_provider_did_not_approve_is_refused_at_once(hotel, guest, letter, stay, approving):
    client = signed_in(Role.FRONT_DESK, hotel)
    chosen = {"channel": "sms", "template": letter.pk}
    shown = client.get(reverse("outbox:write", args=[guest.number]), chosen | {"preview": 1}).content.decode()
    answer = write(client, guest, **chosen, subject="", body="")

    sentence = "This provider sends nothing but the templates that it approved."
    assert sentence in shown
    assert answer.context["form"].errors == {"template": [sentence]}


def test_a_template_that_the_provider_approved_goes_by_it(hotel, guest, letter, stay, approving):
    letter.variants.filter(channel="sms").update(provider_ids={"tencent": {"code": "1", "parameters": {}}}, revision=7)
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, channel="sms", template=letter.pk, subject="", body="")

    assert answer.status_code == 302
    assert Message.objects.get().channel == "sms"


def test_without_any_open_channel_there_is_no_form(hotel):
    guest = GuestFactory()
    page = signed_in(Role.FRONT_DESK, hotel).get(reverse("outbox:write", args=[guest.number])).content.decode()

    assert "No channel leads to this guest now" in page
    assert 'name="body"' not in page


def test_subject_and_text_are_not_called_optional(hotel, guest):
    page = signed_in(Role.FRONT_DESK, hotel).get(reverse("outbox:write", args=[guest.number])).content.decode()

    assert page.count("(optional)") == 1  # the template


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": ""}, "Write the text, or choose a template."),
        ({"subject": ""}, "An e-mail needs a subject."),
        ({"channel": "sms"}, "Select a valid choice."),
        ({"channel": "pigeon"}, "Select a valid choice."),
        ({"body": "x" * 5_001}, "at most 5000 characters"),
    ],
)
def test_what_is_no_message_is_refused_with_a_sentence(hotel, guest, changes, sentence):
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, **changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Message.objects.exists()


def test_a_channel_that_does_not_lead_to_the_guest_says_why(hotel, guest):
    page = signed_in(Role.FRONT_DESK, hotel).get(reverse("outbox:write", args=[guest.number])).content.decode()

    assert "Text message: no address for this channel" in page


def test_a_dead_address_is_not_written_to_even_for_service(hotel, guest):
    contact = guest.contacts.get()
    Suppression.objects.create(channel="email", value_index=contact.value_index, why="dead", at=NOW)
    page = signed_in(Role.FRONT_DESK, hotel).get(reverse("outbox:write", args=[guest.number])).content.decode()

    assert "E-mail: the address is on the list of those never written to" in page


@pytest.mark.parametrize("role", [Role.MARKETING, Role.DEPARTMENT, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_those_who_do_not_serve_guests_do_not_write(hotel, guest, role):
    client = signed_in(role, hotel, "spa" if role == Role.DEPARTMENT else "")

    assert write(client, guest).status_code == 403
    assert not Message.objects.exists()


def test_to_a_guest_who_does_not_exist_nothing_is_written(hotel):
    assert signed_in(Role.FRONT_DESK, hotel).get(reverse("outbox:write", args=[1])).status_code == 404


def test_the_guest_page_shows_the_latest_five(hotel, guest):
    client = signed_in(Role.FRONT_DESK, hotel)
    for n in range(6):
        write(client, guest, key=f"k{n}", subject=f"Umbrella {n}")
    part = client.get(reverse("desk:guest-part", args=[guest.number, "messages"])).content.decode()

    assert [n for n in range(6) if f"Umbrella {n}" in part] == [1, 2, 3, 4, 5]
    assert "All messages of this guest" in part


def test_what_was_sent_stands_in_the_timeline_and_leads_to_the_message(hotel, guest):
    message = MessageFactory(hotel=hotel, guest=guest, state="sent", handed_at=NOW, sent_at=NOW)
    other = MessageFactory(hotel=HotelFactory(), guest=guest, state="sent", handed_at=NOW, sent_at=NOW)
    tell({row.pk: guest.pk for row in (message, other)})
    part = signed_in(Role.FRONT_DESK, hotel).get(reverse("desk:guest-part", args=[guest.number, "timeline"]))
    page = part.content.decode()

    assert page.count("Message by e-mail: service") == 1  # of the other hotel's nothing more is said
    assert reverse("outbox:message", args=[message.pk]) in page
    assert reverse("outbox:message", args=[other.pk]) not in page


def test_what_was_written_by_hand_stands_in_the_timeline_with_its_subject_where_it_may_be_read(hotel, guest):
    sent = {"guest": guest, "state": "sent", "handed_at": NOW, "sent_at": NOW}
    mine = MessageFactory(hotel=hotel, subject="Your umbrella", body="Here.", **sent)
    other = MessageFactory(hotel=HotelFactory(), subject="Your secret", body="There.", **sent)
    tell({row.pk: guest.pk for row in (mine, other)})
    part = signed_in(Role.FRONT_DESK, hotel).get(reverse("desk:guest-part", args=[guest.number, "timeline"]))
    page = part.content.decode()

    assert "Message by e-mail: Your umbrella" in page
    assert "Your secret" not in page
