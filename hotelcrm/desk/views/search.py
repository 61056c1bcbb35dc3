"""The search box's answers: options while somebody types, a page when Enter is pressed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.desk import search as box


@requires(Permission.SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: StaffRequest) -> HttpResponse:
    """Posted, though nothing is written: names and numbers of guests belong in no address, log or history."""
    text = request.POST.get("q", "").strip()
    today = request.hotel.today(timezone.now())
    limit = box.FEW if request.htmx else box.MANY
    found = box.find(text, hotel=request.hotel, access=request.access, today=today, limit=limit)
    if found.only and not request.htmx:
        return redirect(found.only.url)
    template = "desk/search_options.html" if request.htmx else "desk/search.html"
    may = {
        "may_enter": request.access.may(Permission.EDIT_GUESTS),
        "may_move": request.access.may(Permission.MOVE_STAYS) and not request.hotel.pms_reports_movements,
    }
    return render(request, template, {"found": found, "text": text, "today": today, **may})
