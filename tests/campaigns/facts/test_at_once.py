"""Counters who meet, and whoever changes guests meanwhile: nothing is lost, and nobody waits."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from campaigns.facts import counting
from campaigns.models import GuestChange, GuestFacts
from guests.models import Guest
from tests.committed import at_once
from tests.factories import TODAY, GuestFactory

from .world import difference, drain, rebuilt, rows

pytestmark = pytest.mark.usefixtures("transactional_db")


def _do(work: Callable[[], object]) -> object:
    return work()


def test_what_is_not_committed_waits_and_is_counted_afterwards():
    guest = GuestFactory()
    drain()
    seen: list[object] = []

    with transaction.atomic():
        Guest.objects.filter(pk=guest.pk).update(vip_level=3)
        seen += at_once(_do, [lambda: counting.count_changed(today=TODAY)])
    seen += at_once(_do, [lambda: counting.count_changed(today=TODAY)])

    assert seen == [0, 1]
    assert GuestFacts.objects.get(pk=guest.pk).vip_level == 3


def test_two_who_count_are_one():
    guest = GuestFactory()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [counting.LOCK])
        assert at_once(_do, [lambda: counting.count_changed(today=TODAY)]) == [0]

    assert GuestChange.objects.filter(guest_id=guest.pk).exists()
    drain()
    assert GuestFacts.objects.filter(pk=guest.pk).exists()


def test_guests_change_while_they_are_counted():
    guests = GuestFactory.create_batch(6)

    def change(level: int) -> None:
        for guest in guests:
            Guest.objects.filter(pk=guest.pk).update(vip_level=level)

    def count() -> None:
        for _time in range(4):
            counting.count_changed(today=TODAY, limit=3)

    at_once(_do, [lambda: change(1), count, lambda: change(2), count, lambda: counting.count_all(today=TODAY)])
    drain()

    assert len(rows()) == len(guests)
    assert difference(rows(), rebuilt()) == []
