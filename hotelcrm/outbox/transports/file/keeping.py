"""Write a message into a file, read it back, and forget it."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, one_by_one
from hotelcrm.outbox.transports.sms import segments, wording
from hotelcrm.pii.keyring import Undecryptable, ring

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Message, Sender

SHELF = 1_000  # so many files a folder


@dataclass(frozen=True)
class Kept:
    """A message as it would have left the house; `attempt` is the handing over, which no other database has."""

    channel: str
    sender_name: str
    sender_address: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    provider: Mapping[str, object]
    reference: str
    attempt: str = ""


class FileTransport:
    """The transport; for any channel."""

    name = "file"
    label = _("kept here, not sent")
    channel = ""
    options: tuple[Option, ...] = ()

    def open(self, sender: "Sender") -> "FileConnection":
        return FileConnection(sender)

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        return one_by_one(envelopes)


class FileConnection:
    """Writes for one sender."""

    def __init__(self, sender: "Sender") -> None:
        self._sender = sender

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        return [self._keep(envelope) for envelope in envelopes]

    def close(self) -> None:
        """Nothing is open."""

    def _keep(self, envelope: Envelope) -> Outcome:
        """The file is there whole or not at all; a second attempt takes the place of the first."""
        path = _path(envelope.message_id)
        aside = path.with_name(f"{path.name}.{envelope.attempt.hex}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.write_bytes(ring("ordinary").seal(self._as_text(envelope), place=_place(envelope.message_id)))
            aside.chmod(0o600)
            aside.replace(path)
        except OSError as fault:  # a full disk
            with suppress(OSError):
                aside.unlink()
            return Outcome(Fate.ROAD_DOWN, code=os.strerror(fault.errno) if fault.errno else "file")
        parts = segments.length(self._text(envelope)).parts if self._sender.channel == Road.SMS else 1
        return Outcome(Fate.ACCEPTED, code="kept", reference=f"file-{envelope.message_id}", parts=parts)

    def _text(self, envelope: Envelope) -> str:
        """As the guest would read it: text messages have their signature and way out around them."""
        is_sms = self._sender.channel == Road.SMS
        return wording.worded(envelope, name=self._sender.name) if is_sms else envelope.text

    def _as_text(self, envelope: Envelope) -> str:
        kept = Kept(
            channel=self._sender.channel,
            sender_name=self._sender.name,
            sender_address=self._sender.address,
            address=envelope.address,
            name=envelope.name,
            language=envelope.language,
            subject=envelope.subject,
            text=self._text(envelope),
            html=envelope.html,
            headers=dict(envelope.headers),
            provider=dict(envelope.provider),
            reference=envelope.reference,
            attempt=str(envelope.attempt),
        )
        return json.dumps(asdict(kept), ensure_ascii=False)


def read(message: "Message") -> Kept | None:
    """`message` as it was kept; None when it was not, when its key is gone, or when the file is of another message.

    A new database gives its messages numbers that an older one gave to others, and the files may outlive both: a file
    belongs to a message only if it tells of one of its attempts.
    """
    try:
        sealed = _path(message.pk).read_bytes()
        kept = Kept(**json.loads(ring("ordinary").open(sealed, place=_place(message.pk))))
    except (OSError, Undecryptable):
        return None
    return kept if _is_of(message, kept) else None


def _is_of(message: "Message", kept: Kept) -> bool:
    if not kept.attempt:
        return False
    return kept.attempt == str(message.attempt) or message.attempts.filter(attempt=kept.attempt).exists()


def forget(message_ids: Iterable[int]) -> None:
    """Remove what is kept of these messages: for who erases a guest's data. What is not there is no error."""
    for message_id in message_ids:
        path = _path(message_id)
        for found in path.parent.glob(f"{path.name}*"):  # also what a dying worker left half-written
            if found.name == path.name or found.name.startswith(f"{path.name}."):
                found.unlink(missing_ok=True)


def _path(message_id: int) -> Path:
    return Path(settings.DATA_DIR) / "outbox" / str(message_id // SHELF) / str(message_id)


def _place(message_id: int) -> str:
    """A file moved to another message's place does not open."""
    return f"outbox.file.{message_id}"
