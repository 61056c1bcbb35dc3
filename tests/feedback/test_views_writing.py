"""`feedback:reply`, `feedback:note` and `feedback:spoke`: words on a ticket."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions import handling
from feedback.models import Notice, TicketEvent
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Message
from tests.factories import HotelFactory, TicketFactory, staff
from tests.feedback.tickets import lesser_there, reachable

pytestmark = pytest.mark.django_db
VERBS = ("reply", "note", "spoke")
HTMX = {"HX-Request": "true"}
Kind = TicketEvent.Kind


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


@pytest.fixture
def ticket(hotel, front):
    return TicketFactory(hotel=hotel, guest=reachable(), at=now(minutes=-5))


def now(**later):
    return timezone.now() + timedelta(**later)


def post(client, ticket, verb, **fields):
    headers = fields.pop("headers", {})
    named = {f"{verb}-{name}": value for name, value in ({"key": "abc"} | fields).items()}
    return client.post(reverse(f"feedback:{verb}", args=[ticket.pk]), named, headers=headers)


def said(ticket) -> list[tuple[str, str]]:
    told = ticket.events.filter(kind__in=[Kind.REPLY, Kind.NOTE, Kind.SPOKE]).order_by("pk")
    return [(event.kind, event.text) for event in told]


@pytest.mark.parametrize("verb", VERBS)
def test_a_ticket_of_another_hotel_is_none(client, front, verb):
    there = TicketFactory(hotel=HotelFactory())

    assert post(client, there, verb, text="Hello", seen_version=9).status_code == 404
    assert said(there) == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_look_writes_nothing(client, ticket, verb):
    assert client.get(reverse(f"feedback:{verb}", args=[ticket.pk])).status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_written_is_told_once(client, ticket, verb):
    for _time in range(2):
        answer = post(client, ticket, verb, text="Hello", seen_version=ticket.version)

    assert answer.url == ticket.get_absolute_url()
    assert said(ticket) == [(verb, "Hello")]


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_written_is_nothing_told(client, ticket, verb):
    answer = post(client, ticket, verb, text="  ", seen_version=ticket.version)

    assert answer.status_code == 422
    assert said(ticket) == []


def test_a_reply_goes_through_the_outbox_and_answers(client, ticket, front):
    post(client, ticket, "reply", text="I am sorry.", seen_version=ticket.version)

    message = Message.objects.get()
    ticket.refresh_from_db()
    assert (message.guest, message.by, "I am sorry." in message.body) == (ticket.guest, front, True)
    assert ticket.responded_at is not None
    assert ticket.state == "in_progress"


def test_who_answers_second_reads_the_first_answer_and_keeps_what_was_typed(client, ticket, hotel):
    seen = ticket.version
    other = staff(Role.GUEST_RELATIONS, hotel, display_name="Colleague Chen")
    handling.reply(ticket, text="Sent already.", by=other, at=now(), key="first", seen_version=seen)

    answer = post(client, ticket, "reply", text="My long answer.", seen_version=seen)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "While you were writing, somebody else answered." in page
    assert "Sent already." in page
    assert "Colleague Chen" in page
    assert "My long answer." in page
    assert said(ticket) == [("reply", "Sent already.")]


def test_now_that_it_was_read_it_goes_all_the_same(client, ticket, hotel):
    seen = ticket.version
    other = staff(Role.GUEST_RELATIONS, hotel)
    handling.spoke(ticket, text="Called.", by=other, at=now(), key="first")
    form = post(client, ticket, "reply", text="Mine.", seen_version=seen).context["boxes"]["reply"]

    post(client, ticket, "reply", text="Mine.", seen_version=form["seen_version"].value())

    assert said(ticket) == [("spoke", "Called."), ("reply", "Mine.")]


def test_what_the_guest_wrote_meanwhile_is_read_first_too(client, ticket):
    seen = ticket.version
    handling.guest_wrote(ticket, text="Never mind, it works.", at=now(), key="g")

    answer = post(client, ticket, "reply", text="We come at once.", seen_version=seen)

    assert answer.status_code == 409
    assert "Never mind, it works." in answer.content.decode()


def test_a_note_of_a_colleague_does_not_stop_a_reply(client, ticket, hotel):
    seen = ticket.version
    handling.note(ticket, text="Look.", by=staff(Role.MANAGER, hotel), at=now(), key="n")

    assert post(client, ticket, "reply", text="Mine.", seen_version=seen).status_code == 302


def test_a_guest_nobody_reaches_is_told_of_in_words(client, hotel, front):
    nobody = TicketFactory(hotel=hotel, guest=None, at=now())

    answer = post(client, nobody, "reply", text="Hello", seen_version=nobody.version)

    assert answer.status_code == 422
    assert said(nobody) == []


def test_a_note_is_for_colleagues_and_tells_those_it_names(client, ticket, hotel):
    colleague = staff(Role.DEPARTMENT, hotel, "engineering")

    post(client, ticket, "note", text="Look at the riser.", mentions=[colleague.pk])

    assert list(Notice.objects.values_list("user", "why")) == [(colleague.pk, "mentioned")]
    assert not Message.objects.exists()


def test_a_note_names_nobody_from_elsewhere(client, ticket):
    stranger = staff(Role.FRONT_DESK, HotelFactory())

    assert post(client, ticket, "note", text="Look.", mentions=[stranger.pk]).status_code == 422
    assert said(ticket) == []


def test_htmx_gets_the_box_alone_and_the_page_its_news(client, ticket):
    done = post(client, ticket, "note", text="Noted.", headers=HTMX)
    faulty = post(client, ticket, "note", text="", headers=HTMX)

    assert done["HX-Trigger"] == '{"ticket-changed": {}}'
    assert done.content.decode().lstrip().startswith("<section")
    assert faulty.status_code == 422
    assert "<html" not in faulty.content.decode()


def test_who_writes_to_guests_elsewhere_does_not_here(client):
    _user, _here, there = lesser_there(client)
    ticket = TicketFactory(hotel=there, guest=reachable(), department="spa", at=now())

    assert post(client, ticket, "reply", text="Hello", seen_version=9).status_code == 404
    assert post(client, ticket, "note", text="Hello").status_code == 302
    assert said(ticket) == [("note", "Hello")]
