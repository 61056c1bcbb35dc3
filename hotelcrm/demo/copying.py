"""Rows into tables with COPY, the fastest way PostgreSQL has."""

import io
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

_BYTES: Final = 1 << 18  # handed to the database at once


class Sheet:
    """Rows of one table that wait to be copied; columns joined by ``+`` are handed over as one text, with tabs."""

    def __init__(self, table: str, columns: str) -> None:
        self.table, self.columns = table, columns.replace("+", " ").split()
        self._line = "\t".join(["%s"] * len(columns.split()))
        self._lines: list[str] = []
        self._gone = 0

    def __len__(self) -> int:
        """Rows added so far, those already copied included."""
        return self._gone + len(self._lines)

    def add(self, *values: Any) -> None:
        """One row, in the order of the columns: texts, whole numbers, truth values, dates, None, and `binary`.

        Millions of rows pass here, so texts are taken as they are: ours have no tabs, line ends or backslashes, and
        none is the word None, which stands for NULL.
        """
        self._lines.append(self._line % values)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Rows that are text already, their values apart by tabs."""
        self._lines += lines

    def copy(self) -> None:
        """Send the rows that wait."""
        if not self._lines:
            return
        waiting, self._lines = self._lines, []
        self._gone += len(waiting)
        waiting.append("")
        with connection.cursor() as cursor:
            into = f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN WITH (NULL 'None')"
            cursor.copy_expert(into, io.BytesIO("\n".join(waiting).encode()), _BYTES)


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


def copy_all(sheets: Iterable[Sheet]) -> None:
    """Send the rows of all `sheets` in their order."""
    for sheet in sheets:
        sheet.copy()
