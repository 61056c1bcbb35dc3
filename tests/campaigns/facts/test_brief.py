"""Facts in brief are what the facts say, however those were written."""

from datetime import timedelta

import pytest
from django.db import connection

from campaigns.models import GuestBrief, GuestFacts
from tests.factories import TODAY, GuestFactory

pytestmark = pytest.mark.django_db

NAMES = [field.attname for field in GuestBrief._meta.concrete_fields]


@pytest.fixture
def several(db: None) -> list[int]:
    """Three guests with facts."""
    guests = [GuestFactory().pk for _n in range(3)]
    days = {"known_since": TODAY, "counted_on": TODAY, "last_departure": TODAY - timedelta(days=9)}
    GuestFacts.objects.bulk_create(
        GuestFacts(guest_id=pk, stays=2, revenue=pk, scene="family", **days) for pk in guests
    )
    return guests


def both() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    facts, briefs = GuestFacts.objects.order_by("pk"), GuestBrief.objects.order_by("pk")
    return list(facts.values_list(*NAMES)), list(briefs.values_list(*NAMES))


def test_a_brief_comes_with_the_facts(several):
    facts, briefs = both()

    assert (len(briefs), briefs) == (3, facts)


def test_a_brief_follows_the_facts(several):
    GuestFacts.objects.filter(pk__in=several[:2]).update(stays=5, last_departure=None, reach_sms=True, gender="f")
    facts, briefs = both()

    assert briefs == facts
    assert list(GuestBrief.objects.order_by("pk").values_list("stays", "last_departure")[:2]) == [(5, None)] * 2


def test_a_brief_goes_with_the_facts(several):
    GuestFacts.objects.filter(pk=several[1]).delete()

    assert list(GuestBrief.objects.order_by("pk").values_list("pk", flat=True)) == [several[0], several[2]]


def test_no_brief_stays_when_the_facts_are_emptied(several):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE campaigns_guestfacts")

    assert not GuestBrief.objects.exists()
