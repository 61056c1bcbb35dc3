"""Loading without indexes: afterwards the tables are what they were, interrupted or not."""

import pytest
from django.db import connection
from django.db.models import Count

from guests.models import Consent, Guest, GuestTag, Touchpoint
from hotelcrm.demo import actions, bulk, houses
from stays.actions.people import tell_so_far
from stays.models import Stay
from tests import committed
from tests.demo.conftest import AT


@pytest.fixture
def committing(django_db_setup, django_db_blocker):
    """Rows that other connections see; afterwards the database is what it was."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)
        connection.close()


def definitions() -> list[tuple[str, ...]]:
    """Every index and constraint and whether it is in force, and the settings of tables and sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL
            SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace UNION ALL
            SELECT oid::regclass || ' ' || reloptions::text FROM pg_class WHERE relkind = 'r' AND reloptions IS NOT NULL
            UNION ALL SELECT seqrelid::regclass || ' ' || seqcache FROM pg_sequence ORDER BY 1"""
        )
        return cursor.fetchall()


def of_contacts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'guests_contact'")
        return [name for (name,) in cursor.fetchall()]


def test_inside_there_are_no_indexes_and_afterwards_all_of_them(committing):
    before = definitions()

    with bulk.without_indexes():
        assert of_contacts() == []
    assert definitions() == before


def test_an_interrupted_load_is_put_right_later(committing):
    before = definitions()
    bulk._take_off()
    assert definitions() != before

    bulk.restore()

    assert definitions() == before


@pytest.mark.django_db
def test_restoring_what_is_whole_does_nothing():
    before = definitions()

    bulk.restore()

    assert definitions() == before


def test_several_pairs_are_made_in_processes_of_their_own(committing, monkeypatch):
    monkeypatch.setattr(houses, "GUESTS_PER_PAIR", 100)
    before, lines = definitions(), list[str]()

    made = actions.generate(guests=201, seed=7, at=AT, report=lines.append)

    assert (made.guests, made.stays) == (201, 603)
    assert (Guest.objects.count(), Stay.objects.count()) == (201, 603)
    assert len(lines) == 3
    assert lines[-1].startswith("201 / 201 guests")
    assert definitions() == before


def test_everybody_has_the_timeline_that_the_desk_would_have_written(committing, monkeypatch):
    monkeypatch.setattr(houses, "GUESTS_PER_PAIR", 100)
    actions.generate(guests=200, seed=7, at=AT, report=lambda _line: None)
    known = Stay.objects.exclude(guest=None)
    kinds = dict(Touchpoint.objects.values_list("kind").annotate(Count("pk")))

    assert kinds["booking"] == known.count()
    assert kinds["check_out"] == known.filter(status="checked_out").count()
    assert kinds["observation"] == GuestTag.objects.count()
    assert kinds["consent"] == Consent.objects.count()
    before = Touchpoint.objects.count()
    for stay in known.select_related("guest", "hotel"):
        tell_so_far(stay, by=None)
    assert Touchpoint.objects.count() == before


def test_a_load_that_fails_leaves_indexes_and_constraints(committing):
    before = definitions()

    with pytest.raises(ZeroDivisionError), bulk.without_indexes(("guests_touchpoint", ("SELECT 1 / 0",))):
        raise ZeroDivisionError

    assert definitions() == before


def test_a_pair_is_the_same_whoever_makes_it(committing, monkeypatch):
    monkeypatch.setattr(houses, "GUESTS_PER_PAIR", 120)
    actions.generate(guests=240, seed=7, at=AT, report=lambda _line: None)

    first = Guest.objects.order_by("pk").first()
    assert (first.full_name, Guest.objects.get(pk=first.pk + 120).full_name != "马骏驰") == ("马骏驰", True)
