"""Demo data that is opened days later."""

from datetime import timedelta

import pytest
from django.db.models import Count, Sum

from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.demo.refreshing import Moved, refresh
from stays.models import Stay, StayStatus
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 3_000


def state():
    versions = Stay.objects.aggregate(Sum("version"), Count("pk"))
    return versions, Touchpoint.objects.count()


def test_on_the_same_day_nothing_changes(made):
    before = state()

    assert refresh(at=AT) == Moved(booked=0, advanced=0)
    assert state() == before


@pytest.mark.parametrize("days", [1, 9, 75])
def test_a_second_time_changes_nothing(made, days):
    later = AT + timedelta(days=days)
    first = refresh(at=later)
    before = state()

    assert (first.booked > 0, first.advanced > 0) == (days > 30, True)
    assert refresh(at=later) == Moved(booked=0, advanced=0)
    assert state() == before


@pytest.mark.parametrize("days", [1, 9, 75])
def test_each_hotel_is_at_work_again(made, days):
    later = AT + timedelta(days=days)
    refresh(at=later)

    for hotel in Hotel.objects.all():
        here, today = Stay.objects.filter(hotel=hotel), hotel.today(later)
        assert here.filter(status=StayStatus.BOOKED, arrival=today).exists()
        assert here.filter(status=StayStatus.BOOKED, arrival__gte=today + timedelta(days=40)).exists()
        assert not here.filter(status=StayStatus.BOOKED, arrival__lt=today).exists()
        assert not here.filter(status=StayStatus.IN_HOUSE, departure__lt=today).exists()
        rooms = list(here.filter(status=StayStatus.IN_HOUSE).values_list("room", flat=True))
        assert "" not in rooms
        assert len(set(rooms)) == len(rooms) > 0


def test_what_was_missed_is_on_the_timeline(made):
    later = AT + timedelta(days=9)
    refresh(at=later)

    stay = Stay.objects.filter(checked_in_at__gt=AT + timedelta(days=1)).exclude(guest=None).earliest("pk")
    assert Touchpoint.objects.get(guest=stay.guest, key=f"stay:{stay.pk}:check_in").at == stay.checked_in_at


def test_stays_of_others_are_left_alone(made):
    stay = Stay.objects.filter(status=StayStatus.BOOKED).earliest("arrival", "pk")
    Stay.objects.filter(pk=stay.pk).update(source="desk")

    refresh(at=AT + timedelta(days=30))

    stay.refresh_from_db()
    assert (stay.status, stay.version) == (StayStatus.BOOKED, 1)
