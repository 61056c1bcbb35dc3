"""Load millions of rows fast: take indexes and constraints off first, put them back afterwards.

What was taken off is written down in a table of its own, in the same transaction, and struck off when it is back. A
load that was interrupted is therefore repaired by calling `restore` again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from django.db import connection, transaction

from campaigns.facts.changes import EVERYBODY
from campaigns.models import GuestChange

# The biggest first, so that two at a time end together.
TABLES: Final = (
    "guests_touchpoint",
    "stays_stay",
    "guests_namekey",
    "stays_charge",
    "guests_guest",
    "guests_contact",
    "guests_guesttag",
    "guests_consent",
    "guests_identitydocument",
    "stays_stayguest",
    "guests_relationship",
    "guests_specialdate",
)
_AT_ONCE: Final = 2
_NOTE: Final = "INSERT INTO demo_taken_off (turn, about, put_back) VALUES (%s, %s, %s)"
_NOTED: Final = "SELECT id, about, put_back FROM demo_taken_off WHERE turn = %s ORDER BY id"
_STRIKE_OFF: Final = "DELETE FROM demo_taken_off WHERE id = %s"
# Each answers: table, what takes it off, what puts it back.
_INDEXES = """
    SELECT i.indrelid::regclass::text,
        CASE WHEN c.oid IS NULL THEN format('DROP INDEX %%s', i.indexrelid::regclass)
            ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname) END,
        pg_get_indexdef(i.indexrelid)
    FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
    WHERE i.indrelid = ANY (%s::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
"""
# Its index is there by then: many can be built at a time, constraints of a table only one after the other.
_UNIQUE = """
    SELECT conrelid::regclass::text, '',
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s USING INDEX %%I', conrelid::regclass, conname,
            CASE contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, conname)
    FROM pg_constraint c WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('p', 'u')
        AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
"""
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s NOT VALID', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype = 'f'
"""
# Added without a look at the rows, then checked: that way two tables can be checked at a time.
_CHECKS = """
    SELECT conrelid::regclass::text, '',
        format('ALTER TABLE %%s VALIDATE CONSTRAINT %%I', conrelid::regclass, conname)
    FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype = 'f'
"""
# It would read the tables again and again while they grow; `tidy` reads them once.
_AUTOVACUUM = """
    SELECT name, format('ALTER TABLE %%s SET (autovacuum_enabled = off)', name),
        format('ALTER TABLE %%s RESET (autovacuum_enabled)', name)
    FROM unnest(%s::text[]) AS name
"""
# Two writers who ask for each single number stand in each other's way.
_NUMBERS = """
    SELECT attrelid::regclass::text, format('ALTER TABLE %%s ALTER id SET CACHE 1000', attrelid::regclass),
        format('ALTER TABLE %%s ALTER id SET CACHE %%s', attrelid::regclass, seqcache)
    FROM pg_attribute, pg_sequence WHERE attrelid = ANY (%s::regclass[]) AND attname = 'id' AND attidentity <> ''
        AND seqrelid = pg_get_serial_sequence(attrelid::regclass::text, 'id')::regclass
"""
# Whose facts change would be noted for each row; one note says that everybody's do.
_NOTES = """
    SELECT tgrelid::regclass::text, format('ALTER TABLE %%s DISABLE TRIGGER %%I', tgrelid::regclass, tgname),
        format('ALTER TABLE %%s ENABLE TRIGGER %%I', tgrelid::regclass, tgname)
    FROM pg_trigger WHERE tgrelid = ANY (%s::regclass[]) AND starts_with(tgname, 'campaigns_note_')
"""
_BUILDING, _CHECKING = 0, 3
_TURNS: Final = (_INDEXES, _UNIQUE, _FOREIGN_KEYS, _CHECKS, _AUTOVACUUM, _NUMBERS, _NOTES)

T = TypeVar("T")
Job = tuple[int, str, str]  # id of the note (0: there is none), table, statement
Filling = tuple[str, Sequence[str]]  # a table, and the statements that fill it from the others


@contextmanager
def without_indexes(finally_fill: Filling = ("", ())) -> Iterator[None]:
    """Inside, the tables of guests and stays have no indexes but those that others refer to; nobody may use them.

    The table named by `finally_fill` is filled by its statements while the indexes of the others are being built.
    """
    restore()
    _take_off()
    try:
        yield
    except BaseException:
        restore()
        raise
    restore(finally_fill)


def _take_off() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE demo_taken_off (id serial, turn int, about text, put_back text)")
        drops = []
        for turn, query in enumerate(_TURNS):
            cursor.execute(query, [list(TABLES)])
            for about, drop, put_back in cursor.fetchall():
                drops.append(drop)
                cursor.execute(_NOTE, [turn, about, put_back])
        for drop in filter(None, reversed(drops)):
            cursor.execute(drop)


def restore(finally_fill: Filling = ("", ())) -> None:
    """Put back what is noted as taken off; nothing noted, nothing done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('demo_taken_off') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return
    free_of_limits()
    for turn in range(len(_TURNS)):
        if turn == _BUILDING:
            _build(*finally_fill)
        elif turn == _CHECKING:
            _side_by_side(_put_back, _by_table(turn))
        else:
            _put_back(_noted(turn))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE demo_taken_off")
    GuestChange.objects.create(guest_id=EVERYBODY)


def _build(filled: str, statements: Sequence[str]) -> None:
    """All indexes, those of the table that is `filled` by the `statements` last."""
    by_size = {table: place for place, table in enumerate(TABLES)} | {filled: len(TABLES)}
    jobs = sorted(_noted(_BUILDING), key=lambda job: by_size.get(job[1], 0))
    _side_by_side(_put_back, [[(0, filled, statement)] for statement in statements] + [[job] for job in jobs])


def _noted(turn: int) -> list[Job]:
    with connection.cursor() as cursor:
        cursor.execute(_NOTED, [turn])
        return list(cursor.fetchall())


def _by_table(turn: int) -> list[list[Job]]:
    jobs = _noted(turn)
    return [[job for job in jobs if job[1] == table] for table in TABLES]


def _put_back(jobs: list[Job]) -> None:
    with connection.cursor() as cursor:
        for number, _table, statement in jobs:
            with transaction.atomic():
                cursor.execute(statement)
                cursor.execute(_STRIKE_OFF, [number])


def _side_by_side(work: Callable[[T], None], shares: Iterable[T]) -> None:
    """Each share over a connection of its thread's own, several at a time."""

    def one(share: T) -> None:
        try:
            prepare()
            work(share)
        finally:
            connection.close()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(one, shares))


def prepare() -> None:
    """Make this connection one for big work: no limits of time, much memory, commits that the disk may follow."""
    free_of_limits()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
        cursor.execute("SET max_parallel_maintenance_workers = 0; SET max_parallel_workers_per_gather = 0")
        # Pages in the log are not worth compressing here; only who owns the server may say so.
        cursor.execute(
            "SELECT set_config('wal_compression', 'off', false) WHERE has_parameter_privilege('wal_compression', 'SET')"
        )


def free_of_limits() -> None:
    """Lift, for this connection, the time limits that protect the web from slow statements."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0")


def tidy() -> None:
    """Let the database look at the new rows once, so that the first questions are as fast as later ones."""
    _side_by_side(_vacuum, TABLES)


def _vacuum(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {table}")
