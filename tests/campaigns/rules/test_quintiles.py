from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.quintiles import quintile, recency


def test_a_bound_belongs_to_the_quintile_above_it():
    assert [quintile(value, [10, 20, 30, 40]) for value in (9, 10, 19, 20, 39, 40, 99)] == [1, 2, 2, 3, 4, 5, 5]


def test_equal_values_share_a_quintile_and_one_that_nobody_is_in_is_passed_over():
    assert [quintile(value, [1, 1, 2, 5]) for value in (0, 1, 2, 5)] == [1, 3, 4, 5]


def test_later_is_more():
    assert recency(date(1970, 1, 2)) == 1


@given(st.lists(st.integers(), min_size=4, max_size=4).map(sorted), st.integers(), st.integers())
def test_who_has_more_is_never_lower(bounds, one, other):
    low, high = sorted((one, other))

    assert 1 <= quintile(low, bounds) <= quintile(high, bounds) <= 5
