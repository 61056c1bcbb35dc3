"""Opening a ticket."""

import pytest

from feedback.actions.opening import OtherTicketError, open_ticket
from feedback.models import Ticket
from tests.factories import NOW, CategoryFactory, HotelFactory, TicketFactory

pytestmark = pytest.mark.django_db


def test_a_ticket_is_opened_once_by_its_key():
    hotel = HotelFactory()
    facts = {"kind": "complaint", "channel": "desk", "key": "k", "at": NOW, "summary": "No hot water"}
    first = open_ticket(hotel, **facts)

    assert open_ticket(hotel, **facts) == first
    assert Ticket.objects.get().events.count() == Ticket.objects.get().version == 1
    with pytest.raises(OtherTicketError):
        open_ticket(hotel, **facts | {"summary": "Cold water"})


def test_department_and_severity_are_those_of_the_category():
    ticket = TicketFactory(category=CategoryFactory(department="engineering", severity=2))

    assert (ticket.department, ticket.severity, ticket.owner, ticket.level) == ("engineering", 2, None, "department")
