"""By whom a hotel's messages leave, and what that provider takes."""

from django.db.models import Q

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports.sms.approved import APPROVED_ONLY


def sender_for(hotel: Hotel, channel: str) -> Sender | None:
    """The sender whose road `hotel`'s messages on `channel` take: the hotel's own in use, else the group's."""
    in_use = Sender.objects.filter(channel=channel, is_active=True)
    return in_use.filter(hotel=hotel).first() or in_use.filter(hotel=None).first()


def is_mute(hotel: Hotel) -> bool:
    """Whether `hotel` has no way out at all: no sender in use, of its own or the group's, on any channel."""
    return not Sender.objects.filter(Q(hotel=hotel) | Q(hotel=None), is_active=True).exists()


def approving(hotel: Hotel, channel: str) -> str:
    """The provider of `hotel`'s messages on `channel`, if it sends nothing but templates that it approved; else ""."""
    sender = sender_for(hotel, channel) if channel == Road.SMS else None
    return sender.transport if sender is not None and sender.transport in APPROVED_ONLY else ""
