"""Public holidays of a country, and the weekend days worked in exchange for them.

Where a day off was moved from a weekend (China's golden weeks), that day of the weekend is worked, with the hours of
the day it stands for. Which days those are a country announces year by year, and the package knows them from its next
release on; until then only the holidays themselves are assumed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
from holidays import HolidayBase

WITH_ITS_YEAR = 5  # parts of a moved day that name the year, too


@dataclass(frozen=True)
class PublicDay:
    """A day that differs from its weekday: a holiday, or one that is worked for the one it stands for."""

    day: date
    name: str
    stands_for: date | None = None

    @property
    def like(self) -> int | None:
        """The weekday whose hours it has (0 is Monday); None when the house is closed."""
        return None if self.stands_for is None else self.stands_for.weekday()


@cache
def public_days(country: str, year: int, language: str = "en_US") -> tuple[PublicDay, ...]:
    """The days of `year` that differ in `country` (two letters), in order; none for a country nobody knows.

    Names are in `language` where the package has it. Kept for good: what was announced since comes with a new release
    of the package, so with a new process.
    """
    try:  # with the year after it: days of December are worked for those of January
        known = holidays.country_holidays(country, years=(year, year + 1), expand=False, language=language)
    except NotImplementedError:
        return ()
    off = (PublicDay(day, name) for day, name in known.items())
    days = (public for public in (*off, *_worked(known)) if public.day.year == year)
    return tuple(sorted(days, key=lambda public: public.day))


def _worked(known: HolidayBase) -> Iterator[PublicDay]:
    """Days of a weekend that are worked; the package lists them apart from what they stand for."""
    stands_for = dict(_moved(known))
    for day in known.weekend_workdays:
        if day in stands_for:
            yield PublicDay(day, known.get(stands_for[day], ""), stands_for[day])


def _moved(known: HolidayBase) -> Iterator[tuple[date, date]]:
    """The day worked and the day off it was given for: (month, day off, month, day worked[, its year]) by year."""
    for year in known.years:
        for parts in getattr(known, "special_public_holidays", {}).get(year, ()):
            if isinstance(parts[2], int):  # else a name: an additional holiday
                worked_in = parts[4] if len(parts) == WITH_ITS_YEAR else year
                yield date(worked_in, parts[2], parts[3]), date(year, parts[0], parts[1])
