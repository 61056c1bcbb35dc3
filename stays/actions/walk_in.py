"""A guest who comes through the door without a booking."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from guests.models import Guest
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from stays import purpose
from stays.models import Channel, RoomType, Stay, StayStatus

from .doubts import doubt_room
from .entering import NewGuest, enter
from .locking import lock_guests, lock_house
from .movements import MovedByPropertySystem
from .people import GuestIsGone, Kind
from .rooms import NoRoom, check_free, clean_room

SOURCE = "desk"


@dataclass(frozen=True)
class WalkIn:
    """What the desk agrees with the guest; `rate` is per night in the hotel's currency."""

    key: str
    room: str
    departure: date
    channel: Channel
    rate: Decimal
    room_type: RoomType | None = None
    adults: int = 1
    children: int = 0
    requests: str = ""


@transaction.atomic
def walk_in(
    hotel: Hotel, wanted: WalkIn, *, guest: Guest | NewGuest, by: User, at: datetime, sure: bool = True
) -> Stay:
    """Open a stay for `guest`, in house from the hotel's today, and return it; a new guest is entered first.

    `wanted.key` names the form it was filled in on: sent twice, it opens one stay and enters one guest. Refuses with
    `NoRoom`, `RoomTaken`, `GuestIsGone` or `MovedByPropertySystem`; raises what `guests.actions.create_guest` raises.
    Unless `sure` also with a `Doubtful` when the room looks like a slip. Nothing is kept then.
    """
    hotel = lock_house(hotel.pk)
    if hotel.pms_reports_movements:
        raise MovedByPropertySystem
    known = Stay.objects.filter(source=SOURCE, external_id=wanted.key, hotel=hotel).first()
    if known is not None:
        return known
    person = enter(guest, hotel, by=by, at=at) if isinstance(guest, NewGuest) else lock_guests([guest.pk])[guest.pk]
    if person.merged_into_id is not None or person.erased_at is not None:
        raise GuestIsGone
    stay = _stay(hotel, wanted, person, at=at)
    if not stay.room:
        raise NoRoom
    check_free(stay, moving_in=True)
    if not sure:
        doubt_room(stay, today=hotel.today(at))
    with trail("stays.walk_in", by=by, guest=person.pk):
        stay.save()
    touch(person, kind=Kind.CHECK_IN, key=f"stay:{stay.pk}:check_in", at=at, hotel=hotel, by=by, room=stay.room)
    return stay


def _stay(hotel: Hotel, wanted: WalkIn, guest: Guest, *, at: datetime) -> Stay:
    today = hotel.today(at)
    stay = Stay(
        hotel=hotel,
        guest=guest,
        source=SOURCE,
        external_id=wanted.key,
        status=StayStatus.IN_HOUSE,
        booked_on=today,
        arrival=today,
        departure=wanted.departure,
        checked_in_at=at,
        room=clean_room(wanted.room),
        room_type=wanted.room_type,
        adults=wanted.adults,
        children=wanted.children,
        channel=wanted.channel,
        company=guest.company,
        rate=wanted.rate,
        room_revenue=wanted.rate * (wanted.departure - today).days,
        currency=hotel.currency,
        requests=wanted.requests,
    )
    stay.purpose = purpose.of_stay(stay)
    stay.purpose_is_inferred = bool(stay.purpose)
    return stay
