"""Points for many members at once."""

import json
from collections.abc import Iterable, Sequence

from django.db import connection

from hotelcrm.running.arrays import literal
from loyalty.models import PointsEntry, Programme

from .accounts import lock_many, unit
from .posting import KeyReused, Posting, end_of, expiry
from .verbs import CREDITS
from .writing import ACTIVITY

COLUMNS = {
    "place": "bigint",
    "member": "bigint",
    "kind": "text",
    "points": "bigint",
    "qualifying": "bigint",
    "key": "text",
    "on": "date",
    "at": "timestamptz",
    "hotel": "bigint",
    "stay": "bigint",
    "promotion": "bigint",
    "by": "bigint",
    "reason": "text",
    "details": "jsonb",
    "expires": "date",
}
WANTED = "SELECT * FROM unnest({}) wanted({})".format(  # noqa: S608 (put together from what stands above)
    ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values()),
    ", ".join(f'"{name}"' for name in COLUMNS),
)
# What the members' families posted by the same keys already.
KNOWN = """
WITH RECURSIVE family(member, id) AS (
    SELECT id, id FROM unnest(%s::bigint[]) ids(id)
    UNION ALL
    SELECT family.member, m.id FROM family JOIN loyalty_member m ON m.merged_into_id = family.id
)
SELECT family.member, e.key, e.id FROM family JOIN loyalty_pointsentry e ON e.member_id = family.id
WHERE e.key = ANY(%s::text[])
"""
# Of several postings to one member the earlier ones pay the debt.
POST = f"""
WITH wanted AS MATERIALIZED ({WANTED}),
posted AS (
    INSERT INTO loyalty_pointsentry (member_id, kind, points, qualifying, key, "on", at, hotel_id, stay_id,
        promotion_id, by_id, reason, details)
    SELECT member, kind, points, qualifying, key, "on", at, hotel, stay, promotion, "by", reason, details
    FROM wanted ORDER BY place
    RETURNING id, member_id, key
),
reckoned AS (
    SELECT p.id, w.member, w.place, w.points, w."on", w.expires, LEAST(w.points, GREATEST(0, m.debt
        - sum(w.points) OVER (PARTITION BY w.member ORDER BY w.place) + w.points)) AS paid
    FROM wanted w
    JOIN posted p ON p.member_id = w.member AND p.key = w.key
    JOIN loyalty_member m ON m.id = w.member
),
opened AS (
    INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)
    SELECT member, id, points, points - paid, "on", expires FROM reckoned ORDER BY place
    RETURNING id, entry_id, member_id, points, remaining
),
used AS (
    INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points)
    SELECT member_id, entry_id, id, points - remaining FROM opened WHERE points > remaining
)
UPDATE loyalty_member m SET
    balance = GREATEST(balance - debt + come.points, 0),
    debt = GREATEST(debt - balance - come.points, 0),
    active_on = GREATEST(active_on, come.active)
FROM (
    SELECT member, sum(points) points, max("on") FILTER (WHERE kind = ANY(%s)) active FROM wanted GROUP BY member
) come
WHERE m.id = come.member
"""  # noqa: S608 (put together from what stands above)
# As a posting by itself would: points that were alive on the day of any of the postings move on.
KEEP_ALIVE = """
UPDATE loyalty_pointslot SET expires_on = %(until)s
WHERE member_id = ANY(%(members)s::bigint[]) AND remaining > 0 AND expires_on > %(on)s AND expires_on < %(until)s
"""


def post_batch(postings: Iterable[Posting], *, programme: Programme) -> int:
    """Give points to many members in one transaction, with the same effect as one `credit` after the other.

    Returns how many were new: what was posted before is passed over. Raises `KeyReused`, and posts nothing, when a key
    came with other parameters. The caller cuts what is very long: all members stay locked until the end.
    """
    rows = list(postings)
    if any(row.kind not in CREDITS for row in rows):
        raise ValueError("A batch gives points; it takes none.")
    with unit():
        lands = {member: account.id for member, account in lock_many(row.member_id for row in rows).items()}
        fresh = _fresh(rows, lands)
        if fresh:
            with connection.cursor() as cursor:
                cursor.execute(POST, [*_columns(fresh, lands, programme), [str(kind) for kind in ACTIVITY]])
            if programme.expiry == Programme.Expiry.ACTIVITY:
                _keep_alive(fresh, lands, programme)
    return len(fresh)


def _fresh(rows: Sequence[Posting], lands: dict[int, int]) -> list[Posting]:
    """The postings whose key nobody has used; each key once."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [literal(sorted(set(lands.values()))), literal(sorted({row.key for row in rows}))])
        used = {(member, key): entry for member, key, entry in cursor.fetchall()}
    entries = PointsEntry.objects.in_bulk(sorted(used.values())) if used else {}
    seen: dict[tuple[int, str], Posting] = {}
    for row in rows:
        place = lands[row.member_id], row.key
        if place in used:
            if not row.matches(entries[used[place]], row.points):
                raise KeyReused(entries[used[place]])
        elif not _same(seen.setdefault(place, row), row):
            raise KeyReused(PointsEntry(member_id=place[0], key=row.key))
    return list(seen.values())


def _same(first: Posting, second: Posting) -> bool:
    facts = [(row.points, row.kind, row.qualifying, row.stay_id, row.promotion_id) for row in (first, second)]
    return facts[0] == facts[1]


def _columns(rows: Sequence[Posting], lands: dict[int, int], programme: Programme) -> list[str]:
    until = {key: end_of(row, programme) for key, row in {(row.on, row.end): row for row in rows}.items()}
    lines = [
        (
            *(place, lands[row.member_id], str(row.kind), row.points, row.qualifying, row.key, row.on, row.at),
            *(row.hotel_id, row.stay_id, row.promotion_id, row.by_id, row.reason),
            *(json.dumps(dict(row.details)) if row.details else "{}", until[row.on, row.end]),
        )
        for place, row in enumerate(rows)
    ]
    return [literal(column) for column in zip(*lines, strict=True)]


def _keep_alive(rows: Sequence[Posting], lands: dict[int, int], programme: Programme) -> None:
    """In order of the days, and one statement a day: a row cannot be updated twice by one."""
    for on in sorted({row.on for row in rows if row.kind in ACTIVITY}):
        members = sorted({lands[row.member_id] for row in rows if row.on == on and row.kind in ACTIVITY})
        with connection.cursor() as cursor:
            cursor.execute(KEEP_ALIVE, {"members": literal(members), "on": on, "until": expiry(programme, on)})
