"""Values as they come in JSON, read strictly: what is not what it should be raises `Unfit` with a sentence."""

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from campaigns.segments.nodes import Unfit

MOST_VALUES: Final = 500
LONGEST: Final = 200
LARGEST: Final = 1_000_000_000
MOST_DAYS: Final = 36_500
_AMOUNT: Final = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,2})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Value = TypeVar("Value", int, str)


def whole(raw: object, *, least: int = 0, most: int = LARGEST) -> int:
    """A whole number between `least` and `most`."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Unfit(_("Enter a whole number."))
    if not least <= raw <= most:
        raise Unfit(_("Enter a number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return raw


def days(raw: object) -> int:
    """A number of days."""
    return whole(raw, most=MOST_DAYS)


def cents(raw: object) -> int:
    """An amount such as ``"1200.00"``, in whole cents."""
    if not isinstance(raw, str) or not _AMOUNT.fullmatch(raw):
        raise Unfit(_("Enter an amount such as 1200.00."))
    return int(Decimal(raw) * 100)


def day(raw: object) -> date:
    """A day such as ``"2027-02-28"``."""
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        raise Unfit(_("Enter a day such as 2027-02-28."))
    try:
        return date.fromisoformat(raw)
    except ValueError as wrong:
        raise Unfit(_("There is no such day.")) from wrong


def pair(one: Callable[[object], int | date]) -> Callable[[object], tuple[int, int] | tuple[date, date]]:
    """A list of two such values, the smaller first."""

    def read(raw: object) -> tuple[int, int] | tuple[date, date]:
        if not isinstance(raw, list) or len(raw) != 2:  # noqa: PLR2004 (a pair)
            raise Unfit(_("Enter two values: from and to."))
        low, high = one(raw[0]), one(raw[1])
        if low > high:  # type: ignore[operator]  # both are of one kind
            raise Unfit(_("The first value is greater than the second."))
        return low, high  # type: ignore[return-value]

    return read


def numbers(raw: object) -> tuple[int, ...]:
    """A list of ids or ranks, each once."""
    return _listed(raw, lambda value: whole(value, least=-1, most=2**62))


def codes(raw: object, among: Collection[str] | None = None) -> tuple[str, ...]:
    """A list of codes, each once; `among` are those there are, None: any."""

    def read(value: object) -> str:
        if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
            raise Unfit(_("Choose from the list."))
        if among is not None and value not in among:
            raise Unfit(_("“%(value)s” is not on the list.") % {"value": value})
        return value

    return _listed(raw, read)


def _listed(raw: object, one: Callable[[object], Value]) -> tuple[Value, ...]:
    if not isinstance(raw, list) or not raw:
        raise Unfit(_("Choose at least one."))
    if len(raw) > MOST_VALUES:
        raise Unfit(_("Choose at most %(most)s.") % {"most": MOST_VALUES})
    return tuple(dict.fromkeys(one(value) for value in raw))


def major(amount: int) -> Decimal:
    """Cents as an amount."""
    return Decimal(amount) / 100
