"""Data that is kept and not used."""

from datetime import timedelta

import pytest
from pghistory.models import Context

from guests.actions import lift_restriction, merge_guests, restrict, undo_merge
from tests.factories import NOW, UserFactory

from .pages import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory()


def test_restricting_holds_from_then_on_and_tells_the_timeline(officer):
    guest = restrict(enter(), reason="disputed", by=officer, at=NOW)

    guest.refresh_from_db()
    assert guest.restricted_at == NOW
    told = guest.touchpoints.get(details__what="restricted")
    assert (told.details["reason"], told.by) == ("disputed", officer)
    assert Context.objects.get(metadata__verb="guests.restrict").metadata["reason"] == "disputed"


def test_twice_is_once(officer):
    guest = restrict(enter(), reason="disputed", by=officer, at=NOW)
    again = restrict(guest, reason="claim", by=officer, at=NOW + timedelta(days=1))

    assert again.restricted_at == NOW
    assert guest.touchpoints.filter(details__what="restricted").count() == 1


def test_lifting_lets_it_be_used_again(officer):
    guest = restrict(enter(), reason="objected", by=officer, at=NOW)
    lift_restriction(guest, reason="agreed", by=officer, at=NOW + timedelta(days=1))
    lift_restriction(guest, reason="agreed", by=officer, at=NOW + timedelta(days=2))

    guest.refresh_from_db()
    assert guest.restricted_at is None
    assert guest.touchpoints.filter(details__what="unrestricted").count() == 1


def test_what_was_restricted_stays_so_after_a_merge_and_parts_with_it(officer):
    survivor, absorbed = enter(), restrict(enter(), reason="claim", by=officer, at=NOW)
    record = merge_guests(survivor, absorbed=absorbed, by=officer, at=NOW)
    survivor.refresh_from_db()
    assert survivor.restricted_at == NOW

    undo_merge(record, by=officer, at=NOW)
    survivor.refresh_from_db()
    absorbed.refresh_from_db()
    assert (survivor.restricted_at, absorbed.restricted_at) == (None, NOW)
