"""However many bells ring, few turns run: the workers have other things to do."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from hotelcrm.outbox import tasks
from hotelcrm.outbox.delivery import slots, working
from hotelcrm.outbox.delivery.slots import SLOTS
from hotelcrm.outbox.delivery.working import Tally
from hotelcrm.outbox.models import State
from tests.committed import at_once

from .delivery_world import SENT, agreed, breaks, message, road_to, stands

BELLS = 10


@pytest.fixture
def rung(monkeypatch):
    """How often the bell rang again."""
    again = []
    monkeypatch.setattr(tasks.deliver_due, "delay", lambda: again.append(1))
    return again


@pytest.fixture
def others(db):
    """Another connection, which has every slot."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for number in range(SLOTS):
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", [slots.SPACE, number])
        yield other
    finally:
        other.close()


def test_with_every_slot_taken_a_bell_does_nothing_and_rings_no_other(hotel, road, rung, others, monkeypatch):
    monkeypatch.setattr(tasks, "TURN", timedelta(seconds=5))
    road_to(hotel)
    row = message(agreed(), hotel, purpose="service", due_at=timezone.now())

    tasks.deliver_due()
    assert (stands(row), road.handed, rung) == ((State.QUEUED, ""), [], [])

    with others.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    tasks.deliver_due()
    assert stands(row) == SENT


@pytest.mark.usefixtures("transactional_db")
def test_of_ten_bells_two_are_left(rung, monkeypatch):
    turns, silent, over = [], [], Event()

    def turn(*, at_most):
        turns.append(at_most)
        over.wait(timeout=30)
        return Tally(is_more=True)

    def ring(_n):
        tasks.deliver_due()
        silent.append(1)
        if len(silent) >= BELLS - SLOTS:
            over.set()

    monkeypatch.setattr(working, "deliver_due", turn)
    at_once(ring, range(BELLS))

    assert (len(turns), len(rung)) == (SLOTS, SLOTS)


@pytest.mark.django_db
def test_a_slot_is_free_again_after_a_turn_that_failed(monkeypatch):
    monkeypatch.setattr(working, "deliver_due", breaks)
    with pytest.raises(ZeroDivisionError):
        tasks.deliver_due()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [slots.SPACE])
        assert cursor.fetchone() == (0,)
