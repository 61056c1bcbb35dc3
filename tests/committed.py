"""For tests whose rows other connections must see: afterwards the database is what it was before.

Django's flush would not do: it takes the rows that migrations brought along, and append-only tables refuse it.
"""

import io
from collections.abc import Mapping

import pgtrigger
from django.db import connection, transaction

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
    """Empty every table, then put `rows` back; no trigger fires meanwhile, and keys are checked at the end."""
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in _tables()))
        for table, text in rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(text))
