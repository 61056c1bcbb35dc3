"""Guests: met again by the number at the source, by a document, or by a contact together with the name."""

from typing import Any

from psycopg2.sql import SQL, Composable, Identifier, Literal

from hotelcrm.ingest.faults import WARNING, Check
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.statements import execute

from . import rows
from .matching import follow_merges
from .rows import Piece

# Columns of a guest that a file can fill and later correct, and what they are in the table ``v`` of known facts.
OWN = {
    "family_name": "v.family_name",
    "given_name": "v.given_name",
    "full_name": "v.full_name",
    "latin_name": "v.latin_name",
    "pinyin": "v.pinyin",
    "gender": "v.gender",
    "birth_year": "extract(year FROM v.birth_date)::int",
    "birth_month": "extract(month FROM v.birth_date)::int",
    "birth_day": "extract(day FROM v.birth_date)::int",
    "birth_is_lunar": "v.birth_is_lunar::boolean",
    "language": "v.language",
    "nationality": "v.nationality",
    "occupation": "v.occupation",
    "company_id": "v.company::bigint",
    "vip_level": "v.vip_level::int",
}
NAME = ("family_name", "given_name", "full_name", "latin_name", "pinyin")
DEFAULTS = {"birth_is_lunar": "false", "vip_level": "0", "company_id": "NULL::bigint"} | dict.fromkeys(
    ("birth_year", "birth_month", "birth_day"), "NULL::int"
)
CONTACTS = ("phone", "email", "wecom")
PIECES = ("index", "sealed")
STAGED = (
    "name_keys",
    *(f"{kind}_{piece}" for kind in CONTACTS for piece in PIECES),
    "phone_last4",
    "document_index",
    "document_sealed",
)


def prepare(cursor: Any, plan: Plan) -> None:
    """Guests refer to nothing that a mapping would bring along."""


def understand(cursor: Any, plan: Plan) -> list[Check]:
    """Fill the table of rows; return the checks whose numbers its faults are."""
    checks = rows.worst_first([*rows.field_checks(plan), *_row_checks(plan)])
    execute(
        cursor,
        """
        CREATE TEMP TABLE {rows} ON COMMIT DROP AS
        WITH numbered AS (SELECT v.*, {number} AS number FROM ({values}) AS v OFFSET 0),
        met AS (SELECT v.*, {known} AS known FROM numbered AS v OFFSET 0),
        t AS (
            SELECT v.line, v.number AS external_id, {fingerprint} AS fingerprint, {faults} AS faults, v.known,
                {own}, {staged}, coalesce(v.document_kind, v.document_looks_like) AS document_kind,
                coalesce(v.document_country, v.nationality,
                    CASE WHEN v.document_looks_like = 'id_card' THEN 'CN' END, '') AS document_country
            FROM (SELECT v.*, {repeats} FROM met AS v OFFSET 0) AS v OFFSET 0
        ), seen AS ({seen})
        SELECT t.*, e.id AS existing_id,
            CASE WHEN {rejected} THEN 'rejected' WHEN e.id IS NULL THEN 'new'
                 WHEN seen.fingerprint = t.fingerprint THEN 'unchanged' WHEN {differs} THEN 'changed'
                 ELSE 'unchanged' END AS action
        FROM t LEFT JOIN guests_guest AS e ON e.id = t.known LEFT JOIN seen ON seen.row_id = e.id
        """,
        rows=Identifier(rows.TABLE),
        number=NUMBER,
        known=KNOWN.format(source=Literal(plan.source)),
        values=rows.values(plan),
        fingerprint=rows.fingerprint(plan),
        faults=rows.faults(checks),
        own=SQL(", ").join(SQL("{} AS {}").format(SQL(what), Identifier(name)) for name, what in OWN.items()),
        staged=SQL(", ").join(SQL("v.{}").format(Identifier(name)) for name in STAGED),
        repeats=REPEATS,
        seen=rows.seen("guests_guest"),
        rejected=rows.rejecting(checks),
        differs=_differs(plan),
    )
    return checks


NUMBER = SQL(
    "coalesce(v.external_id, 'row:' || v.hash || '-' || row_number() OVER (PARTITION BY v.hash ORDER BY v.line))"
)
# A family shares a phone, so a contact alone is no person; with the same name it is.
KNOWN = SQL(
    """
    coalesce(
        (SELECT coalesce(g.merged_into_id, g.id) FROM ingest_guestkey k JOIN guests_guest g ON g.id = k.guest_id
         WHERE g.erased_at IS NULL AND k.source = {source} AND k.external_id = v.number),
        (SELECT CASE WHEN count(DISTINCT g.id) = 1 THEN min(g.id) END
         FROM guests_identitydocument d JOIN guests_guest g ON g.id = d.guest_id
         WHERE g.merged_into_id IS NULL AND g.erased_at IS NULL
            AND d.number_index = decode(v.document_index, 'hex')),
        (SELECT CASE WHEN count(DISTINCT g.id) = 1 THEN min(g.id) END
         FROM guests_contact c JOIN guests_guest g ON g.id = c.guest_id
         WHERE g.merged_into_id IS NULL AND g.erased_at IS NULL
            AND (lower(g.full_name) = lower(v.full_name) OR lower(g.latin_name) = lower(v.latin_name))
            AND c.value_index IN
                (decode(v.phone_index, 'hex'), decode(v.email_index, 'hex'), decode(v.wecom_index, 'hex')))
    )
    """
)
_SAME = {
    "v.known": "v.known",
    "v.external_id": "v.external_id",
    "v.document_index": "v.document_index",
    "v.phone_index": "v.phone_index, lower(v.full_name)",
    "v.email_index": "v.email_index, lower(v.full_name)",
}
REPEATS = SQL(
    "greatest({}) > 1 AS repeats".format(
        ", ".join(
            f"CASE WHEN {given} IS NOT NULL THEN row_number() OVER (PARTITION BY {by} ORDER BY v.line) END"
            for given, by in _SAME.items()
        )
    )
)


def _row_checks(plan: Plan) -> list[Check]:
    shared = " OR ".join(
        f"""EXISTS (SELECT FROM guests_contact c WHERE c.kind = '{kind}'
            AND c.value_index = decode(v.{kind}_index, 'hex') AND c.guest_id IS DISTINCT FROM v.known)"""  # noqa: S608 (made of constants)
        for kind in CONTACTS
        if kind in plan.specs
    )
    found = [Check("same_guest", SQL("v.repeats"))]
    if shared:
        found.append(Check("contact_shared", SQL(f"({shared})"), severity=WARNING))
    return found


def _differs(plan: Plan) -> Composable:
    """Whether a row says something about a known guest that we do not know."""
    others = rows.differs(name for name in OWN if name not in NAME)
    news = [
        "t.full_name IS DISTINCT FROM e.full_name AND t.full_name IS DISTINCT FROM e.latin_name",
        "(t.latin_name IS NOT NULL AND t.latin_name <> e.latin_name)",
        (
            "(t.document_index IS NOT NULL AND NOT EXISTS (SELECT FROM guests_identitydocument d"
            " WHERE d.guest_id = e.id AND d.number_index = decode(t.document_index, 'hex')))"
        ),
        *(
            f"(t.{kind}_index IS NOT NULL AND NOT EXISTS (SELECT FROM guests_contact c WHERE c.guest_id = e.id"
            f" AND c.kind = '{kind}' AND c.value_index = decode(t.{kind}_index, 'hex')))"
            for kind in CONTACTS
        ),
    ]
    return SQL(
        "{} OR {} OR NOT EXISTS (SELECT FROM ingest_guestkey k WHERE k.source = {} AND k.external_id = t.external_id)"
    ).format(others, SQL(" OR ").join(map(SQL, news)), Literal(plan.source))


# Writing


def write(cursor: Any, plan: Plan, piece: Piece) -> None:
    """Make new guests and change known ones, with their contacts, documents, keys of the name and numbers elsewhere."""
    parts = {
        "rows": Identifier(rows.TABLE),
        "upload": piece.upload_id,
        "source": plan.source,
        "first": piece.first,
        "last": piece.last,
    }
    if piece.has_changed:
        follow_merges(cursor, piece, "existing_id")
        execute(cursor, LEAVE_OUT, **parts)
    execute(cursor, DRAW, **parts)
    filled = {name: f"coalesce(t.{name}, {DEFAULTS.get(name, EMPTY)})" for name in OWN}
    names, values = SQL(", ").join(map(Identifier, filled)), SQL(", ").join(map(SQL, filled.values()))
    execute(cursor, MAKE, names=names, values=values, **parts)
    if piece.has_changed:
        _change(cursor, piece, parts)
    execute(cursor, NAME_KEYS, **parts)
    for kind in CONTACTS:
        if kind in plan.specs:
            last4 = SQL("decode(t.phone_last4, 'hex')" if kind == "phone" else "NULL::bytea")
            columns = {"index": Identifier("t", f"{kind}_index"), "sealed": Identifier("t", f"{kind}_sealed")}
            execute(cursor, ADD_CONTACTS, kind=kind, last4=last4, **columns, **parts)
    if "document" in plan.specs:
        execute(cursor, ADD_DOCUMENTS, **parts)
    execute(cursor, ADD_KEYS, **parts)
    execute(cursor, TELL, **parts)


def _change(cursor: Any, piece: Piece, parts: Any) -> None:
    rows.remember(cursor, piece, "guests_guest", OWN)
    renamed = "CASE WHEN t.full_name IS DISTINCT FROM e.full_name AND t.full_name IS DISTINCT FROM e.latin_name"
    own = {name: f"coalesce(t.{name}, e.{name})" for name in OWN}
    own |= {name: f"{renamed} THEN coalesce(t.{name}, {EMPTY}) ELSE e.{name} END" for name in NAME}
    own["latin_name"] = "coalesce(t.latin_name, e.latin_name)"
    pairs = SQL(", ").join(SQL("{} = {}").format(Identifier(name), SQL(what)) for name, what in own.items())
    execute(cursor, CHANGE, own=pairs, **parts)


EMPTY = "''"
_OF_PIECE = "t.action IN ('new', 'changed') AND t.line BETWEEN {first} AND {last}"
# Merged or erased since the check: of two rows that are one guest's now the first counts, and nobody's is none. Sent
# again, the other one is known for what it is.
LEAVE_OUT = """
UPDATE {rows} t SET action = 'unchanged'
WHERE t.action = 'changed' AND t.line BETWEEN {first} AND {last} AND (
    t.existing_id IS NULL
    OR EXISTS (SELECT FROM {rows} o WHERE o.existing_id = t.existing_id AND o.action = 'changed' AND o.line < t.line)
)
"""
# The id is drawn first: what belongs to a new guest is written by other statements, which must know it.
DRAW = """
UPDATE {rows} t SET existing_id = nextval(pg_get_serial_sequence('guests_guest', 'id'))
WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last}
"""
MAKE = """
WITH made AS (
    INSERT INTO guests_guest (id, {names}, time_zone, generic_offers_only)
    SELECT t.existing_id, {values}, '', false FROM {rows} t
    WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last} ORDER BY t.line RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version, fingerprint)
SELECT {upload}, 'guests_guest', made.id, 1, t.fingerprint FROM made JOIN {rows} t ON t.existing_id = made.id
"""
CHANGE = """
UPDATE guests_guest AS e SET {own}, version = e.version + 1, updated_at = now() FROM {rows} t
WHERE t.action = 'changed' AND e.id = t.existing_id AND t.line BETWEEN {first} AND {last}
"""
# The keys of a name before are found no more; those that stay the same are not written again.
NAME_KEYS = f"""
WITH wanted AS (
    SELECT t.existing_id AS guest_id, (key ->> 0)::int AS kind, key ->> 1 AS text
    FROM {{rows}} t CROSS JOIN LATERAL jsonb_array_elements(t.name_keys::jsonb) AS key
    JOIN guests_guest g ON g.id = t.existing_id AND g.full_name = t.full_name
    WHERE t.name_keys IS NOT NULL AND {_OF_PIECE}
), gone AS (
    DELETE FROM guests_namekey k
    WHERE k.guest_id IN (SELECT guest_id FROM wanted)
        AND NOT EXISTS (SELECT FROM wanted w WHERE (w.guest_id, w.kind, w.text) = (k.guest_id, k.kind, k.text))
)
INSERT INTO guests_namekey (guest_id, kind, text) SELECT guest_id, kind, text FROM wanted
ON CONFLICT (text, kind, guest_id) DO NOTHING
"""  # noqa: S608 (made of constants)
ADD_CONTACTS = f"""
WITH added AS (
    INSERT INTO guests_contact (guest_id, kind, value, value_index, last4_index, is_primary)
    SELECT t.existing_id, {{kind}}, decode({{sealed}}, 'hex'), decode({{index}}, 'hex'), {{last4}},
        NOT EXISTS (SELECT FROM guests_contact c
            WHERE c.guest_id = t.existing_id AND c.kind = {{kind}} AND c.is_primary)
    FROM {{rows}} t WHERE {{index}} IS NOT NULL AND {_OF_PIECE} ORDER BY t.line
    ON CONFLICT (guest_id, kind, value_index) DO NOTHING RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version) SELECT {{upload}}, 'guests_contact', id, 1 FROM added
"""  # noqa: S608 (made of constants)
ADD_DOCUMENTS = f"""
WITH added AS (
    INSERT INTO guests_identitydocument (guest_id, kind, country, last_four, number_index)
    SELECT t.existing_id, t.document_kind, t.document_country, decode(t.document_sealed, 'hex'),
        decode(t.document_index, 'hex')
    FROM {{rows}} t WHERE t.document_index IS NOT NULL AND {_OF_PIECE} ORDER BY t.line
    ON CONFLICT (guest_id, number_index) DO NOTHING RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version)
SELECT {{upload}}, 'guests_identitydocument', id, 1 FROM added
"""  # noqa: S608 (made of constants)
ADD_KEYS = f"""
WITH added AS (
    INSERT INTO ingest_guestkey (guest_id, source, external_id)
    SELECT t.existing_id, {{source}}, t.external_id FROM {{rows}} t WHERE {_OF_PIECE} ORDER BY t.line
    ON CONFLICT (source, external_id) DO NOTHING RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version) SELECT {{upload}}, 'ingest_guestkey', id, 1 FROM added
"""  # noqa: S608 (made of constants)
# The same keys as `guests.actions.create_guest` and `edit_guest` use.
TELL = f"""
INSERT INTO guests_touchpoint (guest_id, kind, at, key, details)
SELECT g.id, 'profile', now(),
    CASE WHEN t.action = 'new' THEN 'guest:' || g.id || ':created' ELSE 'guest:' || g.id || ':edited:' || g.version END,
    jsonb_build_object('what', CASE WHEN t.action = 'new' THEN 'created' ELSE 'edited' END, 'import', {{upload}})
FROM {{rows}} t JOIN guests_guest g ON g.id = t.existing_id WHERE {_OF_PIECE}
ON CONFLICT (guest_id, key) DO NOTHING
"""  # noqa: S608 (made of constants)
