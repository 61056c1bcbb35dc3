"""Running the statement: for the guests that changed, for some and for all; one counter at a time."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.models import Scale
from hotelcrm.running.arrays import literal
from loyalty.models import Programme
from loyalty.rules.tiers import window_start
from stays.figures.periods import months_later

from . import changes
from .scale import rescale
from .statement import EVERYBODY, FACTS, GONE, SOME

LOCK: Final = 7_160_601  # of the one who counts; any number that nobody else locks
MEMORY: Final = "128MB"  # for a step of the statement about everybody
LIMIT: Final = 10_000
TURN: Final = 20.0  # seconds after which a turn leaves the rest to the next
# Twenty parts are joined as they are written: to think of all orders takes longer than to count a guest.
PLAIN: Final = "SET LOCAL join_collapse_limit = 1"


def count_these(guest_ids: Collection[int], *, today: date) -> int:
    """Count these guests as of `today` (the programme's day); how many rows were written. Waits for another counter."""
    with _alone() as cursor:
        return _count(cursor, sorted(set(guest_ids)), today)


def count_changed(*, today: date, limit: int = LIMIT) -> int:
    """Count guests of up to `limit` noted changes, and whom those concern; how many guests were counted.

    0 when nothing was noted, or when somebody else is counting. Everybody is counted for a change that concerns all,
    or when so many changes wait that this is faster.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() != (True,):
            return 0
        taken = changes.take(cursor, limit=limit)
        if taken.is_everybody or (taken.rows == limit and changes.overflows(cursor)):
            return _count_all(cursor, today)
        _count(cursor, taken.guests, today)
        return len(taken.guests)


def count_all(*, today: date) -> int:
    """Count everybody as of `today`; how many rows were written. Waits for another counter."""
    with _alone() as cursor:
        return _count_all(cursor, today)


def catch_up(*, at: datetime) -> int:
    """Count whoever changed until nothing waits, or for a while; how many guests. Two at a time are one."""
    today, end, counted = Programme.current().today(at), time.monotonic() + TURN, 0
    while (more := count_changed(today=today)) and time.monotonic() < end:
        counted += more
    return counted + more


def count_nightly(*, at: datetime) -> int | None:
    """Count everybody once on each day of the programme, and lay its scale; None when that was done. Asked hourly."""
    today = Programme.current().today(at)
    if Scale.objects.filter(on=today).exists():
        return None
    written = count_all(today=today)
    rescale(today)
    return written


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    """One transaction in which nobody else counts; it may wait for a night's count, so without the usual limits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield cursor


def _count(cursor: CursorWrapper, guests: list[int], today: date) -> int:
    if not guests:
        return 0
    given = parameters(today) | {"guests": literal(guests)}
    cursor.execute(PLAIN)
    cursor.execute(GONE.format(whom=SOME), given)
    cursor.execute(FACTS.format(whom=SOME), given)
    return int(cursor.rowcount)


def _count_all(cursor: CursorWrapper, today: date) -> int:
    cursor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '{MEMORY}'; {PLAIN}")
    changes.clear(cursor)
    cursor.execute(GONE.format(whom=EVERYBODY))
    cursor.execute(FACTS.format(whom=EVERYBODY), parameters(today))
    return int(cursor.rowcount)


def parameters(today: date) -> dict[str, Any]:
    """What the statement is given besides the guests."""
    programme = Programme.current()
    return {
        "today": today,
        "year": months_later(today, -12),
        "two_years": months_later(today, -24),
        "home": programme.currency,
        "zone": programme.time_zone,
        "since": window_start(programme.window, today),
    }
