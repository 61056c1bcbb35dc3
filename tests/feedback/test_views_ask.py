"""`feedback:ask`: telling the guest what was done."""

import pytest
from django.urls import reverse

from feedback.actions import handling
from feedback.models import TicketEvent
from hotelcrm.accounts.models import Role
from tests.factories import NOW, ContactFactory, staff
from tests.feedback.recovery import House

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def house(client):
    house = House()
    ContactFactory(guest=house.member.guest, kind="email", value="guest@example.com")
    handling.set_state(house.ticket, "resolved", by=house.front, at=NOW, key="resolved")
    client.force_login(house.front)
    return house


def url(ticket):
    return reverse("feedback:ask", args=[ticket.pk])


def asked():
    return TicketEvent.objects.filter(kind=TicketEvent.Kind.ASKED)


@pytest.mark.parametrize("role", Role)
def test_who_may_open_it(client, house, role):
    client.force_login(staff(role, house.hotel, "spa" if role == Role.DEPARTMENT else ""))

    may = {Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER}
    assert client.get(url(house.ticket)).status_code == (200 if role in may else 403)


def test_it_is_sent_once(client, house):
    for _click in range(2):
        response = client.post(url(house.ticket), {"ask-text": "Repaired.", "ask-key": "k"}, headers=HTMX)
        assert response["HX-Trigger"]

    assert asked().get().text == "Repaired."


def test_words_are_needed_and_refusals_are_said(client, house):
    assert client.post(url(house.ticket), {"ask-text": " ", "ask-key": "k"}).status_code == 422
    unresolved = client.post(url(house.complaint()), {"ask-text": "x", "ask-key": "k"})

    assert unresolved.status_code == 422
    assert "once the ticket is resolved" in unresolved.content.decode()
    assert not asked().exists()


def test_a_ticket_of_another_hotel_is_none(client, house):
    assert client.post(url(House().ticket), {"ask-text": "x", "ask-key": "k"}).status_code == 404


def test_the_panel_calls_for_it_and_then_says_that_it_was_done(client, house):
    panel = reverse("feedback:recovery", args=[house.ticket.pk])
    assert "Tell the guest and ask" in client.get(panel).content.decode()

    client.post(url(house.ticket), {"ask-text": "Repaired.", "ask-key": "k"})

    text = client.get(panel).content.decode()
    assert "Tell the guest and ask" not in text
    assert f"The guest was told and asked by {house.front}" in text
