"""An interval and the line of no difference, as places in a small drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from campaigns.models import Variant
from campaigns.rules.lift import Verdict
from hotelcrm.frame.formats import signed, signed_money

from .comparing import Comparison, Increment
from .figures import Results
from .telling import of_bookings, of_revenue

WIDTH: Final = 320  # of the drawing
EDGE: Final = 34  # left free on either side for the numbers
WORDS: Final = 84  # what two numbers side by side need
APART: Final = 42
UNIT: Final = Decimal(1)


@dataclass(frozen=True)
class Interval:
    """Where the ends, the best guess and no difference lie, from left to right, with the numbers beside them.

    `sentence` says the same; `tone` is "good", "bad" or "unsure". Without places there is nothing to draw.
    """

    sentence: str
    tone: str
    low: str = ""
    high: str = ""
    total: str = ""
    zero: str = ""
    length: str = ""
    low_words: str = ""
    high_words: str = ""
    total_words: str = ""
    low_at: str = ""
    high_at: str = ""
    low_anchor: str = "middle"
    high_anchor: str = "middle"

    @property
    def is_drawn(self) -> bool:
        """Whether there is an interval."""
        return bool(self.low)


@dataclass(frozen=True)
class Pair:
    """Bookings and revenue of the same guests."""

    bookings: Interval
    revenue: Interval


@dataclass(frozen=True)
class Compared:
    """One wording of the first step against all held out."""

    variant: Variant
    pair: Pair


@dataclass(frozen=True)
class Drawings:
    """The whole campaign, and its wordings where there are several that can be compared."""

    whole: Pair
    compared: Sequence[Compared]


TONES: Final = {Verdict.LIKELY_WORKED: "good", Verdict.LIKELY_HARMED: "bad", Verdict.CANNOT_TELL: "unsure"}


def drawings_of(results: Results) -> Drawings:
    """What is drawn of `results`, in the language of the page."""
    compared = [
        Compared(one.variant, _pair(one.comparison, results.currency))
        for step in results.steps
        for one in step.variants
        if one.comparison is not None
    ]
    return Drawings(_pair(results.comparison, results.currency), compared if len(compared) > 1 else [])


def _pair(found: Comparison, currency: str) -> Pair:
    return Pair(
        _interval(found.bookings, of_bookings(found.bookings)),
        _interval(found.revenue, of_revenue(found.revenue, currency), currency),
    )


def _interval(found: Increment, sentence: str, currency: str = "") -> Interval:
    tone = TONES[found.lift.verdict]
    if found.total is None or found.low is None or found.high is None:
        return Interval(sentence, tone)
    least, most = min(found.low, Decimal(0)), max(found.high, Decimal(0))
    across = (most - least) or UNIT

    def place(value: Decimal) -> float:
        return float(EDGE + (value - least) / across * (WIDTH - 2 * EDGE))

    def words(value: Decimal) -> str:
        return signed_money(value.quantize(UNIT) + 0, currency) if currency else signed(value)

    low, high = place(found.low), place(found.high)
    is_narrow, is_right = high - low < WORDS, found.total > 0  # then the numbers part, towards where there is room
    return Interval(
        sentence,
        tone,
        low=f"{low:.1f}",
        high=f"{high:.1f}",
        total=f"{place(found.total):.1f}",
        zero=f"{place(Decimal(0)):.1f}",
        length=f"{max(high - low, 1):.1f}",
        low_words=words(found.low),
        high_words=words(found.high),
        total_words=words(found.total),
        low_at=f"{min(low, high - APART) if is_narrow and is_right else low:.1f}",
        high_at=f"{max(high, low + APART) if is_narrow and not is_right else high:.1f}",
        low_anchor="end" if is_narrow and is_right else "middle",
        high_anchor="start" if is_narrow and not is_right else "middle",
    )
