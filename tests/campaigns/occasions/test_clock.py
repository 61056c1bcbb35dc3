"""When an occasion is due: nine in the morning where the guest lives, by day, until its grace is over."""

from datetime import date

import pytest

from tests.factories import GuestFactory, HotelFactory

from .world import DAY, campaign_for, clock, named

pytestmark = pytest.mark.django_db
BIRTHDAY = date(2027, 5, 8)


@pytest.fixture
def campaign():
    return campaign_for("birthday")


def born(**fields):
    return GuestFactory(**{"birth_month": 5, "birth_day": 8, **fields}).pk


@pytest.mark.parametrize(
    ("day", "time", "is_due"),
    [
        (0, "08:59", False),
        (0, "09:00", True),
        (0, "20:59", True),
        (0, "21:00", False),  # nobody is woken to be made up for
        (1, "03:00", False),
        (1, "09:00", True),
        (1, "20:59", True),
        (1, "21:00", False),
        (2, "09:00", False),
    ],
)
def test_by_day_and_until_its_grace_is_over(campaign, day, time, is_due):
    guest = born()

    assert named(campaign, clock(BIRTHDAY + day * DAY, time)) == ({guest: "2027"} if is_due else {})


def test_by_the_clock_where_the_guest_lives(campaign):
    at_home, abroad, ahead = born(), born(time_zone="America/New_York"), born(time_zone="Pacific/Auckland")

    assert set(named(campaign, clock(BIRTHDAY, "05:00"))) == {ahead}
    assert set(named(campaign, clock(BIRTHDAY, "09:00"))) == {at_home, ahead}
    assert set(named(campaign, clock(BIRTHDAY, "20:59"))) == {at_home}  # in Auckland it is night, in New York seven
    assert set(named(campaign, clock(BIRTHDAY, "21:00"))) == {abroad}


def test_where_nobody_knows_that_by_the_hotels():
    guest = born()
    campaign = campaign_for("birthday", hotel=HotelFactory(time_zone="America/Los_Angeles"))

    assert named(campaign, clock(BIRTHDAY, "08:59", "-07:00")) == {}
    assert named(campaign, clock(BIRTHDAY, "09:00", "-07:00")) == {guest: "2027"}


def test_an_hour_that_a_clock_change_moves(campaign):
    guest = GuestFactory(birth_month=3, birth_day=28, time_zone="Europe/Berlin").pk

    assert named(campaign, clock(date(2027, 3, 28), "08:59", "+02:00")) == {}
    assert named(campaign, clock(date(2027, 3, 28), "09:00", "+02:00")) == {guest: "2027"}


def test_a_campaign_may_have_days_of_its_own(campaign):
    guest = born()
    campaign.days = 14

    assert named(campaign, clock(BIRTHDAY - 15 * DAY, "12:00")) == {}
    assert named(campaign, clock(BIRTHDAY - 14 * DAY)) == {guest: "2027"}
    assert named(campaign, clock(BIRTHDAY, "12:00")) == {}
