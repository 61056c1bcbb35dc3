"""Messages to many guests at once: queued by one statement through the gate, paused, resumed and called off as one."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from guests.models import Guest
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.gate.statement import VERDICTS
from hotelcrm.outbox.models import Mailing, Message, Reason, State
from hotelcrm.outbox.models.message import WAITING

from .bell import ring
from .checking import CalledOffError, Draft, HeldError, OtherMessageError, check
from .fitting import fitted

MEMORY = "256MB"  # for a step of the statement about a million guests; the planner takes what it needs

# A table of its own, so that the segment is asked for once and the planner knows how many they are.
WHOM = """
CREATE TEMPORARY TABLE outbox_whom ON COMMIT DROP AS SELECT id FROM ({guests}) w (id) ORDER BY id;
ANALYZE outbox_whom
"""
# A question's id is its guest's and the place of its channel: so the answers need not be joined to what was asked.
QUEUE = f"""
WITH asked AS NOT MATERIALIZED (
    SELECT w.id * %(count)s + road.place AS id, w.id AS guest_id, %(hotel)s::bigint AS hotel_id, road.channel,
        %(purpose)s::text AS purpose, %(generic)s::boolean AS is_generic, %(due)s::timestamptz AS due_at,
        %(expires)s::timestamptz AS expires_at, false AS at_address
    FROM outbox_whom w CROSS JOIN (VALUES {{roads}}) road (channel, place)
),
{VERDICTS},
best AS (
    {{best}}
),
decided AS MATERIALIZED (
    SELECT guest_id, place, coalesce(later, %(due)s) AS due_at, coalesce(reason, '') AS reason,
        CASE WHEN reason IS NULL THEN 'queued' WHEN later IS NULL THEN 'cancelled' ELSE 'held' END AS state
    FROM best
),
written AS (
    INSERT INTO outbox_message (guest_id, hotel_id, channel, purpose, is_generic, mailing_id, template_id, facts, key,
        due_at, expires_at, state, reason, by_id)
    SELECT guest_id, %(hotel)s, (%(channels)s::text[])[place + 1], %(purpose)s, %(generic)s, %(mailing)s, %(template)s,
        %(facts)s::jsonb, %(key)s, due_at, %(expires)s, state, reason, %(by)s
    FROM decided
    {{twice}}
)
SELECT state, reason, count(*) FROM {{counted}} GROUP BY state, reason
"""  # noqa: S608 (put together from constants)
ONLY = "SELECT id AS guest_id, 0 AS place, reason, later FROM verdict"
# The first channel that lets it through, else the first that only holds it, else the last.
BEST = """
    SELECT DISTINCT ON (guest_id) guest_id, place, reason, later
    FROM (SELECT id / %(count)s AS guest_id, id %% %(count)s AS place, reason, later FROM verdict) answer
    ORDER BY guest_id,
        CASE WHEN reason IS NULL THEN place WHEN later IS NULL THEN 3 * %(count)s - place ELSE %(count)s + place END
"""
# Most guests of a mailing have no message of its key: looking for one before each row would cost a quarter more.
PLAIN = {"twice": "", "counted": "decided"}
TOLERANT = {"twice": "ON CONFLICT (guest_id, key) DO NOTHING RETURNING state, reason", "counted": "written"}


@dataclass(frozen=True)
class Counted:
    """What queueing a mailing brought: new rows by state, and by reason where they have one."""

    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """How many rows there are now that were not there before."""
        return self.states.total()

    @property
    def queued(self) -> int:
        """How many of them nothing keeps."""
        return self.states[State.QUEUED]

    @property
    def held(self) -> int:
        """How many wait for a while."""
        return self.states[State.HELD]

    @property
    def refused(self) -> int:
        """How many are never sent."""
        return self.states[State.CANCELLED]


def queue_mailing(
    mailing: Mailing,
    guests: QuerySet[Guest],
    *,
    channels: Sequence[str],
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    facts: Mapping[str, int | str] | None = None,
) -> Counted:
    """Queue `mailing` to each of `guests` for the occasion `key`, in one statement, and return what was counted.

    Every guest has one row afterwards: queued, held, or cancelled with its reason, on the channel that `queue` would
    take. Who has a message of that key already keeps it and is not counted; so a second time adds only those who came
    in since. Raises `OtherMessageError` where the mailing was queued for `key` with other terms, `CalledOffError` and
    `UnfitMessageError`, also where the template can leave by none of `channels`; nobody has a row then.
    """
    due = due_at or at
    with transaction.atomic(), trail("outbox.queue_mailing", by=mailing.by, mailing=mailing.pk):
        row = _lock(mailing)
        draft = Draft(row.hotel, channels, row.purpose, key, due, expires_at, row.template, "", "", row.is_generic, row)
        check(draft)
        draft = fitted(draft)
        is_first = _is_first(row, key, expires_at=expires_at, facts=facts)
        counted = _queue_all(draft, guests, facts=facts, at=at, is_first=is_first)
        add_to(row, counted.new)
        _cancel_silenced(row, key)
        if counted.new > counted.refused:
            ring()
    return counted


def add_to(mailing: Mailing, count: int) -> None:
    """Write down that `count` more messages of `mailing` were made; to be called in the transaction that makes them."""
    Mailing.objects.filter(pk=mailing.pk).update(queued=F("queued") + count)


# Who was erased or restricted while the statement ran is still somebody to it. What comes later finds the rows.
CANCEL_SILENCED = """
UPDATE outbox_message m
SET state = 'cancelled', reason = CASE WHEN g.erased_at IS NULL THEN 'restricted' ELSE 'erased' END
FROM outbox_whom w JOIN guests_guest g ON g.id = w.id AND (g.erased_at IS NOT NULL OR g.restricted_at IS NOT NULL)
WHERE m.guest_id = w.id AND m.key = %(key)s AND m.mailing_id = %(mailing)s AND m.state IN ('queued', 'held')
"""


def _cancel_silenced(mailing: Mailing, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.outbox_whom')")
        if cursor.fetchone() != (None,):
            cursor.execute(CANCEL_SILENCED, {"key": key, "mailing": mailing.pk})


def _lock(mailing: Mailing) -> Mailing:
    related = Mailing.objects.select_related("hotel", "template", "by")
    return related.select_for_update(of=("self",), no_key=True).get(pk=mailing.pk)


def _is_first(
    mailing: Mailing, key: str, *, expires_at: datetime | None, facts: Mapping[str, int | str] | None
) -> bool:
    """Whether nothing of `mailing` has this key; raises `OtherMessageError` where what has it says something else."""
    first = Message.objects.filter(mailing=mailing, key=key).order_by().first()
    if first is not None and (first.expires_at, first.facts) != (expires_at, dict(facts) if facts else None):
        raise OtherMessageError
    return first is None


def _queue_all(
    draft: Draft, guests: QuerySet[Guest], *, facts: Mapping[str, int | str] | None, at: datetime, is_first: bool
) -> Counted:
    channels = list(dict.fromkeys(draft.channels))
    values = {
        "at": at,
        "hotel": draft.hotel.pk,
        "purpose": draft.purpose,
        "generic": draft.is_generic,
        "due": draft.due_at,
        "expires": draft.expires_at,
        "channels": channels,
        "count": len(channels),
        "mailing": draft.mailing and draft.mailing.pk,
        "template": draft.template and draft.template.pk,
        "facts": json.dumps(dict(facts)) if facts else None,
        "key": draft.key,
        "by": draft.mailing and draft.mailing.by_id,
    }
    shape = {
        "roads": ", ".join(f"('{channel}', {place})" for place, channel in enumerate(channels)),
        "best": ONLY if len(channels) == 1 else BEST,
    }
    if not _gather(guests):
        return Counted()
    if is_first:
        with suppress(IntegrityError), transaction.atomic():
            return _insert(QUEUE.format(**shape, **PLAIN), values)
    return _insert(QUEUE.format(**shape, **TOLERANT), values)


def _gather(guests: QuerySet[Guest]) -> bool:
    """Put the ids of `guests` where the statement finds them; False when there can be none."""
    try:
        query, parameters = _ids(guests).query.sql_with_params()
    except EmptyResultSet:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '{MEMORY}'")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.outbox_whom")
        cursor.execute(WHOM.format(guests=query), parameters)
    return True


def _insert(statement: str, values: Mapping[str, Any]) -> Counted:
    counted = Counted()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for state, reason, count in cursor.fetchall():
            counted.states[state] += count
            if reason:
                counted.reasons[reason] += count
    return counted


def _ids(guests: QuerySet[Guest]) -> "QuerySet[Guest, Any]":
    """The ids of `guests`, each once: a queryset that looks into other tables may yield a guest several times."""
    found = guests.values("pk") if guests.query.is_sliced else guests.order_by().values("pk")
    is_joined = len(guests.query.alias_map) > 1
    return Guest.objects.order_by().filter(pk__in=found).values("pk") if is_joined else found


def pause(mailing: Mailing, *, because: str, by: User | None, at: datetime, with_its_own: bool = False) -> Mailing:
    """Hold back whatever of `mailing` is not claimed yet, for the reason `because`, and return it.

    What waits is held when it is claimed; what is being sent goes on. A paused mailing keeps its first reason. Paused
    `with_its_own`, that is with what it belongs to, it goes on only so. Raises `CalledOffError`.
    """
    with transaction.atomic(), trail("outbox.pause_mailing", by=by, mailing=mailing.pk):
        row = _open(mailing)
        if row.paused_at is None:
            row.paused_at, row.paused_because = at, because
        row.is_held = row.is_held or with_its_own
        row.save(update_fields=["paused_at", "paused_because", "is_held"])
    return row


def resume(mailing: Mailing, *, by: User | None, at: datetime, with_its_own: bool = False) -> Mailing:
    """Let `mailing` go on, at once, with what was held back, and return it.

    Raises `CalledOffError`, and `HeldError` for one that goes on only `with_its_own`.
    """
    with transaction.atomic(), trail("outbox.resume_mailing", by=by, mailing=mailing.pk):
        row = _open(mailing)
        if row.is_held and not with_its_own:
            raise HeldError
        if row.paused_at is not None:
            row.paused_at, row.paused_because, row.is_held = None, "", False
            row.save(update_fields=["paused_at", "paused_because", "is_held"])
            _take_all_the_time()
            held = row.messages.filter(state=State.HELD, reason=Reason.PAUSED)
            held.update(state=State.QUEUED, reason="", due_at=at)
            ring()
    return row


def call_off(mailing: Mailing, *, by: User | None, at: datetime) -> int:
    """Cancel whatever of `mailing` was not handed over yet, and return how many that were.

    What was sent stays as it is. A second time finds nothing to do.
    """
    with transaction.atomic(), trail("outbox.call_off_mailing", by=by, mailing=mailing.pk):
        row = _lock(mailing)
        if row.cancelled_at is None:
            row.cancelled_at = at
            row.save(update_fields=["cancelled_at"])
        _take_all_the_time()
        here = Q(state__in=WAITING) | Q(state=State.SENDING, handed_at=None)
        return row.messages.filter(here).update(state=State.CANCELLED, reason=Reason.CALLED_OFF)


def _take_all_the_time() -> None:
    """For this transaction: a million rows are not changed as quickly as a page must be."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def _open(mailing: Mailing) -> Mailing:
    row = _lock(mailing)
    if row.cancelled_at is not None:
        raise CalledOffError
    return row
