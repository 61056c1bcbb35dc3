"""Running the statement: for the guests that changed, for some and for all; one counter at a time."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from loyalty.models import Programme
from loyalty.rules.tiers import window_start
from stays.figures.periods import months_later

from .statement import FACTS, GONE, SOME

LOCK: Final = 7_160_601  # of the one who counts; any number that nobody else locks


def count_these(guest_ids: Collection[int], *, today: date) -> int:
    """Count these guests as of `today` (the programme's day); how many rows were written. Waits for another counter."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        return _count(cursor, sorted(set(guest_ids)), today)


def _count(cursor: CursorWrapper, guests: list[int], today: date) -> int:
    if not guests:
        return 0
    given = parameters(today) | {"guests": guests}
    cursor.execute(GONE.format(whom=SOME), given)
    cursor.execute(FACTS.format(whom=SOME), given)
    return cursor.rowcount


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
