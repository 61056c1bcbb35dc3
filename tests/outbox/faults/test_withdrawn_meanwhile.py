"""Guests withdraw, and are erased, while workers send: nothing is handed over after the commit of it."""

import pytest
from django.db import transaction
from django.utils import timezone

from guests.actions import lock, record_consent
from guests.models import Consent
from guests.signals import silenced
from hotelcrm.outbox.models import Message, State

from .fault_world import broken, house, is_under_way, mailing, states

pytestmark = pytest.mark.usefixtures("transactional_db")

RECIPIENTS, AT_ONCE = 400, 2
ON_ITS_WAY = 0.5  # seconds that what was handed over before may take to arrive


def withdraw(guest):
    """The guest's no; when it is committed."""
    no = {"purpose": "marketing", "channel": "any", "decision": "withdrawn", "evidence": Consent.Evidence.MESSAGE}
    record_consent(guest, by=None, at=timezone.now(), **no)
    return timezone.now()


def erase(guest):
    """What an erasure does to the guest's row; when it is committed."""
    with transaction.atomic():
        row = lock(guest)
        row.erased_at = timezone.now()
        row.save(update_fields=["erased_at"])
        silenced.send(type(row), guest=row, at=timezone.now(), by=None)
    return timezone.now()


@pytest.mark.parametrize("end", [withdraw, erase])
def test_nothing_is_handed_over_after_it(sink, nursery, end):
    offers = mailing(house(sink.port), RECIPIENTS)
    rows = list(offers.messages.select_related("guest").order_by("-pk")[: RECIPIENTS // 2])
    for _n in range(AT_ONCE):
        nursery.worker()
    ended = {}
    for row in rows:
        ended[row.pk] = end(row.guest)
        if not is_under_way(offers):
            break
    nursery.join()

    arrived = {int(message_id.strip("<>").split(".")[0]): at for message_id, _address, at in sink.lines}
    kept = 0
    for pk, at in ended.items():
        row = Message.objects.get(pk=pk)
        if row.state == State.CANCELLED:
            assert pk not in arrived
            kept += 1
        else:
            assert (row.state, row.handed_at <= at) == (State.SENT, True)
            assert arrived[pk] <= at.timestamp() + ON_ITS_WAY
    assert kept > 10  # else nothing was tried
    assert states(offers).total() == RECIPIENTS
    assert broken() == []
