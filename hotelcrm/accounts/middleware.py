"""Put the current hotel, and what this person may do there, on every request."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .access import Access, access_of
from .models import Hotel, User

if TYPE_CHECKING:
    from .http import StaffRequest

SESSION_KEY = "hotel"


class CurrentHotelMiddleware:
    """`request.hotel` is the one chosen in the top bar, else the first the person works at.

    No browser keeps what staff see: who sits down next, or holds the tablet, does not find it by going back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hotel = None
        if isinstance(request.user, User):
            access = access_of(request.user, None)
            hotel = _chosen(access, request.session.get(SESSION_KEY))
            staff = cast("StaffRequest", request)
            staff.access = Access(request.user, hotel, access.memberships)
            if hotel is not None:
                staff.hotel = hotel
        with timezone.override(hotel.zone if hotel else None):  # pages tell the hotel's time
            response = self.get_response(request)
        if isinstance(request.user, User):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _chosen(access: Access, code: str | None) -> Hotel | None:
    hotels = [membership.hotel for membership in access.memberships]
    return next((hotel for hotel in hotels if hotel.code == code), hotels[0] if hotels else None)
