"""Load millions of rows fast: take indexes and constraints off first, put them back afterwards.

What was taken off is written down in a table of its own, in the same transaction, and struck off when it is back. A
load that was interrupted is therefore repaired by calling `restore` again.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

# The biggest first, so that two at a time end together.
TABLES: Final = (
    "guests_touchpoint",
    "guests_namekey",
    "stays_stay",
    "guests_contact",
    "guests_guest",
    "stays_charge",
    "guests_guesttag",
    "guests_consent",
    "guests_identitydocument",
    "stays_stayguest",
    "guests_relationship",
    "guests_specialdate",
)
_AT_ONCE: Final = 2
_NOTE: Final = "INSERT INTO demo_taken_off (turn, about, put_back) VALUES (%s, %s, %s)"
_NOTED: Final = "SELECT id, put_back FROM demo_taken_off WHERE turn = %s AND about = %s ORDER BY id"
_STRIKE_OFF: Final = "DELETE FROM demo_taken_off WHERE id = %s"
_UNIQUE = """
    SELECT conrelid::regclass::text, format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint c WHERE conrelid = ANY (%s::regclass[]) AND contype = 'u'
        AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
"""
_INDEXES = """
    SELECT i.indrelid::regclass::text, format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    FROM pg_index i WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
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
_TURNS: Final = (_UNIQUE, _INDEXES, _FOREIGN_KEYS, _CHECKS)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Inside, the tables of guests and stays have only their primary keys; nobody else should use them meanwhile."""
    restore()
    _take_off()
    try:
        yield
    finally:
        restore()


def _take_off() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE demo_taken_off (id serial, turn int, about text, put_back text)")
        drops = []
        for turn, query in enumerate(_TURNS):
            cursor.execute(query, [list(TABLES)])
            for about, drop, put_back in cursor.fetchall():
                drops.append(drop)
                note = [turn, about, put_back]
                cursor.execute(_NOTE, note)
        for drop in filter(None, reversed(drops)):
            cursor.execute(drop)


def restore() -> None:
    """Put back what is noted as taken off; nothing noted, nothing done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('demo_taken_off') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return
    for turn in range(len(_TURNS)):
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(_put_back, [turn] * len(TABLES), TABLES))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE demo_taken_off")


def _put_back(turn: int, table: str) -> None:
    """One table's share of one turn, over a connection of this thread's own."""
    try:
        with connection.cursor() as cursor:
            free_of_limits()
            cursor.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'")
            cursor.execute(
                _NOTED,
                [turn, table],
            )
            for number, put_back in cursor.fetchall():
                with transaction.atomic():
                    cursor.execute(put_back)
                    cursor.execute(_STRIKE_OFF, [number])
    finally:
        connection.close()


def free_of_limits() -> None:
    """Lift, for this connection, the time limits that protect the web from slow statements."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0")


def tidy() -> None:
    """Let the database look at the new rows once, so that the first questions are as fast as later ones."""
    free_of_limits()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
