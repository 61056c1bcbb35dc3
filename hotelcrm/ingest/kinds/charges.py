"""Charges: put on the bill of a stay that is known by its number at the source or its confirmation number."""

from typing import Any

from psycopg2.sql import SQL, Composable, Identifier, Literal

from hotelcrm.ingest.faults import Check
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.statements import execute

from . import rows
from .rows import Piece


def prepare(cursor: Any, plan: Plan) -> None:
    """Charges refer to nothing that a mapping would bring along."""


def understand(cursor: Any, plan: Plan) -> list[Check]:
    """Fill the table of rows; return the checks whose numbers its faults are.

    A charge is never changed: a correction is a charge with the opposite sign, as it is at the desk.
    """
    checks = rows.worst_first([*rows.field_checks(plan), *_row_checks(plan)])
    execute(
        cursor,
        """
        CREATE TEMP TABLE {rows} ON COMMIT DROP AS
        WITH numbered AS (SELECT v.*, {number} AS number, {earlier} AS earlier, {stay} AS stay_id
            FROM ({values}) AS v OFFSET 0),
        t AS (
            SELECT v.*, s.currency AS stay_currency, e.id AS existing_id,
                coalesce(v.department, 'other') AS of_department, coalesce(v.currency, s.currency) AS paid_in,
                e.id IS NOT NULL AND (e.stay_id, e.department, e.amount, e.currency, e.posted_on) IS DISTINCT FROM
                (v.stay_id, coalesce(v.department, 'other'), v.amount, coalesce(v.currency, s.currency), v.posted_on)
                AS differs
            FROM numbered v LEFT JOIN stays_stay s ON s.id = v.stay_id
            LEFT JOIN stays_charge e ON e.source = {source} AND e.external_id = v.number
            OFFSET 0
        ), checked AS (SELECT v.*, {fingerprint} AS fingerprint, {faults} AS faults FROM t AS v OFFSET 0)
        SELECT line, number AS external_id, fingerprint, faults, stay_id, of_department AS department, description,
            amount, paid_in AS currency, posted_on, existing_id,
            CASE WHEN {rejected} THEN 'rejected' WHEN existing_id IS NULL THEN 'new' ELSE 'unchanged' END AS action
        FROM checked
        """,
        rows=Identifier(rows.TABLE),
        number=NUMBER,
        earlier=rows.earlier("v.external_id"),
        stay=_stay(plan),
        values=rows.values(plan),
        source=plan.source,
        fingerprint=rows.fingerprint(plan),
        faults=rows.faults(checks),
        rejected=rows.rejecting(checks),
    )
    return checks


NUMBER = SQL(
    "coalesce(v.external_id, 'row:' || v.hash || '-' || row_number() OVER (PARTITION BY v.hash ORDER BY v.line))"
)


def _stay(plan: Plan) -> Composable:
    """The stay with this number at the same source, else the only one of the hotel with it as a confirmation number."""
    hotel = Literal(plan.hotel_id) if plan.hotel_id else SQL("v.hotel::bigint")
    here = SQL("({0}::bigint IS NULL OR s.hotel_id = {0}::bigint)").format(hotel)
    source = Literal(str(plan.options.get("stay_source") or plan.source))
    return SQL(
        """
        coalesce(
            (SELECT s.id FROM stays_stay s WHERE s.source = {source} AND s.external_id = v.stay AND {here}),
            (SELECT CASE WHEN count(*) = 1 THEN min(s.id) END FROM stays_stay s
             WHERE s.confirmation = v.stay AND s.confirmation <> '' AND {here}))
        """
    ).format(source=source, here=here)


def _row_checks(plan: Plan) -> list[Check]:
    heading = plan.heading
    return [
        Check("duplicate", SQL("v.earlier > 0"), heading("external_id")),
        Check("unknown_stay", SQL("v.stay IS NOT NULL AND v.stay_id IS NULL"), heading("stay")),
        Check("other_currency", SQL("v.currency <> v.stay_currency"), heading("currency")),
        Check("charge_differs", SQL("v.differs"), heading("external_id")),
    ]


def write(cursor: Any, plan: Plan, piece: Piece) -> None:
    """Post the new charges of a piece and bring the revenue of their stays up to date."""
    parts = {
        "rows": Identifier(rows.TABLE),
        "upload": piece.upload_id,
        "source": plan.source,
        "first": piece.first,
        "last": piece.last,
    }
    execute(cursor, LOCK, **parts)
    execute(cursor, POST, **parts)
    execute(cursor, f"WITH touched AS ({TOUCHED}) {RECOUNT}", **parts)


TOUCHED = """
SELECT DISTINCT t.stay_id AS id FROM {rows} t WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last}
"""
LOCK = f"SELECT s.id FROM stays_stay s WHERE s.id IN ({TOUCHED}) ORDER BY s.id FOR NO KEY UPDATE"  # noqa: S608 (made of constants)
POST = """
WITH posted AS (
    INSERT INTO stays_charge (stay_id, department, description, amount, currency, posted_on, source, external_id)
    SELECT stay_id, department, coalesce(description, ''), amount, currency, posted_on, {source}, external_id
    FROM {rows} t WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last} ORDER BY t.line
    ON CONFLICT (source, external_id) DO NOTHING RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version) SELECT {upload}, 'stays_charge', id, 1 FROM posted
"""
# As `stays.actions.recount` does for one stay: the booking's promise holds until the first room charge.
RECOUNT = """
UPDATE stays_stay s SET version = s.version + 1, updated_at = now(), other_revenue = bill.other,
    room_revenue = coalesce(bill.room, s.room_revenue)
FROM (
    SELECT touched.id, sum(c.amount) FILTER (WHERE c.department = 'room') AS room,
        coalesce(sum(c.amount) FILTER (WHERE c.department <> 'room'), 0) AS other
    FROM touched LEFT JOIN stays_charge c ON c.stay_id = touched.id GROUP BY touched.id
) AS bill WHERE bill.id = s.id
"""
