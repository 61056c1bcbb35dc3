"""Which birthdays fall on some days, by the solar and by the Chinese lunar calendar.

Conversions are lunardate's, from 1900 to 2099; on days beyond those nobody's lunar birthday falls.
"""

from datetime import date, timedelta
from typing import Final

from lunardate import LunarDate

LUNAR: Final = 2_000  # is added to the code of a birthday by the lunar calendar
ALL: Final = 800  # days in which every birthday there is has come, by either calendar
DAY: Final = timedelta(days=1)
SHORT_MONTH: Final = 29
FIRST, LAST = date(1900, 1, 31), date(2099, 12, 31)  # what lunardate knows


def code(month: int, day: int, *, is_lunar: bool = False) -> int:
    """A birthday as `campaigns.models.GuestFacts.birth_code` has it: month x 100 + day, lunar ones plus 2000."""
    return month * 100 + day + (LUNAR if is_lunar else 0)


def codes(first: date, last: date) -> list[int]:
    """The codes of the birthdays that fall on the days from `first` to `last`, both included, ascending.

    29 February is kept on the 28th in common years, a lunar day 30 on day 29 of a month that has no more; the days of a
    leap month count as those of the month it follows.
    """
    length = min((last - first).days + 1, ALL)
    return sorted({found for n in range(length) for found in _codes_on(first + n * DAY)})


def _codes_on(day: date) -> list[int]:
    found = [code(day.month, day.day)]
    if (day.month, day.day) == (2, 28) and (day + DAY).day == 1:
        found.append(code(2, 29))
    if FIRST <= day <= LAST:
        found += _lunar_codes_on(day)
    return found


def _lunar_codes_on(day: date) -> list[int]:
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    found = [code(lunar.month, lunar.day, is_lunar=True)]
    if lunar.day == SHORT_MONTH and _is_first_of_month(day + DAY):
        found.append(code(lunar.month, lunar.day + 1, is_lunar=True))
    return found


def _is_first_of_month(day: date) -> bool:
    return bool(LunarDate.from_solar_date(day.year, day.month, day.day).day == 1)
