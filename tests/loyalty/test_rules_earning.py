"""What a stay earns: which rule counts, how points are rounded, and that nothing is ever owed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.earning import Bill, Bonus, NoRateKnown, Rule, earn, in_programme, rule_for

TODAY = date(2026, 11, 21)
HOTEL, OTHER_HOTEL, COMPANY = 1, 2, 7
GENERAL = Rule(1, Decimal(1))


def _bill(company: int | None = None, channel: str = "direct", **amounts: str) -> Bill:
    return Bill(HOTEL, channel, company, TODAY, {name: Decimal(amount) for name, amount in amounts.items()})


# Which rule


@pytest.mark.parametrize(
    "more_particular",
    [
        Rule(2, Decimal(2), department="room"),
        Rule(2, Decimal(2), hotel=HOTEL),
        Rule(2, Decimal(2), channel_kind="direct"),
        Rule(2, Decimal(2), any_company=True),
        Rule(2, Decimal(2), company=COMPANY),
    ],
)
def test_the_more_particular_rule_counts_in_whatever_order(more_particular: Rule) -> None:
    bill = _bill(COMPANY, room="100")
    late = Rule(9, Decimal(1))

    assert rule_for([GENERAL, more_particular, late], bill, "room") == more_particular
    assert rule_for([late, more_particular, GENERAL], bill, "room") == more_particular


def test_company_any_company_channel_hotel_department_in_this_order() -> None:
    rules = [
        Rule(6, Decimal(1), department="room"),
        Rule(5, Decimal(1), hotel=HOTEL),
        Rule(4, Decimal(1), channel_kind="direct"),
        Rule(3, Decimal(1), any_company=True),
        Rule(2, Decimal(1), company=COMPANY),
    ]
    bill, counted = _bill(COMPANY, room="100"), []

    while rules:
        rule = rule_for(rules, bill, "room")
        assert rule is not None
        counted.append(rule.id)
        rules.remove(rule)

    assert counted == [2, 3, 4, 5, 6]


def test_of_equals_the_later_counts() -> None:
    assert rule_for([Rule(3, Decimal(3)), Rule(2, Decimal(2))], _bill(room="1"), "room") == Rule(3, Decimal(3))


@pytest.mark.parametrize(
    "rule",
    [
        Rule(2, Decimal(2), hotel=OTHER_HOTEL),
        Rule(2, Decimal(2), department="spa"),
        Rule(2, Decimal(2), channel_kind="ota"),
        Rule(2, Decimal(2), company=COMPANY),
        Rule(2, Decimal(2), any_company=True),
        Rule(2, Decimal(2), starts_on=date(2026, 11, 22)),
        Rule(2, Decimal(2), ends_on=date(2026, 11, 20)),
    ],
)
def test_what_does_not_fit_does_not_count(rule: Rule) -> None:
    assert rule_for([rule], _bill(room="100"), "room") is None


def test_first_and_last_day_count() -> None:
    rule = Rule(2, Decimal(2), starts_on=TODAY, ends_on=TODAY)

    assert rule_for([rule], _bill(room="100"), "room") == rule


# How much


def test_points_are_floored_once() -> None:
    earning = earn(_bill(room="10.60", food="10.60"), [GENERAL])

    assert [line.points for line in earning.lines] == [Decimal("10.60"), Decimal("10.60")]
    assert earning.base == 21


def test_the_tier_multiplies_the_exact_points() -> None:
    earning = earn(_bill(room="10.90"), [GENERAL], multiplier=Decimal("1.25"))

    assert (earning.base, earning.tier_bonus, earning.earned, earning.qualifying) == (10, 3, 13, 10)


def test_excluded_stays_earn_nothing_and_no_promotion() -> None:
    rules = [GENERAL, Rule(2, Decimal(0), department="room", channel_kind="ota")]

    earning = earn(_bill(channel="ota", room="1200"), rules, bonuses=[Bonus(5, Decimal(2), 100)])

    assert (earning.total, earning.lines[0].rule) == (0, 2)


def test_an_excluded_room_leaves_dinner_its_points() -> None:
    rules = [GENERAL, Rule(2, Decimal(0), department="room", channel_kind="ota")]

    assert earn(_bill(channel="ota", room="1200", food="168"), rules).earned == 168


def test_a_refund_lessens_the_rest_but_nothing_is_owed() -> None:
    assert earn(_bill(room="100", food="-30"), [GENERAL]).earned == 70
    assert earn(_bill(room="100", food="-130"), [GENERAL]).earned == 0


def test_without_a_rule_nothing_is_earned_and_the_line_says_so() -> None:
    earning = earn(_bill(room="100"), [])

    assert (earning.total, earning.lines[0].rule) == (0, None)


def test_a_promotion_multiplies_the_base_not_the_tier_bonus() -> None:
    bonuses = [Bonus(5, Decimal(2)), Bonus(6, points=500), Bonus(7, Decimal("1.5"), 10)]

    earning = earn(_bill(room="100"), [GENERAL], multiplier=Decimal("1.5"), bonuses=bonuses)

    assert (earning.earned, earning.promotions, earning.total) == (150, {5: 100, 6: 500, 7: 60}, 810)


# Currency


def test_currencies_are_converted_exactly() -> None:
    worth = {"EUR": Decimal("7.81234567")}
    amount = in_programme(Decimal("999999999999.99"), "EUR", home="CNY", worth=worth)

    assert amount == Decimal("7812345669999.9218765433")


def test_the_programmes_own_currency_needs_no_rate() -> None:
    assert in_programme(Decimal(5), "CNY", home="CNY", worth={}) == 5


def test_a_currency_without_a_rate_is_named() -> None:
    with pytest.raises(NoRateKnown) as refused:
        in_programme(Decimal(5), "EUR", home="CNY", worth={"USD": Decimal(7)})

    assert refused.value.currency == "EUR"


# For every bill

MONEY = st.decimals(-10_000, 10_000, places=2)


@given(room=MONEY, food=MONEY, rate=st.decimals(0, 20, places=4), multiplier=st.decimals(1, 5, places=2))
def test_never_negative_and_never_more_than_exact(
    room: Decimal, food: Decimal, rate: Decimal, multiplier: Decimal
) -> None:
    bill = Bill(HOTEL, "direct", None, TODAY, {"room": room, "food": food})

    earning = earn(bill, [Rule(1, rate)], multiplier=multiplier, bonuses=[Bonus(5, Decimal(2))])

    exact = max(Decimal(0), (room + food) * rate)
    assert 0 <= earning.base <= exact < earning.base + 1
    assert earning.tier_bonus >= 0
    assert earning.earned <= exact * multiplier < earning.earned + 1
    assert all(points > 0 for points in earning.promotions.values())
