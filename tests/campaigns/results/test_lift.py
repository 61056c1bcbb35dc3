"""What ``campaigns.rules.lift`` says of given arms; that it holds on average is proved in test_lift_holds.py."""

from decimal import Decimal
from math import log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.lift import LEAST_ACTIVE, Lift, Sample, Sums, Verdict, difference, interval


def bookings(guests: int, booked: int) -> Sample:
    return Sample(guests, booked, Decimal(booked), Decimal(booked))


def known(found: Lift) -> tuple[Decimal, Decimal, Decimal]:
    """The lower end, the estimate and the upper end of a difference that has them."""
    assert found.low is not None
    assert found.estimate is not None
    assert found.high is not None
    return found.low, found.estimate, found.high


@pytest.mark.parametrize(
    ("treated", "held_out", "verdict"),
    [
        (bookings(19_000, 1_200), bookings(1_000, 40), Verdict.LIKELY_WORKED),
        (bookings(19_000, 1_000), bookings(1_000, 80), Verdict.LIKELY_HARMED),
        (bookings(19_000, 1_000), bookings(1_000, 50), Verdict.CANNOT_TELL),
    ],
)
def test_the_verdict_is_that_of_the_whole_interval(treated: Sample, held_out: Sample, verdict: Verdict):
    found = difference(treated, held_out)
    low, estimate, high = known(found)

    assert found.verdict == verdict
    assert estimate == treated.total / treated.guests - held_out.total / held_out.guests
    assert low < estimate < high
    assert (low > 0, high < 0) == (verdict == Verdict.LIKELY_WORKED, verdict == Verdict.LIKELY_HARMED)


def test_a_holdout_without_a_booking_is_no_proof_of_zero():
    """Welch's interval would be 1.4 % to 3.4 %: as if the 50 could never have booked."""
    found = difference(bookings(950, 23), bookings(50, 0))

    assert found.verdict == Verdict.CANNOT_TELL
    assert known(found)[0] < Decimal("-0.04")


def test_few_bookings_prove_nothing_however_they_fall():
    enough, too_few = bookings(100, LEAST_ACTIVE), bookings(100, LEAST_ACTIVE - 1)

    assert difference(enough, bookings(1_000, 0)).verdict == Verdict.LIKELY_WORKED
    assert difference(too_few, bookings(1_000, 0)).verdict == Verdict.CANNOT_TELL
    assert difference(too_few, bookings(1_000, 0)).more_needed is not None


def test_a_tiny_arm_proves_nothing():
    found = difference(bookings(1_000, 20), bookings(9, 9))

    assert known(found)[2] < 0
    assert found.verdict == Verdict.CANNOT_TELL


@pytest.mark.parametrize(("guests", "verdict"), [(9, Verdict.CANNOT_TELL), (10, Verdict.LIKELY_HARMED)])
def test_an_arm_of_ten_is_large_enough(guests: int, verdict: Verdict):
    assert difference(bookings(1_000, 20), bookings(guests, guests - 1)).verdict == verdict


def test_the_scatter_of_few_guests_is_that_of_a_sample():
    """Of ten guests it is shared out among nine; the ends are where the slow way has them."""
    arms = Sample.of([1, 1, 1, 2, *[0] * 8]), Sample.of([1, 40, 60, *[0] * 7])
    low, _estimate, high = known(difference(*arms))

    assert slow_score(arms, float(low)) == pytest.approx(1.959964, rel=1e-5)
    assert slow_score(arms, float(high)) == pytest.approx(-1.959964, rel=1e-5)


def test_one_guest_who_brings_most_proves_nothing():
    """A conference booked by one guest: without it there is no difference at all."""
    many = [Decimal(1_000)] * 50 + [Decimal(0)] * 900
    held_out = Sample.of([Decimal(1_000)] * 5 + [Decimal(0)] * 95)

    found = difference(Sample.of([*many, Decimal(900_000)]), held_out)

    assert known(found)[1] > 900
    assert found.verdict == Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("treated", "held_out"),
    [(Sample(), bookings(10, 2)), (bookings(10, 2), Sample()), (Sample(), Sample())],
    ids=["nobody-treated", "nobody-held-out", "nobody"],
)
def test_without_guests_in_an_arm_there_is_no_difference(treated: Sample, held_out: Sample):
    found = difference(treated, held_out)

    assert found == (type(found))(None, None, None, Verdict.CANNOT_TELL)


@pytest.mark.parametrize("each", [0, 1], ids=["nobody-booked", "everybody-booked"])
def test_what_does_not_scatter_has_no_interval(each: int):
    found = difference(bookings(1_000, 1_000 * each), bookings(100, 100 * each))

    assert (found.estimate, found.low, found.high) == (0, None, None)
    assert (found.verdict, found.more_needed) == (Verdict.CANNOT_TELL, None)


def test_a_total_below_zero_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        difference(Sample(10, 1, Decimal(-5), Decimal(25)), bookings(10, 1))


def test_guests_still_needed_by_the_textbook():
    """Two means, shares 95 and 5 percent, variance of a count of the common mean, power 80 %, two-sided 95 %."""
    treated, held_out = bookings(1_900, 133), bookings(100, 5)
    rate, gap = (133 + 5) / 2_000, 133 / 1_900 - 5 / 100
    scatter = rate * (1 - rate) * (1 / 0.95 + 1 / 0.05)
    textbook = (1.959964 + 0.841621) ** 2 * scatter / gap**2 - 2_000

    needed = difference(treated, held_out).more_needed

    assert needed == pytest.approx(textbook, rel=0.05)
    assert len(str(needed).rstrip("0")) <= 2


def test_no_number_is_named_where_no_number_would_do():
    hardly = difference(bookings(190_000, 9_501), bookings(10_000, 500))

    assert hardly.verdict == Verdict.CANNOT_TELL
    assert hardly.more_needed is None
    assert difference(bookings(1_900, 95), bookings(100, 5)).more_needed is None  # no difference at all


def test_once_there_is_a_verdict_nobody_else_is_needed():
    assert difference(bookings(19_000, 1_200), bookings(1_000, 40)).more_needed is None


GUESTS = st.lists(st.integers(0, 5_000), min_size=12, max_size=60).map(lambda few: [*few, *[0] * 200])


@given(GUESTS, GUESTS)
def test_the_ends_are_where_a_test_of_that_difference_just_fails(first: list[int], second: list[int]):
    """The slow way: the most likely pair of means with that difference, found by trying, and the score of it."""
    arms = Sample.of(first), Sample.of(second)
    found = difference(*arms)
    if found.low is None:
        assert not any(first + second)
        return
    quantile = NormalDist().inv_cdf(0.975)

    for end, expected in ((found.low, quantile), (found.high, -quantile)):
        assert slow_score(arms, float(end)) == pytest.approx(expected, rel=1e-3)


def slow_score(arms: tuple[Sample, Sample], gap: float) -> float:
    guests = [arm.guests for arm in arms]
    means = [float(arm.mean) for arm in arms]
    off = [float(arm.squares) - number * mean**2 for arm, number, mean in zip(arms, guests, means, strict=True)]
    common = sum(off) / (sum(guests) - 2) / (sum(float(arm.total) for arm in arms) / sum(guests))
    own = [
        part / (number - 1) / mean if mean else common for part, number, mean in zip(off, guests, means, strict=True)
    ]
    factors = [(arm.active * one + 100 * common) / (arm.active + 100) for arm, one in zip(arms, own, strict=True)]
    sizes = [number / factor for number, factor in zip(guests, factors, strict=True)]

    def likelihood(lower: float) -> float:
        pairs = zip(sizes, means, (lower + gap, lower), strict=True)
        return sum(size * ((mean * log(rate) if mean else 0.0) - rate) for size, mean, rate in pairs)

    least = max(0.0, -gap) + 1e-9
    below, above = least, least + 2 * (max(means) + abs(gap)) + 1.0
    for _ in range(200):  # golden section
        inner, outer = above - (above - below) * 0.618034, below + (above - below) * 0.618034
        if likelihood(inner) > likelihood(outer):
            above = outer
        else:
            below = inner
    lower = (below + above) / 2
    return (means[0] - means[1] - gap) / sqrt((lower + gap) / sizes[0] + lower / sizes[1])


@given(GUESTS, GUESTS)
def test_the_arms_mirror_each_other_and_the_currency_does_not_matter(first: list[int], second: list[int]):
    found = difference(Sample.of(first), Sample.of(second))
    mirrored = difference(Sample.of(second), Sample.of(first))
    in_cents = difference(Sample.of(100 * value for value in first), Sample.of(100 * value for value in second))

    if found.low is not None:
        assert float(mirrored.low) == pytest.approx(-float(found.high), rel=1e-6, abs=1e-6)
        assert float(in_cents.low) == pytest.approx(100 * float(found.low), rel=1e-6, abs=1e-4)
    assert in_cents.verdict == found.verdict


def test_the_sums_of_an_arm():
    sample = Sample.of([Decimal("0.1"), Decimal("0.2"), 0])

    assert sample == Sample(3, 2, Decimal("0.3"), Decimal("0.05"))
    assert sample.mean == Decimal("0.1")
    assert Sample().mean is None


def test_a_single_guest_scatters_nothing():
    assert interval(Sums(1, 1, 5, 25), Sums(100, 5, 5, 5), level=0.95) is None
