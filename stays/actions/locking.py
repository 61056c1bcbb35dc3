"""Taking the locks every action of this room takes, always in the same order: hotel, guest, stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

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


def lock_visit(stay: Stay) -> Stay:
    """The stay as it is now, held until the end of the transaction, and before it its guest, so that both agree.

    Whoever changes whose stay it is (a merge, its undo, the desk) holds the guest. If that happened while this waited,
    the locks are given back and taken anew: a guest is never waited for with the stay in hand.
    """
    while True:
        mark = transaction.savepoint()
        guest_ids = _guest_and_survivor(stay)
        held = lock_guests(guest_ids)
        row = lock_stay(stay)
        if row.guest_id is None and not guest_ids:
            transaction.savepoint_commit(mark)
            return row
        guest = held.get(row.guest_id or 0)
        if guest is not None and (guest.merged_into_id is None or guest.merged_into_id in held):
            transaction.savepoint_commit(mark)
            row.guest = guest
            return row
        transaction.savepoint_rollback(mark)


def standing(guest: Guest) -> Guest:
    """The profile on whose timeline belongs what happens to `guest`: itself, or the one it was merged into."""
    return guest.merged_into or guest


def _guest_and_survivor(stay: Stay) -> set[int]:
    found = Stay.objects.filter(pk=stay.pk).values_list("guest", "guest__merged_into").get()
    return {guest_id for guest_id in found if guest_id is not None}


def lock_stay(stay: Stay) -> Stay:
    """The stay as it is now, held until the end of the transaction."""
    return Stay.objects.select_related("hotel", "guest").select_for_update(of=("self",), no_key=True).get(pk=stay.pk)


def store(stay: Stay, *fields: str, at: datetime) -> Stay:
    """Write the named fields, and that the stay is a version further."""
    stay.version += 1
    stay.updated_at = at
    stay.save(update_fields=[*fields, "version", "updated_at"])
    return stay
