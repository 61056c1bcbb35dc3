"""Statements made of parts, sent past Django's wrappers.

django-pghistory's wrapper puts parameters before every statement, so that each % in it would have to be doubled; its
context holds for the whole transaction once any statement of Django's has set it.
"""

from typing import IO, Any

from django.db import connection
from psycopg2.sql import SQL, Composable, Literal


def execute(cursor: Any, statement: str, **parts: Composable | str | int | None) -> int:
    """Run `statement` with `parts` in its braces: SQL as it is, everything else as a literal; return the row count."""
    with connection.wrap_database_errors:
        cursor.cursor.execute(filled(statement, **parts))
    return int(cursor.rowcount)


def filled(statement: str, **parts: Composable | str | int | None) -> Composable:
    """`statement` with `parts` in its braces, to be part of another one."""
    return SQL(statement).format(
        **{name: part if isinstance(part, Composable) else Literal(part) for name, part in parts.items()}
    )


def copy(cursor: Any, statement: Composable | str, file: IO[Any] | Any) -> None:
    """Run the COPY `statement` to or from `file`."""
    with connection.wrap_database_errors:
        cursor.cursor.copy_expert(statement, file)
