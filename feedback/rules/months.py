"""Months by their first days."""

from datetime import date
from typing import Final

LISTED: Final = 12  # months that lists look back
YEAR: Final = 12


def months(today: date) -> list[date]:
    """The month of `today` and those before it, `LISTED` in all, newest first."""
    firsts = [today.replace(day=1)]
    while len(firsts) < LISTED:
        firsts.append(_shifted(firsts[-1], -1))
    return firsts


def next_month(first: date) -> date:
    """The month after that of `first`."""
    return _shifted(first, 1)


def _shifted(first: date, by: int) -> date:
    year, month = divmod(first.year * YEAR + first.month - 1 + by, YEAR)
    return date(year, month + 1, 1)
