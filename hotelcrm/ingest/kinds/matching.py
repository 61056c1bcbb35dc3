"""Which guest a row of a file means: by the number at the source, a document, or a contact that is one guest's only."""

from typing import Any

from psycopg2.sql import SQL, Composable, Identifier, Literal

from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.statements import execute

from . import rows

NAMED_BY = ("guest_number", "guest_document", "guest_email", "guest_phone")


def is_told(plan: Plan) -> bool:
    """Whether the file says anything about whose stay it is."""
    return bool(plan.specs.keys() & set(NAMED_BY))


def is_told_in_row(plan: Plan) -> Composable:
    """Whether a row (``v``) does."""
    said = {"guest_number": "guest_number", **{name: f"{name}_index" for name in NAMED_BY[1:]}}
    columns = [Identifier("v", column) for name, column in said.items() if name in plan.specs]
    return SQL("num_nonnulls({}) > 0").format(SQL(", ").join(columns)) if columns else SQL("false")


def guest_of(plan: Plan) -> Composable:
    """The id of the guest that a row (``v``) means, the profile that absorbed it if it was merged; else NULL."""
    ways = [WAYS[name].format(source=Literal(plan.source)) for name in NAMED_BY if name in plan.specs]
    if not ways:
        return SQL("NULL::bigint")
    return SQL(
        "(SELECT coalesce(g.merged_into_id, g.id) FROM guests_guest g"
        " WHERE g.erased_at IS NULL AND g.id = coalesce({}))"
    ).format(SQL(", ").join(ways))


def follow_merges(cursor: Any, piece: rows.Piece, column: str) -> None:
    """Lock the guests whose ids the rows of a piece have in `column`; who was merged since the check is the survivor.

    A guest who was erased meanwhile is nobody any more: the column is NULL then.
    """
    parts = {
        "rows": Identifier(rows.TABLE),
        "column": Identifier(column),
        "first": piece.first,
        "last": piece.last,
    }
    execute(cursor, LOCK, **parts)
    while execute(cursor, FOLLOW, **parts):  # a merge that we waited for leads to a guest who is not locked yet
        execute(cursor, LOCK, **parts)


LOCK = """
SELECT g.id FROM guests_guest g WHERE g.id IN (
    SELECT unnest(ARRAY[h.id, h.merged_into_id]) FROM {rows} t JOIN guests_guest h ON h.id = t.{column}
    WHERE t.line BETWEEN {first} AND {last} AND t.action IN ('new', 'changed')
) ORDER BY g.id FOR NO KEY UPDATE
"""
FOLLOW = """
UPDATE {rows} t SET {column} = CASE WHEN g.erased_at IS NULL THEN coalesce(g.merged_into_id, g.id) END
FROM guests_guest g
WHERE g.id = t.{column} AND (g.merged_into_id IS NOT NULL OR g.erased_at IS NOT NULL)
    AND t.line BETWEEN {first} AND {last} AND t.action IN ('new', 'changed')
"""
# A contact or document that several guests share says nothing about which of them it is.
_CONTACT = """
(SELECT CASE WHEN count(DISTINCT c.guest_id) = 1 THEN min(c.guest_id) END
 FROM guests_contact c WHERE c.kind = '{kind}' AND c.value_index = decode(v.guest_{kind}_index, 'hex'))
"""
WAYS = {
    "guest_number": SQL(
        """
        (SELECT k.guest_id FROM ingest_guestkey k WHERE k.source = {source} AND k.external_id = v.guest_number),
        (SELECT k.guest_id FROM ingest_guestkey k WHERE k.source = 'file:group' AND k.external_id = v.guest_number),
        (SELECT n.id FROM guests_guest n
         WHERE n.number = CASE WHEN v.guest_number ~ '^[0-9]{{8,12}}$' THEN v.guest_number::bigint END)
        """
    ),
    "guest_document": SQL(
        """
        (SELECT CASE WHEN count(DISTINCT d.guest_id) = 1 THEN min(d.guest_id) END
         FROM guests_identitydocument d WHERE d.number_index = decode(v.guest_document_index, 'hex'))
        """
    ),
    "guest_email": SQL(_CONTACT.replace("{kind}", "email")),
    "guest_phone": SQL(_CONTACT.replace("{kind}", "phone")),
}
