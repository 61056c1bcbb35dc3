"""A message as its guest received it, or would receive it now."""

from dataclasses import dataclass
from datetime import datetime

from .models import Message
from .tracking import without_pixel
from .transports import file
from .writing.links import disarmed
from .writing.rendering import Unwritable, write


@dataclass(frozen=True)
class Received:
    """What a guest reads. `is_kept`: exactly what was written then; else as it is written from today's facts.

    `fault` says why it cannot be written, where it cannot.
    """

    subject: str = ""
    text: str = ""
    html: str = ""
    address: str = ""
    is_kept: bool = False
    fault: str = ""


def as_received(message: Message, *, at: datetime) -> Received:
    """What the file transport kept of `message`, else what would be written `at` that moment; writes nothing.

    Its links are nobody's: staff read it, and do not act for the guest.
    """
    kept = file.read(message)
    if kept is not None:
        return Received(kept.subject, disarmed(kept.text), _shown(kept.html), kept.address, is_kept=True)
    written = write([message], at=at)[message.pk]
    if isinstance(written, Unwritable):
        return Received(fault=written.sentence)
    return Received(written.subject, disarmed(written.text), _shown(written.html))


def _shown(html: str) -> str:
    """For the eyes of staff: looking counts nowhere, and no link acts for the guest."""
    return disarmed(without_pixel(html))
