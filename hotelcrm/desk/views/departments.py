"""Who is in house and what matters to a department, for a phone."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.desk import houseful
from stays import queries


@requires(Permission.IN_HOUSE)
@require_safe
def in_house(request: StaffRequest) -> HttpResponse:
    today = request.hotel.today(timezone.now())
    is_desk = request.access.may(Permission.DESK)
    context = {
        "rooms": houseful.rooms(request.hotel, access=request.access),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "is_desk": is_desk,
        "counts": queries.counts(request.hotel, today=today) if is_desk else None,
        "may_observe": request.access.may(Permission.OBSERVE),
    }
    return render(request, "desk/_rooms.html" if request.htmx else "desk/in_house.html", context)
