"""What a rating is worth among ratings of other sites: one to five, whatever the site gives.

The share of the way from the lowest to the highest rating, laid over one to five: ``1 + 4 * (given - 1) / (best - 1)``
(the "proportion of maximum possible" of Cohen, Cohen, Aiken and West, "The problem of units and the circumstance for
POMP", Multivariate Behavioral Research 34 (3), 1999). The sites we know begin at 1: Booking.com's 1 of 10 is 1 star, as
the 1 of 5 elsewhere, and its 5.5 is 3. A site that begins at 0 gets no less than 1.
"""

import hashlib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

LOWEST: Final = Decimal(1)
HIGHEST: Final = Decimal(5)
LOW: Final = Decimal(2)  # a rating up to this is looked into
STEP: Final = Decimal("0.01")


def rating_of(given: Decimal, best: Decimal) -> Decimal:
    """`given` of `best` as 1 to 5, to two decimals. Raises ValueError for a rating nobody can give."""
    if not (best > LOWEST and 0 <= given <= best):
        raise ValueError(given, best)
    share = (given - LOWEST) / (best - LOWEST)
    return max(LOWEST, LOWEST + (HIGHEST - LOWEST) * share).quantize(STEP, ROUND_HALF_UP)


def is_low(rating: Decimal) -> bool:
    """Whether somebody looks into what happened."""
    return rating <= LOW


def key_of(written_on: date, author: str, title: str, text: str) -> str:
    """What a review without a number at its site is known by: `author` is the blind index of the name."""
    said = f"{written_on.isoformat()}\x1f{author}\x1f{title.strip()}\x1f{text.strip()}"
    return f"text:{hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()}"
