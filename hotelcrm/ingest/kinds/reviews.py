"""Reviews of other sites: each once for its site and hotel, by the site's number or by what it says.

A later file brings the reply to one that had none.

Their words are read, and tickets opened for the bad ones among the fresh, by the tasks of ``feedback``.
"""

from typing import Any

from psycopg2.sql import SQL, Identifier, Literal

from feedback.models import Site
from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import convert
from hotelcrm.ingest.faults import WARNING, Check
from hotelcrm.ingest.mapping import Plan
from hotelcrm.ingest.models import Applied
from hotelcrm.ingest.statements import execute

from . import rows
from .rows import Piece

# Where a file says nothing of the site, the link does.
HOSTS = {
    Site.CTRIP: "ctrip|trip[.]com",
    Site.MEITUAN: "meituan",
    Site.FLIGGY: "fliggy",
    Site.QUNAR: "qunar",
    Site.DIANPING: "dianping",
    Site.BOOKING: "booking[.]com",
    Site.AGODA: "agoda",
    Site.EXPEDIA: "expedia",
    Site.TRIPADVISOR: "tripadvisor",
    Site.GOOGLE: "google",
}
LINK = r"^https?://[^\s]+$"


def prepare(cursor: Any, plan: Plan) -> None:
    """Reviews refer to nothing that a mapping would bring along."""


def understand(cursor: Any, plan: Plan) -> list[Check]:
    """Fill the table of rows; return the checks whose numbers its faults are.

    A review that is there already stays as it is, for what was replied was replied to those words; one without a reply
    gets that of the file.
    """
    checks = rows.worst_first([*rows.field_checks(plan), *_row_checks(plan)])
    author = "author" in plan.specs
    execute(
        cursor,
        """
        CREATE TEMP TABLE {rows} ON COMMIT DROP AS
        WITH numbered AS (
            SELECT v.*, {hotel} AS hotel_id, coalesce(v.site, {by_link}, 'other') AS of_site,
                coalesce(v.best, 5) AS top, coalesce(v.external_id, {by_words}) AS key, {signed} AS signed
            FROM ({values}) AS v OFFSET 0
        ), counted AS (
            SELECT v.*, row_number() OVER (PARTITION BY v.of_site, v.hotel_id, v.key ORDER BY v.line) - 1 AS earlier,
                {today} AS today
            FROM numbered v OFFSET 0
        ), checked AS (SELECT v.*, {fingerprint} AS fingerprint, {faults} AS faults FROM counted AS v OFFSET 0)
        SELECT c.line, c.key AS external_id, c.fingerprint, c.faults, c.hotel_id, c.of_site AS site, c.written_on,
            c.given, c.top AS best, c.signed, coalesce(c.title, '') AS title, coalesce(c.text, '') AS text,
            CASE WHEN c.url ~* {link} THEN c.url ELSE '' END AS url,
            coalesce(c.reply, '') AS reply, CASE WHEN c.reply IS NOT NULL THEN c.replied_by_sealed END AS replied_as,
            CASE WHEN c.reply IS NOT NULL THEN
                coalesce((c.replied_at + time '12:00') AT TIME ZONE h.time_zone, now()) END AS replied_at,
            e.id AS existing_id,
            CASE WHEN {rejected} THEN 'rejected' WHEN e.id IS NULL THEN 'new'
                 WHEN e.replied_at IS NULL AND c.reply IS NOT NULL THEN 'changed' ELSE 'unchanged' END AS action
        FROM checked c LEFT JOIN accounts_hotel h ON h.id = c.hotel_id LEFT JOIN feedback_review e
            ON e.site = c.of_site AND e.hotel_id = c.hotel_id AND e.key = c.key
        """,
        rows=Identifier(rows.TABLE),
        hotel=SQL("{}::bigint").format(Literal(plan.hotel_id)) if plan.hotel_id else SQL("v.hotel::bigint"),
        by_link=BY_LINK,
        by_words=SQL(BY_WORDS.replace("{author}", "v.author_index" if author else "NULL::text")),
        signed=SQL("v.author_sealed" if author else "NULL::text"),
        values=rows.values(plan),
        today=_today(),
        link=LINK,
        fingerprint=rows.fingerprint(plan),
        faults=rows.faults(checks),
        rejected=rows.rejecting(checks),
    )
    return checks


BY_LINK = SQL("CASE {} END").format(
    SQL(" ").join(
        SQL("WHEN v.url ~* {} THEN {}").format(Literal(f"^https?://[^/]*({host})"), Literal(site.value))
        for site, host in HOSTS.items()
    )
)
# As ``feedback.rules.ratings.key_of``.
BY_WORDS = """
    'text:' || md5(to_char(v.written_on, 'YYYY-MM-DD') || E'\\x1f' || coalesce({author}, '') || E'\\x1f'
        || coalesce(v.title, '') || E'\\x1f' || coalesce(v.text, ''))
"""


def _today() -> Any:
    """The calendar day at the row's hotel."""
    days = {str(hotel.pk): hotel.today().isoformat() for hotel in Hotel.objects.all()}
    return SQL("{}::date").format(convert.look_up(days, SQL("v.hotel_id::text")))


def _row_checks(plan: Plan) -> list[Check]:
    heading = plan.heading
    return [
        Check("duplicate", SQL("v.earlier > 0"), heading("external_id")),
        Check("needed", SQL("v.hotel_id IS NULL AND v.hotel IS NULL"), heading("hotel")),
        Check("no_such_rating", SQL("v.given < 0 OR v.given > v.top OR v.top <= 1 OR v.top > 100"), heading("given")),
        Check("still_to_come", SQL("v.written_on > v.today"), heading("written_on")),
        Check("still_to_come", SQL("v.replied_at > v.today"), heading("replied_at")),
        Check("no_link", SQL("v.url !~* {}").format(Literal(LINK)), heading("url"), WARNING),
    ]


def write(cursor: Any, _plan: Plan, piece: Piece) -> None:
    """Keep the new reviews of a piece, with the rating that ``feedback.rules.ratings`` makes of what was given.

    And the replies to those that had none; where somebody noted one meanwhile, that one stands.
    """
    parts: dict[str, Any] = {"rows": Identifier(rows.TABLE), "first": piece.first, "last": piece.last}
    execute(cursor, KEEP, upload=piece.upload_id, **parts)
    if piece.has_changed:
        execute(cursor, REPLY, **parts)
        found = [pk for (pk,) in cursor.fetchall()]
        changed = {"upload_id": piece.upload_id, "table": "feedback_review", "version": 1, "before": NO_REPLY}
        Applied.objects.bulk_create(Applied(row_id=pk, **changed) for pk in found)


KEEP = """
WITH kept AS (
    INSERT INTO feedback_review (hotel_id, site, key, written_on, author, language, title, text, given, best, rating,
        url, reply, replied_as, replied_at, by_id, entered_at)
    SELECT t.hotel_id, t.site, t.external_id, t.written_on, decode(t.signed, 'hex'), '', t.title, t.text, t.given,
        t.best, greatest(1, round(1 + 4 * (t.given - 1) / (t.best - 1), 2)), t.url, t.reply,
        decode(t.replied_as, 'hex'), t.replied_at, i.created_by_id, now()
    FROM {rows} t JOIN ingest_import i ON i.id = {upload}
    WHERE t.action = 'new' AND t.line BETWEEN {first} AND {last} ORDER BY t.line
    ON CONFLICT (site, hotel_id, key) DO NOTHING RETURNING id
)
INSERT INTO ingest_applied (upload_id, "table", row_id, version) SELECT {upload}, 'feedback_review', id, 1 FROM kept
"""
NO_REPLY = '{"reply": ""}'
REPLY = """
UPDATE feedback_review e SET reply = t.reply, replied_as = decode(t.replied_as, 'hex'), replied_at = t.replied_at
FROM {rows} t WHERE t.action = 'changed' AND t.line BETWEEN {first} AND {last} AND e.id = t.existing_id
    AND e.replied_at IS NULL RETURNING e.id
"""
