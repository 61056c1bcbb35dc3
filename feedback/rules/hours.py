"""The hours in which a hotel's promises run: shifts of a week, days that differ, in the hotel's own time zone.

What passes is real time. A shift that a change of the clocks lengthens counts an hour more, one that it shortens an
hour less. A wall time that comes twice is the first of both for an opening and the last for a closing; one that is
skipped is an hour later, as in ``zoneinfo``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
NOTHING = timedelta(0)
FARTHEST = timedelta(days=400)  # a house that is closed for longer has no promise to keep


@dataclass(frozen=True)
class Shift:
    """From one wall time to another; one that closes no later than it opens ends on the next day."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """When a hotel is at work. `week` by weekday (0 is Monday), `days` are those that differ (empty: closed).

    `is_always` is round the clock, whatever the week says.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Shift, ...]] = field(default_factory=dict)
    days: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)
    is_always: bool = False

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """The shifts that begin on `day`."""
        return self.days[day] if day in self.days else self.week.get(day.weekday(), ())


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` is within `hours`; nothing when `end` is not later."""
    return sum((later - earlier for earlier, later in _spans(hours, start, end)), NOTHING)


def after(hours: Hours, start: datetime, amount: timedelta) -> datetime | None:
    """The moment at which `amount` of `hours` has passed since `start`; None when that is farther than `FARTHEST`.

    The first such moment: what is used up as the house closes is used up then, not when it opens again. In UTC.
    """
    if amount <= NOTHING:
        return start.astimezone(UTC)
    left = amount
    for earlier, later in _spans(hours, start, start + FARTHEST):
        if later - earlier >= left:
            return earlier + left
        left -= later - earlier
    return None


def _spans(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open time from `start` to `end` in UTC, in order; none of it twice."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if hours.is_always:
        if start < end:
            yield start, end
        return
    day, reached = start.astimezone(hours.zone).date() - DAY, start
    while day <= end.astimezone(hours.zone).date():
        for opens, closes in sorted(_moments(hours, day)):
            earlier, later = max(opens, reached), min(closes, end)
            if earlier < later:
                yield earlier, later
                reached = later
        day += DAY


def _moments(hours: Hours, day: date) -> Iterator[tuple[datetime, datetime]]:
    for shift in hours.shifts(day):
        ends = day if shift.closes > shift.opens else day + DAY
        yield _moment(hours.zone, day, shift.opens, is_end=False), _moment(hours.zone, ends, shift.closes, is_end=True)


def _moment(zone: ZoneInfo, day: date, wall: time, *, is_end: bool) -> datetime:
    first, last = (datetime.combine(day, wall, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(first, last) if is_end else first
