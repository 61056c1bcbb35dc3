"""On which days of a span yearly days are kept, by either calendar, and in which year of theirs."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from lunardate import LunarDate

from .days import FIRST, LAST, LUNAR, codes

DAY: Final = timedelta(days=1)


class Kept(NamedTuple):
    """The day `month`/`day` of its calendar is kept on the solar day `on`; `year` is that of its own calendar."""

    month: int
    day: int
    is_lunar: bool
    on: date
    year: int

    @property
    def code(self) -> int:
        """As `campaigns.models.GuestFacts.birth_code` has it."""
        return self.month * 100 + self.day + (LUNAR if self.is_lunar else 0)


def kept(first: date, last: date) -> list[Kept]:
    """Every yearly day that is kept from `first` to `last`, both included; each once in a year of its calendar.

    What `days.codes` says, but for leap months: a day comes in the month of its name, not a second time behind it.
    The lunar year begins in January or February, so two lunar days of the same name may fall into one solar year.
    """
    length = (last - first).days + 1
    return [found for n in range(length) for found in _kept_on(first + n * DAY)]


def _kept_on(on: date) -> list[Kept]:
    lunar = LunarDate.from_solar_date(on.year, on.month, on.day) if FIRST <= on <= LAST else None
    found = []
    for code in codes(on, on):
        is_lunar = code > LUNAR
        month, day = divmod(code % LUNAR, 100)
        if not is_lunar:
            found.append(Kept(month, day, is_lunar, on, on.year))
        elif lunar is not None and not lunar.is_leap_month:
            found.append(Kept(month, day, is_lunar, on, lunar.year))
    return found
