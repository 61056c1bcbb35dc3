"""Which lots a debit uses: for any lots and any number of points."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.lots import Lot, after_months, after_year_end, allocate, in_order, own_first

DAY = date(2026, 11, 21)
days = st.none() | st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))
lot_lists = st.lists(
    st.builds(
        Lot,
        id=st.integers(1, 1000),
        remaining=st.integers(1, 1000),
        expires_on=days,
        opened_on=st.sampled_from([DAY, DAY - timedelta(days=1)]),
        is_own=st.booleans(),
    ),
    unique_by=lambda lot: lot.id,
    max_size=12,
)


@given(lot_lists, st.integers(1, 5000))
def test_points_are_taken_once_and_whole(lots, points):
    shares, missing = allocate(in_order(lots), points)

    assert sum(share.points for share in shares) + missing == points
    assert all(0 < share.points <= share.lot.remaining for share in shares)
    assert len({share.lot.id for share in shares}) == len(shares)
    if missing:
        assert missing == points - sum(lot.remaining for lot in lots)


@given(lot_lists, st.integers(1, 5000))
def test_no_lot_is_begun_before_the_earlier_ones_are_empty(lots, points):
    ordered = in_order(lots)
    shares, _missing = allocate(ordered, points)

    assert [share.lot for share in shares] == ordered[: len(shares)]
    assert all(share.points == share.lot.remaining for share in shares[:-1])


@given(lot_lists)
def test_order_is_earliest_end_then_oldest_and_unexpiring_last(lots):
    ordered = in_order(lots)

    for before, after in pairwise(ordered):
        if before.expires_on is None:
            assert after.expires_on is None
        elif after.expires_on is not None:
            assert before.expires_on <= after.expires_on
        if before.expires_on == after.expires_on:
            assert (before.opened_on, before.id) < (after.opened_on, after.id)


@given(lot_lists)
def test_own_lots_come_first_and_each_kind_in_order(lots):
    ordered = own_first(lots)

    assert ordered == in_order(lot for lot in lots if lot.is_own) + in_order(lot for lot in lots if not lot.is_own)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120), st.integers(0, 10))
def test_points_hold_for_a_day_at_least_and_never_beyond_what_was_said(on, months, years):
    first_without = after_months(on, months)
    assert on < first_without
    assert (first_without.year - on.year) * 12 + first_without.month - on.month == months
    assert first_without.day <= on.day

    assert after_year_end(on, years) - timedelta(days=1) == date(on.year + years, 12, 31)


def test_is_over_from_the_first_day_without():
    lot = Lot(1, 10, DAY, DAY)

    assert not lot.is_over(DAY - timedelta(days=1))
    assert lot.is_over(DAY)
    assert not Lot(1, 10, None, DAY).is_over(date.max)
