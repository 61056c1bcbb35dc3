"""Why one guest is in or not."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import GuestFacts
from campaigns.segments.explaining import explain
from campaigns.segments.fields import FIELDS
from campaigns.segments.fields.yardstick import Yardstick
from campaigns.segments.nodes import Condition
from campaigns.segments.tree import parse
from tests.campaigns.segments.random_guests import TODAY
from tests.campaigns.segments.test_sizing import guest
from tests.factories import GuestFactory, HotelFactory, MessageFactory, SegmentFactory, StayFactory

pytestmark = pytest.mark.django_db


def told(rule, who):
    return explain(parse(rule), who, today=TODAY)


def test_each_condition_says_whether_it_holds_and_what_the_guest_has():
    who = guest(stays=3, open_complaints=1, last_departure=TODAY - timedelta(days=200), revenue=120_050)
    rule = {
        "all": [
            {"field": "stays", "op": "at_least", "value": 2},
            {"field": "last_departure", "op": "days_ago_at_least", "value": 150},
            {"field": "revenue", "op": "at_least", "value": "2000"},
            {"none": [{"field": "open_complaints", "op": "at_least", "value": 1}]},
        ]
    }

    verdict = told(rule, who)

    assert not verdict.holds
    assert [(part.path, part.holds, part.has) for part in verdict.parts] == [
        ("0", True, "3"),
        ("1", True, "4 Aug 2026 (200 days ago)"),
        ("2", False, "CN¥1,200.50"),
        ("3", False, ""),
    ]
    assert verdict.parts[3].parts[0].has == "1"
    assert verdict.parts[0].words == "have stayed at least 2 times"


def test_what_happened_is_counted_and_the_last_time_told():
    hotel, who = HotelFactory(), guest(last_departure=TODAY - timedelta(days=3), stays=2)
    for days in (3, 40):
        left = TODAY - timedelta(days=days)
        StayFactory(hotel=hotel, guest=who, arrival=left, departure=left, status="checked_out")
    opened = datetime(2027, 2, 19, 23, 30, tzinfo=UTC)  # already the 20th where the programme is
    MessageFactory(hotel=hotel, guest=who, opened_at=opened)
    rule = {
        "any": [
            {"field": "had_stay", "op": "at_least", "times": 3, "where": {"hotel": [hotel.pk]}},
            {"field": "had_stay", "op": "at_least", "times": 2, "within_days": 30},
            {"field": "opened_message", "op": "less_than"},
            {"field": "had_ticket", "op": "at_least"},
        ]
    }

    assert [(part.holds, part.has) for part in told(rule, who).parts] == [
        (False, "2 times, last 17 Feb 2027 (3 days ago)"),
        (False, "1 time, last 17 Feb 2027 (3 days ago)"),
        (False, "1 time, last 20 Feb 2027 (today)"),
        (False, "not once"),
    ]


def test_a_segment_within_is_one_condition():
    inner = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 1}]})
    rule = {"all": [{"field": "segment", "op": "in", "value": [inner.pk]}]}

    verdict = told(rule, guest(stays=1))

    assert verdict.holds
    assert [(part.path, part.holds, part.parts) for part in verdict.parts] == [("0", True, ())]


def test_who_is_in_no_segment_at_all_is_told_why():
    restricted, uncounted = guest(is_restricted=True), GuestFactory()

    assert not told({"all": []}, restricted).holds
    assert told({"all": []}, restricted).because == "The guest's data may not be used."
    assert told({"all": []}, uncounted).because.startswith("The guest's facts have not been counted")


@pytest.mark.parametrize("code", ["lifecycle", "value_layer", "birthday", "age", "tags", "tier_rank", "scene"])
def test_who_has_nothing_is_told_so(code):
    facts = GuestFacts.objects.get(pk=guest().pk)
    has = FIELDS[code].has(Condition(code, ""), facts, Yardstick(TODAY))

    assert has == {"lifecycle": "lead", "value_layer": "ordinary"}.get(code, "nothing")
