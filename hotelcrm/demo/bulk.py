"""Load millions of rows fast: take indexes and constraints off first, put them back afterwards.

What was taken off is written down in a table of its own, in the same transaction, and struck off when it is back. A
load that was interrupted is therefore repaired by calling `restore` again.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

TABLES: Final = [
    "guests_guest",
    "guests_namekey",
    "guests_contact",
    "guests_identitydocument",
    "guests_guesttag",
    "guests_consent",
    "guests_relationship",
    "guests_specialdate",
    "guests_touchpoint",
    "stays_stay",
    "stays_stayguest",
    "stays_charge",
]
_NOTES: Final = "demo_taken_off"
_CONSTRAINTS: Final = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
        conrelid::regclass::text, CASE contype WHEN 'f' THEN 3 ELSE 1 END
    FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u')
"""
_INDEXES: Final = """
    SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), i.indrelid::regclass::text, 2
    FROM pg_index i WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'x'))
        AND NOT EXISTS (
            SELECT FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = i.indrelid AND c.conindid = i.indexrelid
        )
"""


@contextmanager
def without_indexes() -> Iterator[None]:
    """Inside, the tables of guests and stays have only their primary keys; they must not be used by anybody else."""
    restore()
    _take_off()
    try:
        yield
    finally:
        restore()


def _take_off() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {_NOTES} (id serial, put_back text, about text, turn int)")
        for query in (_CONSTRAINTS, _INDEXES):
            cursor.execute(query, [TABLES])
            for drop, put_back, about, turn in cursor.fetchall():
                cursor.execute(
                    f"INSERT INTO {_NOTES} (put_back, about, turn) VALUES (%s, %s, %s)",  # noqa: S608
                    [put_back, about, turn],
                )
                cursor.execute(drop)


def restore() -> None:
    """Put back what is noted as taken off, two tables at a time; nothing noted, nothing done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [_NOTES])
        if cursor.fetchone() == (None,):
            return
        cursor.execute(f"SELECT id, put_back, about, turn FROM {_NOTES} ORDER BY turn, id")  # noqa: S608
        noted = cursor.fetchall()
    for keys in ({1, 2}, {3}):
        jobs: dict[str, list[tuple[int, str]]] = {}
        for number, put_back, about, turn in noted:
            if turn in keys:
                jobs.setdefault(about, []).append((number, put_back))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(_put_back, sorted(jobs.values(), key=lambda job: TABLES.index(job[0][1].split()[0]))))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_NOTES}")
