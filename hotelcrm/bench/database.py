"""The database that is measured on: of its own, as large as asked for, kept from one run to the next."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from hotelcrm.bench import DATABASE
from hotelcrm.demo.actions import generate

SEED = 7


def use(name: str) -> None:
    """From now on this process works on the database called `name`, on the same server."""
    connection.close()
    connections.databases["default"]["NAME"] = name


def prepare(guests: int, *, report: Callable[[str], object]) -> None:
    """Work on a database with as many guests, made anew unless there is one of today with as many."""
    wanted = {"guests": guests, "seed": SEED, "on": timezone.now().date().isoformat()}
    if label(DATABASE) != wanted:
        create(DATABASE)
        use(DATABASE)
        call_command("migrate", verbosity=0)
        generate(guests=guests, seed=SEED, at=timezone.now(), report=report)
        _settle()
        write_label(DATABASE, wanted)
    use(DATABASE)
    call_command("migrate", verbosity=0)


def create(name: str, *, template: str = "template0") -> None:
    """A database called `name`, empty or a copy of `template`; one of that name is dropped.

    Nobody may be connected to what is copied: the server of this run, which keeps its connections, finds new ones.
    """
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def _settle() -> None:
    """What autovacuum would have done by tomorrow, so that the first figures are those of every day."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET statement_timeout")


def write_label(name: str, text: object) -> None:
    """Write on the database what it was filled with."""
    with _server() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [json.dumps(text)])


def label(name: str) -> object:
    """What was written on the database when it was filled; None when there is no such database."""
    with _server() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
    return json.loads(row[0]) if row and row[0] else None


@contextmanager
def _server() -> Iterator["psycopg2.extensions.cursor"]:
    """A cursor outside any transaction, in the database that every server has."""
    with connection._nodb_cursor() as wrapped:  # noqa: SLF001 (Django's own, for creating test databases)
        wrapped.connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        wrapped.execute("SET statement_timeout = 0")
        yield wrapped
