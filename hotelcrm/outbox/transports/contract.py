"""What every transport offers, and what it is handed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django_stubs_ext import StrPromise

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender


@dataclass(frozen=True)
class Envelope:
    """One message, written and addressed. `reference` is ours: the same at every attempt of one message.

    `provider` is what the template says to this transport (id of a template the provider approved, its parameters);
    `headers` go on an e-mail as they are.
    """

    message_id: int
    attempt: UUID
    reference: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    provider: Mapping[str, object] = field(default_factory=dict)
    is_service: bool = False


class Fate(StrEnum):
    """What became of an envelope.

    ACCEPTED by the provider. LATER: this one, after a while. The next four are refusals for good: of the address (it is
    dead), by the guest (who told the provider that it is enough: as good as telling us), of the content (whoever wrote
    it must look: the mailing is paused), of the sender (ours is blocked or misconfigured: the breaker opens).
    ROAD_DOWN: nothing was taken, whoever it is for; anything may be tried again. NO_REPLY: it was handed over and
    nobody knows. UNWELCOME: a rule of the receiving side keeps us from this address. It may be about us or about the
    guest, and it often passes: neither is dead, and nothing is said of the content.
    """

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED_ADDRESS = "refused_address"
    OPTED_OUT = "opted_out"
    REFUSED_CONTENT = "refused_content"
    REFUSED_SENDER = "refused_sender"
    ROAD_DOWN = "road_down"
    NO_REPLY = "no_reply"
    UNWELCOME = "unwelcome"


@dataclass(frozen=True)
class Outcome:
    """The fate of one envelope; `code` as the provider said it, `reference` by which its reports will name it.

    `parts` are those of an SMS; `retry_after` are seconds, where the provider said how long to wait. `is_for_all`: the
    provider puts everybody off, so the road is overloaded, whoever the message is for.
    """

    fate: Fate
    code: str = ""
    reference: str = ""
    parts: int = 1
    retry_after: int | None = None
    is_for_all: bool = False


@dataclass(frozen=True)
class Option:
    """One thing a sender must be told: a key of ``Sender.options``."""

    key: str
    label: StrPromise | str
    is_secret: bool = False
    is_required: bool = True
    default: str = ""


class Connection(Protocol):
    """An open road; used by one worker for one turn."""

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """Hand these over in one call and say what became of each, in their order. Never raises for a provider's no."""
        ...

    def close(self) -> None:
        """Let go; never raises."""
        ...


class Transport(Protocol):
    """One provider."""

    @property
    def name(self) -> str:
        """How senders name it."""
        ...

    @property
    def label(self) -> StrPromise | str:
        """How people name it."""
        ...

    @property
    def channel(self) -> str:
        """The channel it serves; empty: every one."""
        ...

    @property
    def options(self) -> tuple[Option, ...]:
        """What a sender must be told."""
        ...

    def open(self, sender: "Sender") -> Connection:
        """A connection with `sender`'s credentials; may be lazy. Raises `SenderFaultError` when options are missing."""
        ...

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        """Which envelopes share one call of the provider: alone where each has a text of its own."""
        ...


class SenderFaultError(Exception):
    """A sender's options do not suffice; the sentence says which is missing."""


def one_by_one(envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
    """The batches of a transport that takes one message a call."""
    return [[envelope] for envelope in envelopes]
