"""Numbers, money, days and spans as people here write them: Babel does the work, in the language of the page."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, dates, numbers
from django.utils import timezone
from django.utils.translation import get_language, gettext

# Day before month in English, as hotels outside the United States write it.
_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}
_DAY = {"en": "EEE d MMM", "zh": "M月d日 EEE"}
_DAY_OF_YEAR = {"en": "EEE d MMM y", "zh": "y年M月d日 EEE"}

# From how much on a length of time is told in days or hours rather than in hours or minutes.
NEVER = 1_000_000
_Unit = Literal["day", "hour", "minute"]
_UNITS: dict[_Unit, timedelta] = {"day": timedelta(days=2), "hour": timedelta(hours=2)}

Number = Decimal | int | float | str


def locale() -> Locale:
    """Babel's locale for the language of the page."""
    return Locale.parse(_LOCALES.get(get_language() or "en", "en_GB"))


def money(amount: Decimal | int | str, currency: str) -> str:
    """An amount in major units with its currency; cents only where there are any. "CN¥86,420" / "¥86,420"."""
    value = Decimal(amount)
    whole = value == value.to_integral_value()
    text: str = numbers.format_currency(
        value.quantize(Decimal(1)) if whole else value,
        currency,
        locale=locale(),
        currency_digits=not whole,
        format=None if not whole else _whole_pattern(),
    )
    return text


def _whole_pattern() -> str:
    pattern: str = locale().currency_formats["standard"].pattern
    return pattern.replace(".00", "")


def number(value: Number, places: int | None = None) -> str:
    """A number with its thousands apart; `places` decimals, or as many as it has."""
    amount = Decimal(str(value))
    if places is not None:
        amount = round(amount, places)
    text: str = numbers.format_decimal(amount, locale=locale(), decimal_quantization=False)
    return text


def signed(value: Decimal | int) -> str:
    """A number with its sign, a plus included: it says which way something moved."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(Decimal(value)))}"


def signed_money(amount: Decimal, currency: str) -> str:
    """An amount with its sign, a plus included."""
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{money(abs(amount), currency)}"


def percent(ratio: Number, places: int = 1) -> str:
    """A ratio (0.314) as a percentage ("31.4%"), without a trailing ".0"."""
    pattern = "#,##0" + ("." + "#" * places if places else "") + "%"
    text: str = numbers.format_percent(Decimal(str(ratio)), format=pattern, locale=locale())
    return text


def day(on: date, today: date | None = None) -> str:
    """A day as staff say it: "tomorrow, Sun 22 Nov", the year only when it is not this one.

    `today` is the hotel's day; without it no "tomorrow" is said and the year is always given.
    """
    spoken = locale().language
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    same_year = today is not None and on.year == today.year
    text: str = dates.format_date(on, (_DAY if same_year else _DAY_OF_YEAR)[spoken], locale=locale())
    near = _near(on, today)
    return text if not near else gettext("%(near)s, %(day)s") % {"near": near, "day": text}


def _near(on: date, today: date | None) -> str:
    if today is None:
        return ""
    words = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    return words.get((on - today).days, "")


def span(start: date, end: date, today: date | None = None) -> str:
    """From one day to another: "21–23 Nov"; the year only when it is not that of `today`. One day stands alone."""
    this_year = today is not None and start.year == end.year == today.year
    skeleton = "MMMd" if this_year else "yMMMd"
    text: str = dates.format_interval(start, end, skeleton, locale=locale())
    return text


def date_only(on: date) -> str:
    """A day of any year, such as a birth date: "5 Mar 1986" / "1986年3月5日"; of a moment its day in the time zone."""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    text: str = dates.format_date(on, "d MMM y" if locale().language == "en" else "y年M月d日", locale=locale())
    return text


def moment(at: datetime) -> str:
    """Day and time in the current time zone: "Sat 21 Nov 14:32"."""
    spoken = locale().language
    text: str = dates.format_datetime(timezone.localtime(at), f"{_DAY[spoken]} HH:mm", locale=locale())
    return text


def clock(at: datetime) -> str:
    """The time of day in the current time zone: "14:32"."""
    return timezone.localtime(at).strftime("%H:%M")


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long since (or until) a moment: "3 hours ago"."""
    text: str = dates.format_timedelta(at - (now or timezone.now()), add_direction=True, locale=locale())
    return text


def length(passed: timedelta) -> str:
    """A length of time in the unit that says enough, for lists: "90 minutes", "23 hours", "3 days"."""
    unit: _Unit = next((unit for unit, since in _UNITS.items() if passed >= since), "minute")
    return _length(max(round(passed / timedelta(**{f"{unit}s": 1})), 1), unit, locale())


@lru_cache(maxsize=4096)  # lists say the same lengths again and again, and Babel takes its time
def _length(times: int, unit: _Unit, spoken: Locale) -> str:
    span = timedelta(**{f"{unit}s": times})
    text: str = dates.format_timedelta(span, granularity=unit, threshold=NEVER, locale=spoken)  # no larger unit
    return text


def duration(left: timedelta) -> str:
    """A length of time: "2 minutes"."""
    text: str = dates.format_timedelta(left, locale=locale())
    return text
