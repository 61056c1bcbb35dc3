"""Which lots a debit uses, and until when points hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stays.figures.periods import months_later


@dataclass(frozen=True)
class Lot:
    """What is left of points that came in together; `expires_on` is the first day without them, None: never.

    `is_own` marks a lot that was opened by what is being taken back.
    """

    id: int
    remaining: int
    expires_on: date | None
    opened_on: date
    is_own: bool = False

    def is_over(self, on: date) -> bool:
        """Whether its points are gone on that day, swept or not."""
        return self.expires_on is not None and self.expires_on <= on


@dataclass(frozen=True)
class Share:
    """So many points of a lot."""

    lot: Lot
    points: int


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """The order in which points are used: earliest expiry first, then oldest; those that never expire last.

    Oldest by the day on which they came in: points that were transferred keep it.
    """
    return sorted(lots, key=lambda lot: (lot.expires_on is None, lot.expires_on or date.max, lot.opened_on, lot.id))


def own_first(lots: Iterable[Lot]) -> list[Lot]:
    """The order in which points are taken back: first from what they opened, then as they would be used."""
    return sorted(in_order(lots), key=lambda lot: not lot.is_own)


def allocate(lots: Sequence[Lot], points: int) -> tuple[list[Share], int]:
    """Take `points` from `lots` in the order given: what comes from which lot, and how many points no lot had."""
    shares = []
    for lot in lots:
        if not points:
            break
        taken = min(lot.remaining, points)
        if taken:
            shares.append(Share(lot, taken))
            points -= taken
    return shares, points


def after_months(on: date, months: int) -> date:
    """The first day without points that hold for `months` from `on`."""
    return months_later(on, months)


def after_year_end(on: date, years: int) -> date:
    """The first day without points that hold to the end of the `years`-th year after that of `on`."""
    return date(on.year + years + 1, 1, 1)
