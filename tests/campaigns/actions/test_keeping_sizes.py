"""Sizes of segments, kept once a day."""

from datetime import date, timedelta

import pytest

from campaigns.actions.segments import keep_sizes, keep_tonight
from campaigns.models import Scale, Segment, SegmentSize
from loyalty.models import Programme
from tests.campaigns.segments.test_sizing import guest
from tests.factories import NOW, SegmentFactory

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 1)
TWICE = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}


@pytest.fixture(autouse=True)
def _none_else():
    Segment.objects.all().delete()


def test_each_segment_in_use_is_counted_once_a_day():
    row = SegmentFactory(rule=TWICE)
    SegmentFactory(archived_at=NOW)
    guest(stays=2, reach_email=True)
    guest(stays=1)

    assert keep_sizes(today=TODAY) == 1
    assert keep_sizes(today=TODAY) == 0
    assert keep_sizes(today=TODAY + timedelta(days=1)) == 1

    size = SegmentSize.objects.get(segment=row, on=TODAY)
    assert (size.guests, size.email, size.sms, size.wecom) == (1, 1, 0, 0)


def test_a_faulty_rule_keeps_nobody_else_from_being_counted():
    SegmentFactory(rule={"all": [{"field": "gone"}]})
    good = SegmentFactory(rule=TWICE)

    assert keep_sizes(today=TODAY) == 1
    assert SegmentSize.objects.get().segment == good


def test_at_night_it_waits_until_everybodys_facts_are_of_the_day():
    SegmentFactory(rule=TWICE)
    assert keep_tonight(at=NOW) == 0

    Scale.objects.create(on=Programme.current().today(NOW), guests=0, recency=[], frequency=[], monetary=[])
    assert keep_tonight(at=NOW) == 1
