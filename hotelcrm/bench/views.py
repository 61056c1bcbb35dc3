"""The floor: what a request costs before it does anything."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from hotelcrm.accounts.http import StaffRequest


@require_POST
def nothing(request: StaffRequest) -> HttpResponse:
    """Who is signed in and at which hotel is known by now; that is all."""
    return HttpResponse(request.hotel.code)
