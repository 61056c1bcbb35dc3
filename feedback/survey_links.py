"""The addresses of surveys: a guest's own, and the one that the code in a room leads to."""

from django.conf import settings

from hotelcrm.accounts.models import Hotel

from .models import Invitation
from .queries import asked
from .queries.asked import Room
from .signing import BadLinkError, Use, sign, unsign


def survey_path(invitation: Invitation) -> str:
    """The path of a guest's own survey."""
    return f"/f/s/{sign(Use.SURVEY, str(invitation.pk))}/"


def survey_url(invitation: Invitation) -> str:
    """The whole address, for a message or a code."""
    return f"{settings.PUBLIC_URL}{survey_path(invitation)}"


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link stands for; None for one that was cut or changed, and of an erased guest."""
    try:
        return asked.invitation_of(int(unsign(Use.SURVEY, token)))
    except (BadLinkError, ValueError):
        return None


def room_url(hotel: Hotel, number: str) -> str:
    """The whole address that the code in a room holds."""
    return f"{settings.PUBLIC_URL}/f/r/{sign(Use.ROOM, f'{hotel.pk} {number}')}/"


def room_of(token: str) -> Room | None:
    """The room that a code stands for; None for one that was cut or changed."""
    try:
        hotel_id, _blank, number = unsign(Use.ROOM, token).partition(" ")
        hotel = Hotel.objects.filter(pk=int(hotel_id)).first()
    except (BadLinkError, ValueError):
        return None
    return Room(hotel, number) if hotel is not None and number else None
