"""The access review: whose data did this person see in March?"""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit import queries as audit
from hotelcrm.audit.models import ReadLog

from .forms import LooksForm
from .queries import guest_ids, with_guests

PER_PAGE: Final = 50


@requires(Permission.READ_AUDIT)
@require_GET
def looks(request: StaffRequest) -> HttpResponse:
    """Every look at personal data, by person, month, kind and guest; this month's, if nothing is asked.

    Whose and by how many is said of a part of the log only: over years of it, counting each once takes too long.
    """
    form = LooksForm(request.GET or {"month": f"{request.hotel.today():%Y-%m}"})
    rows = audit.looks(request.access)
    rows = _filtered(rows, form.cleaned_data, request) if form.is_valid() else rows.none()
    is_part = any(form.cleaned_data.get(name) for name in ("person", "guest", "month"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "looks": with_guests(page.object_list),
        "tally": audit.tally(rows) if is_part else None,
        "may_see_guests": request.access.may(Permission.SEE_GUESTS),
    }
    return render(request, "privacy/looks.html", context)


def _filtered(rows: QuerySet[ReadLog], wanted: dict[str, Any], request: StaffRequest) -> QuerySet[ReadLog]:
    if wanted["person"]:
        rows = rows.filter(user=wanted["person"])
    if wanted["what"]:
        rows = rows.filter(what=wanted["what"])
    if wanted["guest"]:
        rows = rows.filter(guest_id__in=guest_ids(wanted["guest"]))
    if wanted["month"]:
        rows = audit.in_month(rows, wanted["month"], request.hotel.zone)
    return rows
