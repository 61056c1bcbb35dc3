"""Recency, frequency and monetary value as quintiles 1 to 5: by bounds of a day, so that equal values share one."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

EPOCH = date(1970, 1, 1)


def quintile(value: int, bounds: Sequence[int]) -> int:
    """1 to 5; `bounds` are the lower bounds of quintiles 2 to 5, ascending, as `campaigns.models.Scale` has them.

    A quintile that no value falls into is passed over: where half of all guests stayed once, those are in 1 and the
    next are in 3.
    """
    return 1 + bisect_right(bounds, value)


def recency(last_departure: date) -> int:
    """The last departure as a scale has it: days since 1970-01-01, so that later is more."""
    return (last_departure - EPOCH).days
