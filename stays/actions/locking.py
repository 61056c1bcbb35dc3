"""Taking the locks every action of this room takes, always in the same order: hotel, guest, stay."""

from collections.abc import Iterable
from datetime import datetime

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from stays.models import Stay


def lock_house(hotel_id: int) -> Hotel:
    """The hotel, held until the end of the transaction: while it is, nobody else gives out one of its rooms."""
    return Hotel.objects.select_for_update(no_key=True).get(pk=hotel_id)


def lock_guests(guest_ids: Iterable[int]) -> dict[int, Guest]:
    """The guests by id, held in id order, so that two actions never wait for each other."""
    rows = Guest.objects.select_for_update(no_key=True).filter(pk__in=set(guest_ids)).order_by("pk")
    return {row.pk: row for row in rows}


def lock_stay(stay: Stay) -> Stay:
    """The stay as it is now, held until the end of the transaction."""
    return Stay.objects.select_related("hotel", "guest").select_for_update(of=("self",), no_key=True).get(pk=stay.pk)


def store(stay: Stay, *fields: str, at: datetime) -> Stay:
    """Write the named fields, and that the stay is a version further."""
    stay.version += 1
    stay.updated_at = at
    stay.save(update_fields=[*fields, "version", "updated_at"])
    return stay
