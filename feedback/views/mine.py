"""What waits for the person who looks, and that what one was told has been seen."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from feedback.actions.noticing import seen as mark_seen
from feedback.queries import mine as queries
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest

from .lines import lines, words_of_lines


@requires(Permission.HANDLE_TICKETS)
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """One's own tickets, what one was told, and what nobody of one's department has taken on."""
    at = timezone.now()
    found = queries.mine(request.access, at=at)
    context = {
        "mine": found,
        "owned": lines(found.owned, request.hotel, at=at),
        "unowned": lines(found.unowned, request.hotel, at=at),
    } | words_of_lines()
    return render(request, "feedback/tickets/_mine.html" if request.htmx else "feedback/tickets/mine.html", context)


@requires(Permission.HANDLE_TICKETS)
@require_POST
def seen(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """What this person was told of the ticket is seen: said by opening its page, or by the button."""
    ticket = get_object_or_404(visible_to(request.access), pk=ticket_id)
    mark_seen(ticket, by=request.user, at=timezone.now())
    return HttpResponse(status=204) if request.htmx else redirect("feedback:mine")
