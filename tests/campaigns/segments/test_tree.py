"""What is a rule and what is not; nothing that is written into one reaches the database as anything but a value."""

import pytest
from django.db import connection

from campaigns.segments.compiling import compiled
from campaigns.segments.fields import FIELDS
from campaigns.segments.nodes import BadRule, Condition, Group, How
from campaigns.segments.sizing import size
from campaigns.segments.tree import parse
from tests.campaigns.segments.random_guests import TODAY

STAYS = {"field": "stays", "op": "at_least", "value": 2}
NASTY = "x'; DROP TABLE campaigns_guestfacts; --"


def test_a_rule_becomes_a_tree():
    rule = {"all": [STAYS, {"none": [{"field": "revenue", "op": "between", "value": ["10", "1200.50"]}]}]}

    assert parse(rule) == Group(
        How.ALL,
        (
            Condition("stays", "at_least", 2),
            Group(How.NONE, (Condition("revenue", "between", (1_000, 120_050)),)),
        ),
    )


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        (None, ""),
        ([], ""),
        ("all", ""),
        ({}, ""),
        ({"and": []}, ""),
        ({"all": [], "any": []}, ""),
        ({"all": {"field": "stays"}}, ""),
        ({"all": [STAYS, 7]}, "1"),
        ({"all": [{"any": [STAYS, {"field": "shoe_size", "op": "at_least", "value": 2}]}]}, "0.1"),
        ({"all": [{"field": ["stays"], "op": "at_least", "value": 2}]}, "0"),
        ({"all": [{"field": "stays"}]}, "0"),
        ({"all": [{**STAYS, "op": "sql"}]}, "0"),
        ({"all": [{**STAYS, "value": "2"}]}, "0"),
        ({"all": [{**STAYS, "value": True}]}, "0"),
        ({"all": [{**STAYS, "value": 2.5}]}, "0"),
        ({"all": [{**STAYS, "value": -1}]}, "0"),
        ({"all": [{**STAYS, "value": 10**12}]}, "0"),
        ({"all": [{**STAYS, "value": None}]}, "0"),
        ({"all": [{**STAYS, "sql": "1=1"}]}, "0"),
        ({"all": [{**STAYS, "op": "between", "value": [3, 2]}]}, "0"),
        ({"all": [{**STAYS, "op": "between", "value": [3]}]}, "0"),
        ({"all": [{"field": "revenue", "op": "at_least", "value": 100}]}, "0"),
        ({"all": [{"field": "revenue", "op": "at_least", "value": "1e9"}]}, "0"),
        ({"all": [{"field": "revenue", "op": "at_least", "value": "NaN"}]}, "0"),
        ({"all": [{"field": "last_departure", "op": "on_or_after", "value": "2027-02-30"}]}, "0"),
        ({"all": [{"field": "last_departure", "op": "on_or_after", "value": NASTY}]}, "0"),
        ({"all": [{"field": "last_departure", "op": "known", "value": 1}]}, "0"),
        ({"all": [{"field": "last_departure", "op": "days_ago_at_most", "value": 40_000}]}, "0"),
        ({"all": [{"field": "rfm_monetary", "op": "at_least", "value": 6}]}, "0"),
        ({"all": [{"field": "language", "op": "in", "value": []}]}, "0"),
        ({"all": [{"field": "language", "op": "in", "value": "en"}]}, "0"),
        ({"all": [{"field": "language", "op": "in", "value": [NASTY]}]}, "0"),
        ({"all": [{"field": "language", "op": "in", "value": ["e\0n"]}]}, "0"),
        ({"all": [{"field": "vip_level", "op": "in", "value": [99]}]}, "0"),
        ({"all": [{"field": "lifecycle", "op": "in", "value": ["bored"]}]}, "0"),
        ({"all": [{"field": "last_hotel", "op": "in", "value": [NASTY]}]}, "0"),
        ({"all": [{"field": "last_hotel", "op": "in", "value": list(range(501))}]}, "0"),
        ({"all": [{"field": "last_hotel", "op": "in", "value": [2**70]}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "times": 0}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "times": "2"}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "within_days": 0}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "value": 2}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "where": {"1=1": [1]}}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "where": {"purpose": [NASTY]}}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "where": {"children": False}}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "where": {"amount": "1; SELECT"}}]}, "0"),
        ({"all": [{"field": "had_stay", "op": "at_least", "where": []}]}, "0"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(rule, path):
    with pytest.raises(BadRule) as refused:
        parse(rule)

    assert refused.value.path == path
    assert refused.value.sentence


def nested(depth):
    return {"all": [nested(depth - 1)]} if depth > 1 else {"all": [STAYS]}


def test_groups_go_six_deep():
    parse(nested(6))

    with pytest.raises(BadRule) as refused:
        parse(nested(7))
    assert refused.value.path == "0.0.0.0.0.0"


def test_a_rule_far_too_deep_is_refused_without_following_it():
    with pytest.raises(BadRule):
        parse(nested(800))


def test_sixty_conditions_are_enough():
    parse({"all": [{"any": [STAYS] * 30}, {"any": [STAYS] * 30}]})

    with pytest.raises(BadRule):
        parse({"all": [{"any": [STAYS] * 30}, {"any": [STAYS] * 31}]})
    with pytest.raises(BadRule):
        parse({"all": [{"all": []}] * 60})


@pytest.mark.django_db
def test_whatever_is_bound_stays_a_value():
    """Ids may be any number, and a name any text: neither changes the statement."""
    plain = {"all": [{"field": "last_hotel", "op": "in", "value": [1]}, {"field": "tags", "op": "any", "value": [1]}]}
    other = {
        "all": [{"field": "last_hotel", "op": "in", "value": [2**60]}, {"field": "tags", "op": "any", "value": [0]}]
    }

    assert compiled(parse(plain), today=TODAY).sql == compiled(parse(other), today=TODAY).sql
    assert size(other, today=TODAY).guests == 0
    assert "campaigns_guestfacts" in connection.introspection.table_names()


def test_there_are_many_fields():
    assert len(FIELDS) >= 60
