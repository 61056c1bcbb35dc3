"""Whether a campaign worked: what the treated do per guest, less what those held out do without it.

Bookings and revenue of most guests are nothing, those of a few are much, and the holdout is small. There the usual
interval (Welch's) is far too sure: a holdout without a booking has no variance at all. So the interval is that of a
score test, as for the difference of two Poisson rates, widened by how much the values scatter more than a count would:

- the test inverted at each difference: O. S. Miettinen and M. Nurminen, "Comparative analysis of two rates", Statistics
  in Medicine 4 (1985), pages 213-226, with the rates restricted to that difference;
- the scatter as a factor on the variance, ``variance = factor x mean`` (quasi-likelihood; of revenue it stands for a
  Poisson number of bookings of some amount each): P. McCullagh and J. A. Nelder, Generalized Linear Models, 2nd edition
  (1989), section 9.2; estimated by Pearson's residuals, section 6.2.4. A small holdout says little about its scatter,
  so either arm's factor is drawn towards that of both, which weighs as much as `LENT` active guests: empirical
  shrinkage, whose weight was chosen by simulation;
- guests still needed, from the power of that test: S.-C. Chow, J. Shao and H. Wang, Sample Size Calculations in
  Clinical Research, 2nd edition (2008), section 3.2.

``tests/campaigns/results/test_lift_holds.py`` proves the interval on invented guests whose effect is known.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

LENT: Final = 100  # active guests; with 0 a small holdout deceives, with many a campaign that changes amounts does
LEAST_ACTIVE: Final = 10  # guests with a value above zero, in both arms together, before anything is claimed
LEAST_GUESTS: Final = 10  # in either arm
POWER: Final = 0.8  # how surely the guests asked for would show the difference, if it is what it seems
MOST: Final = 1_000_000  # more guests than this nobody asks for
HALVINGS: Final = 40
REACH: Final = 60.0  # how far off the ends of the interval are looked for, in what an arm's mean scatters by


class Verdict(StrEnum):
    """What may be said; the words are ``campaigns.results.telling``'s."""

    LIKELY_WORKED = "likely_worked"
    LIKELY_HARMED = "likely_harmed"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Sample:
    """One arm: its guests, how many have a value above zero, and the sums of the values and of their squares."""

    guests: int = 0
    active: int = 0
    total: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)

    @classmethod
    def of(cls, values: Iterable[Decimal | int]) -> "Sample":
        """The sums of `values`, one per guest, none below zero."""
        rows = [Decimal(value) for value in values]
        return cls(
            len(rows),
            sum(value > 0 for value in rows),
            sum(rows, Decimal(0)),
            sum((value * value for value in rows), Decimal(0)),
        )

    @property
    def mean(self) -> Decimal | None:
        """The value per guest; None without guests."""
        return self.total / self.guests if self.guests else None


@dataclass(frozen=True)
class Lift:
    """Treated less held out, per guest, in the unit of the values: bookings, or money.

    `estimate` is None without guests in an arm; `low` and `high` where too little scatters to know how much.
    `more_needed` guests, of both arms in the shares they have now, would tell: None where a verdict is there already,
    or where even `MOST` would not.
    """

    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    verdict: Verdict
    more_needed: int | None = None


class Interval(NamedTuple):
    """`score` is how far the estimate is from no difference, in standard deviations."""

    estimate: float
    low: float
    high: float
    score: float


class Sums(NamedTuple):
    """The fields of `Sample` as the numbers that are reckoned with."""

    guests: float
    active: float
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The value per guest."""
        return self.total / self.guests

    @property
    def scatter(self) -> float:
        """The sum of the squares of what each guest's value is off the mean."""
        return self.squares - self.total * self.total / self.guests


def difference(treated: Sample, held_out: Sample, *, level: float = 0.95) -> Lift:
    """How the means of two arms differ, with an interval that covers the truth in `level` of all experiments.

    Likely worked (or harmed): the whole interval is above (below) zero, at least `LEAST_ACTIVE` guests did anything and
    either arm has at least `LEAST_GUESTS`. Raises ``ValueError`` for a total below zero.
    """
    if min(treated.total, held_out.total) < 0:
        raise ValueError("Values are not below zero.")
    if not treated.guests or not held_out.guests:
        return Lift(None, None, None, Verdict.CANNOT_TELL)
    estimate = treated.total / treated.guests - held_out.total / held_out.guests
    found = interval(_sums(treated), _sums(held_out), level=level)
    if found is None:
        return Lift(estimate, None, None, Verdict.CANNOT_TELL)
    low, high = Decimal(repr(found.low)), Decimal(repr(found.high))
    verdict = _verdict(treated, held_out, low, high)
    needed = _more_needed(treated, held_out, found.score, level) if verdict is Verdict.CANNOT_TELL else None
    return Lift(estimate, low, high, verdict, needed)


def interval(treated: Sums, held_out: Sums, *, level: float) -> Interval | None:
    """The interval in plain numbers; None where no value is above zero, or too little scatters to know how much."""
    factors = _factors(treated, held_out)
    if factors is None:
        return None
    # From here on as if of counts, of so many guests that they scatter as Poisson's do.
    first, second = treated.guests / factors[0], held_out.guests / factors[1]
    mean = (first * treated.mean + second * held_out.mean) / (first + second)
    estimate = treated.mean - held_out.mean

    def score(at: float) -> float:
        """How far the estimate is from a difference of `at`, in standard deviations of that difference."""
        half = (at - mean) / 2
        lower = sqrt(max(half * half + second * held_out.mean * at / (first + second), 0.0)) - half
        lower = max(lower, -at, 0.0)  # the mean of the held out, were that the difference
        return (estimate - at) / sqrt(max(lower + at, 0.0) / first + lower / second)

    quantile = NormalDist().inv_cdf(0.5 + level / 2)
    least = 1 / min(first, second)
    reach = REACH * (sqrt((mean + least) * least) + least)
    low = _crossing(score, quantile, estimate - reach, estimate)
    high = _crossing(score, -quantile, estimate, estimate + reach)
    return Interval(estimate, low, high, score(0.0))


def _factors(treated: Sums, held_out: Sums) -> tuple[float, float] | None:
    """By how much the values of either arm scatter more than counts of the same mean."""
    guests, total = treated.guests + held_out.guests, treated.total + held_out.total
    scatter = treated.scatter + held_out.scatter
    if min(treated.guests, held_out.guests) <= 1 or total <= 0 or scatter <= 0:
        return None
    common = scatter / (guests - 2) / (total / guests)
    return _factor(treated, common), _factor(held_out, common)


def _factor(arm: Sums, common: float) -> float:
    own = arm.scatter / (arm.guests - 1) / arm.mean if arm.total else common
    return (arm.active * own + LENT * common) / (arm.active + LENT)


def _crossing(score: Callable[[float], float], level: float, below: float, above: float) -> float:
    """Where `score`, which falls, crosses `level`."""
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        if score(middle) > level:
            below = middle
        else:
            above = middle
    return (below + above) / 2


def _sums(sample: Sample) -> Sums:
    return Sums(float(sample.guests), float(sample.active), float(sample.total), float(sample.squares))


def _verdict(treated: Sample, held_out: Sample, low: Decimal, high: Decimal) -> Verdict:
    if treated.active + held_out.active < LEAST_ACTIVE or min(treated.guests, held_out.guests) < LEAST_GUESTS:
        return Verdict.CANNOT_TELL
    if low > 0:
        return Verdict.LIKELY_WORKED
    return Verdict.LIKELY_HARMED if high < 0 else Verdict.CANNOT_TELL


def _more_needed(treated: Sample, held_out: Sample, score: float, level: float) -> int | None:
    """Guests that lack until the difference, if it is what it seems, would show with `POWER`.

    The score grows with the root of the guests: it has to grow to the sum of both quantiles. Where too few guests did
    anything, or an arm is too small, at least as many as mend that.
    """
    guests, active = treated.guests + held_out.guests, treated.active + held_out.active
    if not score:
        return None
    wanted = NormalDist().inv_cdf(0.5 + level / 2) + NormalDist().inv_cdf(POWER)
    growth = max((wanted / score) ** 2, LEAST_ACTIVE / active, LEAST_GUESTS / min(treated.guests, held_out.guests))
    more = guests * (growth - 1)
    return None if more > MOST else _rounded_up(more)


def _rounded_up(number: float) -> int:
    """Two digits that mean something, and never less than needed: 4,000 for 3,961."""
    whole = ceil(number)
    unit: int = 10 ** max(len(str(whole)) - 2, 0)
    return -(-whole // unit) * unit
