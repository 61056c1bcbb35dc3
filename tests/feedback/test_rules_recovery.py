"""Limits and the suggestion, over many cases: what holds whatever the numbers are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.recovery import (
    ENOUGH,
    OF_A_NIGHT,
    Case,
    Form,
    Limits,
    Why,
    is_within,
    left,
    rounded,
    suggest,
)

money = st.integers(0, 10_000_000).map(lambda cents: Decimal(cents) / 100)
severities = st.sampled_from(sorted(OF_A_NIGHT))
cases = st.builds(
    Case,
    severity=severities,
    night=st.none() | money,
    spend=money,
    tier_rank=st.none() | st.integers(0, 6),
    is_vip=st.booleans(),
    similar=st.lists(money, max_size=6).map(tuple),
    given=money,
)


def changed(case, **fields):
    return Case(**{**{name: getattr(case, name) for name in Case.__dataclass_fields__}, **fields})


@given(per_case=money, more=money, costs=st.lists(money, max_size=20))
def test_what_is_given_one_after_another_never_passes_the_limits(per_case, more, costs):
    limits, spent = Limits(per_case, per_case + more), Decimal(0)
    for cost in costs:
        if is_within(cost, limits, case=spent, month=spent):
            spent += cost
    assert spent <= per_case


@given(per_case=money, more=money, case=money, month=money, cost=money)
def test_what_is_left_is_what_may_be_given(per_case, more, case, month, cost):
    limits = Limits(per_case, per_case + more)
    rest = left(limits, case=case, month=month)

    assert rest >= 0
    assert is_within(cost, limits, case=case, month=month) == (cost <= rest)
    if rest:
        assert case + rest <= limits.per_case
        assert month + rest <= limits.per_month


@given(cost=money)
def test_without_limits_nothing_is_within_them(cost):
    assert not is_within(cost, None, case=Decimal(0), month=Decimal(0))
    assert left(None, case=Decimal(0), month=Decimal(0)) == 0


@given(cases)
def test_a_suggestion_is_never_below_zero_and_always_says_why(case):
    found = suggest(case)

    assert found.cost >= 0
    assert (found.gives is None) == (found.cost == 0)
    assert found.reasons


@given(cases)
def test_it_is_at_most_twice_the_base(case):
    base = max([case.night or Decimal(0), *case.similar])

    assert suggest(case).cost <= rounded(base * 2) + rounded(base)  # the median is rounded before it is doubled


@given(cases, severities)
def test_what_is_worse_never_gets_less(case, other):
    milder, worse = sorted((case.severity, other), reverse=True)

    assert suggest(changed(case, severity=worse)).cost >= suggest(changed(case, severity=milder)).cost


@given(cases, st.integers(0, 6), st.integers(0, 6))
def test_a_higher_tier_never_gets_less(case, one, other):
    low, high = sorted((one, other))

    assert suggest(changed(case, tier_rank=high)).cost >= suggest(changed(case, tier_rank=low)).cost


@given(cases, money, money)
def test_what_was_given_is_taken_off(case, one, other):
    less, more = sorted((one, other))

    assert suggest(changed(case, given=more)).cost <= suggest(changed(case, given=less)).cost


@given(st.lists(money, min_size=ENOUGH, max_size=ENOUGH), severities)
def test_enough_cases_alike_say_more_than_the_price_of_a_night(similar, severity):
    one, other = (suggest(Case(severity, night=Decimal(night), similar=similar)) for night in (100, 90_000))

    assert one.cost == other.cost


@given(money)
def test_rounded_keeps_two_digits_and_stays_near(amount):
    found = rounded(amount)

    assert len(found.normalize().as_tuple().digits) <= 2
    assert abs(found - amount) <= max(amount / 20, Decimal("0.005"))


@pytest.mark.parametrize(
    ("case", "cost", "gives", "why"),
    [
        (Case(1, night=Decimal(800)), 800, Form.REFUND, [Why.NIGHT, Why.GRAVE]),
        (Case(2, night=Decimal(800)), 400, Form.VOUCHER, [Why.NIGHT, Why.NO_MEMBER]),
        (Case(3, night=Decimal(800), tier_rank=0), 160, Form.POINTS, [Why.NIGHT, Why.MEMBER]),
        (Case(3, night=Decimal(800), tier_rank=2), 190, Form.POINTS, [Why.NIGHT, Why.TIER, Why.MEMBER]),
        (Case(4, night=Decimal(800), is_vip=True), 96, Form.GIFT, [Why.NIGHT, Why.VIP, Why.GESTURE]),
        (
            Case(3, night=Decimal(800), spend=Decimal(8_000)),
            180,
            Form.VOUCHER,
            [Why.NIGHT, Why.REGULAR, Why.NO_MEMBER],
        ),
        (Case(3, night=Decimal(800), given=Decimal(100)), 60, Form.VOUCHER, [Why.NIGHT, Why.GIVEN, Why.NO_MEMBER]),
        (Case(3, night=Decimal(800), given=Decimal(160)), 0, None, [Why.NIGHT, Why.GIVEN, Why.ENOUGH]),
        (Case(3, similar=[Decimal(50), Decimal(70), Decimal(90)]), 70, Form.VOUCHER, [Why.SIMILAR, Why.NO_MEMBER]),
        (Case(3, similar=[Decimal(50), Decimal(70)]), 0, None, [Why.NO_MEASURE]),
        (Case(3, night=Decimal(0)), 0, None, [Why.NO_MEASURE]),
    ],
)
def test_examples(case, cost, gives, why):
    found = suggest(case)

    assert (found.cost, found.gives, [reason.why for reason in found.reasons]) == (cost, gives, why)
