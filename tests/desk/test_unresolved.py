"""What the desk knows of tickets: the brief, the board, the rooms, the guest page and the timeline."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions.handling import set_state
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.desk.brief import brief_of
from stays.models import StayStatus
from tests.factories import GuestFactory, HotelFactory, InvitationFactory, StayFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


@pytest.fixture
def stay(hotel):
    today = hotel.today()
    return StayFactory(hotel=hotel, arrival=today, departure=today + timedelta(days=2), room="1208")


def alerts(stay, person):
    brief = brief_of(stay, today=stay.hotel.today(), access=access_of(person, stay.hotel))
    return [(line.kind, line.text, line.url) for line in brief.alerts]


def test_the_brief_says_what_nobody_has_solved_yet(stay, front, hotel):
    ticket = TicketFactory(hotel=hotel, guest=stay.guest, at=timezone.now())
    TicketFactory(hotel=hotel, guest=stay.guest, kind="request", at=timezone.now())
    TicketFactory(hotel=HotelFactory(), guest=stay.guest, at=timezone.now())
    TicketFactory(hotel=hotel, guest=GuestFactory(), at=timezone.now())

    assert alerts(stay, front) == [("alert", "Unresolved complaint: No hot water", ticket.get_absolute_url())]
    set_state(ticket, "resolved", by=front, at=timezone.now(), key="r")
    assert alerts(stay, front) == []


@pytest.mark.parametrize(
    ("scores", "line"),
    [
        ({"nps": 4}, ("alert", "Last survey: 4 of 10", "")),
        ({"nps": 9}, ("done", "Last survey: 9 of 10", "")),
        ({"csat": 2}, ("alert", "Last survey: 2 of 5", "")),
    ],
)
def test_the_brief_ends_with_how_the_guest_found_it(stay, front, hotel, scores, line):
    InvitationFactory(hotel=hotel, guest=stay.guest, finished_at=timezone.now(), **scores)
    InvitationFactory(hotel=hotel, guest=stay.guest, finished_at=timezone.now() - timedelta(days=9), nps=1)

    assert alerts(stay, front) == [line]


def test_the_board_marks_who_is_still_waiting(client, stay, front, hotel):
    TicketFactory(hotel=hotel, guest=stay.guest, at=timezone.now())

    page = client.get(reverse("desk:arrivals")).content.decode()

    assert "Unresolved complaint" in page


def test_rooms_show_a_department_what_concerns_it(client, hotel):
    today = hotel.today()
    stay = StayFactory(
        hotel=hotel, status=StayStatus.IN_HOUSE, arrival=today, departure=today + timedelta(days=1), room="1208"
    )
    TicketFactory(hotel=hotel, stay=stay, guest=stay.guest, department="spa", summary="Cold sauna", at=timezone.now())
    TicketFactory(hotel=hotel, stay=stay, guest=stay.guest, summary="A secret of the desk", at=timezone.now())
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))

    page = client.get(reverse("desk:in-house")).content.decode()

    assert "Cold sauna" in page
    assert "A secret of the desk" not in page
    assert f"{reverse('feedback:new')}?stay={stay.pk}" in page


def test_the_guests_card_shows_open_ones_first(client, hotel, front):
    guest = GuestFactory()
    old = TicketFactory(hotel=hotel, guest=guest, at=timezone.now() - timedelta(days=9))
    done = TicketFactory(hotel=hotel, guest=guest, at=timezone.now())
    set_state(done, "resolved", by=front, at=timezone.now(), key="r")
    TicketFactory(hotel=HotelFactory(), guest=guest, at=timezone.now())

    part = client.get(reverse("desk:guest-part", args=[guest.number, "tickets"]))

    assert part.context["tickets"] == [old, done]


def test_who_handles_no_tickets_sees_none_on_the_card(client, hotel):
    guest = GuestFactory()
    TicketFactory(hotel=hotel, guest=guest, at=timezone.now())
    client.force_login(staff(Role.MARKETING, hotel))

    part = client.get(reverse("desk:guest-part", args=[guest.number, "tickets"])).content.decode()

    assert "No hot water" not in part
    assert "Your role does not handle tickets." in part


def test_the_timeline_tells_of_it_and_leads_there(client, hotel, front):
    guest = GuestFactory()
    ticket = TicketFactory(hotel=hotel, guest=guest, at=timezone.now())
    TicketFactory(hotel=HotelFactory(), guest=guest, kind="praise", at=timezone.now())

    part = client.get(reverse("desk:guest-part", args=[guest.number, "timeline"])).content.decode()

    assert f"Ticket T-{ticket.pk}: complaint" in part
    assert ticket.get_absolute_url() in part
    assert "praise" not in part
