"""What `manage.py verify` says of facts."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.facts.counting import count_nightly
from campaigns.models import GuestBrief, GuestChange, GuestFacts, Scale
from guests.models import Guest
from hotelcrm.audit.invariants import verify

from .world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]


@pytest.fixture
def world(db: None) -> World:
    """Counted today, for that is when verify asks: by the clock of the database, lest midnight come between."""
    world = build()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        count_nightly(at=cursor.fetchone()[0])
    return world


def broken() -> dict[str, list[tuple[Any, ...]]]:
    found = [
        verdict
        for verdict in verify()
        if verdict.invariant.name
        in {"campaigns.facts_are_as_counted", "campaigns.guests_have_facts", "campaigns.briefs_are_as_facts"}
    ]
    assert len(found) == 3
    return {verdict.invariant.name.partition(".")[2]: verdict.rows for verdict in found if not verdict.holds}


def test_facts_that_were_counted_hold(world):
    assert broken() == {}


def test_facts_that_are_not_as_counted_are_told(world):
    GuestFacts.objects.filter(pk=world.guest).update(stays=9, scene="family")

    assert broken() == {"facts_are_as_counted": [(world.guest, ["stays", "scene"], Scale.objects.get().on)]}


def test_who_waits_to_be_counted_is_not_told(world):
    GuestFacts.objects.filter(pk=world.guest).update(stays=9)
    GuestFacts.objects.filter(pk=world.stranger).update(stays=9)
    GuestChange.objects.create(guest_id=world.stranger)

    assert broken() == {}  # the guest has referred others, one of whom may be why somebody waits
    GuestChange.objects.all().delete()
    assert [guest for guest, *_rest in broken()["facts_are_as_counted"]] == [world.guest, world.stranger]


def test_guests_without_facts_and_facts_without_guests_are_told(world):
    GuestFacts.objects.filter(pk=world.friend).delete()
    Guest.objects.filter(pk=world.stranger).update(erased_at=timezone.now())
    assert broken() == {"guests_have_facts": [(world.friend, False)]}

    GuestChange.objects.all().delete()
    assert sorted(broken()["guests_have_facts"]) == [(world.friend, False), (world.stranger, True)]


def test_before_the_night_nothing_is_told(world):
    GuestFacts.objects.filter(pk=world.guest).update(stays=9)
    GuestFacts.objects.filter(pk=world.friend).delete()
    Scale.objects.all().delete()

    assert broken() == {}


def test_briefs_that_are_not_as_the_facts_are_told(world):
    GuestBrief.objects.filter(pk=world.guest).update(revenue=7)
    GuestBrief.objects.filter(pk=world.stranger).delete()

    assert sorted(broken()["briefs_are_as_facts"]) == sorted([(world.guest, True), (world.stranger, False)])
