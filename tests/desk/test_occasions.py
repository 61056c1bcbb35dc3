"""Which days fall into a stay, by both calendars."""

from datetime import date

import pytest

from guests.models import SpecialDate
from hotelcrm.desk.occasions import of_stay
from tests.factories import GuestFactory, StayFactory

Kind = SpecialDate.Kind


def found(guest=None, dates=(), *, arrival=date(2026, 11, 21), departure=date(2026, 11, 23), visit=2):
    guest = guest or GuestFactory.build()
    stay = StayFactory.build(guest=guest, arrival=arrival, departure=departure)
    return [(occasion.code, occasion.on) for occasion in of_stay(stay, guest, dates, visit=visit)]


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (11, 20, []),
        (11, 21, [("birthday", date(2026, 11, 21))]),
        (11, 23, [("birthday", date(2026, 11, 23))]),  # the morning of departure counts
        (11, 24, []),
    ],
)
def test_birthday_between_arrival_and_departure(month, day, expected):
    assert found(GuestFactory.build(birth_month=month, birth_day=day)) == expected


def test_lunar_birthday():
    """The 13th of the tenth lunar month was 21 November in 2026."""
    guest = GuestFactory.build(birth_month=10, birth_day=13, birth_is_lunar=True)

    assert found(guest) == [("birthday", date(2026, 11, 21))]


def test_birthday_of_29_february_in_an_ordinary_year():
    guest = GuestFactory.build(birth_month=2, birth_day=29)

    assert found(guest, arrival=date(2027, 2, 27), departure=date(2027, 3, 1)) == [("birthday", date(2027, 2, 28))]


def test_birthday_over_new_year():
    guest = GuestFactory.build(birth_month=1, birth_day=1)

    assert found(guest, arrival=date(2026, 12, 30), departure=date(2027, 1, 2)) == [("birthday", date(2027, 1, 1))]


def test_special_days_in_the_order_of_the_stay():
    dates = [
        SpecialDate(kind=Kind.WEDDING, month=11, day=23, year=2016),
        SpecialDate(kind=Kind.CHILD_BIRTHDAY, month=11, day=22),
        SpecialDate(kind=Kind.OTHER, month=5, day=1),
    ]

    assert found(dates=dates) == [("child_birthday", date(2026, 11, 22)), ("wedding", date(2026, 11, 23))]


def test_wedding_counts_its_years():
    stay = StayFactory.build(guest=GuestFactory.build(), arrival=date(2026, 11, 21))
    wedding = SpecialDate(kind=Kind.WEDDING, month=11, day=22, year=2016)

    [occasion] = of_stay(stay, stay.guest, [wedding], visit=1)

    assert occasion.detail == "10 years"


@pytest.mark.parametrize(("year", "number"), [(2026, 1), (2020, 0), (None, 1)])
def test_honeymoon_happens_once(year, number):
    assert len(found(dates=[SpecialDate(kind=Kind.HONEYMOON, month=11, day=22, year=year)])) == number


@pytest.mark.parametrize(
    ("visit", "expected"), [(0, []), (9, []), (10, [("milestone", None)]), (20, [("milestone", None)])]
)
def test_every_tenth_stay(visit, expected):
    assert found(visit=visit) == expected


def test_lunar_anniversary_is_counted_by_lunar_years():
    """Day 8 of lunar month 12 of 2016 was in January 2017; in January 2027 it comes for the tenth time."""
    row = SpecialDate(kind=Kind.WEDDING, month=12, day=8, year=2016, is_lunar=True)
    stay = StayFactory.build(arrival=date(2027, 1, 14), departure=date(2027, 1, 16))
    (occasion,) = of_stay(stay, GuestFactory.build(), [row], visit=2)

    assert occasion.detail.endswith("10 years")
