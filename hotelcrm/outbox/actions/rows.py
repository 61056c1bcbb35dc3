"""Messages to many guests, each with its own key, times and facts: judged by one statement, written by another.

`mailings.queue_mailing` is for one occasion that is the same for everybody. Here there is a moment between the gate and
the row: whoever queues may attach what only those get whom the gate does not refuse, such as a voucher, and name it in
the facts.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from hotelcrm.audit.actions import trail
from hotelcrm.outbox.gate.statement import VERDICTS
from hotelcrm.outbox.models import Mailing, State
from hotelcrm.running.arrays import literal

from .bell import ring
from .checking import Draft, check
from .fitting import fitted
from .mailings import BEST, MEMORY, ONLY, add_to

WANTED = """
wanted AS (
    SELECT place, guest_id, key, due_at, expires_at
    FROM unnest(%(guests)s::bigint[], %(keys)s::text[], %(dues)s::timestamptz[], %(ends)s::timestamptz[])
        WITH ORDINALITY w (guest_id, key, due_at, expires_at, place)
)"""
# What `mailings` calls the guest is the row's place here: a guest may have several.
JUDGE = f"""
WITH {WANTED},
asked AS NOT MATERIALIZED (
    SELECT w.place * %(count)s + road.place AS id, w.guest_id, %(hotel)s::bigint AS hotel_id, road.channel,
        %(purpose)s::text AS purpose, %(generic)s::boolean AS is_generic, w.due_at, w.expires_at, false AS at_address
    FROM wanted w CROSS JOIN (VALUES {{roads}}) road (channel, place)
),
{VERDICTS},
best AS ({{best}})
SELECT b.guest_id, b.place, coalesce(b.reason, ''), b.later, m.id
FROM best b
JOIN wanted w ON w.place = b.guest_id
LEFT JOIN outbox_message m ON m.guest_id = w.guest_id AND m.key = w.key
ORDER BY b.guest_id
"""  # noqa: S608 (put together from constants)
# Of thousands out of hundreds of thousands the planner would rather hash all contacts, consents and messages there are,
# again for each handful: measured, that takes more than twice as long as looking each up.
BY_INDEX = f"SET LOCAL work_mem = '{MEMORY}'; SET LOCAL enable_hashjoin = off"
WRITE = """
INSERT INTO outbox_message (guest_id, hotel_id, channel, purpose, is_generic, mailing_id, template_id, facts, key,
    due_at, expires_at, state, reason, by_id)
SELECT guest_id, %(hotel)s, channel, %(purpose)s, %(generic)s, %(mailing)s, %(template)s, facts, key, due_at,
    expires_at, state, reason, %(by)s
FROM unnest(%(guests)s::bigint[], %(keys)s::text[], %(dues)s::timestamptz[], %(ends)s::timestamptz[],
    %(channels)s::text[], %(states)s::text[], %(reasons)s::text[], %(facts)s::jsonb[])
    w (guest_id, key, due_at, expires_at, channel, state, reason, facts)
ON CONFLICT (guest_id, key) DO NOTHING
RETURNING guest_id, key, id
"""


NOTHING: Final[Mapping[str, int | str]] = MappingProxyType({})


# Tuples, both: a hundred thousand of them are made at a time.
class Row(NamedTuple):
    """One message that is wanted: to whom, for which occasion, when, until when it is of use, and what it is about."""

    guest_id: int
    key: str
    due_at: datetime
    expires_at: datetime | None = None
    facts: Mapping[str, int | str] = NOTHING


class Judged(NamedTuple):
    """What the gate says of `row`: on which channel it would stand, in which state, why and from when on.

    `known_id` is the message that has its key already; nothing is written for it any more.
    """

    row: Row
    channel: str
    state: State
    reason: str
    due_at: datetime
    known_id: int | None = None

    @property
    def is_refused(self) -> bool:
        """Whether it is never sent."""
        return self.state == State.CANCELLED

    @property
    def is_new(self) -> bool:
        """Whether its key is not used yet."""
        return self.known_id is None

    def about(self, **facts: int | str) -> "Judged":
        """The same, about this too."""
        return self._replace(row=self.row._replace(facts={**self.row.facts, **facts}))


def judge(mailing: Mailing, rows: Sequence[Row], *, channels: Sequence[str], at: datetime) -> list[Judged]:
    """What the gate says at `at` of each of `rows` as a message of `mailing`, in their order; nothing is written.

    On that of `channels` which `queue` would take. Raises `CalledOffError` and `UnfitMessageError` as `queue_mailing`
    does, also for a `mailing` that is not saved yet.
    """
    return judge_all([(mailing, rows)], channels=channels, at=at)[0]


def judge_all(
    wanted: Sequence[tuple[Mailing, Sequence[Row]]], *, channels: Sequence[str], at: datetime
) -> list[list[Judged]]:
    """The same for several mailings, one after the other: one statement for all that can leave by the same channels."""
    asked: defaultdict[_Terms, list[int]] = defaultdict(list)
    for place, (mailing, rows) in enumerate(wanted):
        if rows:
            asked[_terms(mailing, rows, channels, at)].append(place)
    answers: list[list[Judged]] = [[] for _one in wanted]
    for terms, places in asked.items():
        told = iter(_ask(terms, [row for place in places for row in wanted[place][1]], at))
        for place in places:
            answers[place] = list(islice(told, len(wanted[place][1])))
    return answers


def queue_judged(mailing: Mailing, judged: Sequence[Judged]) -> dict[tuple[int, str], int]:
    """Write the messages that `judge` decided on, and return the ids of the new ones by guest and key.

    To be called in its transaction, while the guests are held: what the gate said still holds then. What has a message
    of its key keeps it. The claim asks the gate again.
    """
    return queue_all([(mailing, judged)])[0]


@transaction.atomic
def queue_all(judged: Sequence[tuple[Mailing, Sequence[Judged]]]) -> list[dict[tuple[int, str], int]]:
    """The same for several mailings, one after the other; their counters are held as shortly as can be.

    Of two who write for the same mailings, each in this order, one waits for the other only at the end.
    """
    written = [_write(mailing, [one for one in some if one.is_new]) for mailing, some in judged]
    for (mailing, some), new in zip(judged, written, strict=True):
        if any(one.is_new for one in some):
            add_to(mailing, len(new))
    return written


def _write(mailing: Mailing, fresh: Sequence[Judged]) -> dict[tuple[int, str], int]:
    if not fresh:
        return {}
    with trail("outbox.queue_rows", by=mailing.by, mailing=mailing.pk), connection.cursor() as cursor:
        cursor.execute(WRITE, _columns(mailing, fresh))
        written = {(guest, key): pk for guest, key, pk in cursor.fetchall()}
    if any(not one.is_refused for one in fresh):
        ring()
    return written


class _Terms(NamedTuple):
    """What the gate is told once for all rows."""

    hotel: int
    purpose: str
    generic: bool
    roads: tuple[str, ...]


def _terms(mailing: Mailing, rows: Sequence[Row], channels: Sequence[str], at: datetime) -> _Terms:
    of = mailing if mailing.pk else None
    longest = max((row.key for row in rows), key=len)
    terms = (
        mailing.hotel,
        channels,
        mailing.purpose,
        longest,
        at,
        None,
        mailing.template,
        "",
        "",
        mailing.is_generic,
        of,
    )
    draft = Draft(*terms)
    check(draft)
    return _Terms(mailing.hotel_id, mailing.purpose, mailing.is_generic, tuple(dict.fromkeys(fitted(draft).channels)))


def _ask(terms: _Terms, rows: Sequence[Row], at: datetime) -> list[Judged]:
    roads = terms.roads
    shape = {
        "roads": ", ".join(f"('{channel}', {place})" for place, channel in enumerate(roads)),
        "best": ONLY if len(roads) == 1 else BEST,
    }
    values = _times(rows) | {"at": at, "count": len(roads)} | terms._asdict()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        cursor.execute(JUDGE.format(**shape), values)
        told = cursor.fetchall()
        cursor.execute("SET LOCAL enable_hashjoin = on")
    return [_judged(rows[place - 1], roads[road], reason, later, known) for place, road, reason, later, known in told]


def _judged(row: Row, channel: str, reason: str, later: datetime | None, known: int | None) -> Judged:
    if not reason:
        return Judged(row, channel, State.QUEUED, "", row.due_at, known)
    if later is not None:
        return Judged(row, channel, State.HELD, reason, later, known)
    return Judged(row, channel, State.CANCELLED, reason, row.due_at, known)


def _times(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "guests": literal(row.guest_id for row in rows),
        "keys": literal(row.key for row in rows),
        "dues": literal(row.due_at for row in rows),
        "ends": literal(row.expires_at for row in rows),
    }


def _columns(mailing: Mailing, fresh: Sequence[Judged]) -> dict[str, Any]:
    return _times([one.row for one in fresh]) | {
        "dues": literal(one.due_at for one in fresh),
        "channels": literal(one.channel for one in fresh),
        "states": literal(one.state.value for one in fresh),
        "reasons": literal(one.reason for one in fresh),
        "facts": literal(json.dumps(dict(one.row.facts)) if one.row.facts else None for one in fresh),
        "hotel": mailing.hotel_id,
        "purpose": mailing.purpose,
        "generic": mailing.is_generic,
        "mailing": mailing.pk,
        "template": mailing.template_id,
        "by": mailing.by_id,
    }
