"""Points whose last day has passed, taken from all members at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction

from hotelcrm.running.arrays import literal

BATCH = 5000  # members of one transaction: locks are held for a second or so, and no posting waits longer

DUE = "SELECT DISTINCT member_id FROM loyalty_pointslot WHERE remaining > 0 AND expires_on <= %s ORDER BY member_id"
LOCK = "SELECT FROM loyalty_member WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
# The number in the key is that of `verbs.expire`: what was given back to a dead lot dies again. It is counted by the
# key, so that only an index by member can serve: one by day would go through what the night has written so far.
EXPIRE = """
WITH due AS MATERIALIZED (
    SELECT id, member_id, remaining FROM loyalty_pointslot
    WHERE member_id = ANY(%(members)s::bigint[]) AND remaining > 0 AND expires_on <= %(on)s
),
sums AS MATERIALIZED (
    SELECT member_id, sum(remaining)::bigint points, count(*) lots FROM due GROUP BY member_id
),
posted AS (
    INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at)
    SELECT member_id, 'expire', -points, 'expire:' || %(on)s::date || ':' || (
        SELECT count(*) + 1 FROM loyalty_pointsentry e
        WHERE e.member_id = sums.member_id AND starts_with(e.key, 'expire:' || %(on)s::date || ':')
    ), %(on)s, %(at)s
    FROM sums ORDER BY member_id
    RETURNING id, member_id
),
used AS (
    INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points)
    SELECT due.member_id, posted.id, due.id, due.remaining
    FROM due JOIN posted USING (member_id) ORDER BY due.id
),
emptied AS (
    UPDATE loyalty_pointslot l SET remaining = 0 FROM due WHERE l.id = due.id
),
moved AS (
    UPDATE loyalty_member m SET balance = m.balance - sums.points FROM sums WHERE m.id = sums.member_id
)
SELECT count(*), COALESCE(sum(lots), 0)::bigint, COALESCE(sum(points), 0)::bigint FROM sums
"""


@dataclass(frozen=True)
class Expired:
    """How many members lost how many points of how many lots."""

    members: int = 0
    lots: int = 0
    points: int = 0

    def __add__(self, other: "Expired") -> "Expired":
        return Expired(self.members + other.members, self.lots + other.lots, self.points + other.points)


def expire_due(on: date, *, at: datetime, batch: int = BATCH) -> Expired:
    """Expire all points whose last day was before `on`; the same as doing it member by member.

    Members are taken in batches in order of their ids, each in a transaction of its own: stopped halfway, or run by two
    at once, it ends the same. Points that are in use at that moment are seen as they are afterwards.
    """
    total = Expired()
    with connection.cursor() as cursor:
        cursor.execute(DUE, [on])
        due = iter([member for (member,) in cursor.fetchall()])
    for members in _slices(due, batch):
        total += _expire(members, on, at)
    return total


def _slices(members: Iterator[int], size: int) -> Iterator[list[int]]:
    while some := list(islice(members, size)):
        yield some


def _expire(members: list[int], on: date, at: datetime) -> Expired:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [literal(members)])
        # A statement after the lock: it sees what was committed before the lock was granted.
        cursor.execute(EXPIRE, {"members": literal(members), "on": on, "at": at})
        return Expired(*cursor.fetchone())
