"""Guests who agreed, messages to them, and a road that answers as it is told."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from guests.models import Consent, Contact, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.delivery.working import Tally, deliver_due
from hotelcrm.outbox.models import Message, Sender, State
from hotelcrm.outbox.transports import Envelope, Fate, Outcome, SenderFaultError, one_by_one
from tests.factories import NOW, ContactFactory, GuestFactory

_numbers = count(1)
TURN = timedelta(seconds=20)

Answer = Callable[[Envelope], Outcome]


def accepted(envelope: Envelope) -> Outcome:
    return Outcome(Fate.ACCEPTED, reference=f"theirs-{envelope.message_id}")


def says(fate: Fate, **facts: Any) -> Answer:
    return lambda _envelope: Outcome(fate, **facts)


def breaks(*_args: object, **_facts: object) -> Any:
    raise ZeroDivisionError


class Road:
    """A transport for tests: what it was handed, and `answer`, which says what becomes of each."""

    name, label, channel, options = "test", "Test", "email", ()

    def __init__(self) -> None:
        self.handed: list[Envelope] = []
        self.answer: Answer = accepted
        self.opened = self.closed = 0
        self.batch = 1
        self.fault = ""

    def open(self, _sender: Sender) -> "Road":
        if self.fault:
            raise SenderFaultError(self.fault)
        self.opened += 1
        return self

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        if self.batch == 1:
            return one_by_one(envelopes)
        return [list(envelopes[n : n + self.batch]) for n in range(0, len(envelopes), self.batch)]

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        self.handed += envelopes
        return [self.answer(envelope) for envelope in envelopes]

    def close(self) -> None:
        self.closed += 1

    @property
    def ids(self) -> list[int]:
        return [envelope.message_id for envelope in self.handed]


def road_to(hotel: Hotel | None, *, channel: str = "email", per_second: int = 100_000, **fields: object) -> Sender:
    facts = {"name": "Lakeside", "address": "hotel@example.com", "options": "{}"} | fields
    return Sender.objects.create(hotel=hotel, channel=channel, transport="test", per_second=per_second, **facts)


def agreed(*, purpose: str = "marketing", decision: str = "given", address: str = "", **fields: object) -> Guest:
    """A guest with an e-mail address who answered the question for `purpose`."""
    guest = GuestFactory(**fields)
    n = next(_numbers)
    ContactFactory(guest=guest, kind=Contact.Kind.EMAIL, value=address or f"guest-{n}@example.com", is_primary=True)
    answer(guest, purpose, decision)
    return guest


def answer(guest: Guest, purpose: str, decision: str, *, at=NOW - timedelta(days=2), channel: str = "any") -> Consent:
    facts = {"purpose": purpose, "channel": channel, "decision": decision, "evidence": "desk", "at": at}
    return Consent.objects.create(guest=guest, **facts)


def message(guest: Guest | None, hotel: Hotel, **fields: object) -> Message:
    """A row as queueing leaves it, due now."""
    facts = {"channel": "email", "purpose": "marketing", "subject": "Autumn", "body": "Come and see.", "due_at": NOW}
    return Message.objects.create(guest=guest, hotel=hotel, **(facts | {"key": f"key-{next(_numbers)}"} | fields))


def turn(at=NOW, *, at_most: timedelta = TURN) -> Tally:
    return deliver_due(at_most=at_most, clock=lambda: at)


def stands(row: Message) -> tuple[str, str]:
    """State and reason, as they are in the database."""
    row.refresh_from_db()
    return row.state, row.reason


SENT = (State.SENT, "")
