"""The remaining time of a ticket: a table of what may happen to it, read by the hours of the house."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.clock import Change, Event, read
from feedback.rules.hours import Hours, Shift, between

SHANGHAI, PARIS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Paris")
OFFICE_HOURS = (Shift(time(9), time(12)), Shift(time(13), time(18)))
WEEK = dict.fromkeys(range(5), OFFICE_HOURS)
NIGHT = (Shift(time(22), time(6)),)
# 1 October 2026 is a Thursday; the week after it is a holiday, and Saturday the 10th makes up for a day of it.
GOLDEN_WEEK = {datetime(2026, 10, day).date(): () for day in range(1, 8)} | {
    datetime(2026, 10, 10).date(): OFFICE_HOURS
}
HOUSES = {
    "office": Hours(SHANGHAI, WEEK, GOLDEN_WEEK),
    "always": Hours(SHANGHAI, is_always=True),
    "nights in Paris": Hours(PARIS, dict.fromkeys(range(7), NIGHT)),
    "always in Paris": Hours(PARIS, is_always=True),
}
ZONES = {"nights in Paris": PARIS, "always in Paris": PARIS}
RUN, PAUSE, STOP = Change.RUN, Change.PAUSE, Change.STOP

# What happened (day and time, change) …, minutes promised, when it is asked -> minutes left, when it is due, runs.
# Days are of September (9), October (10) and November (11) 2026; 18 September and 20 November are Fridays.
CASES = {
    # One shift
    "just begun": ("office", [("9-18 10:00", RUN)], 60, "9-18 10:00", 60, "9-18 11:00", True),
    "half of it": ("office", [("9-18 10:00", RUN)], 60, "9-18 10:30", 30, "9-18 11:00", True),
    "used up to the minute": ("office", [("9-18 10:00", RUN)], 60, "9-18 11:00", 0, "9-18 11:00", True),
    "late by a quarter": ("office", [("9-18 10:00", RUN)], 60, "9-18 11:15", -15, "9-18 11:00", True),
    "not begun": ("office", [], 60, "9-18 11:15", 60, None, False),
    "begins later than it is asked": ("office", [("9-18 10:00", RUN)], 60, "9-18 09:00", 60, None, False),
    # Lunch, evening, weekend
    "over lunch": ("office", [("9-18 11:30", RUN)], 60, "9-18 13:15", 15, "9-18 13:30", True),
    "lunch itself costs nothing": ("office", [("9-18 11:30", RUN)], 60, "9-18 12:45", 30, "9-18 13:30", True),
    "ends with the shift": ("office", [("9-18 11:00", RUN)], 60, "9-18 12:30", 0, "9-18 12:00", True),
    "begun at lunch": ("office", [("9-18 12:20", RUN)], 60, "9-18 13:10", 50, "9-18 14:00", True),
    "over the night": ("office", [("9-17 17:30", RUN)], 60, "9-18 09:10", 20, "9-18 09:30", True),
    "begun in the night": ("office", [("9-17 23:50", RUN)], 60, "9-18 08:59", 60, "9-18 10:00", True),
    "begun before dawn": ("office", [("9-18 03:00", RUN)], 60, "9-18 09:20", 40, "9-18 10:00", True),
    "over the weekend": ("office", [("9-18 17:30", RUN)], 60, "9-21 09:00", 30, "9-21 09:30", True),
    "begun on a Saturday": ("office", [("9-19 11:00", RUN)], 60, "9-20 11:00", 60, "9-21 10:00", True),
    "late over the weekend": ("office", [("9-18 17:30", RUN)], 20, "9-21 09:10", -20, "9-18 17:50", True),
    "several days": ("office", [("9-14 09:00", RUN)], 1440, "9-16 13:00", 300, "9-16 18:00", True),
    # Holidays, and the day that makes up for one
    "begun on a holiday": ("office", [("10-2 10:00", RUN)], 60, "10-5 10:00", 60, "10-8 10:00", True),
    "over the holiday": ("office", [("9-30 17:00", RUN)], 120, "10-8 09:30", 30, "10-8 10:00", True),
    "the make-up Saturday counts": ("office", [("10-9 17:30", RUN)], 60, "10-10 09:10", 20, "10-10 09:30", True),
    "an ordinary Saturday does not": ("office", [("10-16 17:30", RUN)], 60, "10-17 10:00", 30, "10-19 09:30", True),
    # Pauses
    "paused": ("office", [("9-18 10:00", RUN), ("9-18 10:20", PAUSE)], 60, "9-18 16:00", 40, None, False),
    "resumed": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:20", PAUSE), ("9-18 14:00", RUN)],
        60,
        "9-18 14:10",
        30,
        "9-18 14:40",
        True,
    ),
    "paused twice": (
        "office",
        [("9-18 09:00", RUN), ("9-18 09:10", PAUSE), ("9-18 10:00", RUN), ("9-18 10:10", PAUSE), ("9-18 11:00", RUN)],
        60,
        "9-18 11:20",
        20,
        "9-18 11:40",
        True,
    ),
    "paused over the holiday": (
        "office",
        [("9-30 17:00", RUN), ("9-30 17:30", PAUSE), ("10-8 11:00", RUN)],
        60,
        "10-8 11:10",
        20,
        "10-8 11:30",
        True,
    ),
    "paused in the holiday, resumed in it": (
        "office",
        [("9-30 17:30", RUN), ("10-3 12:00", PAUSE), ("10-5 12:00", RUN)],
        60,
        "10-8 09:00",
        30,
        "10-8 09:30",
        True,
    ),
    "paused at night": (
        "office",
        [("9-17 17:00", RUN), ("9-17 22:00", PAUSE), ("9-18 08:00", RUN)],
        90,
        "9-18 09:00",
        30,
        "9-18 09:30",
        True,
    ),
    "paused when it was late already": (
        "office",
        [("9-18 09:00", RUN), ("9-18 10:30", PAUSE)],
        60,
        "9-18 15:00",
        -30,
        "9-18 10:00",
        False,
    ),
    "paused when it was paused": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:10", PAUSE), ("9-18 10:40", PAUSE)],
        60,
        "9-18 11:00",
        50,
        None,
        False,
    ),
    "the guest answers at once": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:10", PAUSE), ("9-18 10:10", RUN)],
        60,
        "9-18 10:30",
        30,
        "9-18 11:00",
        True,
    ),
    "a pause to come does not count yet": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:30", PAUSE)],
        60,
        "9-18 10:20",
        40,
        "9-18 11:00",
        True,
    ),
    # Handed over: the same clock
    "taken over by somebody else": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:30", RUN)],
        60,
        "9-18 10:40",
        20,
        "9-18 11:00",
        True,
    ),
    # Ended, and begun again
    "stopped in time": ("office", [("9-18 10:00", RUN), ("9-18 10:45", STOP)], 60, "9-25 10:00", 15, None, False),
    "stopped on the minute": (
        "office",
        [("9-18 10:00", RUN), ("9-18 11:00", STOP)],
        60,
        "9-25 10:00",
        0,
        "9-18 11:00",
        False,
    ),
    "stopped too late": (
        "office",
        [("9-18 10:00", RUN), ("9-18 11:30", STOP)],
        60,
        "9-25 10:00",
        -30,
        "9-18 11:00",
        False,
    ),
    "reopened": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:45", STOP), ("9-21 09:00", RUN)],
        60,
        "9-21 09:05",
        10,
        "9-21 09:15",
        True,
    ),
    "reopened on a Sunday": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:45", STOP), ("9-20 20:00", RUN)],
        60,
        "9-21 09:05",
        10,
        "9-21 09:15",
        True,
    ),
    "reopened when it had been late": (
        "office",
        [("9-18 10:00", RUN), ("9-18 11:30", STOP), ("9-21 09:00", RUN)],
        60,
        "9-21 09:10",
        -40,
        "9-18 11:00",
        True,
    ),
    "stopped while it was paused": (
        "office",
        [("9-18 10:00", RUN), ("9-18 10:20", PAUSE), ("9-18 15:00", STOP)],
        60,
        "9-18 17:00",
        40,
        None,
        False,
    ),
    "told in the wrong order": (
        "office",
        [("9-18 14:00", RUN), ("9-18 10:20", PAUSE), ("9-18 10:00", RUN)],
        60,
        "9-18 14:10",
        30,
        "9-18 14:40",
        True,
    ),
    # Round the clock
    "in the night": ("always", [("9-17 23:50", RUN)], 30, "9-18 00:10", 10, "9-18 00:20", True),
    "on a holiday": ("always", [("10-2 10:00", RUN)], 30, "10-2 10:10", 20, "10-2 10:30", True),
    "paused over a weekend": (
        "always",
        [("9-18 20:00", RUN), ("9-18 20:10", PAUSE), ("9-21 08:00", RUN)],
        30,
        "9-21 08:10",
        10,
        "9-21 08:20",
        True,
    ),
    # Clocks go back on 25 October at 03:00: that night has nine hours. (Forward: tests of the hours.)
    "the long night": ("nights in Paris", [("10-24 22:00", RUN)], 540, "10-25 05:00", 60, "10-25 06:00", True),
    "an ordinary night": ("nights in Paris", [("10-23 22:00", RUN)], 540, "10-24 05:00", 120, "10-24 23:00", True),
    "paused through the hour that comes twice": (
        "nights in Paris",
        [("10-24 22:00", RUN), ("10-25 01:00", PAUSE), ("10-25 04:00", RUN)],
        240,
        "10-25 04:30",
        30,
        "10-25 05:00",
        True,
    ),
    "round the clock through it": (
        "always in Paris",
        [("10-25 01:00", RUN)],
        240,
        "10-25 03:00",
        60,
        "10-25 04:00",
        True,
    ),
}


def moment(text, zone):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=zone)


@pytest.mark.parametrize("case", CASES)
def test_what_is_left(case):
    name, happened, promised, asked, left, due, runs = CASES[case]
    zone = ZONES.get(name, SHANGHAI)
    events = [Event(moment(when, zone), change) for when, change in happened]

    found = read(events, HOUSES[name], timedelta(minutes=promised), at=moment(asked, zone))

    assert found.left == timedelta(minutes=left)
    assert found.due_at == (moment(due, zone) if due else None)
    assert found.is_running is runs


def test_there_are_forty_cases_at_least():
    assert len(CASES) >= 40


def test_the_warning_comes_when_four_fifths_have_passed():
    found = read(
        [Event(moment("9-18 11:30", SHANGHAI), RUN)],
        HOUSES["office"],
        timedelta(minutes=60),
        at=moment("9-18 11:30", SHANGHAI),
    )

    assert found.warn_at == moment("9-18 13:18", SHANGHAI)


@pytest.mark.parametrize(("asked", "is_breached"), [("9-18 10:59", False), ("9-18 11:00", False), ("9-18 11:01", True)])
def test_a_promise_is_kept_up_to_its_last_minute(asked, is_breached):
    asked = moment(asked, SHANGHAI)
    events = [Event(moment("9-18 10:00", SHANGHAI), RUN)]

    assert read(events, HOUSES["office"], timedelta(minutes=60), at=asked).is_breached(asked) is is_breached


MOMENTS = st.datetimes(datetime(2026, 9, 28), datetime(2026, 10, 12)).map(lambda when: when.replace(tzinfo=UTC))
EVENTS = st.lists(st.builds(Event, MOMENTS, st.sampled_from(Change)), max_size=8)


@given(events=EVENTS, minutes=st.integers(1, 3000), asked=MOMENTS, house=st.sampled_from(sorted(HOUSES)))
def test_what_was_used_is_never_more_than_the_open_time_since_the_first_event(events, minutes, asked, house):
    promised = timedelta(minutes=minutes)
    found = read(events, HOUSES[house], promised, at=asked)
    first = min((event.at for event in events), default=asked)

    assert timedelta(0) <= found.spent <= between(HOUSES[house], first, asked)
    assert found.spent + found.left == promised


@given(events=EVENTS, minutes=st.integers(1, 3000), asked=MOMENTS, house=st.sampled_from(sorted(HOUSES)))
def test_it_is_late_exactly_when_its_moment_has_passed(events, minutes, asked, house):
    found = read(events, HOUSES[house], timedelta(minutes=minutes), at=asked)

    if found.left < timedelta(0):
        assert found.due_at is not None
        assert found.due_at < asked
    if found.due_at is not None and found.due_at < asked:
        assert found.left <= timedelta(0)
    if found.due_at is not None and found.warn_at is not None:
        assert found.warn_at <= found.due_at


@given(events=EVENTS, minutes=st.integers(1, 3000), asked=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_without_a_new_event_the_moment_stands(events, minutes, asked, later):
    promised, house = timedelta(minutes=minutes), HOUSES["office"]
    known = [event for event in events if event.at <= asked]

    assert read(known, house, promised, at=asked).due_at == read(known, house, promised, at=asked + later).due_at
