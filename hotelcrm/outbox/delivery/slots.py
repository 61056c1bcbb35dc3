"""How many turns there may be at once: bells are many, and whatever else the workers do must find one that is free."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.db import connection

from . import working

SLOTS: Final = 2
SPACE: Final = 0x6F757462  # among advisory locks ours begin with this number


def take_turn(*, at_most: timedelta) -> bool:
    """Deliver what is due for so long, if there is a slot, and say whether there is more to do.

    A bell that finds none is answered by those who have them, at the latest when the sweep rings again.
    """
    with slot() as is_ours:
        return is_ours and working.deliver_due(at_most=at_most).is_more


@contextmanager
def slot() -> Iterator[bool]:
    """Whether this process may take a turn now; the slot is free again afterwards, or when the connection is gone."""
    taken = next(filter(_take, range(SLOTS)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None and connection.is_usable():
            _ask("SELECT pg_advisory_unlock(%s, %s)", taken)


def _take(number: int) -> bool:
    return _ask("SELECT pg_try_advisory_lock(%s, %s)", number)


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [SPACE, number])
        [answer] = cursor.fetchone()
    return bool(answer)
