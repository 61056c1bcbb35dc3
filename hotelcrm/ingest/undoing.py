"""Take a whole import back: what it made goes, what it changed is as before, what was touched since stays.

Touched means: the row has another version than the import left, or something that the import did not make refers to it.
"""

import json
from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from psycopg2.sql import SQL, Composable, Identifier, Literal

from guests.actions import index_names
from guests.models import Guest, Touchpoint
from loyalty.actions.settling import note_due
from stays.actions import tell_so_far
from stays.actions.locking import lock_guests
from stays.models import Stay

from .models import Applied, Import, Kind
from .processing import PIECE, SETTINGS, TOUCHED, take_turn
from .statements import execute
from .work import Job

DOOMED, CHANGED = "ingest_doomed", "ingest_changed"
KEEP_CHANGED = f"DROP TABLE IF EXISTS {CHANGED}; CREATE TEMP TABLE {CHANGED} ON COMMIT DROP AS {TOUCHED}"
AT_ONCE = 2_000
TABLES = (
    "feedback_review",
    "stays_charge",
    "stays_stay",
    "guests_guest",
    "guests_contact",
    "guests_identitydocument",
    "ingest_guestkey",
)
ROWS_OF = {
    Kind.GUESTS: "guests_guest",
    Kind.STAYS: "stays_stay",
    Kind.CHARGES: "stays_charge",
    Kind.REVIEWS: "feedback_review",
}
VERSIONED = ("stays_stay", "guests_guest")
# What belongs to a row, and goes with it rather than holding it. The import notes what it made itself.
BELONGS = {"stays_stay": set[str](), "guests_guest": {"guests_namekey", "guests_touchpoint"}}


def undo(job: Job) -> int:
    """Undo the import in one transaction; return how many rows were kept because they were touched since."""
    upload = job.upload
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn(cursor, job)
        cursor.execute(SETTINGS)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # a guest goes before its contacts
        job.phase(Import.Phase.REMOVING)
        cursor.execute(KEEP_CHANGED.format(upload=upload.pk))
        _restore(cursor, upload)
        execute(cursor, UNREPLY, upload=upload.pk)
        for table in TABLES:
            job.check()
            _remove(cursor, job, table)
        note_due(cursor, f"TABLE {CHANGED}", at=timezone.now())
        kept = Applied.objects.filter(upload=upload).count()
        job.finish(Import.State.UNDONE, kept=kept, message="")
    return kept


# Rows that were changed


def _restore(cursor: Any, upload: Import) -> None:
    """Give changed rows their former values and their former version, unless they were changed again."""
    for table in VERSIONED:
        after = 0
        while batch := list(_changed(upload, table, after)[:AT_ONCE]):
            after = batch[-1].row_id
            _restore_batch(cursor, table, batch)
            if upload.kind == Kind.CHARGES:
                _recount_batch(cursor, batch)


# Replies that staff noted since stand; reviews have no version.
UNREPLY = """
WITH emptied AS (
    UPDATE feedback_review e SET reply = '', replied_as = NULL, replied_at = NULL
    FROM ingest_applied a
    WHERE a.upload_id = {upload} AND a."table" = 'feedback_review' AND a.before IS NOT NULL AND e.id = a.row_id
        AND e.replied_by_id IS NULL RETURNING e.id
)
DELETE FROM ingest_applied a USING emptied
WHERE a.upload_id = {upload} AND a."table" = 'feedback_review' AND a.row_id = emptied.id
"""


def _changed(upload: Import, table: str, after: int) -> models.QuerySet[Applied]:
    return Applied.objects.filter(upload=upload, table=table, before__isnull=False, row_id__gt=after).order_by("row_id")


def _restore_batch(cursor: Any, table: str, batch: list[Applied]) -> None:
    columns = sorted(json.loads(batch[0].before))
    facts = _facts(batch)
    whose = _guests_of(batch) if "guest_id" in columns else {}
    execute(
        cursor,
        """
        WITH noted AS (SELECT * FROM jsonb_to_recordset({facts}::jsonb) AS n (id bigint, version int, was jsonb))
        UPDATE {table} AS e SET {pairs}, version = e.version - 1, updated_at = now()
        FROM noted, LATERAL jsonb_populate_record(NULL::{table}, noted.was) AS was
        WHERE e.id = noted.id AND e.version = noted.version RETURNING e.id
        """,
        facts=facts,
        table=Identifier(table),
        pairs=SQL(", ").join(SQL("{0} = was.{0}").format(Identifier(name)) for name in columns),
    )
    restored = [pk for (pk,) in cursor.fetchall()]
    Applied.objects.filter(upload=batch[0].upload_id, table=table, row_id__in=restored).delete()
    if "guest_id" in columns:
        _tell_again(restored, whose)
    elif table == "guests_guest":
        for guest in Guest.objects.filter(pk__in=restored):
            index_names(guest)


def _facts(batch: list[Applied]) -> str:
    """What is noted about rows, as JSON. A guest who was merged since stands for the profile that absorbed it."""
    noted = [{"id": one.row_id, "version": one.version, "was": json.loads(one.before)} for one in batch]
    guests = lock_guests(one["was"]["guest_id"] for one in noted if one["was"].get("guest_id"))
    for one in noted:
        guest = guests.get(one["was"].get("guest_id"))
        if guest is not None:
            one["was"]["guest_id"] = None if guest.erased_at else guest.merged_into_id or guest.pk
    return json.dumps(noted)


def _recount_batch(cursor: Any, batch: list[Applied]) -> None:
    """Of stays that were changed since, let the revenue be the bill without the charges that go."""
    execute(
        cursor,
        """
        WITH noted AS (SELECT * FROM jsonb_to_recordset({facts}::jsonb) AS n (id bigint, was jsonb)),
        bill AS (
            SELECT c.stay_id, bool_or(c.department = 'room' AND m.id IS NOT NULL) AS had_room,
                sum(c.amount) FILTER (WHERE c.department = 'room' AND m.id IS NULL) AS room,
                coalesce(sum(c.amount) FILTER (WHERE c.department <> 'room' AND m.id IS NULL), 0) AS other
            FROM stays_charge c
            LEFT JOIN ingest_applied m ON m.upload_id = {upload} AND m."table" = 'stays_charge' AND m.row_id = c.id
            WHERE c.stay_id IN (SELECT id FROM noted) GROUP BY c.stay_id
        ), left_over AS (
            DELETE FROM ingest_applied a USING noted
            WHERE a.upload_id = {upload} AND a."table" = 'stays_stay' AND a.row_id = noted.id RETURNING a.row_id
        )
        UPDATE stays_stay s SET version = s.version + 1, updated_at = now(), other_revenue = bill.other,
            room_revenue = coalesce(bill.room,
                CASE WHEN bill.had_room THEN (noted.was ->> 'room_revenue')::numeric ELSE s.room_revenue END)
        FROM bill JOIN noted ON noted.id = bill.stay_id JOIN left_over ON left_over.row_id = bill.stay_id
        WHERE s.id = bill.stay_id
        """,
        facts=json.dumps([{"id": one.row_id, "was": json.loads(one.before)} for one in batch]),
        upload=batch[0].upload_id,
    )


def _guests_of(batch: list[Applied]) -> dict[int, int | None]:
    return dict(Stay.objects.filter(pk__in=[one.row_id for one in batch]).values_list("pk", "guest_id"))


def _tell_again(restored: list[int], whose: dict[int, int | None]) -> None:
    """Make the timelines say what the restored stays say."""
    for stay in Stay.objects.filter(pk__in=restored).select_related("guest", "hotel").prefetch_related("charges"):
        charged = [f"charge:{charge.pk}" for charge in stay.charges.all()]
        of_stay = Q(key__startswith=f"stay:{stay.pk}:") | Q(key__in=charged)
        Touchpoint.objects.filter(of_stay, guest=whose[stay.pk]).delete()
        tell_so_far(stay, by=None)


# Rows that were made


def _remove(cursor: Any, job: Job, table: str) -> None:
    """Delete the rows of `table` that the import made and nobody has touched, with what belongs to them."""
    upload = job.upload
    parts = {"doomed": Identifier(DOOMED), "table": Identifier(table), "name": table, "upload": upload.pk}
    execute(cursor, "DROP TABLE IF EXISTS {doomed}", **parts)
    execute(
        cursor,
        """
        CREATE TEMP TABLE {doomed} ON COMMIT DROP AS
        SELECT e.id FROM ingest_applied a JOIN {table} e ON e.id = a.row_id
        WHERE a.upload_id = {upload} AND a."table" = {name} AND a.before IS NULL AND {untouched}
        """,
        untouched=_untouched(table),
        **parts,
    )
    execute(cursor, "ANALYZE {doomed}", **parts)
    for statement in BEFORE.get(table, ()):
        execute(cursor, statement, **parts)
    _delete(cursor, job, table, parts)
    execute(cursor, FORGET, **parts)


def _delete(cursor: Any, job: Job, table: str, parts: Any) -> None:
    """Delete the doomed rows, piece by piece, so that it can be seen how far it is, and cancelled."""
    execute(cursor, "SELECT id FROM {doomed} ORDER BY id", **parts)
    doomed = [pk for (pk,) in cursor.fetchall()]
    if doomed and table in VERSIONED:
        _keep_history(cursor, table)
    for begin in range(0, len(doomed), PIECE):
        piece = doomed[begin : begin + PIECE]
        within = "DELETE FROM {table} WHERE id IN (SELECT id FROM {doomed} WHERE id BETWEEN {first} AND {last})"
        execute(cursor, within, first=piece[0], last=piece[-1], **parts)
        if table == ROWS_OF[Kind(job.upload.kind)]:
            job.rows(min(begin + len(piece), job.upload.total))
        job.check()
    execute(cursor, "SELECT set_config('pgtrigger.ignore', '{{}}', true)")


def _keep_history(cursor: Any, table: str) -> None:
    """Write into the history at once what its trigger would write row by row, which takes longer than all else."""
    model: Any = next(model for model in apps.get_models() if model._meta.db_table == table)
    history = model.pgh_event_model._meta
    columns = [field.column for field in history.local_concrete_fields if not field.name.startswith("pgh_")]
    execute(
        cursor,
        """
        INSERT INTO {history} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {columns})
        SELECT now(), 'delete', e.id, context.id, {values} FROM {table} e JOIN {doomed} d ON d.id = e.id
        CROSS JOIN (SELECT _pgh_attach_context() AS id OFFSET 0) AS context
        """,
        history=Identifier(history.db_table),
        columns=SQL(", ").join(map(Identifier, columns)),
        values=SQL(", ").join(Identifier("e", column) for column in columns),
        table=Identifier(table),
        doomed=Identifier(DOOMED),
    )
    [(_model, trigger)] = pgtrigger.registered(f"{model._meta.label}:delete_delete")
    execute(cursor, "SELECT set_config('pgtrigger.ignore', {name}, true)", name=f"{{{trigger.get_pgid(model)}}}")


FORGET = """
DELETE FROM ingest_applied a WHERE a.upload_id = {upload} AND a."table" = {name} AND a.before IS NULL
    AND NOT EXISTS (SELECT FROM {table} e WHERE e.id = a.row_id)
"""
BEFORE = {
    "feedback_review": ("DELETE FROM feedback_sentence WHERE review_id IN (SELECT id FROM {doomed})",),
    "stays_charge": ("DELETE FROM guests_touchpoint WHERE key IN (SELECT 'charge:' || id FROM {doomed})",),
    "stays_stay": (
        """
        DELETE FROM guests_touchpoint p USING {doomed} d JOIN stays_stay s ON s.id = d.id
        WHERE p.guest_id = s.guest_id AND starts_with(p.key, 'stay:' || s.id || ':')
        """,
    ),
    "guests_guest": (
        "DELETE FROM guests_namekey WHERE guest_id IN (SELECT id FROM {doomed})",
        "DELETE FROM guests_touchpoint WHERE guest_id IN (SELECT id FROM {doomed})",
    ),
}


def _untouched(table: str) -> Composable:
    """Whether a row (``e``) is as the import (``a``) left it, and nothing that others made refers to it."""
    if table == "stays_charge":  # never changed, and nothing refers to it
        return SQL("true")
    if table == "feedback_review":
        return SQL(
            """e.replied_by_id IS NULL AND e.guest_id IS NULL
            AND NOT EXISTS (SELECT FROM ingest_applied b
                WHERE b."table" = 'feedback_review' AND b.row_id = e.id AND b.upload_id <> a.upload_id)
            AND NOT EXISTS (SELECT FROM feedback_ticket t WHERE t.key = 'review:' || e.id)"""
        )
    if table not in VERSIONED:  # contacts and the like stay with a guest that stays
        return SQL(
            """NOT EXISTS (SELECT FROM ingest_applied g WHERE g.upload_id = a.upload_id AND g."table" = 'guests_guest'
                AND g.before IS NULL AND g.row_id = e.guest_id)"""
        )
    free = [
        SQL("NOT EXISTS (SELECT FROM {} x WHERE x.{} = e.id AND NOT {})").format(
            Identifier(other), Identifier(column), _belongs(table, other)
        )
        for other, column in _referring(table)
    ]
    return SQL(" AND ").join([SQL("e.version = a.version"), *free])


def _belongs(table: str, other: str) -> Composable:
    if other == "guests_touchpoint":
        return SQL("x.key = 'guest:' || e.id || ':created'")
    if other in BELONGS[table]:
        return SQL("true")
    return SQL(
        """EXISTS (SELECT FROM ingest_applied m WHERE m."table" = {} AND m.row_id = x.id
            AND m.upload_id = a.upload_id AND m.before IS NULL)"""
    ).format(Literal(other))


def _referring(table: str) -> Iterator[tuple[str, str]]:
    """Every column of the database that refers to a row of `table`, history aside."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True):
                target: type[models.Model] = field.related_model
                if target._meta.db_table == table:
                    yield model._meta.db_table, str(field.column)
