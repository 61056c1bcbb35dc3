"""Asking the gate about a few messages that are not stored yet."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import connection

from .statement import VERDICTS

ASK = f"""
WITH asked AS (
    SELECT n AS id, guest_id, hotel_id, channel, purpose, is_generic, due_at, expires_at, at_address
    FROM unnest(
        %(guests)s::bigint[], %(hotels)s::bigint[], %(channels)s::text[], %(purposes)s::text[], %(generic)s::boolean[],
        %(due)s::timestamptz[], %(expires)s::timestamptz[], %(addressed)s::boolean[]
    ) WITH ORDINALITY AS q (
        guest_id, hotel_id, channel, purpose, is_generic, due_at, expires_at, at_address, n
    )
),
{VERDICTS}
SELECT reason, later, contact_id, address_index FROM verdict ORDER BY id
"""  # noqa: S608 (put together from constants)
COLUMNS = ("guests", "hotels", "channels", "purposes", "generic", "due", "expires", "addressed")


@dataclass(frozen=True)
class Question:
    """A message as the gate sees it; no guest: it goes to staff, at an address of its own."""

    guest_id: int | None
    hotel_id: int
    channel: str
    purpose: str
    is_generic: bool
    due_at: datetime
    expires_at: datetime | None = None
    at_address: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the gate says: no reason, go; a reason and `later`, held until then; a reason alone, never."""

    reason: str
    later: datetime | None
    contact_id: int | None
    address_index: bytes | None

    @property
    def goes(self) -> bool:
        """Whether nothing keeps it."""
        return not self.reason

    @property
    def waits(self) -> bool:
        """Whether it is only held for a while."""
        return self.later is not None


def ask(questions: Sequence[Question], *, at: datetime) -> list[Verdict]:
    """What the gate says at `at` to each of `questions`, in their order; one statement, nothing is locked."""
    if not questions:
        return []
    columns = zip(*map(astuple, questions), strict=True)
    values = dict(zip(COLUMNS, map(list, columns), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(ASK, values | {"at": at})
        return [
            Verdict(reason or "", later, contact, bytes(index) if index is not None else None)
            for reason, later, contact, index in cursor.fetchall()
        ]
