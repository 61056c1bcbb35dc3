"""Snapshots: the figures of a house too large to be reckoned while somebody waits."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.dashboards import snapshots
from hotelcrm.dashboards.models import Snapshot
from hotelcrm.dashboards.reading import read
from hotelcrm.dashboards.scope import COMPARISONS, PERIODS, scope_of
from hotelcrm.dashboards.tasks import refresh
from stays.models import Channel, StayStatus
from tests.factories import NOW, ChannelFactory, GuestFactory, HotelFactory, StayFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    found = HotelFactory(code="hz", rooms=10)
    ota = ChannelFactory(code="ota", kind=Channel.Kind.OTA, commission=Decimal("12.50"))
    for arrival in (date(2025, 3, 1), date(2026, 3, 1), date(2026, 5, 1)):
        for revenue, channel in (("1000.55", ota), ("777.77", ChannelFactory(code="lobby"))):
            StayFactory(
                hotel=found,
                guest=GuestFactory(),
                arrival=arrival,
                departure=arrival + timedelta(days=3),
                status=StayStatus.CHECKED_OUT,
                booked_on=arrival - timedelta(days=10),
                channel=channel,
                room_revenue=Decimal(revenue),
            )
    return found


@pytest.fixture
def scope(hotel):
    return scope_of(access_of(staff(Role.MANAGER, hotel), hotel), {}, at=NOW)


@pytest.fixture
def large(monkeypatch):
    """From here on three stays are many."""
    monkeypatch.setattr(snapshots, "LARGE", 3)


def test_a_snapshot_has_every_figure_of_the_reading(scope, large):
    snapshots.refresh(at=NOW)

    assert Snapshot.objects.filter(period="12m", comparison="before").exists()
    assert snapshots.reading_of(scope, at=NOW) == read(scope, at=NOW)


def test_a_large_house_is_shown_as_it_was(hotel, scope, large):
    snapshots.refresh(at=NOW)
    StayFactory(hotel=hotel, arrival=date(2026, 6, 1), status=StayStatus.CHECKED_OUT)

    found = snapshots.reading_of(scope, at=NOW + timedelta(hours=30))

    assert (found.as_of, found.now.bookings.stayed) == (NOW, 4)


def test_a_small_house_is_always_read_at_once(hotel, scope, monkeypatch):
    monkeypatch.setattr(snapshots, "LARGE", 3)
    snapshots.refresh(at=NOW)
    monkeypatch.setattr(snapshots, "LARGE", 20_000)
    StayFactory(hotel=hotel, arrival=date(2026, 6, 1), status=StayStatus.CHECKED_OUT)

    found = snapshots.reading_of(scope, at=NOW)

    assert found.now.bookings.stayed == 5


def test_no_snapshot_is_made_of_a_small_house(hotel):
    assert snapshots.refresh(at=NOW) == 0
    assert not Snapshot.objects.exists()


def test_a_large_house_without_a_snapshot_or_with_an_old_one_is_read_at_once(hotel, scope, large):
    assert snapshots.reading_of(scope, at=NOW).as_of == NOW
    snapshots.refresh(at=NOW - timedelta(hours=40))

    assert snapshots.reading_of(scope, at=NOW).as_of == NOW


def test_a_snapshot_says_which_days_it_is_of(hotel, scope, large):
    snapshots.refresh(at=NOW - timedelta(days=1))

    found = snapshots.reading_of(scope, at=NOW)

    assert (found.scope.today, found.scope.period.end) == (date(2026, 11, 20), date(2026, 11, 20))


def test_fresh_snapshots_are_not_made_again_and_old_ones_are(hotel, large):
    made = snapshots.refresh(at=NOW)

    assert made > 0
    assert snapshots.refresh(at=NOW + timedelta(hours=1)) == 0
    assert snapshots.refresh(at=NOW + timedelta(hours=3)) == made
    assert Snapshot.objects.count() == made


def test_the_usual_period_comes_first_when_time_is_short(hotel, large):
    snapshots.refresh(at=NOW, seconds=0)

    assert set(Snapshot.objects.values_list("period", flat=True)) <= {"12m"}


def test_a_snapshot_of_an_earlier_version_is_not_shown(hotel, scope, large):
    snapshots.refresh(at=NOW - timedelta(minutes=5))
    Snapshot.objects.update(figures={"now": {}})

    assert snapshots.reading_of(scope, at=NOW).as_of == NOW


def test_the_task_renews_what_is_old(hotel, large):
    refresh.apply()

    assert 0 < Snapshot.objects.count() <= len(PERIODS) * len(COMPARISONS)
