"""The team's board: every open ticket of the hotel, by how urgent it is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.forms.filters import BoardFilter
from feedback.queries.board import board as board_of
from feedback.queries.dials import Standing
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest

from .filters import number_in
from .lines import lines, words_of_lines


@requires(Permission.HANDLE_TICKETS)
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """In groups, or one group alone with its pages; the part with the clocks is fetched again each minute."""
    at = timezone.now()
    form = BoardFilter(request.GET, access=request.access)
    only = request.GET.get("urgency", "")
    tickets = visible_to(request.access).filter(form.conditions(at), hotel=request.hotel)
    found = board_of(tickets, at=at, only=only if only in Standing.values else "", page=number_in(request.GET))
    groups = [(group, lines(group.rows, request.hotel, at=at)) for group in found.groups]
    kept = [("urgency", found.only)] if found.only else []
    context = {"form": form, "board": found, "groups": groups, "at": at, "kept": kept} | words_of_lines()
    return render(request, "feedback/tickets/_board.html" if request.htmx else "feedback/tickets/board.html", context)
