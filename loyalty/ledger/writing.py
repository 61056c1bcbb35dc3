"""The one statement that writes: entry, lots, uses and the account's numbers together, or nothing of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from loyalty.models import PointsEntry, Programme
from loyalty.rules.lots import Share

from .accounts import FAMILY, Account
from .posting import KeyReused, Posting

POSTED = f"""
WITH RECURSIVE {FAMILY},
posted AS (
    INSERT INTO loyalty_pointsentry (member_id, kind, points, qualifying, key, "on", at, hotel_id, stay_id,
        promotion_id, reverses_id, by_id, reason, details)
    SELECT %(member)s, %(kind)s, %(points)s, %(qualifying)s, %(key)s, %(on)s, %(at)s, %(hotel)s, %(stay)s,
        %(promotion)s, %(reverses)s, %(by)s, %(reason)s, %(details)s::jsonb
    WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (member_id, key) DO NOTHING
    RETURNING id
),
moved AS (
    UPDATE loyalty_member SET
        balance = GREATEST(balance - debt + %(points)s, 0),
        debt = GREATEST(debt - balance - %(points)s, 0),
        active_on = GREATEST(active_on, %(active)s)
    WHERE id = %(member)s AND EXISTS (SELECT FROM posted)
)"""  # noqa: S608 (put together from what stands above and in accounts)
OPENED = """,
opened AS (
    INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)
    SELECT %(member)s, posted.id, l.points, l.remaining, l.opened_on, l.expires_on
    FROM posted, unnest(%(lot_points)s::bigint[], %(lot_remaining)s::bigint[], %(lot_opened)s::date[],
        %(lot_expires)s::date[]) WITH ORDINALITY l(points, remaining, opened_on, expires_on, place)
    ORDER BY l.place
    RETURNING id, points, remaining
),
paid AS (
    INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points)
    SELECT %(member)s, posted.id, opened.id, opened.points - opened.remaining
    FROM posted, opened WHERE opened.points > opened.remaining
)"""
USED = """,
used AS (
    INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points)
    SELECT %(member)s, posted.id, u.lot, u.points
    FROM posted, unnest(%(use_lots)s::bigint[], %(use_points)s::bigint[]) u(lot, points)
    RETURNING lot_id, points
),
changed AS (
    UPDATE loyalty_pointslot l SET remaining = l.remaining - used.points FROM used WHERE l.id = used.lot_id
)"""
ANSWER = """
SELECT id, true FROM posted UNION ALL SELECT id, false FROM known
"""
# Points past their day stay dead, and those that never expire need no extension.
KEEP_ALIVE = """
UPDATE loyalty_pointslot SET expires_on = %(until)s
WHERE member_id = %(member)s AND remaining > 0 AND expires_on > %(on)s AND expires_on < %(until)s
"""
ACTIVITY = {PointsEntry.Kind.EARN, PointsEntry.Kind.BONUS, PointsEntry.Kind.REDEEM}
FIELDS = [field.attname for field in PointsEntry._meta.concrete_fields]


@dataclass(frozen=True)
class NewLot:
    """A lot to be opened; what `remaining` lacks of `points` pays the debt."""

    points: int
    remaining: int
    opened_on: date
    expires_on: date | None


def write(
    account: Account,
    posting: Posting,
    points: int,
    *,
    lots: Sequence[NewLot] = (),
    uses: Sequence[Share] = (),
    reverses_id: int | None = None,
) -> PointsEntry:
    """Write an entry of `points` (signed) with the lots it opens and its uses of other lots.

    A share of fewer than 0 points is given back to its lot. Returns the entry that there is when the account's family
    knows the key; raises `KeyReused` when that one is something else.
    """
    facts = _facts(account, posting, points, reverses_id)
    if lots:
        facts |= {
            "lot_points": [lot.points for lot in lots],
            "lot_remaining": [lot.remaining for lot in lots],
            "lot_opened": [lot.opened_on for lot in lots],
            "lot_expires": [lot.expires_on for lot in lots],
        }
    if uses:
        facts |= {"use_lots": [use.lot.id for use in uses], "use_points": [use.points for use in uses]}
    with connection.cursor() as cursor:
        cursor.execute(_statement(bool(lots), bool(uses)), facts)
        entry_id, is_new = cursor.fetchone()
    if not is_new:
        return known(entry_id, posting, points)
    account.move(points)
    return _entry(entry_id, account, posting, points, reverses_id)


def known(entry_id: int, posting: Posting, points: int) -> PointsEntry:
    """The entry that has the posting's key; raises `KeyReused` when it is not what the posting had made."""
    entry = PointsEntry.objects.get(pk=entry_id)
    if not posting.matches(entry, points):
        raise KeyReused(entry)
    return entry


def keep_alive(account: Account, posting: Posting, until: date | None, programme: Programme) -> None:
    """Where points live by activity: move all lots that are alive to the same end."""
    if programme.expiry == Programme.Expiry.ACTIVITY and posting.kind in ACTIVITY:
        with connection.cursor() as cursor:
            cursor.execute(KEEP_ALIVE, {"member": account.id, "on": posting.on, "until": until})


@cache
def _statement(opens: bool, uses: bool) -> str:  # noqa: FBT001 (two switches of a private function)
    return POSTED + (OPENED if opens else "") + (USED if uses else "") + ANSWER


def _facts(account: Account, posting: Posting, points: int, reverses_id: int | None) -> dict[str, Any]:
    return {
        "member": account.id,
        "kind": posting.kind,
        "points": points,
        "qualifying": posting.qualifying,
        "key": posting.key,
        "on": posting.on,
        "at": posting.at,
        "hotel": posting.hotel_id,
        "stay": posting.stay_id,
        "promotion": posting.promotion_id,
        "reverses": reverses_id,
        "by": posting.by_id,
        "reason": posting.reason,
        "details": json.dumps(dict(posting.details)) if posting.details else "{}",
        "active": posting.on if posting.kind in ACTIVITY else None,
    }


def _entry(entry_id: int, account: Account, posting: Posting, points: int, reverses_id: int | None) -> PointsEntry:
    """The row as the database has it, without asking for it."""
    row = {
        "id": entry_id,
        "member_id": account.id,
        "kind": str(posting.kind),
        "points": points,
        "qualifying": posting.qualifying,
        "key": posting.key,
        "on": posting.on,
        "at": posting.at,
        "hotel_id": posting.hotel_id,
        "stay_id": posting.stay_id,
        "promotion_id": posting.promotion_id,
        "reverses_id": reverses_id,
        "by_id": posting.by_id,
        "reason": posting.reason,
        "details": dict(posting.details),
    }
    return PointsEntry.from_db("default", FIELDS, [row[name] for name in FIELDS])
