"""Who changed: rows that triggers wrote in the transactions that changed something, taken once those are committed.

A row that is taken was committed with what it is about, so a statement that begins later sees the change. Rows that
others are still writing are left for the next turn.
"""

from dataclasses import dataclass
from typing import Final

from django.db.backends.utils import CursorWrapper

from hotelcrm.running.arrays import literal

EVERYBODY: Final = 0  # the guest of a change that concerns all
MANY: Final = 200_000  # so many rows that all guests are counted faster

TAKE: Final = """
DELETE FROM campaigns_guestchange WHERE id IN (
    SELECT id FROM campaigns_guestchange ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) RETURNING guest_id
"""
# What was noted of a merged profile, such as its answers, is the survivor's; and what guests spend is told to who
# referred them, and to who referred those. The guests are given as a constant: so the planner knows how few they are.
WIDEN: Final = """
WITH person AS (
    SELECT unnest(%(guests)s::bigint[]) AS id
    UNION
    SELECT merged_into_id FROM guests_guest WHERE id = ANY(%(guests)s::bigint[]) AND merged_into_id IS NOT NULL
),
referrer AS (
    SELECT r.other_id AS id FROM person JOIN guests_relationship r ON r.guest_id = person.id
    WHERE r.kind = 'referred_by'
)
SELECT id FROM person
UNION
SELECT id FROM referrer
UNION
SELECT r.other_id FROM referrer JOIN guests_relationship r ON r.guest_id = referrer.id WHERE r.kind = 'referred_by'
"""
OVERFLOWS: Final = "SELECT EXISTS (SELECT FROM campaigns_guestchange OFFSET %(many)s)"
CLEAR: Final = "DELETE FROM campaigns_guestchange"


@dataclass(frozen=True)
class Taken:
    """So many rows, and the guests to be counted because of them, each once."""

    rows: int
    guests: list[int]

    @property
    def is_everybody(self) -> bool:
        """Whether something changed that concerns all."""
        return EVERYBODY in self.guests


def take(cursor: CursorWrapper, *, limit: int) -> Taken:
    """Take up to `limit` rows, within the caller's transaction."""
    cursor.execute(TAKE, {"limit": limit})
    noted = [guest for (guest,) in cursor.fetchall()]
    if not noted:
        return Taken(0, [])
    cursor.execute(WIDEN, {"guests": literal(sorted(set(noted)))})
    return Taken(len(noted), sorted(guest for (guest,) in cursor.fetchall()))


def overflows(cursor: CursorWrapper) -> bool:
    """Whether more wait than are worth being taken one by one."""
    cursor.execute(OVERFLOWS, {"many": MANY})
    return bool(cursor.fetchone()[0])


def clear(cursor: CursorWrapper) -> None:
    """Forget what waits, within the caller's transaction: everybody is about to be counted."""
    cursor.execute(CLEAR)
