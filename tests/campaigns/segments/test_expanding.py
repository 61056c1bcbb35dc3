"""Segments within segments."""

import pytest

from campaigns.models import Segment
from campaigns.segments.belonging import belonging
from campaigns.segments.compiling import compiled, guests_of
from campaigns.segments.expanding import depends_on, expanded
from campaigns.segments.nodes import BadRule
from campaigns.segments.tree import parse
from tests.campaigns.segments.random_guests import TODAY
from tests.campaigns.segments.test_sizing import guest
from tests.factories import SegmentFactory

pytestmark = pytest.mark.django_db


def in_segment(*segments, op="in"):
    return {"all": [{"field": "segment", "op": op, "value": [segment.pk for segment in segments]}]}


def test_guests_of_a_segment_and_all_others():
    often, rare = guest(stays=5), guest(stays=1)
    regulars = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 3}]})

    assert list(guests_of(in_segment(regulars), today=TODAY)) == [often]
    assert list(guests_of(in_segment(regulars, op="not_in"), today=TODAY)) == [rare]
    assert depends_on(parse(in_segment(regulars))) == {regulars.pk}


def test_several_segments_are_any_of_them_and_none_of_them():
    guests = [guest(stays=number) for number in range(4)]
    ones, threes = (
        SegmentFactory(rule={"all": [{"field": "stays", "op": "equals", "value": number}]}) for number in (1, 3)
    )

    assert set(guests_of(in_segment(ones, threes), today=TODAY)) == {guests[1], guests[3]}
    assert set(guests_of(in_segment(ones, threes, op="not_in"), today=TODAY)) == {guests[0], guests[2]}


def test_who_must_not_be_used_belongs_to_no_segment():
    free, restricted = guest(stays=5), guest(stays=5, is_restricted=True)
    regulars = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 3}]})

    assert belonging([free.pk, restricted.pk], [regulars], today=TODAY) == {free.pk: {regulars.pk}}


def test_segments_that_lead_back_to_themselves_are_refused():
    one = SegmentFactory()
    two = SegmentFactory(rule=in_segment(one))
    Segment.objects.filter(pk=one.pk).update(rule=in_segment(two))

    with pytest.raises(BadRule) as refused:
        compiled(parse(in_segment(one)), today=TODAY)
    assert refused.value.path == "0"


def test_a_segment_may_not_name_itself():
    one = SegmentFactory()

    with pytest.raises(BadRule):
        expanded(parse(in_segment(one)), of=one.pk)


def test_the_same_segment_twice_is_no_circle():
    one = SegmentFactory()
    two = SegmentFactory(rule=in_segment(one))
    who = guest()

    assert list(guests_of(in_segment(one, two), today=TODAY)) == [who]


def test_a_segment_that_is_gone_is_said():
    with pytest.raises(BadRule):
        compiled(parse({"all": [{"field": "segment", "op": "in", "value": [0]}]}), today=TODAY)


def test_segments_within_segments_stay_within_a_length():
    """Each names the one before ten times: three of them would be a thousand conditions."""
    segment = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 3}]})
    for _n in range(3):
        segment = SegmentFactory(rule={"any": in_segment(segment)["all"] * 10})

    with pytest.raises(BadRule):
        expanded(parse(in_segment(segment)))
