"""By which scale, day and midnight rules are measured."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import Scale
from campaigns.segments.fields.yardstick import Yardstick
from loyalty.models import Programme
from tests.campaigns.segments.test_sizing import TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def scale(on):
    bounds = [1, 2, 3, 4]
    return Scale.objects.create(on=on, guests=9, recency=bounds, frequency=bounds, monetary=bounds)


def test_the_scale_is_the_last_one_up_to_today():
    scale(TODAY - 9 * DAY), scale(TODAY - DAY)
    of_today = scale(TODAY)
    scale(TODAY + DAY)

    found = [Yardstick(day).scale for day in (TODAY, TODAY - 10 * DAY)]

    assert found == [of_today, None]


def test_a_day_begins_where_the_programme_is():
    Programme.objects.update(time_zone="Asia/Shanghai")

    assert Yardstick(TODAY).midnight(0) == datetime(2027, 2, 28, 16, tzinfo=UTC)
    assert Yardstick(TODAY).midnight(-1) == datetime(2027, 3, 1, 16, tzinfo=UTC)
