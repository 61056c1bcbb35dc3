"""Several workers at one campaign: together where they may be, and never in front of who wants to change it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.actions import bell
from campaigns.actions.drafting import Wording
from campaigns.actions.holding import SEATS, be_alone, sit_down, take_all
from campaigns.actions.stopping import pause
from campaigns.models import Enrolment, Sent
from campaigns.running import preparing, sending
from campaigns.running.stepping import take
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Mailing
from tests.committed import at_once
from tests.factories import HotelFactory, MemberFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON, template

from .world import money, person, plan, run, started

pytestmark = pytest.mark.usefixtures("transactional_db")
HANDFUL = 4
LONG = 30  # seconds that nothing here takes


@pytest.fixture
def pool():
    """Workers, each with a connection of its own."""
    with ThreadPoolExecutor(6) as workers:
        yield lambda work: workers.submit(_closing, work)


def _closing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def begun(number=16, *, step=None, **fields):
    """A campaign whose guests are chosen, of whom one handful has its messages."""
    for _n in range(number):
        person()
    campaign = started(HotelFactory(), step or plan(voucher_type=VoucherTypeFactory(), points=10), **fields)
    preparing.prepare(campaign.pk, at=NOON)
    take(campaign.pk, at=NOON, limit=HANDFUL)
    return campaign


@contextmanager
def held_up(monkeypatch, pool, campaign) -> Iterator[Callable[[], int]]:
    """A worker that stands in the middle of a handful until it is let go, which says how many it took."""
    inside, go_on, judged = Event(), Event(), sending.judge_all

    def wait(*arguments, **more):
        inside.set()
        assert go_on.wait(LONG)
        return judged(*arguments, **more)

    with monkeypatch.context() as slowly:
        slowly.setattr(sending, "judge_all", wait)
        first = pool(lambda: take(campaign.pk, at=NOON, limit=HANDFUL))
        assert inside.wait(LONG)

    def let_go():
        go_on.set()
        return first.result(LONG).total()

    try:
        yield let_go
    finally:
        go_on.set()


def waiters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0]


def until(is_so: Callable[[], Any]) -> None:
    pause_for = Event()
    for _n in range(LONG * 100):
        if is_so():
            return
        pause_for.wait(0.01)
    raise AssertionError


def test_two_take_different_guests_at_the_same_time(monkeypatch, pool):
    campaign = begun()

    with held_up(monkeypatch, pool, campaign) as let_go:
        beside = take(campaign.pk, at=NOON, limit=HANDFUL)
        assert (beside.total(), Sent.objects.count()) == (HANDFUL, 2 * HANDFUL)
        assert let_go() == HANDFUL

    run()
    assert Sent.objects.count() == Sent.objects.values("guest").distinct().count() == 16
    assert Mailing.objects.get().queued == 16
    assert campaign.steps.get().variants.get().given == 0  # nobody here is a member
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


def test_there_are_no_more_at_it_than_seats(monkeypatch, pool):
    campaign = begun()

    with held_up(monkeypatch, pool, campaign) as first, held_up(monkeypatch, pool, campaign) as second:
        assert not take(campaign.pk, at=NOON, limit=HANDFUL)
        assert (first(), second()) == (HANDFUL, HANDFUL)


def two_wordings():
    one = plan(picks_winner_by="clicks", test_percent=99, winner_after_hours=6)
    return replace(one, wordings=[*one.wordings, Wording(template("other"), "B")])


@pytest.mark.parametrize("reason", ["a budget", "a winner"])
def test_what_one_must_know_of_the_other_is_done_by_one(monkeypatch, pool, reason):
    if reason == "a budget":
        campaign = begun(step=plan(cost=money("1.00")), budget=money("1000"))
    else:
        campaign = begun(60, step=two_wordings())

    with held_up(monkeypatch, pool, campaign) as let_go:
        assert not take(campaign.pk, at=NOON, limit=HANDFUL)
        assert let_go() == HANDFUL
    assert take(campaign.pk, at=NOON, limit=HANDFUL).total() == HANDFUL


def test_the_first_handful_is_taken_by_one(monkeypatch, pool):
    """Who makes the mailing; two would make two."""
    for _n in range(16):
        person()
    campaign = started(HotelFactory())
    preparing.prepare(campaign.pk, at=NOON)

    with held_up(monkeypatch, pool, campaign) as let_go:
        assert not take(campaign.pk, at=NOON, limit=HANDFUL)
        let_go()
    run()

    assert (Mailing.objects.count(), Mailing.objects.get().queued) == (1, 16)


def test_who_pauses_it_waits_for_both_and_nobody_overtakes(monkeypatch, pool):
    campaign, by = begun(), UserFactory()

    with held_up(monkeypatch, pool, campaign) as first, held_up(monkeypatch, pool, campaign) as second:
        paused = pool(lambda: pause(campaign, because="storm", by=by, at=NOON))
        until(waiters)
        assert first() == HANDFUL
        assert not take(campaign.pk, at=NOON, limit=HANDFUL)  # there is a seat, and somebody waits for it
        assert not paused.done()
        assert second() == HANDFUL
        assert paused.result(LONG).state == "paused"

    assert Sent.objects.count() == 3 * HANDFUL
    assert Enrolment.objects.filter(due_at__isnull=False).count() == 16 - 3 * HANDFUL


def test_who_has_another_seat_never_waits_for_the_first(pool):
    campaign = begun()
    with transaction.atomic():
        assert sit_down(campaign.pk) == 0

        def beside():
            with transaction.atomic():
                seat = sit_down(campaign.pk)
                return seat, be_alone(campaign.pk, seat)

        assert pool(beside).result(LONG) == (1, False)
        assert be_alone(campaign.pk, 0)
        assert pool(beside).result(LONG) == (None, False)


def test_who_waits_for_all_lets_those_at_it_finish(pool):
    campaign = begun()
    with transaction.atomic():
        assert [sit_down(campaign.pk) for _n in range(SEATS)] == [0, 0]  # the same person sits where they sat

        def alone():
            with transaction.atomic():
                take_all(campaign.pk)
                return True

        other = pool(alone)
        until(waiters)
        assert not other.done()
    assert other.result(LONG)


@pytest.mark.parametrize(("handful", "calls"), [(HANDFUL, 1), (100, 0)])
def test_another_is_called_where_there_is_more_than_one_handful(monkeypatch, handful, calls):
    heard = []
    for _n in range(12):
        person()
    started(HotelFactory())
    monkeypatch.setattr(bell, "_ring", lambda: heard.append(True))

    run(limit=handful)

    assert (Sent.objects.count(), len(heard)) == (12, calls)


def test_six_at_once_share_what_two_wordings_bring():
    """Counters of two mailings and of the points given, by workers in each other's way: none of them waits for ever."""
    guests = [person() for _n in range(60)]
    for guest in guests:
        MemberFactory(guest=guest)
    one = plan(voucher_type=VoucherTypeFactory(), points=10)
    both = replace(one, wordings=[*one.wordings, replace(one.wordings[0], template=template("other"), name="B")])
    campaign = started(HotelFactory(), both)
    run(limit=1)

    at_once(lambda _n: run(limit=3), range(6))
    run()

    given = list(campaign.steps.get().variants.values_list("given", flat=True))
    assert (Sent.objects.count(), sum(given)) == (60, 60)
    assert sum(Mailing.objects.values_list("queued", flat=True)) == 60
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []
