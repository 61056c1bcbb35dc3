"""The file's rows into a temporary table, by COPY; personal data only as it may be kept: encrypted and indexed.

The table ends with the transaction. What the rows mean is asked in SQL afterwards; see ``kinds``.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from typing import Any, Protocol

from psycopg2.sql import SQL, Identifier

from . import personal
from .mapping import Plan
from .reading import Row
from .statements import copy, execute

TABLE = "ingest_raw"
BATCH = 5_000


class Progress(Protocol):
    """Who is told how far the work is; may raise to stop it."""

    def phase(self, name: str) -> None: ...

    def rows(self, done: int) -> None: ...


def load(cursor: Any, rows: Iterator[Row], plan: Plan, progress: Progress) -> None:
    """Make the staging table and fill it with `rows`: line, fingerprint, width and the cells that `plan` uses."""
    used = sorted(
        {n for name, spec in plan.specs.items() if not personal.is_personal(plan, name) for n in spec.columns}
    )
    used = sorted({*used, *plan.extra.values()})
    readers = personal.readers(plan)
    names = ["line", "hash", "cells", *(f"c{n}" for n in used), *(name for reader in readers for name in reader.names)]
    types = ["int", "text", "int", *("text" for _name in names[3:])]
    columns = SQL(", ").join(
        SQL("{} {}").format(Identifier(name), SQL(kind)) for name, kind in zip(names, types, strict=True)
    )
    execute(cursor, "CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP", table=Identifier(TABLE), columns=columns)
    lines = Lines(rows, plan, used, readers, progress)
    copy(cursor, f"COPY {TABLE} FROM STDIN WITH (FORMAT csv)", lines)


class Lines:
    """The rows as the file that COPY reads: CSV, made batch by batch, so that memory does not grow with the file."""

    def __init__(
        self, rows: Iterator[Row], plan: Plan, used: list[int], readers: list[personal.Reader], progress: Progress
    ) -> None:
        self.rows = rows
        self.width = len(plan.header)
        self.empty = frozenset({"", *plan.empty})
        self.used = used
        self.readers = readers
        self.progress = progress
        self.done = 0

    def read(self, _size: int = -1) -> str:
        """The next batch; "" at the end."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(self._batch())
        self.progress.rows(self.done)
        return out.getvalue()

    def _batch(self) -> Iterator[list[object]]:
        for _n, (line, cells) in zip(range(BATCH), self.rows, strict=False):
            self.done += 1
            yield self._staged(line, cells)

    def _staged(self, line: int, cells: list[str]) -> list[object]:
        content = "\x1f".join(cells).encode("utf-8", "replace")
        fingerprint = hashlib.blake2b(content, digest_size=16).hexdigest()
        count = len(cells)
        if count != self.width:
            cells = (cells + [""] * self.width)[: self.width]
        kept = [None if cell in self.empty else cell for cell in (cells[n].strip() for n in self.used)]
        row: list[object] = [line, fingerprint, count, *kept]
        for reader in self.readers:
            row += reader.read(cells)
        return row
