"""A road that is down is left alone, and tried with one message when the pause is over."""

from datetime import timedelta

import pytest

from hotelcrm.outbox.delivery import breaker
from hotelcrm.outbox.delivery.claiming import claim
from hotelcrm.outbox.delivery.lanes import Lane, busy
from hotelcrm.outbox.models import Attempt, Message, SenderState, State
from hotelcrm.outbox.transports import Fate, Outcome
from tests.factories import NOW

from .delivery_world import SENT, accepted, agreed, message, road_to, says, stands, turn

pytestmark = pytest.mark.django_db

SECONDS = {0: None, 4: None, 5: 30, 6: 60, 7: 120, 9: 480, 10: 900, 1_000: 900}


@pytest.mark.parametrize("failures", SECONDS)
def test_the_pause_doubles_up_to_a_quarter_of_an_hour(failures):
    seconds = SECONDS[failures]

    assert breaker.pause_after(failures) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.fixture
def sender(hotel):
    return road_to(hotel)


def state_of(sender):
    return SenderState.objects.get(sender=sender)


def test_five_failures_in_a_row_open_it(sender, hotel, road):
    rows = [message(agreed(), hotel) for _n in range(9)]
    road.answer = says(Fate.ROAD_DOWN, code="connection refused")

    tally = turn()

    state = state_of(sender)
    assert len(road.handed) == 5
    assert (state.failures, state.closed_until) == (5, NOW + timedelta(seconds=30))
    assert state.last_error == "connection refused"
    assert dict(tally.states) == {"queued": 5}
    assert {stands(row) for row in rows} == {(State.QUEUED, "")}
    assert set(Message.objects.values_list("tries", "handed_at")) == {(0, None)}  # nothing reached the provider


@pytest.mark.parametrize("fate", [Fate.ROAD_DOWN, Fate.REFUSED_SENDER, Fate.NO_REPLY])
def test_faults_of_road_and_sender_count(sender, hotel, road, fate):
    message(agreed(), hotel)
    road.answer = says(fate, code="535")

    turn()

    state = state_of(sender)
    assert (state.failures, state.last_error) == (1, "535")


@pytest.mark.parametrize("fate", [Fate.ACCEPTED, Fate.LATER, Fate.REFUSED_ADDRESS, Fate.REFUSED_CONTENT])
def test_what_one_message_met_does_not_count(sender, hotel, road, fate):
    for _n in range(6):
        message(agreed(), hotel)
    road.answer = says(fate)

    turn()

    state = state_of(sender)
    assert (state.failures, state.closed_until) == (0, None)
    assert len(road.handed) == 6


def test_a_road_that_never_answers_is_left_alone_too(sender, hotel, road):
    for _n in range(9):
        message(agreed(), hotel)
    road.answer = says(Fate.NO_REPLY)

    turn()

    assert len(road.handed) == 5
    assert state_of(sender).closed_until == NOW + timedelta(seconds=30)


def test_a_road_that_puts_everybody_off_is_left_alone(sender, hotel, road):
    rows = [message(agreed(), hotel) for _n in range(9)]
    road.answer = says(Fate.LATER, code="http_503", is_for_all=True)

    turn()

    state = state_of(sender)
    assert len(road.handed) == 5
    assert (state.failures, state.closed_until) == (5, NOW + timedelta(seconds=30))
    assert state.last_error == "http_503"
    assert sorted(stands(row) for row in rows) == [(State.HELD, "try_again")] * 5 + [(State.QUEUED, "")] * 4


def test_being_put_off_says_nothing_of_the_road(sender, hotel, road):
    for _n in range(3):
        message(agreed(), hotel)
    fates = iter([Fate.NO_REPLY, Fate.LATER, Fate.NO_REPLY])
    road.answer = lambda _envelope: Outcome(next(fates))

    turn()

    state = state_of(sender)
    assert (state.failures, state.last_ok_at) == (2, None)


def test_a_call_counts_once_for_however_many_it_carried(sender, hotel, road):
    for _n in range(6):
        message(agreed(), hotel)
    road.batch = 6
    road.answer = says(Fate.NO_REPLY, code="timeout")

    turn()

    state = state_of(sender)
    assert (state.failures, state.closed_until, state.last_error) == (1, None, "timeout")


def test_a_call_of_which_some_got_through_got_through(sender, hotel, road):
    for _n in range(3):
        message(agreed(), hotel)
    road.batch = 3
    fates = iter([Fate.ACCEPTED, Fate.NO_REPLY, Fate.NO_REPLY])
    road.answer = lambda _envelope: Outcome(next(fates))
    SenderState.objects.create(sender=sender, failures=3)

    turn()

    state = state_of(sender)
    assert (state.failures, state.last_ok_at) == (0, NOW)


def test_one_that_got_through_between_starts_the_count_anew(sender, hotel, road):
    for _n in range(9):
        message(agreed(), hotel)
    fates = iter([Fate.ROAD_DOWN] * 4 + [Fate.ACCEPTED] + [Fate.ROAD_DOWN] * 4)
    road.answer = lambda _envelope: Outcome(next(fates))

    turn()

    state = state_of(sender)
    assert (state.failures, state.closed_until, state.last_ok_at) == (4, None, NOW)


def test_nothing_is_claimed_while_it_is_open(sender, hotel, road):
    row = message(agreed(), hotel)
    SenderState.objects.create(sender=sender, failures=5, closed_until=NOW + timedelta(seconds=30))

    turn(NOW + timedelta(seconds=29))
    assert (stands(row), row.tries, road.handed) == ((State.QUEUED, ""), 0, [])

    turn(NOW + timedelta(seconds=30))
    assert stands(row) == SENT


def test_after_the_pause_one_message_tries_the_road(sender, hotel, road):
    for _n in range(4):
        message(agreed(), hotel)
    SenderState.objects.create(sender=sender, failures=5, closed_until=NOW)
    road.answer = says(Fate.ROAD_DOWN)

    turn()

    state = state_of(sender)
    assert len(road.handed) == 1
    assert (state.failures, state.closed_until) == (6, NOW + timedelta(minutes=1))


def test_of_all_workers_one_tries_the_road(sender, hotel):
    rows = [message(agreed(), hotel) for _n in range(4)]
    SenderState.objects.create(sender=sender, failures=5, closed_until=NOW)

    claims = [claim(Lane(hotel.pk, "email", sender), at=NOW, limit=4).claimed for _worker in range(3)]

    assert [len(claimed) for claimed in claims] == [1, 0, 0]
    assert busy(NOW) == []
    assert [lane.sender for lane in busy(NOW + timedelta(seconds=30))] == [sender]  # it may have died of it
    assert Message.objects.filter(state=State.QUEUED).count() == len(rows) - 1


def test_who_tries_the_road_and_is_put_off_knows_nothing(sender, hotel, road):
    for _n in range(4):
        message(agreed(), hotel)
    SenderState.objects.create(sender=sender, failures=5, closed_until=NOW)
    road.answer = says(Fate.LATER)

    turn()

    state = state_of(sender)
    assert (len(road.handed), state.failures, state.closed_until) == (1, 5, NOW + timedelta(seconds=30))


def test_when_that_one_gets_through_the_others_follow(sender, hotel, road):
    for _n in range(4):
        message(agreed(), hotel)
    SenderState.objects.create(sender=sender, failures=7, closed_until=NOW)

    turn()

    state = state_of(sender)
    assert len(road.handed) == 4
    assert (state.failures, state.closed_until, state.last_ok_at) == (0, None, NOW)


def test_another_sender_goes_on(sender, hotel, road):
    sms = road_to(None, channel="sms")
    SenderState.objects.create(sender=sms, failures=5, closed_until=NOW + timedelta(hours=1))
    row = message(agreed(), hotel)

    turn()

    assert stands(row) == SENT


def test_a_road_that_comes_back_brings_everything(sender, hotel, road):
    rows = [message(agreed(), hotel) for _n in range(8)]
    road.answer = says(Fate.ROAD_DOWN)
    turn()
    road.answer = accepted

    turn(NOW + timedelta(minutes=1))

    assert {stands(row) for row in rows} == {SENT}
    assert Attempt.objects.filter(outcome="accepted").count() == 8


def test_who_refuses_the_sender_holds_the_message_and_says_so(sender, hotel, road):
    row = message(agreed(), hotel)
    road.answer = says(Fate.REFUSED_SENDER, code="550 5.7.1")

    turn()

    assert stands(row) == (State.HELD, "refused_sender")
    assert (row.due_at, row.tries, row.handed_at) == (NOW + timedelta(minutes=1), 0, None)


def test_that_it_works_is_written_once_a_minute(sender, django_assert_num_queries):
    SenderState.objects.create(sender=sender)
    breaker.worked(sender, at=NOW)
    breaker.worked(sender, at=NOW + timedelta(seconds=59))
    assert state_of(sender).last_ok_at == NOW

    breaker.worked(sender, at=NOW + timedelta(seconds=61))
    assert state_of(sender).last_ok_at == NOW + timedelta(seconds=61)


def test_what_is_said_of_an_error_fits(sender):
    breaker.failed(sender, error="x" * 500, at=NOW)

    assert len(state_of(sender).last_error) == 200
