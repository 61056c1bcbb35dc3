"""What was given for a ticket of a stay stands in both of its briefs, on the guest's timeline and in the statement."""

from decimal import Decimal

import pytest

from hotelcrm.accounts.access import access_of
from hotelcrm.desk.brief import brief_of
from hotelcrm.desk.departure import departure_brief_of
from loyalty.models import PointsEntry
from loyalty.queries.causes import with_causes
from tests.factories import TODAY, StayFactory
from tests.feedback.recovery import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


@pytest.fixture
def stay(house):
    return StayFactory(hotel=house.hotel, guest=house.member.guest, arrival=TODAY)


@pytest.mark.parametrize("make", [brief_of, departure_brief_of])
def test_both_briefs_tell_it(house, stay, make):
    ticket = house.complaint(stay=stay)
    house.give(ticket, cost=Decimal(88))
    house.give(ticket, gives="gift", thing="Fruit basket", cost=Decimal(30))
    house.give(ticket, cost=Decimal(9_000))  # waits
    house.give(cost=Decimal(10))  # of no stay

    told = make(stay, today=TODAY, access=access_of(house.front, house.hotel))

    found = {
        (line.text, line.detail, line.kind)
        for line in [*told.alerts, *getattr(told, "mend", [])]
        if line.icon == "gift"
    }
    assert found == {
        ("To make good: Money back: CN¥88", "Make sure that it is on the bill.", "soon"),
        ("To make good: Fruit basket", "", "value"),
    }


def test_points_name_their_cause(client, house):
    house.give(gives="points", points=1_000)
    client.force_login(house.front)

    [entry] = with_causes(PointsEntry.objects.all(), hotel_ids=[])
    page = client.get(house.member.guest.get_absolute_url())

    assert entry.cause == "compensation"
    assert "Given to make good: 1,000 points" in page.content.decode()
