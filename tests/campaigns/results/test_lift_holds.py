"""The proof of ``campaigns.rules.lift``: a thousand experiments on invented guests, of each kind that hotels have."""

from itertools import pairwise

import numpy as np
import pytest

from campaigns.rules.lift import LEAST_ACTIVE, Interval, Sums, interval

from .invented import RUNS, TYPICAL, Guests

SIZES = [
    pytest.param(475, 25, id="five-percent-of-500"),
    pytest.param(1_900, 100, id="five-percent-of-2000"),
    pytest.param(9_000, 1_000, id="ten-percent-of-10000"),
    pytest.param(47_500, 2_500, id="five-percent-of-50000"),
]
COUNTED = pytest.mark.parametrize("brings", [pytest.param(0.0, id="bookings"), pytest.param(TYPICAL, id="revenue")])


def experiments(treated: Guests, held_out: Guests, seed: int) -> list[Interval]:
    chance = np.random.default_rng(seed)
    return intervals(treated.draw(chance), held_out.draw(chance))


def intervals(treated: list[Sums], held_out: list[Sums]) -> list[Interval]:
    """One each; where nothing can be said everything is possible, and nothing is claimed."""
    nothing = Interval(0.0, -np.inf, np.inf, 0.0)
    return [interval(*arms, level=0.95) or nothing for arms in zip(treated, held_out, strict=True)]


def share(happened: list[bool]) -> float:
    assert len(happened) == RUNS
    return sum(happened) / RUNS


@COUNTED
@pytest.mark.parametrize(("treated", "held_out"), SIZES)
@pytest.mark.parametrize("rate", [0.05, 0.065, 0.09, 0.035], ids=lambda rate: f"{rate:.1%}-book")
def test_the_interval_covers_the_truth(treated: int, held_out: int, rate: float, brings: float):
    """The holdout books with 5 %: no effect, one of a third, one of four fifths, and harm."""
    with_it, without = Guests(treated, rate, brings), Guests(held_out, 0.05, brings)
    truth = with_it.mean - without.mean

    found = experiments(with_it, without, seed=treated + held_out)

    assert 0.93 <= share([one.low <= truth <= one.high for one in found]) <= 0.97


@COUNTED
def test_it_does_so_whatever_the_chance(brings: float):
    """Ten thousand runs from ten seeds, none of which can have been picked; few are held out, a third more book."""
    with_it, without = Guests(475, 0.065, brings), Guests(25, 0.05, brings)
    truth = with_it.mean - without.mean

    found = [one for seed in range(10) for one in experiments(with_it, without, seed)]

    assert 0.935 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.965


@COUNTED
@pytest.mark.parametrize(("treated", "held_out", "rate"), [(475, 25, 0.05), (1_900, 100, 0.02), (9_500, 500, 0.003)])
def test_a_holdout_that_nobody_booked_of_by_chance_proves_nothing(
    treated: int, held_out: int, rate: float, brings: float
):
    """It happens to every fifth campaign of that size, without any effect."""
    chance = np.random.default_rng(19)
    arms = zip(Guests(treated, rate, brings).draw(chance), Guests(held_out, rate, brings).draw(chance), strict=True)

    unlucky = [(first, second) for first, second in arms if not second.active]

    assert 0.1 < len(unlucky) / RUNS < 0.35
    assert all(one.low <= 0 <= one.high for one in intervals(*map(list, zip(*unlucky, strict=True))))


@COUNTED
@pytest.mark.parametrize("rate", [0.01, 0.05], ids=lambda rate: f"{rate:.0%}-book")
@pytest.mark.parametrize(("treated", "held_out"), SIZES)
def test_without_effect_it_seldom_says_that_it_worked(treated: int, held_out: int, rate: float, brings: float):
    chance = np.random.default_rng(7)
    arms = Guests(treated, rate, brings).draw(chance), Guests(held_out, rate, brings).draw(chance)

    found = intervals(*arms)

    active = [first.active + second.active for first, second in zip(*arms, strict=True)]
    said = [one.low > 0 and number >= LEAST_ACTIVE for one, number in zip(found, active, strict=True)]
    assert share(said) <= 0.05


@pytest.mark.parametrize(("treated", "held_out"), SIZES)
def test_without_effect_bookings_and_revenue_together_seldom_say_so(treated: int, held_out: int):
    """Both verdicts stand on one page: that either of them is wrong must be as rare."""
    chance = np.random.default_rng(11)
    revenue = [Guests(number, 0.05, TYPICAL).draw(chance) for number in (treated, held_out)]
    bookings = [[one._replace(total=one.active, squares=one.active) for one in arm] for arm in revenue]

    found = zip(intervals(*bookings), intervals(*revenue), strict=True)

    assert share([count.low > 0 or money.low > 0 for count, money in found]) <= 0.05


@pytest.mark.parametrize("brings", [0.8 * TYPICAL, 1.25 * TYPICAL], ids=["less-each", "more-each"])
def test_the_interval_holds_when_a_booking_brings_something_else(brings: float):
    with_it, without = Guests(47_500, 0.06, brings), Guests(2_500, 0.05, TYPICAL)
    truth = with_it.mean - without.mean

    found = experiments(with_it, without, seed=3)

    assert 0.93 <= share([one.low <= truth <= one.high for one in found]) <= 0.97


@COUNTED
def test_a_strong_effect_is_found(brings: float):
    found = experiments(Guests(47_500, 0.09, brings), Guests(2_500, 0.05, brings), seed=5)

    assert share([one.low > 0 for one in found]) >= 0.95


def test_as_many_guests_as_would_be_asked_for_tell_four_times_in_five():
    """The power that `more_needed` promises, at the number it names for the difference there truly is."""
    rates, treated = (0.055, 0.05), 0.9
    scatter = rates[0] / treated + rates[1] / (1 - treated)
    guests = (1.959964 + 0.841621) ** 2 * scatter / (rates[0] - rates[1]) ** 2

    arms = Guests(round(guests * treated), rates[0]), Guests(round(guests * (1 - treated)), rates[1])

    assert 0.77 <= share([one.low > 0 for one in experiments(*arms, seed=13)]) <= 0.85


@pytest.mark.parametrize(("treated", "held_out", "rate"), [(50, 10, 0.1), (950, 50, 0.01), (95_000, 5_000, 0.2)])
def test_ends_are_looked_for_far_enough(treated: int, held_out: int, rate: float):
    """Ends that were cut off where the search begins would be the same at every level."""
    chance = np.random.default_rng(17)
    arms = Guests(treated, rate, TYPICAL).draw(chance, runs=100), Guests(held_out, rate, TYPICAL).draw(chance, runs=100)

    for pair in zip(*arms, strict=True):
        widening = [interval(*pair, level=level) for level in (0.9, 0.95, 0.999)]
        for narrow, wide in pairwise(one for one in widening if one is not None):
            assert wide.low < narrow.low < narrow.high < wide.high
