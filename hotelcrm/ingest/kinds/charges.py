"""Charges: put on the bill of a stay that is known by its number at the source or its confirmation number."""

from typing import Any

from psycopg2.sql import SQL, Composable, Identifier, Literal

from hotelcrm.ingest.faults import Check
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.models import Applied
from hotelcrm.ingest.statements import execute, filled

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
    """Post the new charges of a piece, bring the revenue of their stays up to date, and tell the guests' timelines."""
    parts = {
        "rows": Identifier(rows.TABLE),
        "upload": piece.upload_id,
        "source": plan.source,
        "first": piece.first,
        "last": piece.last,
    }
    execute(cursor, LOCK_GUESTS, **parts)
    _remember(cursor, piece, parts)
    execute(cursor, POST, **parts)
    execute(cursor, RECOUNT, **parts)
    execute(cursor, TELL, told=filled(POSTED, **parts))


def _remember(cursor: Any, piece: Piece, parts: Any) -> None:
    """Lock the stays of the piece and keep what they earned before, once for the whole import."""
    execute(cursor, LOCK, **parts)
    Applied.objects.bulk_create(
        (
            Applied(upload_id=piece.upload_id, table="stays_stay", row_id=pk, version=version, before=before)
            for pk, version, before in cursor.fetchall()
        ),
        ignore_conflicts=True,  # an earlier piece had charges of this stay
    )


TOUCHED = """
SELECT t.stay_id FROM {rows} t WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last}
"""
# Guests before stays, as everywhere: a merge under way has moved the stays by the time we read whose they are.
LOCK_GUESTS = f"""
SELECT g.id FROM guests_guest g WHERE g.id IN (SELECT s.guest_id FROM stays_stay s WHERE s.id IN ({TOUCHED}))
ORDER BY g.id FOR NO KEY UPDATE
"""  # noqa: S608 (made of constants)
LOCK = f"""
SELECT s.id, s.version + 1,
    jsonb_build_object('room_revenue', s.room_revenue, 'other_revenue', s.other_revenue)::text
FROM stays_stay s WHERE s.id IN ({TOUCHED}) ORDER BY s.id FOR NO KEY UPDATE
"""  # noqa: S608 (made of constants)
POST = """
WITH posted AS (
    INSERT INTO stays_charge (stay_id, department, description, amount, currency, posted_on, source, external_id)
    SELECT stay_id, department, coalesce(description, ''), amount, currency, posted_on, {source}, external_id
    FROM {rows} t WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last} ORDER BY t.line
    ON CONFLICT (source, external_id) DO NOTHING RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version) SELECT {upload}, 'stays_charge', id, 1 FROM posted
"""
# As `stays.actions.recount` does for one stay: the booking's promise holds until the first room charge. However many
# pieces a stay's charges stand in, the import is one change of it: the version is the one that was noted.
RECOUNT = f"""
UPDATE stays_stay s SET version = noted.version, updated_at = now(), other_revenue = bill.other,
    room_revenue = coalesce(bill.room, s.room_revenue)
FROM (
    SELECT c.stay_id, sum(c.amount) FILTER (WHERE c.department = 'room') AS room,
        coalesce(sum(c.amount) FILTER (WHERE c.department <> 'room'), 0) AS other
    FROM stays_charge c WHERE c.stay_id IN ({TOUCHED}) GROUP BY c.stay_id
) AS bill JOIN ingest_applied noted
    ON noted.upload_id = {{upload}} AND noted."table" = 'stays_stay' AND noted.row_id = bill.stay_id
WHERE bill.stay_id = s.id
"""  # noqa: S608 (made of constants)
POSTED = """
SELECT c.id FROM {rows} t JOIN stays_charge c ON c.source = {source} AND c.external_id = t.external_id
WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last}
"""
# As `stays.actions.charges.tell_charge` does for one charge, at the same hour; ``told`` says which.
TELL = """
INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
SELECT s.guest_id, CASE c.department WHEN 'food' THEN 'restaurant' ELSE c.department END, s.hotel_id,
    (c.posted_on + time '20:00') AT TIME ZONE h.time_zone, 'charge:' || c.id,
    jsonb_build_object('amount', c.amount::text, 'currency', c.currency)
FROM stays_charge c JOIN stays_stay s ON s.id = c.stay_id JOIN accounts_hotel h ON h.id = s.hotel_id
WHERE c.id IN ({told}) AND s.guest_id IS NOT NULL AND c.department IN ('food', 'spa', 'meeting') AND c.amount > 0
ORDER BY s.guest_id, c.id
ON CONFLICT (guest_id, key) DO NOTHING
"""
