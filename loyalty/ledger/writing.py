"""The one statement that writes: entry, lots, uses and the account's numbers together, or nothing of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from loyalty.models import PointsEntry
from loyalty.rules.lots import Share

from .accounts import KNOWN, LOCK, Account, standing
from .posting import KeyReused, Posting
from .prepared import Prepared

POSTED = """
posted AS (
    INSERT INTO loyalty_pointsentry (member_id, kind, points, qualifying, key, "on", at, hotel_id, stay_id,
        promotion_id, reverses_id, by_id, reason, details)
    SELECT %(member)s, %(kind)s, %(points)s, %(qualifying)s, %(key)s, %(on)s, %(at)s, %(hotel)s, %(stay)s,
        %(promotion)s, %(reverses)s, %(by)s, %(reason)s, %(details)s
    {unless}
    RETURNING id
),
moved AS (
    UPDATE loyalty_member SET
        balance = GREATEST(balance - debt + %(points)s, 0),
        debt = GREATEST(debt - balance - %(points)s, 0),
        active_on = GREATEST(active_on, %(active)s)
    WHERE id = %(member)s AND EXISTS (SELECT FROM posted)
)"""
IF_NEW = f"WITH RECURSIVE {KNOWN}, {POSTED.format(unless='WHERE NOT EXISTS (SELECT FROM known)')}"
AT_ONCE = f"WITH {POSTED.format(unless='')}"
OPENED = """,
opened AS (
    INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)
    SELECT %(member)s, posted.id, l.points, l.remaining, l.opened_on, l.expires_on
    FROM posted, unnest(%(lot_points)s, %(lot_remaining)s, %(lot_opened)s,
        %(lot_expires)s) WITH ORDINALITY l(points, remaining, opened_on, expires_on, place)
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
    FROM posted, unnest(%(use_lots)s, %(use_points)s) WITH ORDINALITY u(lot, points, place)
    ORDER BY u.place
    RETURNING lot_id, points
),
changed AS (
    UPDATE loyalty_pointslot l SET remaining = l.remaining - used.points FROM used WHERE l.id = used.lot_id
)"""
CREDIT = f"""
WITH RECURSIVE {KNOWN},
account AS (
    SELECT id, LEAST(debt, %(points)s) paid FROM loyalty_member WHERE id = %(member)s AND merged_into_id IS NULL
),
posted AS (
    INSERT INTO loyalty_pointsentry (member_id, kind, points, qualifying, key, "on", at, hotel_id, stay_id,
        promotion_id, by_id, reason, details)
    SELECT id, %(kind)s, %(points)s, %(qualifying)s, %(key)s, %(on)s, %(at)s, %(hotel)s, %(stay)s,
        %(promotion)s, %(by)s, %(reason)s, %(details)s
    FROM account WHERE NOT EXISTS (SELECT FROM known)
    RETURNING id
),
opened AS (
    INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)
    SELECT %(member)s, posted.id, %(points)s, %(points)s - paid, %(on)s, %(until)s FROM posted, account
    RETURNING id
),
used AS (
    INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points)
    SELECT %(member)s, posted.id, opened.id, paid FROM posted, opened, account WHERE paid > 0
),
moved AS (
    UPDATE loyalty_member SET
        balance = GREATEST(balance - debt + %(points)s, 0),
        debt = GREATEST(debt - balance - %(points)s, 0),
        active_on = GREATEST(active_on, %(active)s)
    WHERE id = %(member)s AND EXISTS (SELECT FROM posted)
)"""  # noqa: S608 (put together from what stands above and in accounts)
WRITTEN = " SELECT id, true FROM posted"
ANSWER = " SELECT id, true FROM posted UNION ALL SELECT id, false FROM known"
LOCK_AND_CREDIT = Prepared(LOCK, CREDIT + ANSWER)
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


def credit(posting: Posting, until: date | None) -> tuple[PointsEntry, bool]:
    """Lock and write in one round trip: an entry that pays the debt and opens a lot until that day with the rest.

    Several statements sent at once are one transaction, if there is no other. Returns and raises what `write` does, and
    whether the entry is new.
    """
    member_id = posting.member_id
    while True:
        with connection.cursor() as cursor:
            LOCK_AND_CREDIT.run(cursor, _facts(member_id, posting, posting.points) | {"until": until})
            row = cursor.fetchone()
        if row is not None:
            return _answer(row, member_id, posting, posting.points), row[1]
        member_id = standing([posting.member_id])[posting.member_id]


def write(
    account: Account,
    posting: Posting,
    points: int,
    *,
    lots: Sequence[NewLot] = (),
    uses: Sequence[Share] = (),
    reverses_id: int | None = None,
    is_new: bool = False,
) -> PointsEntry:
    """Write an entry of `points` (signed) with the lots it opens and its uses of other lots.

    A share of fewer than 0 points is given back to its lot. Returns the entry that there is when the account's family
    knows the key; raises `KeyReused` when that one is something else. `is_new` says that the key was looked for since
    the account was locked: it is not looked for again, and the table's own constraint is all that refuses it.
    """
    facts = _facts(account.id, posting, points) | {"reverses": reverses_id}
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
        _statement(bool(lots), bool(uses), is_new).run(cursor, facts)
        row = cursor.fetchone()
    account.move(points)
    return _answer(row, account.id, posting, points, reverses_id)


def known(entry_id: int, posting: Posting, points: int) -> PointsEntry:
    """The entry that has the posting's key; raises `KeyReused` when it is not what the posting had made."""
    entry = PointsEntry.objects.get(pk=entry_id)
    if not posting.matches(entry, points):
        raise KeyReused(entry)
    return entry


def keep_alive(entry: PointsEntry, until: date | None) -> None:
    """Where points live by activity: move all lots of the member that are alive to the same end."""
    if entry.kind in ACTIVITY:
        with connection.cursor() as cursor:
            cursor.execute(KEEP_ALIVE, {"member": entry.member_id, "on": entry.on, "until": until})


@cache
def _statement(opens: bool, uses: bool, is_new: bool) -> Prepared:  # noqa: FBT001 (switches of a private function)
    moved = (OPENED if opens else "") + (USED if uses else "")
    return Prepared(AT_ONCE + moved + WRITTEN if is_new else IF_NEW + moved + ANSWER)


def _facts(member_id: int, posting: Posting, points: int) -> dict[str, Any]:
    return {
        "member": member_id,
        "kind": posting.kind,
        "points": points,
        "qualifying": posting.qualifying,
        "key": posting.key,
        "on": posting.on,
        "at": posting.at,
        "hotel": posting.hotel_id,
        "stay": posting.stay_id,
        "promotion": posting.promotion_id,
        "by": posting.by_id,
        "reason": posting.reason,
        "details": json.dumps(dict(posting.details)) if posting.details else "{}",
        "active": posting.on if posting.kind in ACTIVITY else None,
    }


def _answer(
    row: tuple[int, bool], member_id: int, posting: Posting, points: int, reverses_id: int | None = None
) -> PointsEntry:
    """The entry as the database has it: one just written without asking for it."""
    entry_id, is_new = row
    if not is_new:
        return known(entry_id, posting, points)
    written = {
        "id": entry_id,
        "member_id": member_id,
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
    return PointsEntry.from_db("default", FIELDS, [written[name] for name in FIELDS])
