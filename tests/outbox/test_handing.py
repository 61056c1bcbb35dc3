"""Around the handing over: what each answer does to the row, who is fenced off, and what a refusal means for others."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from guests.consent import holds
from guests.models import Contact
from hotelcrm.outbox.actions.mailings import call_off
from hotelcrm.outbox.answers.applying import apply_waiting
from hotelcrm.outbox.delivery import handing
from hotelcrm.outbox.delivery.claiming import LEASE, claim
from hotelcrm.outbox.delivery.handing import Finish, release, step, tell
from hotelcrm.outbox.delivery.lanes import Lane
from hotelcrm.outbox.delivery.outcomes import BACK_OFF, PATIENT_BACK_OFF, ending
from hotelcrm.outbox.delivery.sweeping import MOST_TRIES, sweep
from hotelcrm.outbox.models import Attempt, Callback, Mailing, Message, State, Suppression
from hotelcrm.outbox.transports import Fate, Outcome
from tests.factories import NOW

from .delivery_world import SENT, accepted, agreed, message, road_to, says, stands, turn

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


# The table of answers

SEEN = Attempt.Outcome
ENDINGS = {
    ("accepted", False): ("sent", "", "accepted", None, False),
    ("accepted", True): ("sent", "", "accepted", None, False),
    ("later", False): ("held", "try_again", "later", MINUTE, False),
    ("later", True): ("held", "try_again", "later", MINUTE, False),
    ("refused_address", False): ("failed", "refused_address", "refused", None, False),
    ("opted_out", False): ("failed", "suppressed", "refused", None, False),
    ("refused_content", False): ("failed", "refused_content", "refused", None, False),
    ("refused_sender", False): ("held", "refused_sender", "refused", MINUTE, True),
    ("road_down", False): ("queued", "", "later", MINUTE, True),
    ("unwelcome", False): ("held", "refused_sender", "refused", MINUTE, False),
    ("unwelcome", True): ("held", "refused_sender", "refused", MINUTE, False),
    ("no_reply", False): ("unknown", "no_reply", "unknown", None, False),
    ("no_reply", True): ("queued", "no_reply", "unknown", MINUTE, False),
}


@pytest.mark.parametrize(("fate", "is_service"), ENDINGS)
def test_what_each_answer_means(fate, is_service):
    end = ending(Outcome(Fate(fate)), is_service=is_service, tries=1, at=NOW)

    again = end.due_at and end.due_at - NOW
    assert (end.state, end.reason, end.outcome, again, end.is_free) == ENDINGS[fate, is_service]


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240)])
def test_the_wait_grows_with_each_try(tries, minutes):
    end = ending(Outcome(Fate.LATER), is_service=False, tries=tries, at=NOW)

    assert end.due_at == NOW + minutes * MINUTE


@pytest.mark.parametrize(("is_service", "waits"), [(False, BACK_OFF), (True, PATIENT_BACK_OFF)])
def test_after_that_it_is_given_up(is_service, waits):
    last = len(waits) + 1
    later, unwelcome, silence = (
        ending(Outcome(fate), is_service=is_service, tries=last, at=NOW)
        for fate in (Fate.LATER, Fate.UNWELCOME, Fate.NO_REPLY)
    )

    assert (later.state, later.reason) == (State.FAILED, "gave_up")
    assert (unwelcome.state, unwelcome.reason) == (State.FAILED, "refused_sender")
    assert (silence.state, silence.reason) == (State.UNKNOWN, "no_reply")


def test_what_a_guest_needs_waits_for_a_road_as_long_as_mail_servers_do():
    assert timedelta(days=5) <= sum(PATIENT_BACK_OFF, timedelta()) <= timedelta(days=6)


def test_what_a_guest_may_have_already_does_not_come_again_for_days():
    end = ending(Outcome(Fate.NO_REPLY), is_service=True, tries=len(BACK_OFF) + 1, at=NOW)

    assert (end.state, end.reason) == (State.UNKNOWN, "no_reply")


def test_a_message_is_tried_as_often_as_it_may_wait_before_a_sweep_gives_it_up():
    assert len(PATIENT_BACK_OFF) + 1 < MOST_TRIES


def test_a_provider_may_ask_for_longer_but_not_for_shorter():
    def due(seconds):
        return ending(Outcome(Fate.LATER, retry_after=seconds), is_service=False, tries=1, at=NOW).due_at

    assert (due(3_600), due(5)) == (NOW + timedelta(hours=1), NOW + MINUTE)


@pytest.mark.parametrize(("purpose", "waits"), [("marketing", BACK_OFF), ("service", PATIENT_BACK_OFF)])
def test_a_message_that_is_put_off_each_time_is_given_up_in_the_end(hotel, road, purpose, waits):
    road_to(hotel)
    road.answer = says(Fate.LATER, code="451")
    row = message(agreed(), hotel, purpose=purpose)

    at = NOW
    while stands(row)[0] in {State.QUEUED, State.HELD}:
        at = max(at, row.due_at)
        turn(at)

    assert stands(row) == (State.FAILED, "gave_up")
    tries = len(waits) + 1
    assert (row.tries, len(road.handed)) == (tries, tries)
    assert at == NOW + sum(waits, timedelta())
    assert Attempt.objects.filter(outcome="later", code="451").count() == tries


def test_what_was_put_off_counts_for_no_cap(hotel, road):
    road_to(hotel)
    road.answer = says(Fate.LATER)
    row = message(agreed(), hotel)

    turn()

    assert stands(row) == (State.HELD, "try_again")
    assert (row.handed_at, row.sent_at) == (None, None)


# One step: a finish and the next handing over


@pytest.fixture
def claimed(hotel):
    sender = road_to(hotel)

    def some(count=1, **fields):
        for _n in range(count):
            message(agreed(), hotel, **fields)
        return claim(Lane(hotel.pk, "email", sender), at=NOW, limit=100).claimed

    return some


def finish(one, fate=Fate.ACCEPTED, **facts):
    outcome = Outcome(fate, **facts)
    end = ending(outcome, is_service=one.message.is_service, tries=one.message.tries, at=NOW)
    return Finish(one, end, outcome)


def test_handing_over_is_written_down_before_it_happens(claimed):
    [one] = claimed()
    at = NOW + MINUTE

    assert step([], [one], at=at) == {one.message.pk}

    row = Message.objects.get()
    assert (row.state, row.handed_at, row.lease_until) == (State.SENDING, at, at + LEASE)
    attempt = Attempt.objects.get()
    assert (attempt.attempt, attempt.started_at, attempt.finished_at) == (one.attempt, at, None)


def test_one_commit_ends_one_and_begins_the_next(claimed, django_assert_num_queries):
    one, two = claimed(2)
    step([], [one], at=NOW)

    with django_assert_num_queries(1):
        assert step([finish(one)], [two], at=NOW) == {two.message.pk}

    assert stands(one.message) == SENT
    assert stands(two.message) == (State.SENDING, "")
    assert Attempt.objects.filter(finished_at=None).get().message == two.message


def test_nothing_is_handed_over_twice(claimed):
    [one] = claimed()

    assert step([], [one], at=NOW) == {one.message.pk}
    assert step([], [one], at=NOW) == set()
    assert Attempt.objects.count() == 1


def test_what_was_cancelled_since_is_not_handed_over(claimed):
    [one] = claimed()
    Message.objects.update(state=State.CANCELLED, reason="withdrawn")

    assert step([], [one], at=NOW) == set()
    assert stands(one.message) == (State.CANCELLED, "withdrawn")
    assert not Attempt.objects.exists()


def test_what_is_of_no_use_by_then_is_not_handed_over(claimed):
    late, good = claimed(1, expires_at=NOW + MINUTE)[0], claimed(1, expires_at=NOW + 2 * MINUTE)[0]

    assert step([], [late, good], at=NOW + MINUTE) == {good.message.pk}

    assert stands(late.message) == (State.SENDING, "")
    assert release([late]) == 1


def test_what_somebody_else_claimed_since_is_not_handed_over(claimed, hotel):
    [one] = claimed()
    sweep(at=NOW + 2 * LEASE)
    [again] = claimed(0)
    assert again.message == one.message

    assert step([], [one], at=NOW) == set()
    assert step([], [again], at=NOW) == {one.message.pk}


def test_a_finish_that_comes_too_late_changes_nothing(claimed):
    [one] = claimed()
    step([], [one], at=NOW)
    sweep(at=NOW + 2 * LEASE)
    assert stands(one.message) == (State.UNKNOWN, "worker_lost")

    step([finish(one)], [], at=NOW + 3 * LEASE)

    assert stands(one.message) == (State.UNKNOWN, "worker_lost")
    assert Attempt.objects.get().outcome == "unknown"


@pytest.mark.parametrize("column", ["paused_at", "cancelled_at"])
def test_a_mailing_that_was_stopped_a_moment_ago_hands_nothing_over(claimed, hotel, column):
    begun = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing")
    one, two = claimed(2, mailing=begun)
    assert step([], [one], at=NOW) == {one.message.pk}
    Mailing.objects.update(**{column: NOW})

    assert step([finish(one)], [two], at=NOW) == set()
    assert stands(one.message) == SENT
    assert release([two]) == 1


def test_calling_off_takes_back_what_is_claimed(claimed, hotel):
    begun = Mailing.objects.create(name="Autumn", hotel=hotel, purpose="marketing")
    one, two = claimed(2, mailing=begun)
    step([], [one], at=NOW)

    assert call_off(begun, by=None, at=NOW) == 1

    assert step([finish(one)], [two], at=NOW) == set()
    assert (stands(one.message), stands(two.message)) == (SENT, (State.CANCELLED, "called_off"))
    assert release([two]) == 0


def test_what_is_known_is_kept_though_the_next_is_held_by_somebody(claimed, monkeypatch):
    one, two = claimed(2)
    step([], [one], at=NOW)
    write = handing._write

    def held(finishes, following, at):
        if following:
            raise OperationalError("canceling statement due to lock timeout")
        return write(finishes, following, at)

    monkeypatch.setattr(handing, "_write", held)
    assert step([finish(one)], [two], at=NOW) == set()

    assert stands(one.message) == SENT
    assert two.message.handed_at is None


def test_what_the_provider_says_is_cut_to_what_fits(claimed):
    [one] = claimed()
    step([], [one], at=NOW)

    step([finish(one, code="5" * 200, reference="r" * 200)], [], at=NOW)

    attempt, row = Attempt.objects.get(), Message.objects.get()
    assert (attempt.code, attempt.reference, row.reference) == ("5" * 40, "r" * 120, "r" * 120)


def test_what_is_let_go_can_be_claimed_at_once(claimed):
    [one] = claimed()

    assert release([one]) == 1
    [again] = claimed(0)

    assert (again.message.pk, again.message.tries) == (one.message.pk, 1)
    assert release([one]) == 0  # it is no longer ours
    assert release([]) == 0


def test_a_timeline_is_told_once(claimed):
    [one] = claimed()
    step([], [one], at=NOW)
    step([finish(one)], [], at=NOW)
    told = {one.message.pk: one.message.guest_id}

    assert (tell(told), tell(told), tell({})) == (1, 0, 0)


# What a refusal means for others


def test_a_dead_address_is_never_written_to_again(hotel, road):
    road_to(hotel)
    road.answer = says(Fate.REFUSED_ADDRESS, code="550 5.1.1")
    one, other = agreed(address="gone@example.com"), agreed(address="gone@example.com")
    row = message(one, hotel)

    turn()
    later = message(other, hotel)
    turn()

    assert stands(row) == (State.FAILED, "refused_address")
    assert stands(later) == (State.CANCELLED, "bounced")
    suppressed = Suppression.objects.get()
    assert (suppressed.channel, suppressed.why, suppressed.note, suppressed.at) == ("email", "dead", "550 5.1.1", NOW)
    assert set(Contact.objects.values_list("bounced_at", flat=True)) == {NOW}
    assert len(road.handed) == 1


def test_a_guest_who_told_the_provider_that_it_is_enough_told_us(hotel, road):
    sender = road_to(hotel)
    road.answer = says(Fate.OPTED_OUT, code="21610")
    guest = agreed()
    row = message(guest, hotel)

    turn()
    assert stands(row) == (State.FAILED, "suppressed")
    assert Callback.objects.get().sender == sender
    apply_waiting(at=NOW)

    suppressed = Suppression.objects.get()
    assert (suppressed.why, suppressed.note, bytes(suppressed.value_index)) == (
        "unsubscribed", "21610", bytes(guest.contacts.get().value_index),
    )  # fmt: skip
    assert guest.contacts.get().bounced_at is None
    assert not holds(guest, "marketing", "email")
    assert stands(row) == (State.FAILED, "suppressed")

    needed = message(guest, hotel, purpose="service")
    road.answer = accepted
    turn()
    assert stands(needed) == SENT


def test_refused_content_stops_its_mailing_and_no_other(hotel, road):
    road_to(hotel)
    begun, other = (Mailing.objects.create(name=name, hotel=hotel, purpose="marketing") for name in "ab")
    rows = [message(agreed(), hotel, mailing=begun) for _n in range(3)]
    apart = message(agreed(), hotel, mailing=other)
    mine = {row.pk for row in rows}
    road.answer = lambda e: Outcome(Fate.REFUSED_CONTENT if e.message_id in mine else Fate.ACCEPTED, code="554 spam")

    turn()

    begun.refresh_from_db()
    other.refresh_from_db()
    assert (begun.paused_at, begun.paused_because, other.paused_at) == (NOW, "554 spam", None)
    assert sorted(stands(row) for row in rows) == [
        (State.FAILED, "refused_content"), (State.QUEUED, ""), (State.QUEUED, ""),
    ]  # fmt: skip
    assert stands(apart) == SENT
    assert len(road.handed) == 2


def test_refused_content_without_a_mailing_stops_nobody(hotel, road):
    road_to(hotel)
    road.answer = says(Fate.REFUSED_CONTENT)
    rows = [message(agreed(), hotel, purpose="service") for _n in range(2)]

    turn()

    assert {stands(row) for row in rows} == {(State.FAILED, "refused_content")}


def test_a_guest_whom_somebody_holds_keeps_no_message_from_ending(hotel, road, monkeypatch):
    def held(*_args, **_facts):
        raise OperationalError("canceling statement due to lock timeout")

    road_to(hotel)
    monkeypatch.setattr(handing, "suppress", held)
    road.answer = says(Fate.REFUSED_ADDRESS)
    row = message(agreed(), hotel)

    turn()

    assert stands(row) == (State.FAILED, "refused_address")


def test_the_clock_of_a_turn_is_the_time_of_day(hotel, road):
    from hotelcrm.outbox.delivery.working import deliver_due

    road_to(hotel)
    row = message(agreed(), hotel, purpose="service", due_at=timezone.now())

    deliver_due(at_most=timedelta(seconds=5))

    assert stands(row) == SENT
    assert timezone.now() - row.handed_at < MINUTE  # type: ignore[operator]
