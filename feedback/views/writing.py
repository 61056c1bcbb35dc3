"""Words on a ticket: to the guest, about what was said to the guest, and among colleagues."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from feedback.actions import handling as actions
from feedback.actions.handling import AnsweredMeanwhileError
from feedback.actions.refusal import Refused
from feedback.forms.handling import TicketForm
from feedback.models import Ticket
from feedback.queries.entries import Entry
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .handling import CONFLICT, UNPROCESSABLE, after
from .ticket import BOXES, box, log, told, visible


@requires(Permission.HANDLE_TICKETS)
@requires(Permission.WRITE_MESSAGES)
@require_POST
def reply(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Send words to the guest, unless somebody else did meanwhile: then both are shown, and nothing typed is lost."""
    needs = Permission.WRITE_MESSAGES
    return _write(request, ticket_id, "reply", actions.reply, _("It goes out within a minute."), needs=needs)


@requires(Permission.HANDLE_TICKETS)
@require_POST
def note(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Words for colleagues alone."""
    return _write(request, ticket_id, "note", actions.note, _("Noted."))


@requires(Permission.HANDLE_TICKETS)
@require_POST
def spoke(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """What was said to the guest in person or by phone."""
    return _write(request, ticket_id, "spoke", actions.spoke, _("Noted as an answer to the guest."))


def _write(
    request: StaffRequest,
    ticket_id: int,
    name: str,
    act: Callable[..., object],
    words: str,
    *,
    needs: Permission = Permission.HANDLE_TICKETS,
) -> HttpResponse:
    row, at = visible(request, ticket_id, needs=needs), timezone.now()
    form = BOXES[name](request.POST, ticket=row)
    if not form.is_valid():
        return _ask(request, row, form, UNPROCESSABLE)
    try:
        act(row, by=request.user, at=at, **form.cleaned_data)
    except AnsweredMeanwhileError as meanwhile:
        there, form, entries = after(request, form, meanwhile)
        return _ask(request, there, form, CONFLICT, meanwhile=entries)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _ask(request, row, form, UNPROCESSABLE)
    say(request, words)
    if not request.htmx:
        return redirect(row)
    answer = render(request, "feedback/tickets/_compose.html", box(request, visible(request, ticket_id)))
    return trigger_client_event(answer, "ticket-changed")


def _ask(
    request: StaffRequest, row: Ticket, form: TicketForm, status: int, meanwhile: list[Entry] | None = None
) -> HttpResponse:
    """The box with its faults; without scripts in the whole page."""
    context = box(request, row, asked=form, meanwhile=meanwhile)
    if request.htmx:
        return render(request, "feedback/tickets/_compose.html", context, status=status)
    at = timezone.now()
    log(request, row, at=at)
    return render(request, "feedback/tickets/ticket.html", told(request, row, at=at) | context, status=status)
