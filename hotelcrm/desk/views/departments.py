"""Who is in house and what matters to a department, for a phone."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk import houseful
from stays import queries


@requires(Permission.IN_HOUSE)
@require_safe
def in_house(request: StaffRequest) -> HttpResponse:
    """The rooms; a line in the access log for everybody in them, not anew each time the list renews itself."""
    at = timezone.now()
    today = request.hotel.today(at)
    is_desk = request.access.may(Permission.DESK)
    rooms = houseful.rooms(request.hotel, access=request.access)
    seen = {guest_id for room in rooms for guest_id in room.people}
    log_looks(seen, what=ReadLog.What.IN_HOUSE, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    context = {
        "rooms": rooms,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "is_desk": is_desk,
        "counts": queries.counts(request.hotel, today=today) if is_desk else None,
        "may_observe": request.access.may(Permission.OBSERVE),
    }
    return render(request, "desk/_rooms.html" if request.htmx else "desk/in_house.html", context)
