"""The filtered list as a file."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from feedback.forms.filters import ListFilter
from feedback.models import Ticket
from feedback.queries import lists
from feedback.queries.categories import names
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_exported
from hotelcrm.frame import formats, sheets

from .filters import sort_in, wanted

HEADS = (
    gettext_lazy("Ticket"),
    gettext_lazy("Hotel"),
    gettext_lazy("Kind"),
    gettext_lazy("State"),
    gettext_lazy("Severity"),
    pgettext_lazy("ticket", "Category"),
    gettext_lazy("In a few words"),
    gettext_lazy("Room"),
    gettext_lazy("Guest number"),
    gettext_lazy("Name"),
    gettext_lazy("Department"),
    pgettext_lazy("ticket", "Owner"),
    gettext_lazy("Root cause"),
    pgettext_lazy("tickets", "Opened"),
    gettext_lazy("First answer until"),
    gettext_lazy("First answered"),
    gettext_lazy("Solved until"),
    pgettext_lazy("tickets", "Resolved"),
    pgettext_lazy("tickets", "Closed"),
)


@requires(Permission.HANDLE_TICKETS)
@requires(Permission.EXPORT)
@confirmed(then="feedback:list")
@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The filtered list as CSV, of the hotels one exports from; each guest in it is in the log of looks."""
    at = timezone.now()
    form = ListFilter(request.GET, access=request.access)
    tickets = wanted(request, form, at).filter(hotel__in=request.access.ids_for(Permission.EXPORT))
    if tickets.order_by()[: lists.MOST_EXPORTED + 1].count() > lists.MOST_EXPORTED:
        most = formats.number(lists.MOST_EXPORTED)
        messages.error(request, _("A file holds %(n)s tickets at most: filter the list first.") % {"n": most})
        return redirect(f"{reverse('feedback:list')}?{request.GET.urlencode()}")
    _log(request, tickets, at)
    rows = _lines(lists.exported(tickets, sort=sort_in(request.GET)))
    answer = sheets.stream(f"tickets-{request.hotel.today(at)}", [str(head) for head in HEADS], rows)
    return cast("HttpResponse", answer)  # to who decides on access it is one answer like another


def _log(request: StaffRequest, tickets: QuerySet[Ticket], at: datetime) -> None:
    guests = tickets.exclude(guest=None).order_by().values_list("guest", flat=True).distinct()
    log_exported(guests, by=request.user, at=at, hotel_id=request.hotel.pk)


def _lines(tickets: Iterator[Ticket]) -> Iterator[list[sheets.Cell]]:
    categories = names()
    for row in tickets:
        yield [
            str(row),
            row.hotel.name,
            str(row.get_kind_display()),
            str(row.get_state_display()),
            str(row.get_severity_display()),
            categories.get(row.category_id or 0),
            row.summary,
            row.room,
            row.guest.number if row.guest else None,
            row.guest.full_name if row.guest else None,
            str(row.get_department_display()) if row.department else None,
            str(row.owner) if row.owner else None,
            row.cause.name if row.cause else None,
            row.opened_at,
            row.respond_due_at,
            row.responded_at,
            row.resolve_due_at,
            row.resolved_at,
            row.closed_at,
        ]
