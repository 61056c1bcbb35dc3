"""Accounts under lock, and their lots."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from hotelcrm.running.arrays import literal
from loyalty.models import Member
from loyalty.rules.lots import Lot

from .family import FAMILY
from .prepared import Prepared

# FOR NO KEY UPDATE: rows that point to the member (a redemption, a claim) can be written meanwhile. What reads is sent
# along as a second statement: one round trip, and yet it sees what was committed when the lock was granted.
LOCK = "SELECT FROM loyalty_member WHERE id = %(member)s AND merged_into_id IS NULL FOR NO KEY UPDATE"
LOCK_MANY = """
SELECT id, balance, debt FROM loyalty_member
WHERE id = ANY(%s::bigint[]) AND merged_into_id IS NULL
ORDER BY id
FOR NO KEY UPDATE
"""
JOINED = "SELECT id FROM loyalty_member WHERE id = ANY(%s::bigint[]) AND merged_into_id IS NOT NULL"
STANDING = """
WITH RECURSIVE path(asked, id, next) AS (
    SELECT id, id, merged_into_id FROM loyalty_member WHERE id = ANY(%s::bigint[])
    UNION ALL
    SELECT path.asked, m.id, m.merged_into_id FROM path JOIN loyalty_member m ON m.id = path.next
)
SELECT asked, id FROM path WHERE next IS NULL
"""
# A key is looked up in the whole family.
KNOWN = f"""{FAMILY},
known AS (
    SELECT e.id FROM loyalty_pointsentry e WHERE e.key = %(key)s AND e.member_id IN (SELECT id FROM family)
)"""  # noqa: S608 (put together from constants)
LOTS = f"""
WITH RECURSIVE {KNOWN}
SELECT m.balance, m.debt, (SELECT id FROM known), l.id, l.remaining, l.expires_on, l.opened_on, {{own}}
FROM loyalty_member m
LEFT JOIN loyalty_pointslot l ON l.member_id = m.id AND l.remaining > 0
{{opener}}
WHERE m.id = %(member)s AND m.merged_into_id IS NULL
ORDER BY l.expires_on, l.opened_on, l.id
"""  # noqa: S608 (put together from what stands above)
ANY_LOTS = LOTS.format(own="false", opener="")
OWN_LOTS = LOTS.format(
    own="e.id = %(entry)s OR (e.stay_id = %(stay)s AND e.promotion_id IS NOT DISTINCT FROM %(promotion)s)",
    opener="LEFT JOIN loyalty_pointsentry e ON e.id = l.entry_id",
)
LOTS_ALONE, LOCK_AND_LOTS, LOCK_AND_ANY_LOTS = Prepared(OWN_LOTS), Prepared(LOCK, OWN_LOTS), Prepared(LOCK, ANY_LOTS)


@dataclass
class Account:
    """A standing account, locked until the end of the transaction; the numbers follow what is written."""

    id: int
    balance: int
    debt: int

    def move(self, points: int) -> None:
        """Keep the numbers as the database has them after an entry of so many points (signed)."""
        net = self.balance - self.debt + points
        self.balance, self.debt = max(net, 0), max(-net, 0)


def unit() -> AbstractContextManager[Any]:
    """One transaction: the caller's, or an own one.

    No savepoint: it would cost two round trips, and a verb refuses before it writes anything.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def standing(member_ids: Iterable[int]) -> dict[int, int]:
    """The account on which a posting to each of these members lands: the member's own, or the one it was joined to."""
    asked = sorted(set(member_ids))
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [literal(asked)])
        lands = dict(cursor.fetchall())
    if len(lands) < len(asked):
        raise Member.DoesNotExist(f"No member has an id of {sorted(set(asked) - set(lands))}.")
    return lands


def lock_many(member_ids: Iterable[int]) -> dict[int, Account]:
    """Lock the accounts on which postings to these members land, in order of their ids; the same account once.

    Within a transaction. If one of them was joined to another meanwhile, all are given back and taken anew: none is
    waited for out of order.
    """
    asked = sorted(set(member_ids))
    with connection.cursor() as cursor:
        cursor.execute(JOINED, [literal(asked)])
        joined = [member for (member,) in cursor.fetchall()]
    lands = {member: member for member in asked} | (standing(joined) if joined else {})
    while True:
        mark = transaction.savepoint() if len(set(lands.values())) > 1 else None
        with connection.cursor() as cursor:
            cursor.execute(LOCK_MANY, [literal(sorted(set(lands.values())))])
            held = {row[0]: Account(*row) for row in cursor.fetchall()}
        if all(account in held for account in lands.values()):
            if mark is not None:
                transaction.savepoint_commit(mark)
            return {member: held[account] for member, account in lands.items()}
        # An account that was joined to another while we waited is no longer standing: look again.
        if mark is not None:
            transaction.savepoint_rollback(mark)
        lands = standing(asked)


@dataclass(frozen=True)
class Page:
    """A locked account, the entry that has the key asked for already, and the open lots in the order of use."""

    account: Account
    known_id: int | None
    lots: list[Lot]


def enter(
    member_id: int,
    key: str,
    *,
    entry_id: int | None = None,
    stay_id: int | None = None,
    promotion_id: int | None = None,
) -> Page:
    """Lock the account on which a posting to `member_id` lands, and read it.

    Own are the lots that were opened by `entry_id`, or by the stay and promotion.
    """
    facts: dict[str, int | str | None] = {"member": member_id, "key": key}
    facts |= {"entry": entry_id, "stay": stay_id, "promotion": promotion_id}
    statement = LOCK_AND_ANY_LOTS if entry_id is None and stay_id is None else LOCK_AND_LOTS
    while (page := _page(statement, facts)) is None:
        facts["member"] = standing([member_id])[member_id]
    return page


def read(account: Account, key: str, *, entry_id: int | None = None) -> Page:
    """The same of an account that is locked already."""
    page = _page(LOTS_ALONE, {"member": account.id, "key": key, "entry": entry_id, "stay": None, "promotion": None})
    assert page is not None, "a locked account stands"
    return replace(page, account=account)


def _page(statement: Prepared, facts: dict[str, int | str | None]) -> Page | None:
    with connection.cursor() as cursor:
        statement.run(cursor, facts)
        rows = cursor.fetchall()
    if not rows:
        return None
    lots = [Lot(pk, rest, end, day, bool(own)) for *_account, pk, rest, end, day, own in rows if pk is not None]
    balance, debt, known_id = rows[0][:3]
    return Page(Account(int(facts["member"] or 0), balance, debt), known_id, lots)
