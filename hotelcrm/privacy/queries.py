"""The access log with the guests it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.models import ReadLog


@dataclass(frozen=True)
class Look:
    """One line of the log; `guest` is None once the guest is erased, `hotel` when the look was made at none."""

    row: ReadLog
    guest: Guest | None
    hotel: Hotel | None


def with_guests(rows: Iterable[ReadLog]) -> list[Look]:
    """`rows` with their guests and hotels, in two queries however many there are."""
    rows = list(rows)
    guests = Guest.objects.only("pk", "number").in_bulk({row.guest_id for row in rows})
    hotels = Hotel.objects.in_bulk({row.hotel_id for row in rows if row.hotel_id is not None})
    return [Look(row, guests.get(row.guest_id), hotels.get(row.hotel_id or 0)) for row in rows]


def guest_ids(number: int) -> list[int]:
    """The guest with that number and every profile merged into it: a look at one was a look at the other."""
    found = list(Guest.objects.filter(number=number).values_list("pk", flat=True))
    return found + list(Guest.objects.filter(merged_into__in=found).values_list("pk", flat=True))
