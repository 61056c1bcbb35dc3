from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.audit import queries
from hotelcrm.audit.models import ReadLog
from tests.factories import HotelFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def look(at, guest_id=1, hotel=None, user=None):
    return ReadLog.objects.create(
        user=user or UserFactory(), guest_id=guest_id, what="page", at=at, hotel_id=hotel.pk if hotel else None
    )


def test_a_month_begins_and_ends_by_the_clock_of_the_hotel():
    late_february = look(datetime(2026, 2, 28, 15, 59, tzinfo=UTC))
    first = look(datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
    last = look(datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    april = look(datetime(2026, 3, 31, 16, 0, tzinfo=UTC))

    rows = queries.in_month(ReadLog.objects.order_by("at"), date(2026, 3, 17), SHANGHAI)

    assert list(rows) == [first, last]
    assert {late_february, april}.isdisjoint(rows)


def test_december_ends_with_the_year():
    look(datetime(2027, 1, 1, tzinfo=UTC))
    december = look(datetime(2026, 12, 31, 12, tzinfo=UTC))

    assert list(queries.in_month(ReadLog.objects.all(), date(2026, 12, 1), SHANGHAI)) == [december]


def test_looks_made_at_a_hotel_are_for_those_who_review_it():
    mine, other = HotelFactory(), HotelFactory()
    here, nowhere = look(datetime(2026, 3, 1, tzinfo=UTC), hotel=mine), look(datetime(2026, 3, 2, tzinfo=UTC))
    there = look(datetime(2026, 3, 3, tzinfo=UTC), hotel=other)

    assert list(queries.looks(access_of(staff(Role.FRONT_DESK, mine), mine))) == [nowhere]
    assert list(queries.looks(access_of(staff(Role.PRIVACY_OFFICER, mine), mine))) == [there, nowhere, here]


def test_a_tally_counts_guests_and_people_once():
    user, at = UserFactory(), datetime(2026, 3, 1, tzinfo=UTC)
    for guest_id in (1, 1, 2):
        look(at, guest_id, user=user)
    look(at, 2)

    assert queries.tally(ReadLog.objects.order_by("-at")) == queries.Tally(guests=2, people=2)
