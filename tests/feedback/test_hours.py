"""Open hours: what of a time lies in them, and when so much of them has passed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.hours import FARTHEST, Hours, Shift, after, between

SHANGHAI, PARIS, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
MORNING, AFTERNOON = Shift(time(9), time(12)), Shift(time(13), time(18))
NIGHT = Shift(time(22), time(6))
OFFICE = Hours(SHANGHAI, dict.fromkeys(range(5), (MORNING, AFTERNOON)))
EVERY_NIGHT = Hours(PARIS, dict.fromkeys(range(7), (NIGHT,)))


def at(zone, year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=zone)


def hours(number):
    return timedelta(hours=number)


# 20 November 2026 is a Friday.
BETWEEN = {
    "within a shift": (OFFICE, (20, 9, 30), (20, 11, 0), 1.5),
    "over lunch": (OFFICE, (20, 11, 0), (20, 14, 0), 2),
    "a whole day": (OFFICE, (20, 0, 0), (21, 0, 0), 8),
    "before and after": (OFFICE, (20, 6, 0), (20, 23, 0), 8),
    "at lunch": (OFFICE, (20, 12, 0), (20, 13, 0), 0),
    "at night": (OFFICE, (20, 20, 0), (21, 6, 0), 0),
    "a weekend": (OFFICE, (21, 0, 0), (23, 0, 0), 0),
    "over a weekend": (OFFICE, (20, 17, 0), (23, 10, 0), 2),
    "a week": (OFFICE, (16, 0, 0), (23, 0, 0), 40),
    "nothing": (OFFICE, (20, 10, 0), (20, 10, 0), 0),
    "backwards": (OFFICE, (20, 11, 0), (20, 10, 0), 0),
}


@pytest.mark.parametrize("case", BETWEEN)
def test_between(case):
    house, start, end, expected = BETWEEN[case]
    assert between(house, at(SHANGHAI, 2026, 11, *start), at(SHANGHAI, 2026, 11, *end)) == hours(expected)


def test_round_the_clock_counts_everything():
    always = Hours(SHANGHAI, is_always=True)
    start = at(SHANGHAI, 2026, 11, 20, 23)

    assert between(always, start, start + hours(30)) == hours(30)
    assert after(always, start, hours(30)) == start + hours(30)


def test_a_closed_day_and_a_make_up_day_take_the_place_of_the_week():
    holiday, worked = date(2026, 11, 20), date(2026, 11, 21)
    house = Hours(SHANGHAI, OFFICE.week, {holiday: (), worked: (MORNING,)})

    assert between(house, at(SHANGHAI, 2026, 11, 20), at(SHANGHAI, 2026, 11, 22)) == hours(3)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    house = Hours(SHANGHAI, {4: (NIGHT,)})  # Fridays

    assert between(house, at(SHANGHAI, 2026, 11, 21, 0), at(SHANGHAI, 2026, 11, 21, 12)) == hours(6)
    assert between(house, at(SHANGHAI, 2026, 11, 20, 0), at(SHANGHAI, 2026, 11, 20, 12)) == hours(0)


def test_shifts_that_overlap_count_once():
    house = Hours(SHANGHAI, {4: (Shift(time(8), time(16)), Shift(time(14), time(22)))})

    assert between(house, at(SHANGHAI, 2026, 11, 20), at(SHANGHAI, 2026, 11, 21)) == hours(14)


def test_a_shift_of_a_whole_day_ends_where_it_began():
    house = Hours(SHANGHAI, {4: (Shift(time(0), time(0)),)})

    assert between(house, at(SHANGHAI, 2026, 11, 19), at(SHANGHAI, 2026, 11, 23)) == hours(24)


# Clocks go forward in Paris on 29 March 2026 at 02:00 and back on 25 October 2026 at 03:00.


@pytest.mark.parametrize(("month", "day", "expected"), [(3, 28, 7), (10, 24, 9), (11, 20, 8)])
def test_a_night_is_as_long_as_it_really_is(month, day, expected):
    evening = at(PARIS, 2026, month, day, 20)

    assert between(EVERY_NIGHT, evening, evening + hours(14)) == hours(expected)


def test_what_comes_twice_is_open_both_times():
    house = Hours(PARIS, {6: (Shift(time(2), time(3)),)})

    assert between(house, at(PARIS, 2026, 10, 24), at(PARIS, 2026, 10, 26)) == hours(2)
    house = Hours(PARIS, {6: (Shift(time(2), time(2, 30)),)})
    assert between(house, at(PARIS, 2026, 10, 24), at(PARIS, 2026, 10, 26)) == hours(1.5)


def test_what_is_skipped_is_an_hour_later():
    house = Hours(PARIS, {6: (Shift(time(2, 15), time(2, 45)),)})
    start = at(PARIS, 2026, 3, 29, 0)

    assert after(house, start, timedelta(minutes=30)) == at(PARIS, 2026, 3, 29, 3, 45)


# After

AFTER = {
    "in the same shift": (OFFICE, (20, 9, 0), 1, (20, 10, 0)),
    "over lunch": (OFFICE, (20, 11, 0), 2, (20, 14, 0)),
    "exactly at its end": (OFFICE, (20, 10, 0), 2, (20, 12, 0)),
    "from before it opens": (OFFICE, (20, 7, 0), 1, (20, 10, 0)),
    "from the night": (OFFICE, (19, 23, 0), 1, (20, 10, 0)),
    "over the weekend": (OFFICE, (20, 17, 0), 2, (23, 10, 0)),
    "from a Saturday": (OFFICE, (21, 10, 0), 1, (23, 10, 0)),
    "nothing, at night": (OFFICE, (20, 23, 0), 0, (20, 23, 0)),
    "a week": (OFFICE, (16, 9, 0), 40, (20, 18, 0)),
}


@pytest.mark.parametrize("case", AFTER)
def test_after(case):
    house, start, amount, expected = AFTER[case]
    assert after(house, at(SHANGHAI, 2026, 11, *start), hours(amount)) == at(SHANGHAI, 2026, 11, *expected)


def test_a_house_that_never_opens_keeps_nobody_waiting_for_ever():
    assert after(Hours(SHANGHAI), at(SHANGHAI, 2026, 11, 20), hours(1)) is None


# Any week, against one minute after the other

QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
SHIFTS = st.lists(st.builds(Shift, QUARTERS, QUARTERS), max_size=3).map(tuple)
WEEKS = st.dictionaries(st.integers(0, 6), SHIFTS, max_size=7)
DAYS = st.dictionaries(st.dates(date(2026, 3, 20), date(2026, 4, 5)), SHIFTS, max_size=3)
STARTS = st.datetimes(datetime(2026, 3, 22), datetime(2026, 4, 3)).map(
    lambda when: when.replace(second=0, microsecond=0)
)
QUARTER = timedelta(minutes=15)


def is_open(house, moment):
    """Whether some shift of the day or the day before holds the quarter of an hour that begins at `moment`."""
    wall = moment.astimezone(house.zone)
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        for shift in house.shifts(day):
            ends = day if shift.closes > shift.opens else day + timedelta(days=1)
            opens = datetime.combine(day, shift.opens, house.zone).astimezone(UTC)
            closes = datetime.combine(ends, shift.closes, house.zone).astimezone(UTC)
            if opens <= moment < closes:
                return True
    return False


@given(
    week=WEEKS, days=DAYS, start=STARTS, quarters=st.integers(0, 400), zone=st.sampled_from([SHANGHAI, NEW_YORK, PARIS])
)
def test_it_is_what_counting_quarters_gives(week, days, start, quarters, zone):
    house = Hours(zone, week, days)
    start = start.replace(minute=start.minute // 15 * 15, tzinfo=UTC)
    end = start + quarters * QUARTER

    counted = sum(is_open(house, start + n * QUARTER) for n in range(quarters))

    assert between(house, start, end) == counted * QUARTER


@given(week=WEEKS, start=STARTS, minutes=st.integers(1, 3000))
def test_so_much_has_passed_then_and_not_a_minute_before(week, start, minutes):
    house, start, amount = Hours(PARIS, week), start.replace(tzinfo=UTC), timedelta(minutes=minutes)

    moment = after(house, start, amount)

    if moment is None:
        assert between(house, start, start + FARTHEST) < amount
    else:
        assert between(house, start, moment) == amount
        assert between(house, start, moment - timedelta(minutes=1)) < amount
