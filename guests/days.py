"""Days of the year by the solar and the Chinese lunar calendar: do they exist, and when is the next one.

Conversions are lunardate's, 1900 to 2099. A lunar day 30 that a year's month does not have is kept on day 29, a
29 February of an ordinary year on the 28th: every special day comes once a year.
"""

from dataclasses import dataclass
from datetime import date

from babel import dates
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lunardate import LunarDate

from hotelcrm.frame import formats

LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LUNAR_LONGEST = 30
MONTHS = 12
LEAP_YEAR = 2000

_LUNAR_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = "一二三四五六七八九十"


class NoSuchDayError(ValueError):
    """No year of that calendar, or not the year given, has this day."""

    def __init__(self) -> None:
        super().__init__(_("There is no such day in the calendar."))


@dataclass(frozen=True)
class DayOfYear:
    """A day that comes back every year."""

    month: int
    day: int
    is_lunar: bool = False

    def in_year(self, year: int) -> date:
        """The solar date of this day in `year`: of the calendar year, or of the lunar year beginning in it."""
        if self.is_lunar:
            return _from_lunar(year, self.month, self.day)
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, self.day - 1)

    def next(self, today: date) -> date:
        """The next solar date of this day, today included."""
        years = range(today.year - 1, today.year + 3)
        return min(found for found in (self.in_year(year) for year in years) if found >= today)

    def year_of(self, on: date) -> int:
        """The year of `on` by this day's own calendar: lunar months 11 and 12 end in the solar year after theirs."""
        year: int = LunarDate.from_solar_date(on.year, on.month, on.day).year if self.is_lunar else on.year
        return year

    def falls_within(self, start: date, end: date) -> date | None:
        """The solar date of this day between `start` and `end`, both included; None when it is not among them."""
        found = self.next(start)
        return found if found <= end else None

    @property
    def words(self) -> str:
        """The day by its own calendar: "5 March", "农历十月十三", "day 13 of lunar month 10"."""
        if not self.is_lunar:
            text: str = dates.format_skeleton("MMMMd", date(LEAP_YEAR, self.month, self.day), locale=formats.locale())
            return text
        if (get_language() or "").startswith("zh"):
            return f"农历{_LUNAR_MONTHS[self.month - 1]}月{_lunar_day(self.day)}"
        return _("day %(day)s of lunar month %(month)s") % {"day": self.day, "month": self.month}


def check_day(month: int, day: int, *, year: int | None = None, is_lunar: bool = False) -> None:
    """Raise `NoSuchDayError` unless the calendar has this day (of `year`, if that is known)."""
    if not 1 <= month <= MONTHS or not 1 <= day <= (LUNAR_LONGEST if is_lunar else LONGEST[month - 1]):
        raise NoSuchDayError
    if year is not None and not is_lunar:
        try:
            date(year, month, day)
        except ValueError:
            raise NoSuchDayError from None


def age_on(born: date, today: date) -> int:
    """Whole years between `born` and `today`."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _from_lunar(year: int, month: int, day: int) -> date:
    try:
        lunar = LunarDate(year, month, day)
        found: date = lunar.to_solar_date()
    except ValueError:
        found = LunarDate(year, month, day - 1).to_solar_date()
    return found


def _lunar_day(day: int) -> str:
    tens, ones = divmod(day, 10)
    if day <= 10:  # noqa: PLR2004 (初一 to 初十)
        return f"初{_DIGITS[day - 1]}"
    if ones == 0:
        return "二十" if tens == 2 else "三十"  # noqa: PLR2004
    return ("十" if tens == 1 else "廿") + _DIGITS[ones - 1]
