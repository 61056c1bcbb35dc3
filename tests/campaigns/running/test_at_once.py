"""Workers that die and workers that meet: each guest has each step once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from campaigns.actions.stopping import call_off
from campaigns.models import Campaign, Enrolment, Sent
from campaigns.running import sending, stepping
from campaigns.running.choosing import enrol, once
from guests.actions import merge_guests
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Mailing, Message
from loyalty.models import Member, PointsEntry, Voucher
from tests.committed import at_once
from tests.factories import HotelFactory, MemberFactory, UserFactory, VoucherTypeFactory
from tests.outbox.faults.conftest import wait_until
from tests.outbox.rows import NOON

from .world import person, plan, run, started

by_many = pytest.mark.usefixtures("transactional_db")
GUESTS = 40


class Killed(BaseException):
    """What no code of ours catches, as a signal."""


def presented(number=GUESTS, hotel=None):
    """A campaign with vouchers and points for members."""
    guests = [person() for _n in range(number)]
    for guest in guests:
        MemberFactory(guest=guest)
    return started(hotel or HotelFactory(), plan(voucher_type=VoucherTypeFactory(), points=10)), guests


def proven(campaign, number=GUESTS):
    """Everybody has everything once, and the books are right."""
    each = {
        "enrolments": Enrolment.objects.filter(ended_because="done").count(),
        "steps": Sent.objects.count(),
        "messages": Message.objects.count(),
        "queued": Mailing.objects.get(variant__step__campaign=campaign).queued,
        "vouchers": Voucher.objects.count(),
        "points": PointsEntry.objects.count(),
        "balances": Member.objects.filter(balance=10).count(),
    }
    assert set(each.values()) == {number}, each
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["before", "judge_all", "give_points", "issue_many", "queue_all", "literal", "after"])
def test_a_worker_that_dies_changes_nothing_and_the_next_does_it_all(monkeypatch, place):
    """Killed before or after each statement of a handful; what was not committed never was."""
    campaign, _guests = presented()
    with monkeypatch.context() as dying:

        def die(*_arguments, **_more):
            raise Killed

        def die_then(*arguments, **more):
            sent(*arguments, **more)
            raise Killed

        sent = stepping.send
        if place == "after":
            dying.setattr(stepping, "send", die_then)
        elif place == "before":
            dying.setattr(stepping, "_write", die)
        else:
            dying.setattr(sending, place, die)
        with pytest.raises(Killed), transaction.atomic():
            run(limit=7)

    assert (Message.objects.count(), Voucher.objects.count(), PointsEntry.objects.count()) == (0, 0, 0)
    assert (Enrolment.objects.count(), Sent.objects.count(), Mailing.objects.count()) == (0, 0, 0)
    run()
    proven(campaign)


@by_many
def test_a_worker_that_dies_between_two_handfuls_leaves_whole_ones(monkeypatch):
    campaign, _guests = presented()
    taken = stepping.take

    def take_twice(*arguments, **more):
        take_twice.times += 1
        if take_twice.times > 2:
            raise Killed
        return taken(*arguments, **more)

    take_twice.times = 0
    with monkeypatch.context() as dying:
        dying.setattr(stepping, "take", take_twice)
        with pytest.raises(Killed):
            run(limit=7)

    assert Counter(Enrolment.objects.values_list("ended_because", flat=True)) == {"": GUESTS - 14, "done": 14}
    assert (Message.objects.count(), Voucher.objects.count(), Sent.objects.count()) == (14, 14, 14)
    run()
    proven(campaign)


@by_many
def test_workers_that_meet_share_the_work():
    campaign, _guests = presented()

    at_once(lambda _n: run(limit=5), range(6))
    run()

    proven(campaign)


@by_many
def test_two_that_choose_at_once_choose_each_guest_once():
    campaign, _guests = presented()

    def choose(_n):
        return enrol(campaign, once(campaign, at=NOON), at=NOON).total()

    assert sum(at_once(choose, range(4))) == GUESTS
    assert Enrolment.objects.count() == GUESTS


def somebody_waits():
    """Whether a connection waits for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchall())


@by_many
def test_who_is_to_be_chosen_while_it_is_called_off_is_not():
    """What is called off is not committed yet: whoever chooses waits for it, and then takes nobody in."""
    person()
    campaign = started(HotelFactory())

    def choose():
        try:
            return enrol(campaign, once(campaign, at=NOON), at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="cancelled")
        chosen = pool.submit(choose)
        wait_until(lambda: chosen.done() or somebody_waits())

    assert chosen.result() == {}
    assert not Enrolment.objects.exists()


@by_many
def test_a_guest_whom_somebody_else_holds_is_left_for_the_next_time():
    campaign, guests = presented()
    Campaign.objects.filter(pk=campaign.pk).update(prepared_at=NOON)
    enrol(campaign, once(campaign, at=NOON), at=NOON)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM guests_guest WHERE id = %s FOR NO KEY UPDATE", [guests[3].pk])
        at_once(lambda _n: run(), [0])
        assert Sent.objects.count() == GUESTS - 1
        assert not Sent.objects.filter(guest=guests[3]).exists()
    run()

    proven(campaign)


@by_many
def test_merges_while_steps_are_taken_leave_one_of_each():
    _campaign, guests = presented()
    by = UserFactory()
    pairs = list(zip(guests[:10:2], guests[1:10:2], strict=True))

    def work(what):
        if what is None:
            return run(limit=4)
        keep, gone = what
        return merge_guests(keep, absorbed=gone, by=by, at=NOON)

    at_once(work, [None, *pairs, None])
    run()

    messages = Counter(Message.objects.exclude(state="cancelled").values_list("guest", flat=True))
    standing = {guest.pk for guest in guests} - {gone.pk for _keep, gone in pairs}
    assert set(messages) <= standing
    assert all(messages[pk] == 1 for pk in standing - {keep.pk for keep, _gone in pairs})
    assert set(messages.values()) == {1}
    assert not Enrolment.objects.filter(due_at__isnull=False).exists()
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


@by_many
def test_called_off_while_steps_are_taken_nothing_waits_afterwards():
    campaign, _guests = presented()
    by = UserFactory()

    def work(what):
        return run(limit=3) if what else call_off(campaign, because="storm", by=by, at=NOON)

    at_once(work, [True, False, True])
    run()

    campaign.refresh_from_db()
    assert campaign.state == "cancelled"
    assert not Message.objects.exclude(state="cancelled").exists()
    assert not Voucher.objects.exclude(state="void").exists()
    assert not Enrolment.objects.filter(due_at__isnull=False).exists()
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []
