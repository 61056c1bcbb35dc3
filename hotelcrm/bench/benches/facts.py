"""Counting the facts of a million guests with five million stays, and of a thousand who changed.

The full count once from nothing and once as in a night, when few rows become others; its floor is one bare aggregate
of stays and charges. The incremental count takes what triggers noted and ends with its commit; its floor is that
aggregate for those guests. What the triggers cost whoever writes is measured against the same write without them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from campaigns.facts import counting
from campaigns.models import GuestFacts
from hotelcrm.bench import campaigns
from hotelcrm.bench.figures import MEDIAN, NEARLY_ALL, Figure, percentile, timed
from hotelcrm.bench.running import Run, bench
from hotelcrm.running.arrays import literal
from loyalty import ledger
from loyalty.models import Member, Programme
from stays.models import Stay

CHANGED: Final = 1_000  # guests
TURNS: Final = 20
WRITES: Final = 500
WATCHED: Final = ("stays_stay", "loyalty_member", "loyalty_pointsentry", "loyalty_pointslot")
BARE: Final = """
    SELECT count(bare) FROM (
        SELECT s.guest_id, count(*), sum(s.departure - s.arrival), sum(s.room_revenue + s.other_revenue),
            sum(c.amount), max(s.departure)
        FROM stays_stay s LEFT JOIN (
            SELECT stay_id, sum(amount) AS amount FROM stays_charge {charges} GROUP BY stay_id
        ) c ON c.stay_id = s.id
        WHERE {stays} GROUP BY s.guest_id
    ) bare
"""
ALL: Final = BARE.format(charges="", stays="s.guest_id IS NOT NULL")
SOME: Final = BARE.format(
    charges="WHERE stay_id IN (SELECT id FROM stays_stay WHERE guest_id = ANY(%(guests)s::bigint[]))",
    stays="s.guest_id = ANY(%(guests)s::bigint[])",
)


@bench("facts_full")
def facts_full(run: Run) -> Iterator[Figure]:
    """Seconds of the first count and of a night's."""
    with campaigns.in_use(run) as today:
        floor = _seconds(lambda: _execute(ALL))
        _execute("TRUNCATE campaigns_guestfacts")
        yield _full("from nothing", run.guests, today, floor)
        _execute("VACUUM (ANALYZE) campaigns_guestfacts")
        yield _full("the night after", run.guests, today + timedelta(days=1), floor)
        counting.count_all(today=today)


@bench("facts_incremental")
def facts_incremental(run: Run) -> Iterator[Figure]:
    """Milliseconds until a thousand guests whose stays changed are counted, and what a write costs with its notes."""
    with campaigns.in_use(run) as today:
        known = list(GuestFacts.objects.filter(stays__gt=0).order_by("pk").values_list("pk", flat=True))
        drawn = Random(run.guests).sample(known, min(len(known), CHANGED * TURNS))  # noqa: S311 (always the same ones)
        groups = [drawn[place : place + CHANGED] for place in range(0, len(drawn), CHANGED)]
        floor = percentile([timed(lambda some=some: _execute(SOME, some)) for some in groups], NEARLY_ALL)  # type: ignore[misc]
        times = [_counted(some, today) for some in groups]
        words = f"{CHANGED:,} changed guests"
        yield _figure("facts_incremental", words, times, floor)
        for case, write in (("a stay changed", _change_stays), ("points credited", _credit)):
            with _unwatched():
                without = percentile(_undone(write, drawn), NEARLY_ALL)
            yield _figure("facts_incremental", case, _undone(write, drawn), without)


def _figure(name: str, case: str, times: Sequence[float], floor: float) -> Figure:
    p95 = percentile(times, NEARLY_ALL)
    return Figure(name, case, len(times), p50=percentile(times, MEDIAN), p95=p95, floor=floor, ratio=p95 / floor)


def _full(case: str, guests: int, today: date, floor: float) -> Figure:
    written = 0

    def count() -> None:
        nonlocal written
        written = counting.count_all(today=today)

    seconds = _seconds(count)
    words = f"{case}, {written:,} rows written"
    return Figure(
        "facts_full", words, guests, seconds=seconds, per_second=guests / seconds, floor=floor, ratio=seconds / floor
    )


def _seconds(action: Callable[[], object]) -> float:
    _execute("CHECKPOINT")
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _execute(statement: str, guests: Sequence[int] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = 0; SET work_mem = '{counting.MEMORY}'")
        cursor.execute(statement, {"guests": literal(guests)})
        cursor.execute("RESET statement_timeout; RESET work_mem")


def _counted(guests: Sequence[int], today: date) -> float:
    """Milliseconds of the count, once the change is committed."""
    Stay.objects.filter(guest__in=guests).update(other_revenue=F("other_revenue") + 1)
    counted = 0

    def count() -> None:
        nonlocal counted
        counted = counting.count_changed(today=today)

    took = timed(count)
    if counted < len(guests):
        raise RuntimeError(f"{counted:,} guests were counted, not {len(guests):,}.")
    return took


def _undone(write: Callable[[Sequence[int]], list[float]], guests: Sequence[int]) -> list[float]:
    with transaction.atomic():
        times = write(guests)
        transaction.set_rollback(True)
    return times


def _change_stays(guests: Sequence[int]) -> list[float]:
    """Milliseconds of each change of one stay."""
    stays = list(Stay.objects.filter(guest__in=guests[:WRITES]).order_by("pk").values_list("pk", flat=True)[:WRITES])
    return [timed(lambda pk=pk: Stay.objects.filter(pk=pk).update(other_revenue=7)) for pk in stays]  # type: ignore[misc]


def _credit(guests: Sequence[int]) -> list[float]:
    """Milliseconds of each credit to one member."""
    programme, at = Programme.current(), timezone.now()
    members = Member.objects.standing().filter(guest__in=guests).order_by("pk").values_list("pk", flat=True)[:WRITES]
    postings = [ledger.Posting(member, 90, "bonus", "bench:facts", at, programme.today(at)) for member in members]
    return [timed(lambda one=one: ledger.credit(one, programme=programme)) for one in postings]  # type: ignore[misc]


@contextmanager
def _unwatched() -> Iterator[None]:
    """Nobody is told of changes."""
    _switch("DISABLE")
    try:
        yield
    finally:
        _switch("ENABLE")


def _switch(how: str) -> None:
    with connection.cursor() as cursor:
        for table in WATCHED:
            for what in ("insert", "update"):
                cursor.execute(f"ALTER TABLE {table} {how} TRIGGER campaigns_note_{table}_{what}")
