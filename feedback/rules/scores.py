"""What answers are worth: NPS and CSAT as the trade reckons them, and what is bad enough to be looked into.

NPS: share of 9 and 10 less share of 0 to 6, of 0 to 10 (Reichheld, "The One Number You Need to Grow", Harvard Business
Review, December 2003). CSAT: share of 4 and 5, of 1 to 5.
"""

from decimal import Decimal
from typing import Final

DETRACTOR: Final = 6  # an NPS answer up to this
PROMOTER: Final = 9  # and from this on
SATISFIED: Final = 4  # a CSAT answer from this on


def is_low(number: int | None, *, is_nps: bool, low: int | None) -> bool:
    """Whether an answer is looked into: an NPS of 0 to 6, or one at or below the question's own mark."""
    if number is None:
        return False
    return (is_nps and number <= DETRACTOR) or (low is not None and number <= low)


def nps(*, promoters: int, detractors: int, answers: int) -> Decimal | None:
    """The net promoter score, -100 to 100; None where nobody answered."""
    return Decimal(100 * (promoters - detractors)) / answers if answers else None


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole`, 0 to 1; None where there is nothing to take a part of."""
    return Decimal(part) / whole if whole else None
