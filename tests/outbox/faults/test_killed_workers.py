"""Workers are killed in the middle of a mailing: nobody is lost, nobody gets two, and what is not known says so."""

import random
import time
from collections import Counter

import pytest
from django.utils import timezone

from guests.models import Touchpoint
from hotelcrm.outbox.delivery.sweeping import sweep
from hotelcrm.outbox.models import State

from .fault_world import AFTER_LEASES, ENDED, broken, house, is_under_way, mailing, states, sweep_later

pytestmark = pytest.mark.usefixtures("transactional_db")

RECIPIENTS, KILLS, AT_ONCE = 1_500, 12, 2
FOR_SERVICE = 60


def test_a_worker_killed_twelve_times_in_1500_recipients(sink, nursery):
    hotel = house(sink.port)
    offers, service = mailing(hotel, RECIPIENTS - FOR_SERVICE), mailing(hotel, FOR_SERVICE, purpose="service")
    chance = random.Random(20261121)
    for _n in range(AT_ONCE):
        nursery.worker()

    kills = 0
    while kills < KILLS:
        time.sleep(chance.uniform(0.05, 0.2))
        assert is_under_way(offers), f"the mailing was through after {kills} kills"
        kills += nursery.kill(chance.choice(nursery.alive))
        nursery.worker()
    nursery.join()
    sweep_later()
    nursery.worker()
    nursery.join()

    offered, needed = states(offers), states(service)
    assert set(offered) <= ENDED
    assert offered.total() == RECIPIENTS - FOR_SERVICE
    assert offered[State.UNKNOWN] <= KILLS  # each worker has one message in its hand
    assert needed == Counter({State.SENT: FOR_SERVICE})
    accepted = sink.counts
    assert most_of(accepted, offers) == 1
    sent = set(offers.messages.filter(state=State.SENT).values_list("reference", flat=True))
    maybe = {message_id.strip("<>") for message_id in accepted} - sent - references(service)
    assert sent <= {message_id.strip("<>") for message_id in accepted}
    assert len(maybe) <= offered[State.UNKNOWN]
    assert broken() == []


def most_of(accepted, begun):
    """How often the recipient of `begun` who got most got something."""
    ids = {str(pk) for pk in begun.messages.values_list("pk", flat=True)}
    return max(count for message_id, count in accepted.items() if message_id.strip("<>").split(".")[0] in ids)


def references(begun):
    return set(begun.messages.values_list("reference", flat=True))


def test_timelines_are_complete_after_a_kill(sink, nursery):
    offers = mailing(house(sink.port), 300)
    pid = nursery.worker()
    time.sleep(0.3)
    assert nursery.kill(pid)
    sweep_later()
    nursery.worker()
    nursery.join()

    sweep(at=timezone.now() + AFTER_LEASES)

    sent = offers.messages.filter(state=State.SENT)
    told = set(Touchpoint.objects.filter(kind="message").values_list("key", flat=True))
    assert told == {f"message:{pk}" for pk in sent.values_list("pk", flat=True)}


def test_two_workers_and_two_sweeps_at_once_send_each_once(sink, nursery):
    offers = mailing(house(sink.port), 200)
    for _n in range(4):
        nursery.worker()
    while nursery_is_busy(nursery, offers):
        sweep(at=timezone.now())
        sweep(at=timezone.now())

    nursery.join()

    assert states(offers) == Counter({State.SENT: 200})
    assert sink.counts.total() == 200
    assert broken() == []


def nursery_is_busy(nursery, begun):
    time.sleep(0.02)
    return is_under_way(begun)
