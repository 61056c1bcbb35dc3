"""Periods of whole days in a hotel's calendar, and the ones they are compared with."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DECEMBER = 12


def months_later(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative); the last of the month where it has no such day."""
    index = day.year * DECEMBER + day.month - 1 + months
    year, month = index // DECEMBER, index % DECEMBER + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, not including, `end`. `months` is its length when it was asked for in months."""

    start: date
    end: date
    months: int = 0

    def __post_init__(self) -> None:
        if self.end < self.start:
            message = f"A period cannot end ({self.end}) before it starts ({self.start})."
            raise ValueError(message)

    @classmethod
    def last_months(cls, months: int, *, today: date) -> "Period":
        """The `months` months up to yesterday: today is not over, so it does not count."""
        return cls(months_later(today, -months), today, months)

    @classmethod
    def last_days(cls, days: int, *, today: date) -> "Period":
        """The `days` days up to yesterday."""
        return cls(today - timedelta(days=days), today)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day, for people, who think of periods as closed."""
        return self.end - timedelta(days=1)

    def before(self) -> "Period":
        """The period of the same length that ends where this one starts."""
        start = months_later(self.start, -self.months) if self.months else self.start - timedelta(days=self.days)
        return Period(start, self.start, self.months)

    def year_before(self) -> "Period":
        """The same days of the year before."""
        return Period(months_later(self.start, -DECEMBER), months_later(self.end, -DECEMBER), self.months)

    def by_month(self) -> Iterator["Period"]:
        """Its calendar months, the first and the last cut to the period."""
        start = self.start
        while start < self.end:
            end = min(months_later(start.replace(day=1), 1), self.end)
            yield Period(start, end)
            start = end
