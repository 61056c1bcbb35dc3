"""What is written down around a handing over: one commit says how the last one ended and that the next one begins.

`handed_at` is committed before a message leaves, so whatever dies later leaves a row that says it may have left.
Whoever withdraws in the meantime cancels what has no `handed_at` yet, and the fence below then lets nothing through.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakSet

from django.db import OperationalError, connection

from hotelcrm.outbox.actions.checking import CalledOffError
from hotelcrm.outbox.actions.mailings import pause
from hotelcrm.outbox.actions.suppressing import suppress
from hotelcrm.outbox.answers.storing import store
from hotelcrm.outbox.models import Callback, Message, Reason, State, Suppression
from hotelcrm.outbox.transports import Fate, Outcome
from hotelcrm.outbox.transports.reports import Report

from .claiming import LEASE, Claimed
from .outcomes import Ending

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finish:
    """One message of ours, how its attempt ended, and what the provider said (None: it never came to that)."""

    claimed: Claimed
    ending: Ending
    outcome: Outcome | None = None

    @property
    def message(self) -> Message:
        """The message it was about."""
        return self.claimed.message


# Fenced twice: by the attempt, which a later claim replaces, and by the state, which a withdrawal or a sweep changes.
# A mailing that was paused a moment ago hands nothing over any more, and nothing goes after it is of no use. The state
# is no constant, or the server would read all that are being sent by their leases, and what is left of those that were.
STEP = """
WITH ended AS (
    SELECT * FROM unnest(
        $1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::text[], $8::text[],
        $9::text[], $10::int[]
    ) e(id, attempt, state, reason, due_at, is_free, outcome, code, reference, parts)
),
finished AS (
    UPDATE outbox_message m SET
        state = e.state, reason = e.reason, due_at = COALESCE(e.due_at, m.due_at),
        tries = m.tries - CASE WHEN e.is_free AND m.tries > 0 THEN 1 ELSE 0 END,
        reference = CASE WHEN e.reference = '' THEN m.reference ELSE e.reference END,
        sent_at = CASE WHEN e.state = 'sent' THEN $11 ELSE m.sent_at END,
        handed_at = CASE WHEN e.state IN ('queued', 'held') THEN NULL ELSE m.handed_at END,
        lease_until = NULL
    FROM ended e
    WHERE m.id = e.id AND m.attempt = e.attempt AND m.state = $15
),
closed AS (
    UPDATE outbox_attempt a SET finished_at = $11, outcome = e.outcome, code = e.code, reference = e.reference,
        segments = e.parts
    FROM ended e
    WHERE a.attempt = e.attempt AND a.finished_at IS NULL
),
handed AS (
    UPDATE outbox_message m SET handed_at = $11, lease_until = $14
    FROM unnest($12::bigint[], $13::uuid[]) h(id, attempt)
    WHERE m.id = h.id AND m.attempt = h.attempt AND m.state = $15 AND m.handed_at IS NULL
        AND (m.expires_at IS NULL OR m.expires_at > $11) AND NOT EXISTS (
        SELECT 1 FROM outbox_mailing g
        WHERE g.id = m.mailing_id AND (g.paused_at IS NOT NULL OR g.cancelled_at IS NOT NULL)
    )
    RETURNING m.id, m.sender_id, m.attempt
),
opened AS (
    INSERT INTO outbox_attempt (message_id, sender_id, attempt, started_at, outcome, code, reference, segments)
    SELECT id, sender_id, attempt, $11, '', '', '', 1 FROM handed
)
SELECT id FROM handed
"""
PREPARE = f"""
PREPARE outbox_step (
    bigint[], uuid[], text[], text[], timestamptz[], boolean[], text[], text[], text[], int[], timestamptz, bigint[],
    uuid[], timestamptz, text
) AS {STEP}
"""
EXECUTE = """
EXECUTE outbox_step(
    %(ids)s::bigint[], %(attempts)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(dues)s::timestamptz[],
    %(free)s::boolean[], %(outcomes)s::text[], %(codes)s::text[], %(references)s::text[], %(parts)s::int[],
    %(at)s, %(next_ids)s::bigint[], %(next_attempts)s::uuid[], %(lease)s, %(sending)s
)
"""
# Planning costs more than doing: once a connection. A new one is a new object that has nothing prepared.
_prepared: "WeakSet[Any]" = WeakSet()

LONGEST_CODE, LONGEST_REFERENCE = 40, 120


def step(finishes: Sequence[Finish], following: Sequence[Claimed], *, at: datetime) -> set[int]:
    """Write down in one commit how `finishes` ended and that `following` are handed over now, at `at`.

    Returns the ids of those among `following` that may be handed over; the others were withdrawn, paused or taken from
    us since they were claimed. A finish that comes too late, after somebody else took the message, changes nothing.
    """
    for finish in finishes:
        _take_effect(finish, at)
    try:
        return _write(finishes, following, at)
    except OperationalError:
        # Somebody holds one of `following`: a mailing of a million that is being called off. What is known is kept.
        if not (finishes and following and connection.is_usable()):
            raise
        logger.warning("What follows is held by somebody else.", exc_info=True)
        _write(finishes, [], at)
        return set()


def _write(finishes: Sequence[Finish], following: Sequence[Claimed], at: datetime) -> set[int]:
    facts: dict[str, Any] = {
        "ids": [finish.message.pk for finish in finishes],
        "attempts": [str(finish.claimed.attempt) for finish in finishes],
        "states": [finish.ending.state.value for finish in finishes],
        "reasons": [str(finish.ending.reason) for finish in finishes],
        "dues": [finish.ending.due_at for finish in finishes],
        "free": [finish.ending.is_free for finish in finishes],
        "outcomes": [str(finish.ending.outcome) for finish in finishes],
        "codes": [_code(finish) for finish in finishes],
        "references": [finish.outcome.reference[:LONGEST_REFERENCE] if finish.outcome else "" for finish in finishes],
        "parts": [finish.outcome.parts if finish.outcome else 1 for finish in finishes],
        "at": at,
        "next_ids": [claimed.message.pk for claimed in following],
        "next_attempts": [str(claimed.attempt) for claimed in following],
        "lease": at + LEASE,
        "sending": State.SENDING.value,
    }
    with connection.cursor() as cursor:
        if connection.connection not in _prepared:
            cursor.execute(PREPARE)
            _prepared.add(connection.connection)
        cursor.execute(EXECUTE, facts)
        return {pk for (pk,) in cursor.fetchall()}


def _code(finish: Finish) -> str:
    return finish.outcome.code[:LONGEST_CODE] if finish.outcome else ""


# What a refusal means for others


def _take_effect(finish: Finish, at: datetime) -> None:
    """Before the message is finished, so that none of `following` goes the same way.

    Whoever dies in between leaves too much done rather than too little. Somebody at a desk may hold the guest for long:
    then the next refusal does it.
    """
    mailing, index = finish.message.mailing, finish.claimed.address_index
    try:
        if finish.outcome is not None and finish.outcome.fate == Fate.OPTED_OUT:
            _report(finish, at)
        elif finish.ending.reason == Reason.REFUSED_ADDRESS and index is not None:
            suppress(index, channel=finish.message.channel, why=Suppression.Why.DEAD, at=at, note=_code(finish))
        elif finish.ending.reason == Reason.REFUSED_CONTENT and mailing is not None:
            pause(mailing, because=_code(finish) or Reason.REFUSED_CONTENT.value, by=None, at=at)
    except CalledOffError:
        pass  # none of it goes any more
    except OperationalError:
        logger.warning("What a refusal means for others was not written down.", exc_info=True)


def _report(finish: Finish, at: datetime) -> None:
    """The provider passes on a guest's no: kept and applied as if it had reported it, once the message is finished."""
    sender = finish.message.sender
    if sender is None:
        return
    said = Report(
        key=f"refused:{finish.claimed.attempt}",
        kind=Callback.Kind.UNSUBSCRIBED,
        happened_at=at,
        raw="",
        code=_code(finish),
        message_id=finish.message.pk,
    )
    store(sender.transport, [said], sender=sender)


# What was claimed and not handed over


def release(claimed: Sequence[Claimed]) -> int:
    """Let others have what we claimed and did not hand over; returns how many those are."""
    if not claimed:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE outbox_message SET state = %(queued)s, attempt = NULL, lease_until = NULL,
                tries = tries - CASE WHEN tries > 0 THEN 1 ELSE 0 END
            WHERE id = ANY(%(ids)s) AND attempt = ANY(%(attempts)s::uuid[]) AND state = 'sending' AND handed_at IS NULL
            """,
            {
                "queued": State.QUEUED,
                "ids": [one.message.pk for one in claimed],
                "attempts": [str(one.attempt) for one in claimed],
            },
        )
        return int(cursor.rowcount)


# A sent message on the guest's timeline

# Whose guest is held by somebody else is left to the sweep: no worker waits for a desk.
TELL = """
INSERT INTO guests_touchpoint (guest_id, kind, hotel_id, at, key, details)
SELECT m.guest_id, 'message', m.hotel_id, m.sent_at, 'message:' || m.id,
    jsonb_build_object('message', m.id, 'channel', m.channel, 'purpose', m.purpose)
FROM outbox_message m
JOIN (SELECT id FROM guests_guest WHERE id = ANY(%(guests)s) ORDER BY id FOR KEY SHARE SKIP LOCKED) g
    ON g.id = m.guest_id
WHERE m.id = ANY(%(ids)s) AND m.sent_at IS NOT NULL
ON CONFLICT (guest_id, key) DO NOTHING
"""


def tell(sent: Mapping[int, int]) -> int:
    """Put messages that were sent (guests by their ids) on timelines, each once; returns how many are new there."""
    if not sent:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(TELL, {"ids": list(sent), "guests": list(sent.values())})
        return int(cursor.rowcount)
