"""The list of all tickets, by filters that live in its address, and the lists that are kept under a name."""

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback.forms.filters import ListFilter, SaveForm
from feedback.models import SavedFilter, Ticket
from feedback.queries import lists
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

LONGEST_PAGE_NUMBER: Final = 6
PLACE = "page"  # where one is in a list is no part of it


@requires(Permission.HANDLE_TICKETS)
@require_safe
def all_tickets(request: StaffRequest) -> HttpResponse:
    """Tickets of the hotels where one handles them, the latest first unless sorted otherwise."""
    at = timezone.now()
    form = ListFilter(request.GET, access=request.access)
    sort = sort_in(request.GET)
    query = query_of(request.GET)
    context = {
        "form": form,
        "sort": sort,
        "page": lists.page(wanted(request, form, at), sort=sort, at=at, number=number_in(request.GET)),
        "cap": lists.CAP,
        "saved": lists.saved(request.hotel, request.user),
        "query": query,
        "kept": [("sort", sort)] if "sort" in request.GET else [],
        "save": SaveForm(initial={"query": query}),
        "may_export": request.access.may(Permission.EXPORT),
    }
    return render(request, "feedback/tickets/list.html", context)


@requires(Permission.HANDLE_TICKETS)
@require_POST
def save(request: StaffRequest) -> HttpResponse:
    """Keep the list as it is filtered under a name, for oneself or for everybody at the hotel."""
    row = SavedFilter(hotel=request.hotel, owner=request.user)
    form = SaveForm(request.POST, instance=row)
    if form.is_valid():
        kept = form.save()
        say(request, _("Kept: %(name)s.") % {"name": kept.name})
        return redirect(f"{reverse('feedback:list')}?{kept.query}")
    for faults in form.errors.values():
        messages.error(request, " ".join(str(fault) for fault in faults))
    return redirect(f"{reverse('feedback:list')}?{query_of(QueryDict(request.POST.get('query', '')))}")


@requires(Permission.HANDLE_TICKETS)
@require_POST
def remove(request: StaffRequest, filter_id: int) -> HttpResponse:
    """Forget one of one's own lists; those of others are theirs to forget."""
    row = get_object_or_404(SavedFilter, pk=filter_id, owner=request.user, hotel=request.hotel)
    row.delete()
    say(request, _("Removed: %(name)s.") % {"name": row.name})
    return redirect("feedback:list")


def wanted(request: StaffRequest, form: ListFilter, at: datetime) -> QuerySet[Ticket]:
    """The tickets that the filters leave."""
    return visible_to(request.access).filter(form.conditions(at))


def sort_in(found: QueryDict) -> str:
    """The order that the address asks for."""
    sort = found.get("sort", "")
    return sort if sort in lists.SORTS else lists.USUAL_SORT


def number_in(found: QueryDict) -> int:
    """The page that the address asks for, from 1."""
    text = found.get(PLACE, "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER else 1


def query_of(found: QueryDict) -> str:
    """The filters and the order of an address, as a list is kept: only what the list knows."""
    known = [*ListFilter.base_fields, "sort"]
    kept = QueryDict(mutable=True)
    for name in known:
        if value := found.get(name, ""):
            kept.appendlist(name, value)
    return kept.urlencode()
