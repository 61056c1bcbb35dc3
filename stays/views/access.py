"""Which stays a person may see, and which this desk may change."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from hotelcrm.accounts.http import StaffRequest
from stays.models import Stay


def seen(request: StaffRequest) -> QuerySet[Stay]:
    """Stays of every hotel whose stays this person may see."""
    found = Stay.objects.filter(hotel__in=request.access.hotel_ids)
    return found.select_related("hotel", "guest", "channel", "company", "room_type")


def stay_here(request: StaffRequest, stay_id: int) -> Stay:
    """A stay of the hotel this person works at now: permissions hold there and nowhere else. 404 otherwise."""
    return get_object_or_404(seen(request).filter(hotel=request.hotel), pk=stay_id)
