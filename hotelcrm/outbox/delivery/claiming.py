"""Taking what is due, in one transaction: rows that nobody else has, their guests locked, the gate asked again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from guests.models import Contact
from hotelcrm.outbox.actions.suppressing import index_of
from hotelcrm.outbox.gate.statement import VERDICTS
from hotelcrm.outbox.models import Message, Reason, Sender, State
from hotelcrm.outbox.models.sender import Road
from hotelcrm.pii.keyring import Undecryptable

from . import rates
from .lanes import Lane
from .waiting import OTHERS, SERVICE, in_lane

Row = TypeVar("Row", bound=Model)

LEASE = timedelta(minutes=10)  # longer than handing over may take with all its waiting, whatever the transport
NO_SENDER_AGAIN = timedelta(minutes=15)
PAUSED_AGAIN = timedelta(minutes=15)  # resuming makes them due at once
BUSY_AGAIN = timedelta(minutes=1)  # another message to the same guest is on its way


@dataclass(frozen=True)
class Claimed:
    """One message that this worker, and nobody else, may hand over."""

    message: Message
    attempt: UUID
    address: str
    address_index: bytes | None


@dataclass
class Claim:
    """What one look at a lane brought: messages to hand over, and how many went to which other state."""

    claimed: list[Claimed] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        """How many rows are not where they were."""
        return len(self.claimed) + self.refused.total()


@dataclass(frozen=True)
class Verdict:
    """What the gate said of one message: see ``hotelcrm.outbox.gate``."""

    reason: str | None
    later: datetime | None
    contact_id: int | None
    address_index: bytes | None


@dataclass(frozen=True)
class Refusal:
    """A message that does not go now: held until `later`, or cancelled for good, or failed, being unreadable."""

    message_id: int
    reason: str
    later: datetime | None

    @property
    def state(self) -> State:
        """Held, cancelled or failed."""
        if self.reason == Reason.UNWRITABLE:
            return State.FAILED
        return State.HELD if self.later else State.CANCELLED


# What a guest needs goes first, however much else waits. A paused mailing is not looked at: it would stand in front of
# all the others.
PICK = f"""
WITH RECURSIVE {in_lane("service", SERVICE, limit="%(limit)s")},
{in_lane("others", OTHERS, limit="%(limit)s - (SELECT count(*) FROM service)")}
SELECT id FROM service UNION ALL SELECT id FROM others
"""  # noqa: S608 (put together from constants)

# Who withdraws holds the guest and then waits for the guest's messages; whoever holds messages must not wait for the
# guest. So a guest that is held is left for the next time.
LOCK_GUESTS = """
SELECT id FROM guests_guest
WHERE id IN (SELECT guest_id FROM outbox_message WHERE id = ANY(%(ids)s) AND guest_id IS NOT NULL)
ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""

ASK = f"""
WITH asked AS (
    SELECT m.id, m.guest_id, m.hotel_id, m.channel, m.purpose, m.is_generic, m.due_at, m.expires_at,
        m.address IS NOT NULL AS at_address
    FROM outbox_message m WHERE m.id = ANY(%(ids)s)
),
{VERDICTS}
SELECT id, reason, later, contact_id, address_index FROM verdict
"""  # noqa: S608 (put together from constants)

ON_THEIR_WAY = """
SELECT DISTINCT o.guest_id FROM outbox_message o
WHERE o.guest_id = ANY(%(guests)s) AND o.state = 'sending' AND NOT o.purpose = 'service'
"""

SEND = """
UPDATE outbox_message m SET state = 'sending', reason = '', attempt = gen_random_uuid(), handed_at = NULL,
    lease_until = %(lease)s, tries = m.tries + 1, sender_id = %(sender)s, address_index = c.address_index
FROM unnest(%(ids)s::bigint[], %(indexes)s::bytea[]) c(id, address_index)
WHERE m.id = c.id
RETURNING m.id, m.attempt, m.tries
"""

REFUSE = """
UPDATE outbox_message m SET state = r.state, reason = r.reason, due_at = COALESCE(r.later, m.due_at)
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(laters)s::timestamptz[])
    r(id, state, reason, later)
WHERE m.id = r.id
"""

HOLD_WITHOUT_SENDER = """
UPDATE outbox_message SET state = 'held', reason = %(reason)s, due_at = %(later)s WHERE id = ANY(%(ids)s)
"""


def claim(lane: Lane, *, at: datetime, limit: int) -> Claim:
    """Claim at most `limit` messages that are due in `lane` at `at`, as far as the sender's rate allows.

    Each is asked of the gate once more while its guest is locked, so that whoever withdraws comes before or after,
    never between. What may not go is held or cancelled with its reason; what is of no use any more is cancelled. A
    guest gets one message of marketing or surveys at a time.
    """
    with transaction.atomic():
        ids = _pick(lane, at, limit)
        if not ids:
            return Claim()
        if lane.sender is None:
            return _hold_without_sender(ids, at)
        messages, unreadable = _with_free_guests(ids)
        verdicts = _ask([message.pk for message in messages], at)
        refusals, going = _decide(messages, verdicts, at)
        refusals += [Refusal(pk, Reason.UNWRITABLE, None) for pk in unreadable]
        granted = rates.take(lane.sender, len(going), at=at)
        addressed = _addressed(going[:granted], verdicts, refusals)
        _refuse(refusals)
        claimed = _mark_sending(addressed, lane.sender, at)
    return Claim(claimed, Counter(refusal.state.value for refusal in refusals))


def _pick(lane: Lane, at: datetime, limit: int) -> list[int]:
    facts: dict[str, Any] = {"hotel": lane.hotel_id, "channel": lane.channel, "at": at, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(PICK, facts)
        return [pk for (pk,) in cursor.fetchall()]


def _hold_without_sender(ids: Sequence[int], at: datetime) -> Claim:
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"ids": list(ids), "reason": Reason.NO_SENDER, "later": at + NO_SENDER_AGAIN}
        cursor.execute(HOLD_WITHOUT_SENDER, facts)
    return Claim(refused=Counter({State.HELD.value: len(ids)}))


def _with_free_guests(ids: Sequence[int]) -> tuple[list[Message], list[int]]:
    """The messages in the order of `ids`, but those whose guest somebody else is changing right now.

    And the ids of those that cannot be read: no key of ours opens them, or the guest.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_GUESTS, {"ids": list(ids)})
        free = {pk for (pk,) in cursor.fetchall()}
    rows = Message.objects.select_related("guest", "staff").prefetch_related("hotel", "template", "mailing")
    found, unreadable = _readable(rows, ids)
    readable = [found[pk] for pk in ids if pk in found]
    return [one for one in readable if one.guest_id is None or one.guest_id in free], unreadable


def _readable(rows: "QuerySet[Row]", ids: Sequence[int]) -> tuple[dict[int, "Row"], list[int]]:
    """Rows by their ids, and the ids of those that cannot be decrypted: one such row must not stop the others."""
    try:
        return rows.in_bulk(list(ids)), []
    except Undecryptable:
        found: dict[int, Row] = {}
        unreadable = []
        for pk in ids:
            try:
                found |= rows.in_bulk([pk])
            except Undecryptable:
                unreadable.append(pk)
        return found, unreadable


def _ask(ids: Sequence[int], at: datetime) -> dict[int, Verdict]:
    with connection.cursor() as cursor:
        cursor.execute(ASK, {"ids": list(ids), "at": at})
        return {pk: Verdict(*said) for pk, *said in cursor.fetchall()}


def _decide(
    messages: Sequence[Message], verdicts: Mapping[int, Verdict], at: datetime
) -> tuple[list[Refusal], list[Message]]:
    """Which do not go now, and which do; of several to one guest the first."""
    taken = _guests_with_one_on_its_way(messages)
    refusals: list[Refusal] = []
    going: list[Message] = []
    for message in messages:
        refusal = _refusal(message, verdicts[message.pk], at)
        if refusal is None and not message.is_service and message.guest_id is not None:
            if message.guest_id in taken:
                refusal = Refusal(message.pk, Reason.MIN_GAP, at + BUSY_AGAIN)
            taken.add(message.guest_id)
        if refusal is None:
            going.append(message)
        else:
            refusals.append(refusal)
    return refusals, going


def _guests_with_one_on_its_way(messages: Sequence[Message]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(ON_THEIR_WAY, {"guests": [message.guest_id for message in messages if message.guest_id]})
        return {guest for (guest,) in cursor.fetchall()}


def _refusal(message: Message, verdict: Verdict, at: datetime) -> Refusal | None:
    """Why `message` does not go now: what staff decided first, then its age, then the gate."""
    mailing = message.mailing
    if mailing is not None and mailing.cancelled_at is not None:
        return Refusal(message.pk, Reason.CALLED_OFF, None)
    if message.expires_at is not None and message.expires_at <= at:
        return Refusal(message.pk, Reason.TOO_LATE, None)
    if mailing is not None and mailing.paused_at is not None:
        return Refusal(message.pk, Reason.PAUSED, at + PAUSED_AGAIN)
    return Refusal(message.pk, verdict.reason, verdict.later) if verdict.reason else None


def _addressed(
    going: Sequence[Message], verdicts: Mapping[int, Verdict], refusals: list[Refusal]
) -> list[tuple[Message, str, bytes | None]]:
    """Each message with its address and the address's blind index; one without is added to `refusals`."""
    wanted = [pk for message in going if (pk := verdicts[message.pk].contact_id) is not None]
    contacts, unreadable = _readable(Contact.objects.all(), wanted)
    found: list[tuple[Message, str, bytes | None]] = []
    for message in going:
        contact = contacts.get(verdicts[message.pk].contact_id or 0)
        address = message.address or (contact.value if contact else _staff_address(message))
        if not address:
            is_poisonous = verdicts[message.pk].contact_id in unreadable
            refusals.append(Refusal(message.pk, Reason.UNWRITABLE if is_poisonous else Reason.NO_ADDRESS, None))
            continue
        index = bytes(contact.value_index) if contact and not message.address else index_of(message.channel, address)
        found.append((message, address, index))
    return found


def _staff_address(message: Message) -> str:
    is_mail = message.channel == Road.EMAIL
    return message.staff.email if message.staff is not None and is_mail else ""


def _refuse(refusals: Sequence[Refusal]) -> None:
    if not refusals:
        return
    facts: dict[str, Any] = {
        "ids": [refusal.message_id for refusal in refusals],
        "states": [refusal.state.value for refusal in refusals],
        "reasons": [str(refusal.reason) for refusal in refusals],
        "laters": [refusal.later for refusal in refusals],
    }
    with connection.cursor() as cursor:
        cursor.execute(REFUSE, facts)


def _mark_sending(
    addressed: Sequence[tuple[Message, str, bytes | None]], sender: Sender, at: datetime
) -> list[Claimed]:
    if not addressed:
        return []
    facts: dict[str, Any] = {
        "ids": [message.pk for message, _address, _index in addressed],
        "indexes": [index for _message, _address, index in addressed],
        "sender": sender.pk,
        "lease": at + LEASE,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEND, facts)
        marked = {pk: (attempt, tries) for pk, attempt, tries in cursor.fetchall()}
    claimed = []
    for message, address, index in addressed:
        attempt, message.tries = marked[message.pk]
        message.sender = sender
        claimed.append(Claimed(message, attempt, address, index))
    return claimed
