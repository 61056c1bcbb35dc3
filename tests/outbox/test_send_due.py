"""`manage.py send_due` sweeps, delivers and prints what became of it."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from hotelcrm.outbox.models import State

from .delivery_world import SENT, agreed, message, road_to, stands

pytestmark = pytest.mark.django_db


def send_due(**options):
    out = io.StringIO()
    call_command("send_due", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def rows(hotel, road):
    """One that is due, one that a dead worker left, one that came too late; no night keeps them."""
    road_to(hotel)
    now = timezone.now()
    facts = {"purpose": "service", "due_at": now - timedelta(minutes=9)}
    left = {"state": State.SENDING, "attempt": uuid4(), "lease_until": now - timedelta(minutes=1), "tries": 1}
    return (
        message(agreed(), hotel, **facts),
        message(agreed(), hotel, **facts, **left),
        message(agreed(), hotel, **facts, expires_at=now - timedelta(minutes=1)),
    )


def test_it_sweeps_and_delivers(rows):
    said = send_due(seconds=5)

    due, lost, late = map(stands, rows)
    assert (due, lost, late) == (SENT, SENT, (State.CANCELLED, "too_late"))
    assert said == ["1 taken back from workers that died, 1 too late.", "2 sent."]


def test_it_says_that_there_is_nothing(db):
    assert send_due() == ["0 taken back from workers that died, 0 too late.", "nothing was done."]


def test_it_says_that_there_is_more(rows):
    assert send_due(seconds=0)[1] == "nothing was done; there is more."
