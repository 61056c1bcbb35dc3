"""From the stored file to rows: checking (nothing is kept) and applying (everything, or nothing).

Both do the same in one transaction: stage, understand, count. Checking rolls it back; applying writes and commits
together with the import's own state, so that a server that dies in the middle leaves nothing behind.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.sql import SQL, Identifier, Literal

from loyalty.actions.settling import note_due

from . import damage, mapping, staging, storing
from .faults import Check
from .kinds import KINDS, rows
from .mapping import Plan
from .models import Import, RowFault
from .reading import rows_of
from .statements import copy, execute
from .work import Job

PIECE = 50_000  # rows written by one statement: what progress and cancelling go by
SAMPLE = 8
MEMORY = 8 << 20
# Tables grow here faster than their statistics: a nested loop that looked short to the planner runs for minutes.
SETTINGS = """
SET LOCAL enable_nestloop = off;
SET LOCAL statement_timeout = '30min'; SET LOCAL lock_timeout = '30min';
SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL work_mem = '64MB'
"""
# Imports take turns to write: two files with the same rows would otherwise wait for each other's locks in circles.
# However long the one before takes, the next stays in the queue: no time runs out for a lock.
WAIT = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
TURN = "SELECT pg_advisory_xact_lock(hashtext('ingest'))"
# Stays that an import made or changed: their points are reckoned anew.
TOUCHED = """SELECT row_id FROM ingest_applied WHERE upload_id = {upload} AND "table" = 'stays_stay'"""


@dataclass(frozen=True)
class Counts:
    """How many rows of the file are what."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    doubtful: int = 0


def plan_of(upload: Import) -> Plan:
    """The mapping of `upload`, fitted to its file. Raises `reading.Refused`."""
    return mapping.plan(upload.kind, upload.format["header"], upload.columns, upload.options, upload.hotel)


def check(job: Job) -> Counts:
    """Look at every row without keeping anything but the counts, the faults and a sealed sample of the first rows."""
    upload, plan = job.upload, plan_of(job.upload)
    with tempfile.TemporaryFile() as faults:
        with transaction.atomic(), connection.cursor() as cursor:
            checks = _understand(cursor, plan, job)
            counts = _counts(cursor)
            sample = _sample(cursor)
            _take_faults(cursor, upload, checks, faults)
            transaction.set_rollback(True)
        with transaction.atomic(), connection.cursor() as cursor:
            _put_faults(cursor, upload, faults)
            job.finish(Import.State.PREVIEWED, sample=sample, message="", **asdict(counts))
    return counts


def apply(job: Job) -> Counts:
    """Write every good row. All of it is one transaction."""
    upload, plan = job.upload, plan_of(job.upload)
    with tempfile.TemporaryFile() as faults, transaction.atomic(), connection.cursor() as cursor:
        take_turn(cursor, job)
        checks = _understand(cursor, plan, job)
        counts = _counts(cursor)
        job.phase(Import.Phase.WRITING)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checked while progress is shown, not at the commit
        for piece in _pieces(cursor, upload, plan, counts):
            KINDS[plan.kind].write(cursor, plan, piece)
            job.rows(min(job.done + PIECE, upload.total))
        _take_faults(cursor, upload, checks, faults)
        _put_faults(cursor, upload, faults)
        note_due(cursor, TOUCHED.format(upload=upload.pk), at=timezone.now())
        job.check()
        job.finish(Import.State.APPLIED, message="", **asdict(counts))
    return counts


def take_turn(cursor: Any, job: Job) -> None:
    """Wait until no other import is being written or taken back; the turn lasts as long as the transaction."""
    job.phase(Import.Phase.WAITING)
    cursor.execute(WAIT)
    cursor.execute(TURN)


def _understand(cursor: Any, plan: Plan, job: Job) -> list[Check]:
    cursor.execute(SETTINGS)
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{staging.TABLE}, pg_temp.{rows.TABLE}")  # of a transaction around us
    raw, known = storing.load(job.upload)
    job.phase(Import.Phase.READING)
    with raw, closing(rows_of(raw, known)) as found:
        staging.load(cursor, found, plan, job)
    job.phase(Import.Phase.CHECKING)
    kind, plan = KINDS[plan.kind], damage.with_orders(cursor, plan)
    kind.prepare(cursor, plan)
    checks = kind.understand(cursor, plan)
    job.check()
    return checks


def _counts(cursor: Any) -> Counts:
    execute(cursor, "SELECT action, count(*) FROM {rows} GROUP BY action", rows=Identifier(rows.TABLE))
    found = dict(cursor.fetchall())
    execute(
        cursor,
        "SELECT count(*) FROM {rows} WHERE action <> 'rejected' AND faults <> '{{}}'",
        rows=Identifier(rows.TABLE),
    )
    return Counts(**found, doubtful=cursor.fetchone()[0])


def _pieces(cursor: Any, upload: Import, plan: Plan, counts: Counts) -> Iterator[rows.Piece]:
    execute(cursor, "SELECT coalesce(max(line), 0) FROM {rows}", rows=Identifier(rows.TABLE))
    last = cursor.fetchone()[0]
    for first in range(1, last + 1, PIECE):
        yield rows.Piece(upload.pk, plan.source, first, first + PIECE - 1, counts.changed > 0)


def _sample(cursor: Any) -> str:
    """The first rows as they were understood, for the preview; the import keeps them sealed."""
    execute(
        cursor,
        """
        SELECT (known - ARRAY['fingerprint', 'faults', 'extra'] || jsonb_build_object('hotel',
            (SELECT h.code FROM accounts_hotel h WHERE h.id = (known ->> 'hotel_id')::bigint)))::text
        FROM (SELECT line, to_jsonb(t) AS known FROM {rows} t ORDER BY line LIMIT {most}) AS first ORDER BY line
        """,
        rows=Identifier(rows.TABLE),
        most=SAMPLE,
    )
    return f"[{','.join(row for (row,) in cursor.fetchall())}]"


# Faults go through a file of the system: checking rolls its transaction back before it can keep them.


def _take_faults(cursor: Any, upload: Import, checks: list[Check], out: IO[bytes]) -> None:
    if not checks:
        return
    known = SQL(", ").join(
        SQL("({}, {}, {}, {})").format(*(Literal(part) for part in (n, one.column[:120], one.severity, one.code)))
        for n, one in enumerate(checks, 1)
    )
    query = SQL(
        "COPY (SELECT {upload}, t.line, c.name, c.severity, c.code FROM {rows} t CROSS JOIN LATERAL unnest(t.faults) f"
        " JOIN (VALUES {known}) AS c (number, name, severity, code) ON c.number = f ORDER BY t.line) TO STDOUT"
    ).format(upload=Literal(upload.pk), rows=Identifier(rows.TABLE), known=known)
    copy(cursor, query, out)


def _put_faults(cursor: Any, upload: Import, taken: IO[bytes]) -> None:
    RowFault.objects.filter(upload=upload).delete()
    taken.seek(0)
    copy(cursor, 'COPY ingest_rowfault (upload_id, line, "column", severity, code) FROM STDIN', taken)
