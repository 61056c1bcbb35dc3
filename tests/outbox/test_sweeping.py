"""What a sweep does about workers that died, messages that came too late and timelines that lack one."""

from datetime import timedelta
from uuid import uuid4

import pytest

from guests.models import Touchpoint
from hotelcrm.outbox.delivery.sweeping import MOST_TRIES, sweep
from hotelcrm.outbox.models import Attempt, Message, SenderState, State
from tests.factories import NOW

from .delivery_world import SENT, agreed, message, road_to, stands, turn

pytestmark = pytest.mark.django_db

LEASE_OVER = NOW - timedelta(seconds=1)


def claimed(guest, hotel, **fields):
    facts = {"state": State.SENDING, "attempt": uuid4(), "lease_until": LEASE_OVER, "tries": 1}
    return message(guest, hotel, **(facts | fields))


def handed(guest, hotel, **fields):
    row = claimed(guest, hotel, handed_at=NOW - timedelta(minutes=5), **fields)
    Attempt.objects.create(message=row, attempt=row.attempt, started_at=row.handed_at)
    return row


def test_what_was_claimed_and_not_handed_over_is_queued_again(hotel):
    row = claimed(agreed(), hotel)

    swept = sweep(at=NOW)

    assert stands(row) == (State.QUEUED, "")
    assert (row.lease_until, row.handed_at, row.due_at) == (None, None, NOW)
    assert dict(swept.lost) == {"queued": 1}


@pytest.mark.parametrize("purpose", ["marketing", "surveys"])
def test_what_was_handed_over_is_unknown_and_stays_so(hotel, road, purpose):
    road_to(hotel)
    row = handed(agreed(purpose=purpose), hotel, purpose=purpose)
    at = row.handed_at

    swept = sweep(at=NOW)
    turn()

    assert stands(row) == (State.UNKNOWN, "worker_lost")
    assert (row.handed_at, road.handed) == (at, [])
    assert dict(swept.lost) == {"unknown": 1}


def test_what_a_guest_needs_is_sent_again_by_the_same_reference(hotel, road):
    road_to(hotel)
    row = handed(agreed(), hotel, purpose="service")
    first = row.attempt

    sweep(at=NOW)
    assert (stands(row), row.handed_at) == ((State.QUEUED, "worker_lost"), None)
    turn()

    assert stands(row) == SENT
    assert [envelope.reference for envelope in road.handed] == [f"message-{row.pk}"]
    assert row.attempt != first


def test_the_lost_attempt_says_that_nobody_knows(hotel):
    row = handed(agreed(), hotel)

    sweep(at=NOW)

    attempt = Attempt.objects.get(message=row)
    assert (attempt.outcome, attempt.code, attempt.finished_at) == ("unknown", "worker_lost", NOW)


@pytest.mark.parametrize("handed_over", [False, True])
def test_a_lease_that_is_not_over_is_left_alone(hotel, handed_over):
    row = (handed if handed_over else claimed)(agreed(), hotel, lease_until=NOW + timedelta(seconds=1))

    swept = sweep(at=NOW)

    assert stands(row) == (State.SENDING, "")
    assert dict(swept.lost) == {}


def test_a_message_that_workers_die_of_is_given_up(hotel):
    before = claimed(agreed(), hotel, tries=MOST_TRIES)
    after = handed(agreed(), hotel, purpose="service", tries=MOST_TRIES)

    sweep(at=NOW)

    assert stands(before) == (State.FAILED, "worker_lost")
    assert stands(after) == (State.UNKNOWN, "worker_lost")


def test_a_second_sweep_finds_nothing(hotel):
    rows = [claimed(agreed(), hotel), handed(agreed(), hotel)]
    sweep(at=NOW)
    before = [stands(row) for row in rows]

    swept = sweep(at=NOW)

    assert (dict(swept.lost), swept.too_late, swept.told) == ({}, 0, 0)
    assert [stands(row) for row in rows] == before


def test_more_than_one_batch_is_taken_back(hotel, monkeypatch):
    monkeypatch.setattr("hotelcrm.outbox.delivery.sweeping.AT_ONCE", 2)
    for _n in range(5):
        claimed(agreed(), hotel)

    assert dict(sweep(at=NOW).lost) == {"queued": 5}


# Too late


@pytest.mark.parametrize("purpose", ["marketing", "service"])
def test_what_is_of_no_use_any_more_is_cancelled_though_nobody_claims_it(hotel, purpose):
    sender = road_to(hotel)
    SenderState.objects.create(sender=sender, failures=9, closed_until=NOW + timedelta(hours=1))
    late = message(agreed(), hotel, purpose=purpose, due_at=NOW - timedelta(hours=2), expires_at=NOW)
    held = message(agreed(), hotel, purpose=purpose, state="held", reason="paused", expires_at=NOW)
    good = message(agreed(), hotel, purpose=purpose, expires_at=NOW + timedelta(seconds=1))
    open_end = message(agreed(), hotel, purpose=purpose)

    swept = sweep(at=NOW)

    assert swept.too_late == 2
    assert stands(late) == stands(held) == (State.CANCELLED, "too_late")
    assert stands(good) == stands(open_end) == (State.QUEUED, "")


def test_what_was_sent_is_never_too_late(hotel):
    row = message(agreed(), hotel, state="sent", sent_at=NOW, expires_at=NOW)

    assert sweep(at=NOW + timedelta(hours=1)).too_late == 0
    assert stands(row) == SENT


# Timelines


def test_what_a_dead_worker_told_nobody_of_comes_on_the_timeline(hotel):
    guest = agreed()
    row = message(guest, hotel, state="sent", handed_at=NOW, sent_at=NOW)

    assert sweep(at=NOW + timedelta(seconds=30)).told == 0  # its worker may still do it
    assert sweep(at=NOW + timedelta(minutes=2)).told == 1
    assert sweep(at=NOW + timedelta(minutes=3)).told == 0

    assert Touchpoint.objects.get(guest=guest).key == f"message:{row.pk}"


def test_after_an_outage_it_looks_back_to_when_the_worker_lived(hotel):
    guest = agreed()
    message(guest, hotel, state="sent", handed_at=NOW, sent_at=NOW)
    handed(agreed(), hotel, lease_until=NOW + timedelta(minutes=5))

    assert sweep(at=NOW + timedelta(hours=9)).told == 1
    assert Message.objects.filter(state=State.UNKNOWN).count() == 1


def test_a_message_to_staff_is_on_no_timeline(hotel, django_user_model):
    staff = django_user_model.objects.create(username="ling")
    message(None, hotel, staff=staff, purpose="service", state="sent", handed_at=NOW, sent_at=NOW)

    assert sweep(at=NOW + timedelta(minutes=2)).told == 0
