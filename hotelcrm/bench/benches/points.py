"""Points posted one by one, posted in a batch, and expired: each against the same by hand, on the same tables.

By hand is straightforward psycopg2 that checks nothing it was not asked to: no key is looked up in accounts that were
joined, nobody's debt is paid, no point is refused. All of it runs in an empty database of its own.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connection, transaction
from psycopg2.extras import execute_values

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import MEDIAN, NEARLY_ALL, Figure, percentile, timed
from hotelcrm.bench.running import Run, bench
from loyalty import ledger
from loyalty.models import PointsEntry, Programme

OWN = f"{DATABASE}_points"
ON, AT = date(2026, 11, 21), datetime(2026, 11, 21, 4, tzinfo=UTC)
MEMBERS, LOTS_EACH = 250_000, 4
TURNS, PER_TURN = 10, 300  # ours and by hand take turns, so that whatever else the machine does is shared
BATCHES, PER_BATCH = 10, 10_000
DUE = ON - timedelta(days=1)


@bench("points")
def points(_run: Run) -> Iterator[Figure]:
    """Postings a second, alone and in batches, and the seconds that a million dead lots take."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        _members()
        _history()
        yield from _single()
        yield _batch()
        yield _expiry()
    finally:
        database.use(DATABASE)


def _members() -> None:
    """One guest, as many like that one as are wanted, and all of them members."""
    hotel = Hotel.objects.create(code="bench", name_en="Bench", name_zh="湖畔", currency="CNY", country="CN", rooms=100)
    guest = Guest.objects.create(family_name="张", given_name="敏", full_name="张敏", pinyin="Zhāng Mǐn")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO guests_guest
            SELECT copy.* FROM guests_guest one, generate_series(1, %s) n,
                jsonb_populate_record(one, jsonb_build_object('id', one.id + n, 'number', one.number + n)) copy
            WHERE one.id = %s
            """,
            [MEMBERS - 1, guest.pk],
        )
        cursor.execute(
            """
            INSERT INTO loyalty_member (guest_id, number, hotel_id, joined_on, tier_id, earned_tier_id)
            SELECT g.id, 8800000000 + g.id, %s, %s, t.id, t.id
            FROM guests_guest g, loyalty_tier t WHERE t.rank = 0 ORDER BY g.id
            """,
            [hotel.pk, ON],
        )
    _settle()


def _history() -> None:
    """A ledger that is not empty: plans made for empty tables would be kept until the first statistics."""
    programme = Programme.current()
    for start in range(0, MEMBERS, PER_BATCH):
        some = _ids(start + PER_BATCH)[start:]
        ledger.post_batch([_posting(member, 100, "earn", "before") for member in some], programme=programme)
    _settle()


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def _ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM loyalty_member ORDER BY id LIMIT %s", [count])
        return [member for (member,) in cursor.fetchall()]


# One by one


def _single() -> Iterator[Figure]:
    members = _ids(TURNS * PER_TURN)
    programme = Programme.current()
    with closing(psycopg2.connect(**connection.get_connection_params())) as own, own.cursor() as cursor:
        yield _race(
            "one credit",
            members,
            lambda member: ledger.credit(_posting(member, 100, "earn"), programme=programme),
            lambda member: _credit_by_hand(own, cursor, member, 100),
        )
        yield _race(
            "one debit",
            members,
            lambda member: ledger.debit(_posting(member, 50, "redeem"), programme=programme),
            lambda member: _debit_by_hand(own, cursor, member, 50),
        )


def _posting(member: int, number: int, kind: str, key: str = "") -> ledger.Posting:
    return ledger.Posting(member, number, PointsEntry.Kind(kind), key or f"bench:{kind}:{member}", AT, ON)


def _race(case: str, members: Sequence[int], ours: Callable[[int], Any], by_hand: Callable[[int], Any]) -> Figure:
    """Ours and by hand in turns, each once for each member; the first turn only warms up."""
    times: dict[str, list[float]] = {"ours": [], "by hand": []}
    for turn in range(TURNS):
        some = members[turn * PER_TURN : (turn + 1) * PER_TURN]
        for name, action in (("ours", ours), ("by hand", by_hand)):
            took = [_one(action, member) for member in some]
            times[name] += took if turn else []
    mine, floor = (len(took) * 1000 / sum(took) for took in times.values())
    return Figure(
        "points_single",
        case,
        len(times["ours"]),
        p50=percentile(times["ours"], MEDIAN),
        p95=percentile(times["ours"], NEARLY_ALL),
        per_second=mine,
        floor=floor,
        ratio=mine / floor,
    )


def _one(action: Callable[[int], Any], member: int) -> float:
    return timed(lambda: action(member))


ENTRY = """
INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""


def _credit_by_hand(own: Any, cursor: Any, member: int, number: int) -> None:
    cursor.execute("SELECT balance, debt FROM loyalty_member WHERE id = %s FOR UPDATE", [member])
    cursor.fetchone()
    cursor.execute(ENTRY, [member, "earn", number, f"hand:earn:{member}", ON, AT])
    [entry] = cursor.fetchone()
    cursor.execute(
        "INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [member, entry, number, number, ON, ON + timedelta(days=730)],
    )
    cursor.execute("UPDATE loyalty_member SET balance = balance + %s WHERE id = %s", [number, member])
    own.commit()


def _debit_by_hand(own: Any, cursor: Any, member: int, number: int) -> None:
    cursor.execute("SELECT balance, debt FROM loyalty_member WHERE id = %s FOR UPDATE", [member])
    cursor.fetchone()
    cursor.execute(
        "SELECT id, remaining FROM loyalty_pointslot WHERE member_id = %s AND remaining > 0 ORDER BY expires_on, id",
        [member],
    )
    lot, _remaining = cursor.fetchall()[0]
    cursor.execute(ENTRY, [member, "redeem", -number, f"hand:redeem:{member}", ON, AT])
    [entry] = cursor.fetchone()
    cursor.execute(
        "INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points) VALUES (%s, %s, %s, %s)",
        [member, entry, lot, number],
    )
    cursor.execute("UPDATE loyalty_pointslot SET remaining = remaining - %s WHERE id = %s", [number, lot])
    cursor.execute("UPDATE loyalty_member SET balance = balance - %s WHERE id = %s", [number, member])
    own.commit()


# Many at once


def _batch() -> Figure:
    """Every batch gives to as many members once, a tenth of them in debt."""
    members = _ids(PER_BATCH)
    programme = Programme.current()
    for member in members[::10]:
        ledger.take_back(_posting(member, 500, "reverse"), programme=programme)
    ours = by_hand = 0.0
    for n in range(BATCHES):
        batch = [_posting(member, 100, "earn", f"batch:{n}") for member in members]
        ours += timed(lambda batch=batch: ledger.post_batch(batch, programme=programme))  # type: ignore[misc]
        by_hand += timed(lambda n=n: _batch_by_hand(members, n))  # type: ignore[misc]
    count = BATCHES * PER_BATCH
    mine, floor = count * 1000 / ours, count * 1000 / by_hand
    return Figure(
        "points_batch",
        "10,000 credits each",
        count,
        seconds=ours / 1000,
        per_second=mine,
        floor=floor,
        ratio=mine / floor,
    )


def _batch_by_hand(members: list[int], n: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        rows = [(member, "earn", 100, f"hand:{n}", ON, AT) for member in members]
        entries = execute_values(
            cursor.cursor,
            'INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at) VALUES %s'
            " RETURNING id, member_id",
            rows,
            page_size=1000,
            fetch=True,
        )
        execute_values(
            cursor.cursor,
            "INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on) VALUES %s",
            [(member, entry, 100, 100, ON, ON + timedelta(days=730)) for entry, member in entries],
            page_size=1000,
        )
        cursor.execute("UPDATE loyalty_member SET balance = balance + 100 WHERE id = ANY(%s) AND debt = 0", [members])


# The night


def _expiry() -> Figure:
    _dead_lots()
    by_hand = timed(_expire_by_hand) / 1000
    _settle()
    start = time.perf_counter()
    done = ledger.expire_due(ON, at=AT)
    seconds = time.perf_counter() - start
    if done.lots != MEMBERS * LOTS_EACH:
        raise RuntimeError(f"{done.lots:,} lots expired, not {MEMBERS * LOTS_EACH:,}.")
    return Figure(
        "expiry",
        f"{done.lots:,} lots of {done.members:,} members",
        done.lots,
        seconds=seconds,
        per_second=done.lots / seconds,
        floor=by_hand,
        ratio=seconds / by_hand,
    )


def _dead_lots() -> None:
    """Some lots for everybody, all of whose last day was yesterday."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH entry AS (
                INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at)
                SELECT m.id, 'earn', 100, 'dead:' || n, %s, %s FROM loyalty_member m, generate_series(1, %s) n
                WHERE m.debt = 0
                ORDER BY n, m.id
                RETURNING id, member_id
            )
            INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)
            SELECT member_id, id, 100, 100, %s, %s FROM entry
            """,
            [DUE, AT, LOTS_EACH, DUE, DUE],
        )
        cursor.execute("UPDATE loyalty_member SET balance = balance + 100 * %s WHERE debt = 0", [LOTS_EACH])
    _settle()


def _expire_by_hand() -> None:
    """All in one statement and without a lock; taken back again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS MATERIALIZED (
                SELECT id, member_id, remaining FROM loyalty_pointslot WHERE remaining > 0 AND expires_on <= %(on)s
            ),
            sums AS MATERIALIZED (SELECT member_id, sum(remaining)::bigint points FROM due GROUP BY member_id),
            entry AS (
                INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at)
                SELECT member_id, 'expire', -points, 'expire:hand', %(on)s, %(at)s FROM sums
                RETURNING id, member_id
            ),
            used AS (
                INSERT INTO loyalty_lotuse (member_id, entry_id, lot_id, points)
                SELECT due.member_id, entry.id, due.id, due.remaining FROM due JOIN entry USING (member_id)
            ),
            emptied AS (UPDATE loyalty_pointslot l SET remaining = 0 FROM due WHERE l.id = due.id)
            UPDATE loyalty_member m SET balance = m.balance - sums.points FROM sums WHERE m.id = sums.member_id
            """,
            {"on": ON, "at": AT},
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
