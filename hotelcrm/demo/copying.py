"""Rows into tables with COPY, the fastest way PostgreSQL has."""

import io
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

_CHUNK: Final = 20_000  # lines handed over at once


class Sheet:
    """Rows of one table that wait to be copied."""

    def __init__(self, table: str, columns: str) -> None:
        self.table, self.columns = table, columns.split()
        self._line = "\t".join(["%s"] * len(self.columns))
        self._lines: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, *values: Any) -> None:
        """One row, in the order of the columns: texts, whole numbers, truth values, dates, None, and `binary`.

        Millions of rows pass here, so texts are taken as they are: ours have no tabs, line ends or backslashes, and
        none is the word None, which stands for NULL.
        """
        self._lines.append(self._line % values)

    def copy(self) -> int:
        """Send the rows that wait; return how many."""
        lines, self._lines = self._lines, []
        columns = ", ".join(self.columns)
        with connection.cursor() as cursor:
            for first in range(0, len(lines), _CHUNK):
                part = io.StringIO("\n".join(lines[first : first + _CHUNK]) + "\n")
                cursor.copy_expert(f"COPY {self.table} ({columns}) FROM STDIN WITH (NULL 'None')", part)
        return len(lines)


def binary(value: bytes | None) -> str | None:
    """Bytes as COPY reads them."""
    return None if value is None else f"\\\\x{value.hex()}"


def reserve(sequence: str, count: int) -> int:
    """Take `count` numbers from a sequence for oneself and return the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        [first] = cursor.fetchone()
        cursor.execute("SELECT setval(%s, %s)", [sequence, first + max(count, 1) - 1])
    return int(first)


def copy_all(sheets: Iterable[Sheet]) -> int:
    """Send the rows of all `sheets` in their order; return how many."""
    return sum(sheet.copy() for sheet in sheets)
