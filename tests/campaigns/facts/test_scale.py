"""The quintiles of a day, against the formula."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.facts.scale import rescale
from campaigns.models import GuestFacts, Scale
from campaigns.rules.quintiles import quintile, recency
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

values = st.tuples(st.dates(date(2025, 1, 1), date(2025, 1, 9)), st.integers(0, 5), st.sampled_from([0, 1, 99, 10**12]))


def _lay(rows: list[tuple[date, int, int]]) -> Scale:
    GuestFacts.objects.all().delete()
    GuestFacts.objects.bulk_create(
        GuestFacts(
            guest_id=number,
            last_departure=left,
            stays_24m=stays,
            revenue_24m=revenue,
            known_since=TODAY,
            counted_on=TODAY,
        )
        for number, (left, stays, revenue) in enumerate(rows, start=1)
    )
    rescale(TODAY)
    return Scale.objects.get()


def _by_rank(value: int, among: list[int]) -> int:
    return 1 + 5 * sum(other < value for other in among) // len(among)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(values, min_size=1, max_size=25))
def test_a_quintile_is_the_share_of_guests_who_have_less(rows):
    scale = _lay(rows)
    stayed = [(recency(left), stays, revenue) for left, stays, revenue in rows if stays]

    assert scale.guests == len(stayed)
    for place, bounds in enumerate((scale.recency, scale.frequency, scale.monetary)):
        among = [row[place] for row in stayed]
        assert [quintile(value, bounds) for value in among] == [_by_rank(value, among) for value in among]


def test_many_guests_of_one_stay_are_not_frequent():
    scale = _lay([(TODAY, 1, 100)] * 9 + [(TODAY, 4, 500)])

    assert [quintile(stays, scale.frequency) for stays in (1, 2, 4)] == [1, 5, 5]


def test_where_nobody_stayed_nobody_is_above():
    scale = _lay([(TODAY, 0, 0)])

    assert (scale.guests, quintile(10**15, scale.monetary)) == (0, 1)
