"""For tests whose rows other connections must see, and for many connections at once.

Afterwards the database is what it was before.

Django's flush would not do: it takes the rows that migrations brought along, and append-only tables refuse it.
"""

import fcntl
import io
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pgtrigger
from django.db import connection, transaction

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
MANY = 50  # connections; two processes of the tests that had more at one time would ask the server for too many
PATIENCE = 30  # seconds
MUCH = 100_000  # bytes: TRUNCATE makes some hundred files anew, which takes longer than to delete less
# Triggers write these when other tables are written, and so when those are put back.
FOLLOWING = ("campaigns_guestbrief", "campaigns_guestchange")
KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # never written by a test


def _tables() -> list[str]:
    name = str(connection.settings_dict["NAME"])
    if not name.startswith("test_"):  # emptying anything else would be a disaster
        raise RuntimeError(f"{name} is no test database")
    return sorted(set(connection.introspection.table_names()) - KEPT)


def snapshot() -> dict[str, bytes]:
    """The rows of every table that has any, as PostgreSQL copies them out."""
    rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            out = io.BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
            if out.tell():
                rows[table] = out.getvalue()
    return rows


def restore(rows: Mapping[str, bytes]) -> None:
    """Put back what `rows` are not any more; no trigger of ours fires meanwhile, and keys are checked at the end."""
    now = snapshot()
    changed = [table for table in _tables() if now.get(table) != rows.get(table) and table not in FOLLOWING]
    is_much = sum(len(now.get(table, b"")) for table in changed) > MUCH
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        if is_much:
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in _tables()))
        for table in () if is_much else changed:
            cursor.execute(f'DELETE FROM "{table}"')
        for table in sorted(rows.keys() - set(FOLLOWING) if is_much else rows.keys() & set(changed)):
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows[table]))
        for table in FOLLOWING:
            cursor.execute(f'DELETE FROM "{table}"')
            if table in rows:
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows[table]))


def at_once(work: Callable[[Thing], Answer], things: Sequence[Thing], width: int | None = None) -> list[Answer]:
    """The answers of `work` for each of `things`, all begun together, each on a connection of its own.

    With a `width` on so many connections, through which the things follow each other.
    """
    wide = width or len(things)
    start = Barrier(wide)

    def whole(part: Sequence[Thing]) -> list[Answer]:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return [work(thing) for thing in part]
        finally:
            connection.close()

    with _alone(wide), ThreadPoolExecutor(wide) as pool:
        parts = pool.map(whole, [things[n::wide] for n in range(wide)])
        return [answer for part in parts for answer in part]


@contextmanager
def _alone(width: int) -> Iterator[None]:
    """While the block runs, no other process of the tests has many connections."""
    if width <= MANY:
        yield
        return
    with (Path(tempfile.gettempdir()) / "hotelcrm-many-connections.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_until_blocked(pid: int) -> None:
    """Return once the backend `pid` waits for a lock; fails when it never does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [pid])
            if cursor.fetchone() == ("Lock",):
                return
        time.sleep(0.01)
    raise AssertionError(f"Backend {pid} does not wait for a lock.")
