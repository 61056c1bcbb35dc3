"""The page of one stay, and the list of stays whose guest nobody has named."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from stays import queries
from stays.candidates import MOST, candidates
from stays.filters import UnknownFilter
from stays.forms import LookForm
from stays.models import Stay, StayStatus

from .access import seen

PER_PAGE = 50


@requires(Permission.DESK, Permission.SEE_GUESTS)
@require_safe
def page(request: StaffRequest, stay_id: int) -> HttpResponse:
    """A stay of any hotel this person may see, in the time of that hotel; the look at its people is logged."""
    stay = get_object_or_404(seen(request), pk=stay_id)
    at = timezone.now()
    people = queries.people_of(stay)
    log_looks(people, what=ReadLog.What.STAY, by=request.user, at=at, hotel_id=stay.hotel_id, object_id=stay.pk)
    context = {
        "stay": stay,
        "today": stay.hotel.today(at),
        "charges": list(stay.charges.order_by("posted_on", "pk")),
        "companions": list(stay.companions.select_related("guest").order_by("pk")),
        "changes": queries.changes(stay),
    }
    with timezone.override(stay.hotel.zone):
        return render(request, "stays/page.html", context | _may(request, stay))


@requires(Permission.ATTACH_STAYS)
@require_safe
def unknown(request: StaffRequest) -> HttpResponse:
    """Only this hotel's: elsewhere this person's permissions are other ones."""
    found = UnknownFilter(request.GET, queryset=queries.without_guest([request.hotel.pk]))
    listed = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "stays/unknown.html", {"filter": found, "page": listed})


def picking(hotel: Hotel, text: str) -> dict[str, Any]:
    """What a template needs to let somebody pick a guest: the box, and who was found."""
    found = candidates(text, country=hotel.country) if text else []
    return {"look": LookForm({"q": text}), "typed": text, "found": found, "is_cut": len(found) == MOST}


def _may(request: StaffRequest, stay: Stay) -> dict[str, bool]:
    """Verbs are offered where the permissions hold: at the hotel this person works at now."""
    here = stay.hotel_id == request.hotel.pk
    moves = here and request.access.may(Permission.MOVE_STAYS) and not stay.hotel.pms_reports_movements
    return {
        "may_move": moves,
        "may_attach": here and request.access.may(Permission.ATTACH_STAYS),
        "may_open_brief": here and request.access.may(Permission.DESK),
        "is_open": stay.status in {StayStatus.BOOKED, StayStatus.IN_HOUSE},
    }
