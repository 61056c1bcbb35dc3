"""What every kind of row shares: the values of its fields, the checks on them, and the table ``ingest_rows``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg2.sql import SQL, Composable, Identifier, Literal

from hotelcrm.ingest import convert, damage, personal, staging
from hotelcrm.ingest.faults import REJECTED, WARNING, Check
from hotelcrm.ingest.fields import FIELDS, Field, Type
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.models import Applied
from hotelcrm.ingest.statements import execute

TABLE = "ingest_rows"
UNREADABLE = {
    Type.DATE: "no_such_day",
    Type.NUMBER: "not_a_number",
    Type.INTEGER: "not_a_number",
    Type.WORD: "unknown_word",
    Type.TEXT: "unreadable",
    Type.PERSONAL: "unreadable",
}
UNKNOWN = {"hotel": "unknown_hotel"}


@dataclass(frozen=True)
class Piece:
    """The rows that are written by one statement, and by whom and for which import."""

    upload_id: int
    source: str
    first: int
    last: int
    has_changed: bool


def values(plan: Plan) -> Composable:
    """The staged rows (``r.*``) with the value of every field beside them, under the field's name."""
    found = [
        SQL("{} AS {}").format(convert.value(plan, one), Identifier(one.name))
        for one in FIELDS[plan.kind].values()
        if one.type != Type.PERSONAL
    ]
    # OFFSET 0 keeps the planner from pasting each expression into every place where its value is used.
    return SQL("SELECT r.*, {} FROM {} r OFFSET 0").format(SQL(", ").join(found), Identifier(staging.TABLE))


def field_checks(plan: Plan) -> list[Check]:
    """What can be wrong with a field by itself; the table of values is called ``v``, its cells as in ``r``."""
    found: list[Check] = [Check("cells", SQL("v.cells > {}").format(Literal(len(plan.header))))]
    for one in plan.fields.values():
        if one.type == Type.PERSONAL:
            found += personal.checks(plan, one)
        else:
            found += _checks_of(plan, one)
    return [*found, *damage.checks(plan)]


def _checks_of(plan: Plan, one: Field) -> Iterable[Check]:
    name, heading = Identifier("v", one.name), plan.heading(one.name)
    if one.is_needed and not plan.specs.keys() & one.any_of:
        yield Check("needed", SQL("NOT ({})").format(given(plan, one.name)), heading)
    unread = SQL("({} AND {} IS NULL)").format(given(plan, one.name), name)
    if one.type != Type.TEXT:
        yield Check(
            one.soft or UNKNOWN.get(one.name) or UNREADABLE[one.type],
            unread,
            heading,
            WARNING if one.soft else REJECTED,
        )
    elif one.longest:
        yield Check("too_long", SQL("char_length({}) > {}").format(name, Literal(one.longest)), heading)


def given(plan: Plan, name: str) -> Composable:
    """`convert.is_given`, asked of the table ``v``."""
    spec = plan.specs.get(name)
    if spec is None or spec.how == "value":
        return SQL("false" if spec is None else "true")
    cells = SQL(", ").join(Identifier("v", f"c{n}") for n in spec.columns)
    return SQL("num_nonnulls({}) > 0").format(cells)


def faults(checks: list[Check]) -> Composable:
    """The numbers (from 1) of the `checks` that a row fails, as an array."""
    cases = [SQL("CASE WHEN {} THEN {} END").format(check.wrong, Literal(n)) for n, check in enumerate(checks, 1)]
    return SQL("array_remove(ARRAY[{}]::smallint[], NULL)").format(SQL(", ").join(cases))


def worst_first(checks: Iterable[Check]) -> list[Check]:
    """Rejecting checks before warnings, so that the first fault of a row tells which it is."""
    return sorted(checks, key=lambda check: check.severity != REJECTED)


def rejecting(checks: list[Check]) -> Composable:
    """Whether a row with `faults` is rejected."""
    count = sum(check.severity == REJECTED for check in checks)
    return SQL("coalesce(faults[1] <= {}, false)").format(Literal(count))


def differs(columns: Iterable[str]) -> Composable:
    """Whether any of `columns` says something else in the file (``t``) than our row (``e``); silence is no change."""
    parts = [SQL("(t.{0} IS NOT NULL AND t.{0} IS DISTINCT FROM e.{0})").format(Identifier(name)) for name in columns]
    return SQL(" OR ").join(parts) if parts else SQL("false")


def earlier(*numbers: str) -> Composable:
    """How many rows before this one carry the same number (the first of `numbers` that is there)."""
    number = SQL("coalesce({})").format(SQL(", ").join(map(SQL, numbers)))
    count = SQL("CASE WHEN {0} IS NULL THEN 0 ELSE row_number() OVER (PARTITION BY {0} ORDER BY v.line) - 1 END")
    return count.format(number)


def fingerprint(plan: Plan) -> Composable:
    """What the row says and how it is read, in 16 bytes."""
    return SQL("decode(md5(v.hash || {}), 'hex')").format(Literal(plan.digest))


def seen(table: str) -> Composable:
    """What was last said about each row of `table`: a file that says it again must not undo what staff did since."""
    return SQL(
        "SELECT DISTINCT ON (row_id) row_id, fingerprint FROM ingest_applied"
        ' WHERE "table" = {} AND fingerprint IS NOT NULL ORDER BY row_id, id DESC'
    ).format(Literal(table))


def remember(cursor: Any, piece: Piece, table: str, columns: Iterable[str]) -> None:
    """Lock the rows of `table` that the piece changes and keep their `columns`, sealed, for the undo."""
    names = sorted(columns)
    execute(
        cursor,
        """
        SELECT e.id, e.version + 1, t.fingerprint, jsonb_build_object({pairs})::text
        FROM {table} e JOIN {rows} t ON t.existing_id = e.id
        WHERE t.action = 'changed' AND t.line BETWEEN {first} AND {last} ORDER BY e.id FOR UPDATE OF e
        """,
        pairs=SQL(", ").join(SQL("{}, e.{}").format(Literal(name), Identifier(name)) for name in names),
        table=Identifier(table),
        rows=Identifier(TABLE),
        first=piece.first,
        last=piece.last,
    )
    Applied.objects.bulk_create(
        Applied(upload_id=piece.upload_id, table=table, row_id=pk, version=version, fingerprint=sign, before=before)
        for pk, version, sign, before in cursor.fetchall()
    )
