"""A message that one guest needs, written on the guest's page."""

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.outbox.delivery.handing import tell
from hotelcrm.outbox.models import Message, Suppression, Template
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory, MessageFactory
from tests.guests.pages import client_of, signed_in, staff

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


def test_a_template_needs_no_words(hotel, guest):
    template = Template.objects.get(code="pre-arrival")
    answer = write(signed_in(Role.FRONT_DESK, hotel), guest, template=template.pk, subject="", body="")

    assert answer.status_code == 302
    assert Message.objects.get().template == template


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

    assert page.count("Message by e-mail: service") == 2
    assert reverse("outbox:message", args=[message.pk]) in page
    assert reverse("outbox:message", args=[other.pk]) not in page
