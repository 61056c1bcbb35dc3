"""Who follows a signed link, and in the name of which house the page speaks."""

from dataclasses import dataclass

from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.signing import Token


@dataclass(frozen=True)
class Visitor:
    """The guest of a link, None when erased or gone; the message it came with and its hotel, None where unknown."""

    token: Token
    guest: Guest | None
    message: Message | None
    hotel: Hotel | None


def visitor(token: Token) -> Visitor:
    """Whom `token` stands for now: a guest merged away is the survivor. Three queries at most."""
    message = Message.objects.select_related("hotel").filter(pk=token.message_id).first() if token.message_id else None
    guest = _standing(token.guest_id)
    return Visitor(token, guest, message, message.hotel if message else _lately_at(guest))


def _standing(pk: int) -> Guest | None:
    guest = Guest.objects.select_related("merged_into").filter(pk=pk).first()
    while guest is not None and guest.merged_into is not None:
        guest = guest.merged_into
    return guest if guest is not None and guest.erased_at is None else None


def _lately_at(guest: Guest | None) -> Hotel | None:
    """The house the guest had to do with last; the only one there is for a guest without a past."""
    last = Touchpoint.objects.filter(guest=guest).exclude(hotel=None).order_by("-at", "-pk").select_related("hotel")
    found = last.first() if guest else None
    return found.hotel if found else Hotel.objects.order_by("pk").first()
