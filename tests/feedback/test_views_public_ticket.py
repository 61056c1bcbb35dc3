"""A guest's page of a ticket: no sign-in, asks before it takes anything, harmless, not too often, once."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.actions import asking, handling
from feedback.links import ticket_path
from feedback.models import State, Ticket, TicketEvent
from feedback.signing import NOBODYS, Use, sign
from guests.actions.merging import merge_guests
from tests.factories import ContactFactory, GuestFactory, TicketFactory
from tests.feedback.recovery import House

pytestmark = pytest.mark.django_db
Kind = TicketEvent.Kind
KEY = "0123456789abcdef" * 2


@pytest.fixture
def house():
    house = House()
    ContactFactory(guest=house.member.guest, kind="email", value="guest@example.com")
    return house


@pytest.fixture
def ticket(house):
    """Resolved, and the guest was asked."""
    handling.set_state(house.ticket, State.RESOLVED, by=house.front, at=timezone.now(), key="resolved", text="internal")
    asking.ask(house.ticket, text="The boiler is repaired.", by=house.front, at=timezone.now())
    return Ticket.objects.get(pk=house.ticket.pk)


def judged(ticket, verdict):
    return f"{ticket_path(ticket)}{verdict}/"


def events(kind):
    return TicketEvent.objects.filter(kind=kind)


def test_it_shows_what_was_said_and_given_and_nothing_internal(client, house, ticket):
    handling.note(ticket, text="Always complains", by=house.front, at=timezone.now(), key="note")
    house.give(gives="gift", thing="Fruit basket", cost=Decimal("31.50"))

    text = client.get(ticket_path(ticket)).content.decode()

    assert "The boiler is repaired." in text
    assert "Fruit basket" in text
    for hidden in (
        "Always complains",
        "31.5",
        "internal",
        "Boiler off",
        str(house.front),
        house.member.guest.full_name,
    ):
        assert hidden not in text


def test_opening_and_asking_change_nothing(client, ticket):
    before = TicketEvent.objects.count()

    assert client.get(ticket_path(ticket)).status_code == 200
    for verdict in ("right", "wrong"):
        assert client.get(judged(ticket, verdict)).status_code == 200
        assert client.head(judged(ticket, verdict)).status_code == 200

    assert TicketEvent.objects.count() == before
    ticket.refresh_from_db()
    assert ticket.was_right is None


def test_it_was_right(client, ticket):
    for _tap in range(2):
        response = client.post(judged(ticket, "right"), {"text": ""})
        assert response.status_code == 302

    ticket.refresh_from_db()
    assert (ticket.was_right, ticket.state) == (True, State.RESOLVED)
    text = client.get(response["Location"]).content.decode()
    assert "Thank you." in text
    assert "Was what we did right?" not in text


def test_it_was_not_right(client, ticket):
    client.post(judged(ticket, "wrong"), {"text": "Still cold"})

    ticket.refresh_from_db()
    assert (ticket.was_right, ticket.state) == (False, State.REOPENED)
    assert events(Kind.JUDGED).get().text == "Still cold"


def test_the_other_answer_afterwards_is_told_kindly(client, ticket):
    client.post(judged(ticket, "right"))

    response = client.post(judged(ticket, "wrong"))

    assert response.status_code == 409
    typed = client.post(judged(ticket, "wrong"), {"text": "It leaks again"})
    assert "It leaks again</textarea>" in typed.content.decode()  # to be sent as an answer
    assert "You have told us already" in response.content.decode()
    assert client.get(judged(ticket, "wrong")).status_code == 302  # nothing to ask any more


def test_nothing_is_asked_before_it_is_resolved(client, house):
    assert "Was what we did right?" not in client.get(ticket_path(house.ticket)).content.decode()
    assert client.post(judged(house.ticket, "wrong")).status_code == 409
    assert not events(Kind.JUDGED).exists()


def test_an_unknown_verdict_is_no_page(client, ticket):
    assert client.get(judged(ticket, "perhaps")).status_code == 404


def test_an_answer_is_kept_once(client, ticket):
    for _click in range(2):
        response = client.post(ticket_path(ticket), {"text": "Thank you!", "key": KEY})
        assert response.status_code == 302

    assert [event.text for event in events(Kind.GUEST_WROTE)] == ["Thank you!"]


def test_scripts_in_the_text_are_text(client, house, ticket):
    evil = "<script>alert(1)</script>{{ 7|add:7 }}<img src=x onerror=alert(1)>"
    client.post(ticket_path(ticket), {"text": evil, "key": KEY})

    text = client.get(ticket_path(ticket)).content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<img src=x" not in text


@pytest.mark.parametrize("text", ["", "   ", "x" * (asking.LONGEST + 1)])
def test_what_is_no_answer_is_refused_and_what_was_typed_stays(client, ticket, text):
    response = client.post(ticket_path(ticket), {"text": text, "key": KEY})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not events(Kind.GUEST_WROTE).exists()


def test_a_thousand_answers_are_ten(client, ticket):
    statuses = [
        client.post(ticket_path(ticket), {"text": f"{number}", "key": f"{number:032x}"}).status_code
        for number in range(asking.OFTEN + 3)
    ]

    assert statuses == [302] * asking.OFTEN + [429] * 3
    assert events(Kind.GUEST_WROTE).count() == asking.OFTEN


@pytest.mark.parametrize("key", ["", "x" * 500, "resolved", "../"])
def test_a_key_that_is_none_does_no_harm(client, ticket, key):
    assert client.post(ticket_path(ticket), {"text": "Hello", "key": key}).status_code == 302
    assert events(Kind.GUEST_WROTE).count() == 1


@pytest.mark.parametrize("token", ["nonsense", "0" * 80, NOBODYS, "%F0%9F%98%80"])
def test_a_link_that_is_none(client, token):
    for address in (f"/f/t/{token}/", f"/f/t/{token}/right/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": "x"}).status_code == 404


def test_a_link_for_something_else_and_one_that_was_changed(client, ticket):
    token = ticket_path(ticket).split("/")[3]

    for bad in (sign(Use.SURVEY, f"{ticket.pk}.{ticket.guest_id}"), token[:-1], token[:-1] + "_", token.swapcase()):
        assert client.get(f"/f/t/{bad}/").status_code == 404


def test_the_link_ends_when_the_matter_is_long_closed(client, ticket):
    handling.set_state(ticket, State.CLOSED, by=ticket.by, at=timezone.now(), key="closed")
    assert client.get(ticket_path(ticket)).status_code == 200

    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert client.get(ticket_path(ticket)).status_code == 410
        assert client.post(ticket_path(ticket), {"text": "x", "key": KEY}).status_code == 410


def test_whose_ticket_it_is_no_more_reads_nothing_of_it(client, house):
    ticket = house.ticket  # nothing was said on it yet: after that it stays the guest's
    link = ticket_path(ticket)
    assert client.get(link).status_code == 200
    handling.change(ticket, guest=GuestFactory(), by=house.front, at=timezone.now(), key="guest")

    assert client.get(link).status_code == 404


def test_the_link_follows_a_merge_of_guests(client, house, ticket):
    link, survivor = ticket_path(ticket), GuestFactory()
    merge_guests(survivor, absorbed=ticket.guest, by=house.manager, at=timezone.now())

    assert client.get(link).status_code == 200


def test_staff_who_are_signed_in_answer_for_nobody(client, house, ticket):
    client.force_login(house.front)

    for address in (ticket_path(ticket), judged(ticket, "wrong")):
        assert "This link is a guest" in client.post(address, {"text": "x", "key": KEY}).content.decode()

    assert not events(Kind.GUEST_WROTE).exists()
    assert not events(Kind.JUDGED).exists()


@pytest.mark.parametrize(("language", "word"), [("en", "Was what we did right?"), ("zh-hans", "我们的处理是否妥当？")])
def test_in_both_languages(client, ticket, language, word):
    assert word in client.get(f"{ticket_path(ticket)}?language={language}").content.decode()


def test_a_post_from_elsewhere_is_refused(ticket):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(ticket_path(ticket), {"text": "x", "key": KEY}).status_code == 403


def test_a_ticket_nobody_answered_yet(client):
    response = client.get(ticket_path(TicketFactory()))

    assert "We have your message" in response.content.decode()
    assert reverse("feedback:guest-ticket", args=["x"]) == "/f/t/x/"
