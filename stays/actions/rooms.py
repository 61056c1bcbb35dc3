"""Who gets which room."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from stays.models import Stay, StayStatus

from .doubts import doubt_number
from .locking import lock_house, lock_stay, store
from .refusal import Refused


class NoRoom(Refused):
    sentence = _("Choose a room first.")


class RoomTaken(Refused):
    """Somebody else has the room, or will have it before this stay ends."""


class StayIsOver(Refused):
    sentence = _("This stay has ended, so its room can no longer be changed.")


@transaction.atomic
def assign_room(stay: Stay, *, room: str, by: User, at: datetime, sure: bool = True) -> Stay:
    """Give a booked or in-house stay `room` (empty takes it away from a booked one) and return the stay.

    Refuses with `RoomTaken` when another guest is in it or has it for one of these nights, with `NoRoom` when a guest
    in house would be left without, with `StayIsOver`, and, unless `sure`, with `RoomUnheardOf`.
    """
    lock_house(stay.hotel_id)
    stay = lock_stay(stay)
    if stay.status not in {StayStatus.BOOKED, StayStatus.IN_HOUSE}:
        raise StayIsOver
    stay.room = clean_room(room)
    if not stay.room and stay.status == StayStatus.IN_HOUSE:
        raise NoRoom
    if stay.room:
        check_free(stay, moving_in=stay.status == StayStatus.IN_HOUSE)
        if not sure:
            doubt_number(stay)
    with trail("stays.assign_room", by=by, stay=stay.pk):
        return store(stay, "room", at=at)


def clean_room(room: str) -> str:
    """A room number as it is kept: without spaces around, capitals."""
    return room.strip().upper()


def check_free(stay: Stay, *, moving_in: bool) -> None:
    """Refuse with `RoomTaken` when `stay.room` is somebody else's.

    Moving in now, any other guest still in the room is in the way; planning ahead, one who leaves on or before the
    day of arrival is not. A stay booked into the room for other nights never is.
    """
    others = Stay.objects.filter(hotel=stay.hotel_id, room=stay.room).exclude(pk=stay.pk)
    in_house = Q(status=StayStatus.IN_HOUSE)
    if not moving_in:
        in_house &= Q(departure__gt=stay.arrival)
    if others.filter(in_house).exists():
        raise RoomTaken(_("Room %(room)s is occupied. Choose another room.") % {"room": stay.room})
    if moving_in:
        return
    booked = others.filter(status=StayStatus.BOOKED, arrival__lt=stay.departure, departure__gt=stay.arrival)
    if booked.exists():
        raise RoomTaken(
            _("Room %(room)s is promised to another guest for these nights. Choose another room.") % {"room": stay.room}
        )
