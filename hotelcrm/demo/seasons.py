"""When guests come: the growth of the house, the seasons, the days of the week, and how far ahead people book.

The story has `PAST` days, then today, then `AHEAD` days of bookings; days are numbered from the first. Pure.
"""

import math
from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from .houses import House

PAST: Final = 730
TODAY: Final = PAST
AHEAD: Final = 60
DAYS: Final = PAST + AHEAD + 1
LONGEST_STAY: Final = 14

SEGMENTS: Final = ("business", "leisure", "family", "meeting")
_WEEKDAYS: Final = {  # Monday first
    "business": (1.5, 1.4, 1.2, 0.8, 0.45, 0.35, 1.1),
    "leisure": (0.5, 0.5, 0.6, 0.9, 1.6, 1.6, 0.8),
    "family": (0.6, 0.6, 0.7, 0.9, 1.4, 1.6, 0.9),
    "meeting": (1.4, 1.4, 1.2, 0.7, 0.3, 0.3, 0.9),
}
_MONTHS: Final = {
    "CN": (0.65, 0.75, 0.95, 1.2, 1.15, 0.95, 1.0, 1.05, 1.1, 1.35, 1.15, 0.85),
    "else": (0.55, 0.6, 0.8, 1.0, 1.15, 1.25, 1.3, 1.35, 1.25, 1.05, 0.85, 0.75),
}
_SCHOOL_HOLIDAYS: Final = {1: 1.3, 2: 1.4, 7: 1.6, 8: 1.7, 10: 1.5, 12: 1.2}
_GROWTH: Final = (0.65, 1.3)  # two years ago, and now
_BUSY: Final = {TODAY: 4.2, TODAY - 1: 2.8, TODAY - 2: 4.2, TODAY - 3: 4.2, TODAY - 4: 3.0, TODAY + 1: 1.3}  # a fair
CLOCK: Final = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60))
_PACE: Final = 30.0  # days ahead at which about a third of the bookings has come in


class Story:
    """The days of one hotel, and how much each draws each kind of guest."""

    def __init__(self, house: House, at: datetime) -> None:
        now = at.astimezone(house.zone)
        self.minute = now.hour * 60 + now.minute
        self.today = now.date()
        self.first = self.today - timedelta(days=PAST)
        self.dates = [self.first + timedelta(days=day) for day in range(DAYS + LONGEST_STAY)]
        self.texts = [day.isoformat() for day in self.dates]
        self.season = [_season(house, day) for day in self.dates]
        self._draw = {segment: self._weights(segment) for segment in SEGMENTS}
        midnights = [datetime.combine(day, time(), house.zone) for day in self.dates]
        self._days = [(f"{midnight:%Y-%m-%d} ", f"{midnight:%z}") for midnight in midnights]

    def _weights(self, segment: str) -> list[float]:
        """Running totals: how much the days up to and including each one draw."""
        return list(accumulate(self._weight(segment, day) for day in range(DAYS)))

    def _weight(self, segment: str, day: int) -> float:
        old, new = _GROWTH
        weight = (old + (new - old) * min(day, TODAY) / TODAY) * self.season[day]
        weight *= _WEEKDAYS[segment][self.dates[day].weekday()]
        if segment == "family":
            weight *= _SCHOOL_HOLIDAYS.get(self.dates[day].month, 0.8)
        weight *= _BUSY.get(day, 1.0)
        return weight if day <= TODAY else weight * 1.4 * math.exp((TODAY - day) / _PACE)

    def arrival(self, random: Random, segment: str, first: int, last: int) -> int:
        """A day between `first` and `last`, both included, as likely as it draws guests of `segment`."""
        totals = self._draw[segment]
        below = totals[first - 1] if first else 0.0
        return min(last, bisect_left(totals, below + random.random() * (totals[last] - below), first, last + 1))

    def moment(self, day: int, minute: int) -> str:
        """That minute of the hotel's day, as the database reads it."""
        date_text, offset = self._days[day]
        return date_text + CLOCK[minute] + offset


def _season(house: House, day: date) -> float:
    months = _MONTHS["CN" if house.country == "CN" else "else"]
    return months[day.month - 1]
