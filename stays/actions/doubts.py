"""What looks like a slip when a room is given out: it is somebody else's today, or no room of the house."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from hotelcrm.frame import formats
from stays.models import Stay
from stays.queries import guest_promised, is_known_room

from .refusal import Doubtful


class RoomPromised(Doubtful):
    """A guest who is still to arrive has been given the room."""


class RoomUnheardOf(Doubtful):
    """There is no list of rooms, but the hotel's stays name them: nobody ever stayed in this one."""


def doubt_room(stay: Stay, *, today: date) -> None:
    """Raise the first doubt about `stay` moving into `stay.room` today: `RoomPromised`, else `RoomUnheardOf`."""
    other = guest_promised(stay, before=max(stay.departure, today + timedelta(days=1)), today=today)
    if other is not None:
        name = other.guest.sort_name if other.guest else _("a guest not known yet")
        raise RoomPromised(
            _("Room %(room)s is meant for %(guest)s, arriving %(day)s.")
            % {"room": stay.room, "guest": name, "day": formats.day(other.arrival, today)}
        )
    doubt_number(stay)


def doubt_number(stay: Stay) -> None:
    """Raise `RoomUnheardOf` when the hotel has rooms and `stay.room` is none of them."""
    if not is_known_room(stay):
        raise RoomUnheardOf(_("No stay was ever in room %(room)s.") % {"room": stay.room})
