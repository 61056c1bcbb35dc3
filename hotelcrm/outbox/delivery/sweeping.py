"""Tidying up after what died: leases that are over, what came too late, and what a timeline still lacks.

Each statement takes its rows with SKIP LOCKED and changes nothing twice, so any number of sweeps at once do no harm.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from hotelcrm.outbox.models import Message, State

from .handing import tell
from .outcomes import PATIENT_BACK_OFF

AT_ONCE = 1_000
MOST_TRIES = len(PATIENT_BACK_OFF) + 2  # a message that workers die of is not tried for ever
UNTOLD_FOR = timedelta(minutes=15)  # how far back timelines are looked at
TOLD_WITHIN = timedelta(minutes=1)  # by the worker itself
LONGEST_TURN = timedelta(hours=1)


@dataclass(frozen=True)
class Swept:
    """What a sweep found: leases that were over, by the state their messages have now, and what came too late."""

    lost: Counter[str]
    too_late: int
    told: int


# Not handed over: nothing left the house, so it is simply sent. Handed over: a guest's service may come twice, by the
# same Message-ID; anything else is left as it is, and says that nobody knows.
LOST = """
WITH lost AS (
    SELECT id FROM outbox_message WHERE state = 'sending' AND lease_until < %(at)s
    ORDER BY lease_until LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
),
closed AS (
    UPDATE outbox_attempt a SET finished_at = %(at)s, outcome = 'unknown', code = 'worker_lost'
    FROM outbox_message m JOIN lost ON lost.id = m.id
    WHERE a.attempt = m.attempt AND a.finished_at IS NULL
)
UPDATE outbox_message m SET
    state = CASE
        WHEN m.handed_at IS NOT NULL AND (m.purpose <> 'service' OR m.tries >= %(most)s) THEN 'unknown'
        WHEN m.tries >= %(most)s THEN 'failed'
        ELSE 'queued'
    END,
    reason = CASE WHEN m.handed_at IS NULL AND m.tries < %(most)s THEN '' ELSE 'worker_lost' END,
    handed_at = CASE
        WHEN m.purpose = 'service' AND m.tries < %(most)s THEN NULL
        ELSE m.handed_at
    END,
    lease_until = NULL
FROM lost WHERE m.id = lost.id
RETURNING m.state
"""

# Behind an open breaker, or while its mailing is paused, nobody claims, and so nobody sees what is of no use any more;
# the sweep does, by an index of its own: what waits may be a million, each minute.
TOO_LATE = """
UPDATE outbox_message m SET state = 'cancelled', reason = 'too_late'
FROM (
    SELECT id FROM outbox_message WHERE state IN ('queued', 'held') AND expires_at <= %(at)s
    ORDER BY expires_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
) late
WHERE m.id = late.id
"""

# What was sent was handed over shortly before, and that is what there is an index of.
UNTOLD = """
SELECT m.id, m.guest_id FROM accounts_hotel h
JOIN outbox_message m ON m.hotel_id = h.id AND m.handed_at >= %(handed)s
    AND m.sent_at >= %(since)s AND m.sent_at <= %(until)s
WHERE m.guest_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM guests_touchpoint t WHERE t.guest_id = m.guest_id AND t.key = 'message:' || m.id
)
LIMIT %(limit)s
"""


def sweep(*, at: datetime) -> Swept:
    """Take back what workers lost before `at`, cancel what came too late, fill gaps of timelines; safe at any time."""
    since = at - UNTOLD_FOR
    lost: Counter[str] = Counter()
    oldest = _oldest_lease(at)
    if oldest is not None:
        since = min(since, oldest - LONGEST_TURN)
        while found := _take_back(at):
            lost += found
    return Swept(lost, _cancel_late(at), _tell_untold(since, at))


def _oldest_lease(at: datetime) -> datetime | None:
    leases = Message.objects.filter(state=State.SENDING, lease_until__lt=at).order_by("lease_until")
    return leases.values_list("lease_until", flat=True).first()


def _take_back(at: datetime) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(LOST, {"at": at, "limit": AT_ONCE, "most": MOST_TRIES})
        return Counter(state for (state,) in cursor.fetchall())


def _cancel_late(at: datetime) -> int:
    cancelled = 0
    while found := _changed(TOO_LATE, {"at": at, "limit": AT_ONCE}):
        cancelled += found
    return cancelled


def _changed(statement: str, facts: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return int(cursor.rowcount)


def _tell_untold(since: datetime, at: datetime) -> int:
    """A worker that died between two messages has told nobody of the first; the living do so within a minute."""
    with connection.cursor() as cursor:
        window = {"handed": since - LONGEST_TURN, "since": since, "until": at - TOLD_WITHIN}
        facts: dict[str, Any] = {**window, "limit": AT_ONCE}
        cursor.execute(UNTOLD, facts)
        untold = dict(cursor.fetchall())
    return tell(untold)
