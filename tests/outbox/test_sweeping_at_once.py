"""Sweeps that meet: what dead workers left is taken back once, whoever takes it."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from hotelcrm.outbox.delivery.sweeping import sweep
from hotelcrm.outbox.models import Attempt, Message, State
from tests.committed import at_once
from tests.factories import NOW, HotelFactory

from .delivery_world import agreed

LEASE_OVER = NOW - timedelta(seconds=1)


@pytest.mark.usefixtures("transactional_db")
def test_several_sweeps_at_once_take_each_back_once(monkeypatch):
    monkeypatch.setattr("hotelcrm.outbox.delivery.sweeping.AT_ONCE", 20)  # so that they meet again and again
    hotel, guest = HotelFactory(), agreed()
    kinds = ({}, {"purpose": "service"}, {"handed_at": NOW}, {"purpose": "service", "handed_at": NOW})
    facts = {"state": State.SENDING, "lease_until": LEASE_OVER, "tries": 1, "channel": "email", "due_at": NOW}
    facts |= {"guest": guest, "hotel": hotel, "purpose": "marketing", "subject": "", "body": ""}
    Message.objects.bulk_create(Message(**facts | kinds[n % 4], attempt=uuid4(), key=f"lost-{n}") for n in range(300))
    handed_over = Message.objects.exclude(handed_at=None)
    tried = [(one, one.attempt) for one in handed_over if one.attempt is not None]
    Attempt.objects.bulk_create(Attempt(message=one, attempt=attempt, started_at=NOW) for one, attempt in tried)

    swept = at_once(lambda _n: sweep(at=NOW), range(4))

    assert sum((one.lost for one in swept), Counter()) == {"queued": 225, "unknown": 75}
    assert Counter(Message.objects.values_list("state", flat=True)) == {"queued": 225, "unknown": 75}
    assert Counter(Attempt.objects.values_list("outcome", "code")) == {("unknown", "worker_lost"): 150}
    assert set(Message.objects.values_list("tries", "lease_until")) == {(1, None)}
