"""The table of late check-outs: the hotel's own lines first, then in order, the first that fits."""

from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from loyalty.rules.courtesy import Advice, GuestValue, Line, advise

QUIET, FULL = Decimal(89), Decimal(90)
RATE = Decimal("600.00")
TABLE = [
    Line("vip", time(18), 10, waives_half_day=True, no_inspection=True),
    Line("top_tier", time(18), 20, waives_half_day=True, no_inspection=True),
    Line("tier", time(16), 30, tier_rank=2),
    Line("company_regular", time(16), 40),
    Line("anybody", time(13), 50, occupancy_from=90),
    Line("anybody", time(14), 60, occupancy_below=90),
]


def ask(value: GuestValue, occupancy: Decimal = FULL, lines: list[Line] = TABLE, rate: Decimal = RATE) -> Advice:
    advice = advise(lines, value, occupancy=occupancy, rate=rate)
    assert advice is not None
    return advice


@pytest.mark.parametrize(
    ("occupancy", "until"), [(Decimal(0), 14), (QUIET, 14), (Decimal("89.99"), 14), (FULL, 13), (Decimal(104), 13)]
)
def test_an_ordinary_guest_leaves_by_13_on_a_full_day_and_by_14_on_a_quiet_one(occupancy: Decimal, until: int):
    advice = ask(GuestValue(), occupancy)

    assert advice == Advice(
        time(until), Decimal("0.00"), waives_half_day=False, no_inspection=False, who="anybody", occupancy=occupancy
    )


@pytest.mark.parametrize("occupancy", [QUIET, FULL])
@pytest.mark.parametrize(
    ("value", "who"),
    [
        (GuestValue(company_stays=2), "company_regular"),
        (GuestValue(tier_rank=2), "tier"),
        (GuestValue(tier_rank=3), "tier"),
    ],
)
def test_company_regulars_and_gold_members_leave_by_16(value: GuestValue, who: str, occupancy: Decimal):
    advice = ask(value, occupancy)

    assert (advice.until, advice.who, advice.waives_half_day, advice.no_inspection) == (time(16), who, False, False)


@pytest.mark.parametrize("occupancy", [QUIET, FULL])
@pytest.mark.parametrize(
    ("value", "who"), [(GuestValue(is_vip=True), "vip"), (GuestValue(tier_rank=3, is_top=True), "top_tier")]
)
def test_vips_and_the_top_tier_leave_by_18_without_charge_or_inspection(
    value: GuestValue, who: str, occupancy: Decimal
):
    advice = ask(value, occupancy)

    assert (advice.until, advice.who, advice.waives_half_day, advice.no_inspection) == (time(18), who, True, True)


@pytest.mark.parametrize("value", [GuestValue(company_stays=1), GuestValue(tier_rank=0), GuestValue(tier_rank=1)])
def test_who_comes_short_of_a_line_is_ordinary(value: GuestValue):
    assert ask(value).until == time(13)


def test_a_line_of_the_hotel_comes_before_all_others_whatever_its_order():
    own = Line("anybody", time(12, 30), 99, is_own=True)

    assert ask(GuestValue(is_vip=True), lines=[*TABLE, own]).until == time(12, 30)


def test_lines_stand_in_their_order_however_they_are_handed_over():
    assert ask(GuestValue(is_vip=True, company_stays=9), lines=TABLE[::-1]).who == "vip"


@pytest.mark.parametrize(
    ("percent", "rate", "fee"),
    [(50, "600", "300.00"), (33, "99.99", "33.00"), (25, "0.02", "0.01"), (100, "0", "0.00")],
)
def test_the_charge_is_the_lines_share_of_the_rate_to_the_cent(percent: int, rate: str, fee: str):
    line = replace(TABLE[4], fee_percent=percent)

    assert ask(GuestValue(), lines=[line], rate=Decimal(rate)).fee == Decimal(fee)


def test_without_a_line_that_fits_nothing_is_advised():
    assert advise(TABLE[:4], GuestValue(), occupancy=FULL, rate=RATE) is None
    assert advise([], GuestValue(is_vip=True), occupancy=FULL, rate=RATE) is None
