"""What must hold in the database at any time, each said once as a statement that finds the rows that break it.

An app registers its own in ``ready()``; ``manage.py verify`` asks them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

SHOWN = 20  # rows of one that is broken; where there are more, that is said

_INVARIANTS: dict[str, "Invariant"] = {}


@dataclass(frozen=True)
class Invariant:
    """`sql` selects the rows that break what `sentence` says: ids and numbers, no personal data."""

    name: str
    sql: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What came of asking: no `rows`, and it holds; at most `SHOWN` of the `count` that break it."""

    invariant: Invariant
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    count: int

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.rows


def register(name: str, sql: str, sentence: str) -> None:
    """Say that the statement `sql` finds nothing as long as `sentence` holds; the name is ``app.what``."""
    _INVARIANTS[name] = Invariant(name, sql, sentence)


def invariants() -> list[Invariant]:
    """All that are registered, by name."""
    return [_INVARIANTS[name] for name in sorted(_INVARIANTS)]


def verify() -> Iterator[Verdict]:
    """Ask every invariant, one statement each, all of them of the same moment; nothing is written."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for invariant in invariants():
            cursor.execute(f"SELECT *, count(*) OVER () FROM ({invariant.sql}) broken LIMIT {SHOWN}")  # noqa: S608
            found = cursor.fetchall()
            columns = tuple(column.name for column in cursor.description[:-1])
            yield Verdict(invariant, columns, [row[:-1] for row in found], found[0][-1] if found else 0)
