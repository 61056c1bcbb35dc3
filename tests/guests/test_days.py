"""Days of the year by both calendars."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from guests.days import DayOfYear, NoSuchDayError, age_on, check_day


@pytest.mark.parametrize(
    ("day", "today", "expected"),
    [
        (DayOfYear(11, 22), date(2026, 11, 21), date(2026, 11, 22)),
        (DayOfYear(11, 21), date(2026, 11, 21), date(2026, 11, 21)),
        (DayOfYear(11, 20), date(2026, 11, 21), date(2027, 11, 20)),
        (DayOfYear(2, 29), date(2026, 11, 21), date(2027, 2, 28)),
        (DayOfYear(2, 29), date(2027, 11, 21), date(2028, 2, 29)),
        (DayOfYear(8, 15, is_lunar=True), date(2026, 1, 1), date(2026, 9, 25)),  # 中秋 2026
        (DayOfYear(1, 1, is_lunar=True), date(2026, 11, 21), date(2027, 2, 6)),  # 春节 2027
        (DayOfYear(12, 8, is_lunar=True), date(2027, 1, 2), date(2027, 1, 15)),  # still of the lunar year 2026
    ],
)
def test_next_solar_date(day, today, expected):
    assert day.next(today) == expected


def test_a_lunar_day_thirty_that_is_not_there_is_kept_on_the_twenty_ninth():
    assert DayOfYear(12, 30, is_lunar=True).next(date(2026, 1, 1)) == date(2026, 2, 16)  # 除夕: 腊月 has 29 days


@given(st.integers(1, 12), st.integers(1, 30), st.booleans(), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_every_day_comes_once_a_year(month, day, is_lunar, today):
    if not is_lunar and (month, day) == (2, 30):
        return
    special = DayOfYear(month, day, is_lunar)
    first = special.next(today)
    assert 0 <= (first - today).days <= 385  # a lunar leap year has up to 385 days


def test_within_a_stay():
    day = DayOfYear(11, 22)
    assert day.falls_within(date(2026, 11, 21), date(2026, 11, 23)) == date(2026, 11, 22)
    assert day.falls_within(date(2026, 11, 23), date(2026, 11, 25)) is None


@pytest.mark.parametrize(("month", "day", "lunar"), [(0, 1, False), (13, 1, False), (2, 30, False), (1, 31, True)])
def test_day_that_no_year_has(month, day, lunar):
    with pytest.raises(NoSuchDayError):
        check_day(month, day, is_lunar=lunar)


def test_words_of_both_calendars():
    with translation.override("zh-hans"):
        days = [DayOfYear(10, day, is_lunar=True).words for day in (1, 10, 13, 20, 21, 30)]
        assert days == ["农历十月初一", "农历十月初十", "农历十月十三", "农历十月二十", "农历十月廿一", "农历十月三十"]
        assert DayOfYear(12, 30, is_lunar=True).words == "农历腊月三十"
        assert DayOfYear(3, 5).words == "3月5日"
    with translation.override("en"):
        assert DayOfYear(10, 13, is_lunar=True).words == "day 13 of lunar month 10"
        assert DayOfYear(3, 5).words == "5 March"


def test_age_counts_whole_years():
    assert age_on(date(1990, 11, 22), date(2026, 11, 21)) == 35
    assert age_on(date(1990, 11, 21), date(2026, 11, 21)) == 36


@pytest.mark.parametrize(
    ("day", "on", "year"),
    [
        (DayOfYear(12, 8, is_lunar=True), date(2027, 1, 15), 2026),  # 腊八 falls in the solar year after its own
        (DayOfYear(8, 15, is_lunar=True), date(2026, 9, 25), 2026),
        (DayOfYear(1, 15), date(2027, 1, 15), 2027),
    ],
)
def test_the_year_of_a_day_is_that_of_its_own_calendar(day, on, year):
    assert day.year_of(on) == year
