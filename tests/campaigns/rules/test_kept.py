"""Yearly days by either calendar: each is kept exactly once in every year of its own."""

from collections import Counter
from datetime import date

from campaigns.rules.kept import kept

DAYS_OF_A_YEAR = 366  # 29 February is kept in every year
LUNAR_DAYS = 12 * 30  # day 30 is kept in every month


def test_each_day_is_kept_once_in_every_year_of_its_calendar():
    found = Counter((one.is_lunar, one.year, one.month, one.day) for one in kept(date(2020, 1, 1), date(2061, 6, 30)))

    assert set(found.values()) == {1}
    years = Counter((is_lunar, year) for is_lunar, year, _month, _day in found)
    assert {years[False, year] for year in range(2020, 2061)} == {DAYS_OF_A_YEAR}
    assert {years[True, year] for year in range(2020, 2061)} == {LUNAR_DAYS}


def test_days_that_come_from_two_spans_are_those_of_the_whole():
    first, middle, last = date(2033, 1, 1), date(2034, 1, 15), date(2035, 3, 1)  # a leap month 11, and what it moves

    assert kept(first, middle) + kept(date(2034, 1, 16), last) == kept(first, last)
