"""The tickets of the demo: three months that are over, and what is open today."""

from datetime import timedelta

import pytest

from feedback.models import OPEN, Ticket, TicketEvent
from feedback.queries.board import board
from feedback.queries.dials import Standing
from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.invariants import verify
from hotelcrm.demo import feedback_tickets
from hotelcrm.demo.feedback_tickets import DAILY, KEY, PAST, TODAY
from tests.demo.conftest import AT

GUESTS = 1_500
IS_WHOLE = True
pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(made):
    return Ticket.objects.filter(key__startswith=KEY)


def test_three_months_are_over_and_some_is_open(tickets):
    assert tickets.exclude(state__in=OPEN).count() == PAST
    assert tickets.filter(state__in=OPEN).count() == TODAY
    assert set(tickets.values_list("kind", flat=True)) == set(Ticket.Kind.values)
    assert not tickets.filter(opened_at__gt=AT).exists()
    assert not tickets.filter(guest=None).exists()


def test_of_what_is_open_some_is_late_some_in_time_and_some_waits(tickets):
    found = board(tickets.filter(hotel=Hotel.objects.order_by("pk")[0]), at=AT)

    assert {group.standing for group in found.groups} >= {
        Standing.OVERDUE,
        Standing.RUNNING,
        Standing.WAITING,
        Standing.FREE,
    }


def test_what_is_over_has_its_whole_history(tickets):
    over = tickets.filter(state="closed", kind="complaint")
    kinds = set(TicketEvent.objects.filter(ticket__in=over).values_list("kind", flat=True))

    assert kinds >= {"opened", "spoke", "state", "verified", "changed"}
    assert not over.filter(cause=None).exists()
    assert Touchpoint.objects.filter(kind="ticket").count() >= tickets.count()


def test_every_invariant_holds(tickets):
    assert [verdict.invariant.name for verdict in verify() if verdict.count] == []


def test_another_start_adds_nothing_today_and_some_tomorrow(tickets):
    assert feedback_tickets.fill(at=AT + timedelta(hours=1)) == 0
    assert feedback_tickets.fill(at=AT + timedelta(days=2)) == DAILY
    assert feedback_tickets.fill(at=AT + timedelta(days=2, hours=1)) == 0
