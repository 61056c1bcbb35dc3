"""Whom the engine finds, against a slow and obvious reading of the same rule; for the whole and for every part."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Thresholds
from campaigns.segments import tree
from campaigns.segments.compiling import compiled
from campaigns.segments.explaining import explain
from campaigns.segments.sizing import size
from guests.models import Guest
from hotelcrm.bench.benches import segment_count
from tests.campaigns.segments.random_guests import TODAY, World, rules
from tests.campaigns.segments.reference import holds, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Guests for all of these tests; nothing of them stays."""
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a slow machine is no fault here
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def random_rules(world):
    return rules(world)


def found(rule):
    made = compiled(tree.parse(rule), today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT f.guest_id FROM campaigns_guestfacts f WHERE {made.sql}", made.params)
        return {pk for (pk,) in cursor.fetchall()}


def paths(node, path=""):
    yield path, node
    for place, part in enumerate(next(iter(node.values())) if "field" not in node else []):
        yield from paths(part, f"{path}.{place}" if path else str(place))


@settings(max_examples=600, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_guests_of_a_rule_are_those_of_the_reference(world, random_rules, data):
    rule = data.draw(random_rules)

    expected = {pk for pk, person in world.people.items() if is_in(rule, person, world.terms)}

    assert found(rule) == expected


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_sizes_of_the_whole_and_of_every_part_are_those_of_the_reference(world, random_rules, data):
    rule = data.draw(random_rules)
    usable = [person for person in world.people.values() if not person.facts.is_restricted]
    guests = [person for person in usable if is_in(rule, person, world.terms)]

    counted = size(rule, today=TODAY, parts=True)
    plain = size(rule, today=TODAY)

    assert counted.of == len(usable)
    assert counted.parts == {
        path: sum(holds(node, person, world.terms) for person in usable) for path, node in paths(rule)
    }
    for each in (counted, plain):
        assert each.guests == len(guests)
        assert each.email == sum(person.facts.reach_email for person in guests)
        assert each.sms == sum(person.facts.reach_sms for person in guests)
        assert each.wecom == sum(person.facts.reach_wecom for person in guests)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_guest_is_told_what_holds_condition_by_condition(world, random_rules, data):
    rule = data.draw(random_rules)
    pk, person = data.draw(st.sampled_from(sorted(world.people.items(), key=lambda row: row[0])))

    verdict = explain(tree.parse(rule), Guest.objects.get(pk=pk), today=TODAY)

    assert verdict.holds == is_in(rule, person, world.terms)
    if not person.facts.is_restricted:
        assert told(verdict) == {path: holds(node, person, world.terms) for path, node in paths(rule)}


def told(verdict):
    return {verdict.path: verdict.holds} | {
        path: answer for part in verdict.parts for path, answer in told(part).items()
    }


@pytest.mark.parametrize("case", [*segment_count.FACTS, *segment_count.STAYS], ids=lambda case: case.name)
def test_rules_that_are_measured_find_what_is_written_by_hand(world, case):
    with transaction.atomic():
        Thresholds.objects.update(
            new_days=365, loyal_days=180, lost_days=365
        )  # what is written by hand takes for given
        ours, by_hand = case.sizes(TODAY)
        transaction.set_rollback(True)

    assert ours == by_hand
