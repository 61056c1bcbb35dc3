"""By which channels a guest can be reached now, and what stands in the way of the others."""

from dataclasses import dataclass
from datetime import datetime

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.actions.checking import TO_GUESTS
from hotelcrm.outbox.gate.asking import Question, ask
from hotelcrm.outbox.models import Reason
from hotelcrm.outbox.models.sender import Road


@dataclass(frozen=True)
class Way:
    """A channel; `is_open` when a message would go now or later, else `why` says what the gate says."""

    channel: str
    label: str
    is_open: bool
    why: str


def roads_to(guest: Guest, hotel: Hotel, purpose: str, *, at: datetime) -> list[Way]:
    """Every channel that leads to guests, as the gate sees it for `guest`; one query."""
    asked = [Question(guest.pk, hotel.pk, channel, purpose, True, at, None) for channel in TO_GUESTS]
    found = []
    for channel, verdict in zip(TO_GUESTS, ask(asked, at=at), strict=True):
        why = str(Reason(verdict.reason).label) if verdict.reason else ""
        found.append(Way(channel, str(Road(channel).label), verdict.goes or verdict.waits, why))
    return found
