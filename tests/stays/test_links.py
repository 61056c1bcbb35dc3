"""Who is at a hotel now, as the guests app asks."""

from datetime import timedelta

import pytest
import time_machine

from stays.links import is_at
from stays.models import StayGuest, StayStatus
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        (StayStatus.IN_HOUSE, -1, True),
        (StayStatus.BOOKED, 0, True),
        (StayStatus.BOOKED, 1, False),
        (StayStatus.CHECKED_OUT, -2, False),
        (StayStatus.CANCELLED, 0, False),
        (StayStatus.NO_SHOW, 0, False),
    ],
)
def test_in_house_or_arriving_today_with_a_booking_or_as_a_companion(status, days, expected):
    hotel, companion = HotelFactory(), GuestFactory()
    stay = StayFactory(hotel=hotel, status=status, arrival=TODAY + timedelta(days=days))
    StayGuest.objects.create(stay=stay, guest=companion)

    with time_machine.travel(NOW, tick=False):
        assert is_at(stay.guest, hotel) is expected
        assert is_at(companion, hotel) is expected
        assert not is_at(stay.guest, HotelFactory())
