"""Real workers, killed by signal 9: before and behind each statement, at any moment, when a campaign is called off."""

import random
import time
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.actions.stopping import call_off
from campaigns.models import Campaign, Enrolment
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Message, State
from loyalty.models import Voucher
from tests.campaigns.occasions.world import campaign_for
from tests.campaigns.occasions.world import count as count_facts
from tests.factories import GuestFactory, HotelFactory, UserFactory
from tests.outbox.faults.conftest import Nursery, Sink, wait_until
from tests.outbox.faults.fault_world import ENDED, house, sweep_later

from .test_at_once import presented, proven
from .world import run


@pytest.fixture
def nursery(transactional_db):
    nursery = Nursery(str(connection.settings_dict["NAME"]), "tests.campaigns.running.nursery")
    yield nursery
    nursery.stop()


@pytest.fixture
def postmen(transactional_db):
    """Workers that hand over what is due."""
    nursery = Nursery(str(connection.settings_dict["NAME"]))
    yield nursery
    nursery.stop()


@pytest.fixture
def sink(tmp_path):
    sink = Sink(tmp_path / "accepted", milliseconds=1)
    yield sink
    sink.stop()


def is_open(campaign):
    """Whether somebody is still to be chosen, or a step to be taken."""
    unprepared = Campaign.objects.filter(pk=campaign.pk, prepared_at=None, occasion="")
    return unprepared.exists() or Enrolment.objects.filter(due_at__isnull=False).exists()


def test_killed_before_and_behind_each_statement(nursery):
    """Each worker comes a statement further than the one before; what they left is whole, and done once in the end."""
    campaign, _guests = presented(6)
    died = 0
    for number in count(1):
        for where in ("before", "behind"):
            nursery.worker(f"{where} {number}")
            nursery.join()
        died += 2
        if not is_open(campaign):
            break

    assert died > 40  # choosing alone is a dozen statements, and a handful two dozen
    run(at=timezone.now())
    proven(campaign, 6)


def test_two_at_once_killed_at_any_moment(nursery):
    campaign, _guests = presented(40)
    chance = random.Random(20271122)
    for _n in range(2):
        nursery.worker("before 0")

    kills = 0
    while is_open(campaign):
        time.sleep(chance.uniform(0.02, 0.1) * (1 + kills / 20))  # or nobody gets anything done on a slow machine
        kills += nursery.kill(chance.choice(nursery.alive))
        nursery.worker("before 0")
    nursery.join()

    assert kills > 3
    run(at=timezone.now())
    proven(campaign, 40)


def test_an_occasion_whose_worker_is_killed_at_each_statement(nursery):
    today = timezone.now()
    hotel = HotelFactory(time_zone=_where_it_is_day(today))
    day = hotel.today(today)
    guests = {GuestFactory(birth_month=day.month, birth_day=day.day).pk for _n in range(3)}
    campaign = campaign_for("birthday", hotel=hotel, goal="none")
    count_facts(campaign, today)

    for number in range(1, 16):
        nursery.worker(f"behind {number}")
        nursery.join()
    nursery.worker("before 0")
    nursery.join()

    assert list(Enrolment.objects.order_by("guest").values_list("guest", flat=True)) == sorted(guests)
    assert [one.invariant.name for one in verify() if not one.holds] == []


def _where_it_is_day(at):
    """A zone in which it is between ten and twenty: occasions sleep at night."""
    return next(f"Etc/GMT{-hours:+d}" for hours in range(-12, 13) if 10 <= (at.hour + hours) % 24 < 20)


def test_called_off_while_it_is_chosen_for_written_and_handed_over(nursery, postmen, sink):
    hotel = house(sink.port)
    campaign, _guests = presented(60, hotel)
    for _n in range(2):
        nursery.worker("before 0")
    wait_until(lambda: Message.objects.count() >= 12)
    for _n in range(2):
        postmen.worker()
    wait_until(lambda: len(sink.lines) >= 3)
    nursery.kill(nursery.alive[0])
    postmen.kill(postmen.alive[0])

    call_off(campaign, because="storm", by=UserFactory(), at=timezone.now())
    gone = Message.objects.exclude(state=State.CANCELLED).count()
    nursery.worker("before 0")
    postmen.worker()
    nursery.join()
    postmen.join()
    sweep_later()
    postmen.worker()
    postmen.join()

    assert Message.objects.exclude(state=State.CANCELLED).count() <= gone  # nothing was taken back
    assert set(Message.objects.values_list("state", flat=True)) <= ENDED
    assert set(sink.counts.values()) <= {1}
    sent = Message.objects.filter(state=State.SENT)
    assert 3 <= sent.count() <= len(sink.lines)
    kept = Message.objects.exclude(state=State.CANCELLED).values_list("guest", flat=True)
    assert set(Voucher.objects.exclude(state="void").values_list("guest", flat=True)) == set(kept)
    assert not is_open(campaign)
    assert [one.invariant.name for one in verify() if not one.holds] == []
