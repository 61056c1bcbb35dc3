"""The monthly list of praise: on the screen, on paper, and as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from feedback.forms.recovery import GivenFilter
from feedback.queries.praise import Month, guests_of, praise_of
from feedback.rules.months import months
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.actions import log_exported
from hotelcrm.frame import sheets


@requires(Permission.SEE_FEEDBACK)
@require_safe
def praise(request: StaffRequest) -> HttpResponse:
    """What guests praised in a month, with whom they named; of the current hotel, if no other is chosen."""
    access = request.access
    found, context = _asked_for(request, access.hotels_for(Permission.SEE_FEEDBACK))
    exported, hotel = access.ids_for(Permission.EXPORT), context["hotel_chosen"]
    context |= {
        "month": found,
        "may_export": access.may(Permission.EXPORT) and (hotel is None or hotel.pk in exported),
        "handled": access.ids_for(Permission.HANDLE_TICKETS),
    }
    return render(request, "feedback/praise/list.html", context)


@requires(Permission.SEE_FEEDBACK)
@requires(Permission.EXPORT)
@require_safe
@confirmed(then="feedback:praise")
def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The same as a table, of the hotels one exports from; that these guests' words left the house is logged."""
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    exported = request.access.ids_for(Permission.EXPORT)
    hotels = request.access.hotels_for(Permission.SEE_FEEDBACK).filter(pk__in=exported)
    found, context = _asked_for(request, hotels)
    if context["hotel_chosen"] is not None and request.GET.get("hotel", "") not in {"", context["hotel_chosen"].code}:
        raise Http404  # rather than the file of another hotel than was asked for
    at = timezone.now()
    log_exported(guests_of(found.tickets), by=request.user, at=at, hotel_id=request.hotel.pk)
    head = [_("Day"), _("Hotel"), _("Ticket"), _("Came"), _("What was said"), _("Who is praised")]
    rows: Iterator[list[sheets.Cell]] = (
        [
            row.hotel.today(row.opened_at),
            row.hotel.name,
            str(row),
            row.get_channel_display(),
            row.text or row.summary,
            pgettext("list", ", ").join(str(one) for one in people),
        ]
        for row, people in found.rows
    )
    return sheets.answer(f"praise-{found.first:%Y-%m}", head, rows, kind=kind)


def _asked_for(request: StaffRequest, hotels: QuerySet[Hotel]) -> tuple[Month, dict[str, Any]]:
    """The month and, of `hotels`, those that the address names."""
    today = request.hotel.today(timezone.now())
    form = GivenFilter(request.GET, hotels=hotels)
    form.is_valid()
    first = _first(form.cleaned_data.get("month") or today)
    hotel = form.cleaned_data.get("hotel") or (None if request.GET.get("hotel") == "all" else request.hotel)
    found = praise_of([hotel] if hotel else list(hotels), first=first)
    return found, {"hotels": hotels, "hotel_chosen": hotel, "months": months(today), "month_chosen": first}


def _first(day: date) -> date:
    return day.replace(day=1)
