"""What is posted by hand: every field, operator and facet with values that try to be something else."""

import itertools

import pytest

from campaigns.models import GuestFacts
from campaigns.segments.fields import FIELDS
from campaigns.segments.fields.happenings import Happening
from campaigns.segments.nodes import BadRule
from campaigns.segments.sentence import sentence
from campaigns.segments.sizing import size
from campaigns.segments.tree import parse
from tests.campaigns.segments.test_sizing import TODAY, guest

pytestmark = pytest.mark.django_db
SQL = "1); DROP TABLE campaigns_guestfacts; --"
NASTY = [
    *(SQL, "' OR '1'='1", "%s", "%(today)s", "{}", "\x00", "\ud800", "٣", "９", "1e5", "NaN", "-0", ""),
    *(True, None, 1.5, float("inf"), -1, 10**30, 2**63, [], {}, [[]], [SQL], [None], [True], [2**63], [-(2**63)]),
    *(["a", "b"], [1, 2], [2, 1], ["2027-02-30", "2027-03-01"], "0000-00-00", "9999-12-31", 36_500, [36_500, 36_500]),
    *({"$gt": 1}, {"all": []}, "x" * 10_000, ["x"] * 501, [{"field": "stays"}], 0, "0", "2027-02-28", [1], ["CN"]),
]


def asked(field, op, value):
    return {"all": [{"field": field, "op": op, "value": value}]}


def happened(field, where, times=1, days=None):
    return {"all": [{"field": field, "op": "at_least", "times": times, "within_days": days, "where": where}]}


def rules(field):
    """Everything nasty that may be asked of one field."""
    operators = [*(op.code for op in field.operators), SQL, None, 1, [], {}]
    yield from (asked(field.code, op, value) for op, value in itertools.product(operators, NASTY))
    if isinstance(field, Happening):
        yield from (happened(field.code, {facet: value}) for facet, value in itertools.product(field.facets, NASTY))
        yield from (happened(field.code, {SQL: value}) for value in NASTY)
        yield from (happened(field.code, value) for value in NASTY)
        yield from (happened(field.code, {}, times=value) for value in NASTY)
        yield from (happened(field.code, {}, days=value) for value in NASTY)


def sound(rule):
    try:
        return parse(rule) is not None
    except BadRule:
        return False


@pytest.mark.parametrize("code", sorted(FIELDS))
def test_no_value_becomes_anything_else(code):
    guest(stays=2)
    kept = [rule for rule in rules(FIELDS[code]) if sound(rule)]

    for several in in_fifties(kept):
        rule = {"any": [rule["all"][0] for rule in several]}
        try:
            found = size(rule, today=TODAY, parts=True)
        except BadRule:  # a segment that is not there
            assert code == "segment"
            continue
        assert 0 <= found.guests <= 1
        assert sentence(parse(rule), today=TODAY)
    assert GuestFacts.objects.count() == 1


def in_fifties(rows):
    return (rows[start : start + 50] for start in range(0, len(rows), 50))


@pytest.mark.parametrize("value", NASTY)
def test_what_is_no_rule_at_all_is_refused_with_a_sentence(value):
    for rule in (value, {"all": value}, {"all": [value]}, {str(value): []}, {"field": value}, asked(value, "in", [1])):
        if rule in ({"all": []}, {"all": [{"all": []}]}):
            continue
        with pytest.raises(BadRule) as bad:
            size(rule, today=TODAY)
        assert bad.value.sentence
