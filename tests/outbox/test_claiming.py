"""Claiming: which messages are taken, in which order, and what becomes of those that are not."""

from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from guests.models import Guest
from hotelcrm.outbox.actions.mailings import resume
from hotelcrm.outbox.delivery import claiming
from hotelcrm.outbox.delivery.claiming import LEASE, claim
from hotelcrm.outbox.delivery.lanes import Lane, busy
from hotelcrm.outbox.models import Mailing, Message, MessagePolicy, SenderState, State
from tests.factories import NOW, HotelFactory

from .delivery_world import SENT, agreed, answer, message, road_to, stands, turn

needs_rows = pytest.mark.django_db


def claimed_by(hotel, sender, *, at=NOW, limit=100):
    return [one.message.pk for one in claim(Lane(hotel.pk, "email", sender), at=at, limit=limit).claimed]


@needs_rows
def test_a_claim_says_who_has_it_until_when(hotel):
    sender = road_to(hotel)
    guest = agreed(address="min@example.com")
    row = message(guest, hotel)

    [one] = claim(Lane(hotel.pk, "email", sender), at=NOW, limit=10).claimed

    row.refresh_from_db()
    assert (one.message, one.address) == (row, "min@example.com")
    assert (row.state, row.attempt, row.lease_until) == (State.SENDING, one.attempt, NOW + LEASE)
    assert (row.tries, row.sender, row.handed_at) == (1, sender, None)
    assert bytes(row.address_index) == one.address_index == bytes(guest.contacts.get().value_index)


@needs_rows
def test_what_was_claimed_is_not_claimed_again(hotel):
    sender = road_to(hotel)
    rows = [message(agreed(), hotel).pk for _n in range(3)]

    first, second = claimed_by(hotel, sender, limit=2), claimed_by(hotel, sender, limit=2)

    assert sorted(first + second) == rows
    assert claimed_by(hotel, sender) == []


@needs_rows
def test_service_goes_first_and_the_oldest_of_each(hotel):
    sender = road_to(hotel)
    minute = timedelta(minutes=1)
    new, old = (message(agreed(), hotel, due_at=NOW - n * minute).pk for n in (1, 9))
    needed_new, needed_old = (message(agreed(), hotel, purpose="service", due_at=NOW - n * minute).pk for n in (1, 2))

    assert claimed_by(hotel, sender, limit=3) == [needed_old, needed_new, old]
    assert claimed_by(hotel, sender, limit=3) == [new]


@needs_rows
def test_a_lane_has_only_its_own(hotel):
    sender = road_to(None)
    message(agreed(), HotelFactory())
    message(agreed(), hotel, channel="sms")
    row = message(agreed(), hotel)

    assert claimed_by(hotel, sender) == [row.pk]


@needs_rows
def test_lanes_are_those_in_which_something_is_due(hotel):
    other = HotelFactory()
    own, group = road_to(hotel), road_to(None, channel="sms")
    message(agreed(), hotel)
    message(agreed(), other, channel="sms", purpose="service", state="held", reason="try_again")
    message(agreed(), other, due_at=NOW + timedelta(seconds=1))
    message(agreed(), other, channel="wecom")
    message(agreed(), other, state="sent", sent_at=NOW)

    found = {(lane.hotel_id, lane.channel, lane.sender) for lane in busy(NOW)}

    assert found == {(hotel.pk, "email", own), (other.pk, "sms", group), (other.pk, "wecom", None)}


# The gate, asked again


@needs_rows
def test_who_withdrew_since_it_was_queued_gets_nothing(hotel, road):
    road_to(hotel)
    guest = agreed()
    row = message(guest, hotel)
    answer(guest, "marketing", "withdrawn", at=NOW)

    turn()

    assert stands(row) == (State.CANCELLED, "no_consent")
    assert (row.attempt, row.tries, road.handed) == (None, 0, [])


@needs_rows
def test_at_night_it_is_held_until_morning(hotel, road):
    road_to(hotel)
    MessagePolicy.objects.create(hotel=hotel, quiet_from=time(14), quiet_until=time(16))  # it is 14:30
    row, needed = message(agreed(), hotel), message(agreed(), hotel, purpose="service")

    tally = turn()

    assert dict(tally.states) == {"held": 1, "sent": 1}
    assert stands(row) == (State.HELD, "quiet_hours")
    assert row.due_at == NOW + timedelta(minutes=90)
    assert stands(needed) == SENT
    turn(row.due_at)
    assert stands(row) == SENT


@needs_rows
def test_a_guest_gets_one_offer_at_a_time(hotel, road):
    road_to(hotel)
    guest = agreed()
    first, second = message(guest, hotel), message(guest, hotel)
    needed = message(guest, hotel, purpose="service")

    turn()

    assert (stands(first), stands(needed)) == (SENT, SENT)
    assert stands(second) == (State.HELD, "min_gap")
    turn(second.due_at)  # then the gate says when
    assert stands(second) == (State.HELD, "min_gap")
    assert second.due_at - first.handed_at == timedelta(hours=24)  # type: ignore[operator]


@needs_rows
def test_while_one_is_on_its_way_the_next_waits(hotel):
    sender = road_to(hotel)
    guest = agreed()
    first = message(guest, hotel)
    assert claimed_by(hotel, sender) == [first.pk]
    second, needed = message(guest, hotel), message(guest, hotel, purpose="service")

    assert claimed_by(hotel, sender) == [needed.pk]
    assert stands(second) == (State.HELD, "min_gap")
    assert second.due_at == NOW + claiming.BUSY_AGAIN


# What staff decided, and what came too late


@needs_rows
@pytest.mark.parametrize("purpose", ["marketing", "service"])
def test_what_came_too_late_is_cancelled(hotel, road, purpose):
    road_to(hotel)
    late = message(agreed(), hotel, purpose=purpose, due_at=NOW - timedelta(days=1), expires_at=NOW)
    good = message(agreed(), hotel, purpose=purpose, expires_at=NOW + timedelta(seconds=1))

    turn()

    assert stands(late) == (State.CANCELLED, "too_late")
    assert stands(good) == SENT


@needs_rows
def test_a_paused_mailing_waits_and_goes_on(hotel, road):
    road_to(hotel)
    begun = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", paused_at=NOW)
    row, other = message(agreed(), hotel, mailing=begun), message(agreed(), hotel)

    turn()
    assert (stands(row), stands(other)) == ((State.QUEUED, ""), SENT)

    Mailing.objects.update(paused_at=None)
    turn(row.due_at)
    assert stands(row) == SENT


@needs_rows
def test_a_mailing_that_was_called_off_is_cancelled(hotel, road):
    road_to(hotel)
    begun = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", cancelled_at=NOW, paused_at=NOW)
    row = message(agreed(), hotel, mailing=begun)

    turn()

    assert (stands(row), road.handed) == ((State.CANCELLED, "called_off"), [])


@needs_rows
def test_a_paused_mailing_stands_in_front_of_nobody(hotel):
    sender = road_to(hotel)
    paused = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing", paused_at=NOW)
    minute = timedelta(minutes=1)
    first = [message(agreed(), hotel, mailing=paused, due_at=NOW - 9 * minute) for _n in range(3)]
    needed = message(agreed(), hotel, mailing=paused, purpose="service")
    behind = message(agreed(), hotel)

    assert claimed_by(hotel, sender, limit=2) == [behind.pk]
    assert {stands(row) for row in (*first, needed)} == {(State.QUEUED, "")}
    assert busy(NOW) == []

    resume(paused, by=None, at=NOW)
    assert sorted(claimed_by(hotel, sender)) == sorted(row.pk for row in (*first, needed))


# One that cannot be read


@needs_rows
@pytest.mark.parametrize("what", ["body", "contact"])
def test_one_that_cannot_be_read_fails_and_keeps_no_other_waiting(hotel, road, what):
    road_to(hotel)
    bad, good = message(agreed(), hotel), message(agreed(), hotel)
    spoil = {
        "body": "UPDATE outbox_message SET body = 'no key' WHERE id = %s",
        "contact": "UPDATE guests_contact SET value = 'no key' FROM outbox_message m"
        " WHERE m.guest_id = guests_contact.guest_id AND m.id = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(spoil[what], [bad.pk])

    tally = turn()

    assert dict(tally.states) == {"failed": 1, "sent": 1}
    assert list(Message.objects.filter(state=State.FAILED).values_list("pk", "reason")) == [(bad.pk, "unwritable")]
    assert stands(good) == SENT


# Others at work


@pytest.fixture
def shared(transactional_db):
    return HotelFactory()


@pytest.fixture
def stranger(shared):
    """A second connection to the database, in a transaction."""
    other = connection.copy()
    other.inc_thread_sharing()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            yield cursor
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        other.dec_thread_sharing()


def test_nobody_waits_for_a_guest_whom_somebody_holds(shared, stranger):
    sender = road_to(shared)
    held, free = agreed(), agreed()
    waits, goes = message(held, shared), message(free, shared)
    stranger.execute("SELECT 1 FROM guests_guest WHERE id = %s FOR UPDATE", [held.pk])

    assert claimed_by(shared, sender) == [goes.pk]
    assert stands(waits) == (State.QUEUED, "")

    stranger.execute("ROLLBACK")
    assert claimed_by(shared, sender) == [waits.pk]


def test_nobody_waits_for_messages_that_another_claims(shared, stranger):
    sender = road_to(shared)
    theirs, ours = message(agreed(), shared), message(agreed(), shared)
    stranger.execute("SELECT 1 FROM outbox_message WHERE id = %s FOR UPDATE", [theirs.pk])

    assert claimed_by(shared, sender) == [ours.pk]


def test_who_withdraws_waits_for_the_claim_and_then_cancels_it(shared, stranger):
    """The claim holds the guest: a withdrawal comes before, and the gate knows, or after, and finds what to cancel."""
    sender = road_to(shared)
    guest = agreed()
    message(guest, shared)

    with transaction.atomic():
        claimed_by(shared, sender)
        stranger.execute("SELECT id FROM guests_guest WHERE id = %s FOR UPDATE SKIP LOCKED", [guest.pk])
        assert stranger.fetchall() == []


def test_a_claim_does_not_keep_others_from_writing_about_the_guest(shared, stranger):
    sender = road_to(shared)
    guest = agreed()
    message(guest, shared)

    with transaction.atomic():
        claimed_by(shared, sender)
        stranger.execute("SELECT id FROM guests_guest WHERE id = %s FOR KEY SHARE SKIP LOCKED", [guest.pk])
        assert len(stranger.fetchall()) == 1


@needs_rows
def test_a_claim_that_fails_leaves_everything(hotel, monkeypatch):
    sender = road_to(hotel)
    row = message(agreed(), hotel)
    monkeypatch.setattr(claiming, "_mark_sending", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        claim(Lane(hotel.pk, "email", sender), at=NOW, limit=10)

    assert stands(row) == (State.QUEUED, "")
    assert not SenderState.objects.exists()


@needs_rows
def test_a_claim_takes_as_many_queries_for_three_as_for_one(hotel, django_assert_num_queries):
    sender = road_to(hotel)
    SenderState.objects.create(sender=sender)
    for n in (1, 3):
        for _n in range(n):
            message(agreed(), hotel)
        with django_assert_num_queries(12):
            claimed_by(hotel, sender)
    assert Message.objects.filter(state=State.SENDING).count() == 4
    assert Guest.objects.count() == 4
