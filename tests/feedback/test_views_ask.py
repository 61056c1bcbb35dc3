"""`feedback:ask`: telling the guest what was done."""

import pytest
from django.urls import reverse

from feedback.actions import handling
from feedback.models import Ticket, TicketEvent
from hotelcrm.accounts.models import Role
from tests.factories import NOW, ContactFactory, TicketFactory, staff
from tests.feedback.recovery import House
from tests.feedback.tickets import lesser_there

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
        response = client.post(
            url(house.ticket), {"ask-text": "Repaired.", "ask-key": "k", "ask-seen_version": 9}, headers=HTMX
        )
        assert response["HX-Trigger"]

    assert asked().get().text == "Repaired."


def test_words_are_needed_and_refusals_are_said(client, house):
    assert client.post(url(house.ticket), {"ask-text": " ", "ask-key": "k", "ask-seen_version": 9}).status_code == 422
    unresolved = client.post(url(house.complaint()), {"ask-text": "x", "ask-key": "k", "ask-seen_version": 9})

    assert unresolved.status_code == 422
    assert "once the ticket is resolved" in unresolved.content.decode()
    assert not asked().exists()


def test_a_ticket_of_another_hotel_is_none(client, house):
    assert client.post(url(House().ticket), {"ask-text": "x", "ask-key": "k", "ask-seen_version": 9}).status_code == 404


def test_the_panel_calls_for_it_and_then_says_that_it_was_done(client, house):
    panel = reverse("feedback:recovery", args=[house.ticket.pk])
    assert "Tell the guest and ask" in client.get(panel).content.decode()

    client.post(url(house.ticket), {"ask-text": "Repaired.", "ask-key": "k", "ask-seen_version": 9})

    text = client.get(panel).content.decode()
    assert "Tell the guest and ask" not in text
    assert f"The guest was told and asked by {house.front}" in text


def test_the_form_brings_the_version_that_was_seen(client, house):
    house.ticket.refresh_from_db()
    assert f'name="ask-seen_version" value="{house.ticket.version}"' in client.get(url(house.ticket)).content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_a_colleague_answered_meanwhile_is_shown_before_it_goes(client, house, headers):
    seen = Ticket.objects.get(pk=house.ticket.pk).version
    typed = {"ask-text": "Repaired.", "ask-key": "k", "ask-seen_version": seen}
    colleague = handling.reply(
        house.ticket, text="The engineer was there.", by=house.manager, at=NOW, key="r", seen_version=seen
    )

    response = client.post(url(house.ticket), typed, headers=headers)

    text = response.content.decode()
    assert (response.status_code, asked().exists()) == (409, False)
    assert colleague.text in text
    assert "Send all the same" in text
    assert "Repaired.</textarea>" in text
    assert f'name="ask-seen_version" value="{seen + 1}"' in text
    client.post(url(house.ticket), typed | {"ask-seen_version": seen + 1}, headers=headers)
    assert asked().get().text == "Repaired."


def test_who_writes_to_guests_elsewhere_does_not_ask_here(client, house):
    user, _here, there = lesser_there(client)
    ticket = TicketFactory(hotel=there, guest=house.member.guest, department="spa")
    handling.set_state(ticket, "resolved", by=user, at=NOW, key="resolved")

    assert client.get(url(ticket)).status_code == 404
    assert client.post(url(ticket), {"ask-text": "x", "ask-key": "k"}).status_code == 404
    assert not asked().exists()
    panel = client.get(reverse("feedback:recovery", args=[ticket.pk])).content.decode()
    assert url(ticket) not in panel
