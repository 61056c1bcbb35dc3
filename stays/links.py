"""What the guests app asks of stays without importing them: what moves in a merge, and who is at a hotel now."""

from django.db.models import Q

from guests import merging, visibility
from guests.models import Guest
from hotelcrm.accounts.models import Hotel

from .models import Stay, StayGuest, StayStatus


def is_at(guest: Guest, hotel: Hotel) -> bool:
    """Whether `guest` is in house at `hotel` or arrives there today, with a booking or as a companion."""
    now = Q(status=StayStatus.IN_HOUSE) | Q(status=StayStatus.BOOKED, arrival=hotel.today())
    own = Stay.objects.filter(now, hotel=hotel, guest=guest)
    return (
        own.exists() or StayGuest.objects.filter(guest=guest, stay__in=Stay.objects.filter(now, hotel=hotel)).exists()
    )


def register() -> None:
    """Register both."""
    merging.register(
        merging.Relation("stays.Stay", "guest"),
        merging.Relation("stays.StayGuest", "guest", unique=("stay",), never=lambda survivor: Q(stay__guest=survivor)),
    )
    visibility.register(is_at)
