"""How many a second: a bucket of tokens in the database."""

from datetime import timedelta

import pytest
from django.db import transaction

from hotelcrm.outbox.delivery import rates, working
from hotelcrm.outbox.models import Message, SenderState, State
from tests.committed import at_once
from tests.factories import NOW, HotelFactory

from .delivery_world import agreed, message, road_to, turn

SECOND = timedelta(seconds=1)


class Waited(Exception):
    """A turn would wait for a token."""


@pytest.fixture
def waits(monkeypatch):
    """Instead of waiting, a turn ends."""

    def sleep(_seconds):
        raise Waited

    monkeypatch.setattr(working.time, "sleep", sleep)


@pytest.mark.parametrize(("per_second", "holds"), [(1, 1.0), (4, 1.0), (20, 5.0), (1_000, 250.0)])
def test_a_bucket_holds_a_quarter_of_a_second_and_one_at_least(per_second, holds):
    assert rates.capacity(per_second) == holds


@pytest.mark.parametrize(
    ("tokens", "since", "filled"),
    [
        (0, None, 5.0),  # never used: full
        (0, NOW, 0.0),
        (0, NOW - SECOND / 10, 2.0),
        (1.5, NOW - SECOND / 10, 3.5),
        (0, NOW - SECOND * 3600, 5.0),  # no more than it holds
        (2, NOW + SECOND, 2.0),  # another worker's clock is ahead
    ],
)
def test_a_bucket_fills_with_time(tokens, since, filled):
    assert rates.filled(tokens, since=since, at=NOW, per_second=20) == pytest.approx(filled)


@pytest.mark.django_db
def test_tokens_are_taken_and_come_back_at_the_rate(hotel):
    sender = road_to(hotel, per_second=20)
    assert rates.available(sender, at=NOW) == 5

    with transaction.atomic():
        assert rates.take(sender, 3, at=NOW) == 3
        assert rates.take(sender, 3, at=NOW) == 2
        assert rates.take(sender, 3, at=NOW) == 0

    assert rates.available(sender, at=NOW) == 0
    assert rates.wait(sender, 0) == pytest.approx(0.05)
    assert rates.available(sender, at=NOW + SECOND / 10) == pytest.approx(2)


@pytest.mark.django_db
def test_a_clock_that_goes_back_gives_nothing_twice(hotel):
    sender = road_to(hotel, per_second=20)
    with transaction.atomic():
        rates.take(sender, 5, at=NOW)
        assert rates.take(sender, 5, at=NOW - SECOND) == 0
        assert rates.take(sender, 5, at=NOW) == 0


@pytest.mark.django_db
def test_a_turn_claims_no_more_than_the_rate_allows(hotel, road, waits):
    road_to(hotel, per_second=20)
    for _n in range(8):
        message(agreed(), hotel)

    with pytest.raises(Waited):
        turn()
    assert len(road.handed) == 5
    assert Message.objects.filter(state=State.QUEUED, tries=0).count() == 3

    turn(NOW + SECOND)
    assert len(road.handed) == 8


@pytest.mark.django_db
def test_what_the_gate_refuses_costs_no_token(hotel, road):
    sender = road_to(hotel, per_second=20)
    for _n in range(3):
        message(agreed(decision="refused"), hotel)

    turn()

    assert rates.available(sender, at=NOW) == 5


@pytest.mark.django_db
def test_each_sender_has_a_bucket_of_its_own(hotel, road, waits):
    other = HotelFactory()
    road_to(hotel, per_second=1)
    road_to(other, per_second=1)
    for house in (hotel, other):
        for _n in range(2):
            message(agreed(), house)

    with pytest.raises(Waited):
        turn()

    assert len(road.handed) == 2
    assert SenderState.objects.count() == 2


@pytest.mark.django_db
def test_a_turn_waits_for_the_next_token_rather_than_end(hotel, road, monkeypatch):
    road_to(hotel, per_second=20)
    for _n in range(7):
        message(agreed(), hotel)
    passed = []
    monkeypatch.setattr(working.time, "sleep", passed.append)

    working.deliver_due(at_most=timedelta(seconds=5), clock=lambda: NOW + timedelta(seconds=sum(passed)))

    assert len(road.handed) == 7
    assert passed == pytest.approx([0.05, 0.05])


def test_two_workers_share_one_bucket(transactional_db):
    sender = road_to(HotelFactory(), per_second=40)

    def take(_worker):
        with transaction.atomic():
            return rates.take(sender, 8, at=NOW)

    assert sum(at_once(take, range(2))) == 10


@pytest.mark.django_db
def test_a_turn_that_only_waits_leaves_the_worker_to_others(hotel, road, monkeypatch):
    road_to(hotel, per_second=1)
    for _n in range(12):
        message(agreed(), hotel)
    passed = []
    monkeypatch.setattr(working.time, "sleep", passed.append)

    tally = working.deliver_due(at_most=timedelta(seconds=50), clock=lambda: NOW + timedelta(seconds=sum(passed)))

    assert (sum(passed), tally.is_more) == (working.MOST_WAITED, True)
    assert len(road.handed) == 6
