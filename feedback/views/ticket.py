"""The page of one ticket: its thread, the box one writes in, and what to know beside it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.forms.handling import NoteForm, ReplyForm, SpokeForm, TicketForm
from feedback.models import Notice, Ticket
from feedback.queries.entries import Entry
from feedback.queries.story import story
from feedback.queries.visible import visible_to
from feedback.rules.states import moves
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from loyalty.queries.card import badges

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})  # what every browser draws
BOXES: dict[str, type[TicketForm]] = {"reply": ReplyForm, "note": NoteForm, "spoke": SpokeForm}


@requires(Permission.HANDLE_TICKETS)
@require_safe
def ticket(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Everything about one ticket, or the parts of it that change; the look at its guest is logged."""
    row, at = visible(request, ticket_id), timezone.now()
    log(request, row, at=at)
    template = "feedback/tickets/_parts.html" if request.htmx else "feedback/tickets/ticket.html"
    return render(request, template, told(request, row, at=at) | box(request, row))


def visible(request: StaffRequest, ticket_id: int, *, needs: Permission = Permission.HANDLE_TICKETS) -> Ticket:
    """The ticket, if this person may see it and has `needs` at its hotel; else it answers as if it did not exist.

    What a role allows at the hotel one works at, it does not allow with a ticket of another hotel.
    """
    related = ("hotel", "guest", "stay", "category", "owner", "cause", "by", "merged_into")
    row = get_object_or_404(visible_to(request.access).select_related(*related), pk=ticket_id)
    if not may_there(request, row, needs):
        raise Http404
    return row


def may_there(request: StaffRequest, row: Ticket, permission: Permission) -> bool:
    """Whether this person has `permission` at the hotel of the ticket."""
    return row.hotel_id in request.access.ids_for(permission)


def log(request: StaffRequest, row: Ticket, *, at: datetime) -> None:
    """That somebody looked at the ticket of a guest; parts drawn anew belong to the look at the page."""
    if row.guest_id is None:
        return
    what, hotel_id, is_part = ReadLog.What.TICKET, row.hotel_id, bool(request.htmx)
    log_looks([row.guest_id], what=what, by=request.user, at=at, hotel_id=hotel_id, object_id=row.pk, is_part=is_part)


def told(request: StaffRequest, row: Ticket, *, at: datetime) -> dict[str, Any]:
    """What the page's templates need, apart from the box one writes in."""
    access = request.access
    return {
        "ticket": row,
        "story": story(row, seen=visible_to(access), at=at),
        "at": at,
        "today": row.hotel.today(at),
        "moves": moves(row.kind, row.state),
        "badge": badges([row.guest_id]).get(row.guest_id) if row.guest_id else None,
        "pictures": PICTURES,
        "is_noticed": Notice.objects.filter(ticket=row, user=request.user, seen_at=None).exists(),
        "may_merge": may_there(request, row, Permission.MERGE_TICKETS),
        "may_see_guests": access.may(Permission.SEE_GUESTS),  # a profile is that of the whole group
        "may_see_stay": may_there(request, row, Permission.SEE_GUESTS),
    }


def box(
    request: StaffRequest, row: Ticket, *, asked: TicketForm | None = None, meanwhile: list[Entry] | None = None
) -> dict[str, Any]:
    """The three forms one writes in; `asked` is one of them with its faults, `meanwhile` what others said."""
    boxes = {name: form(ticket=row) for name, form in BOXES.items()}
    if asked is not None:
        boxes[asked.name] = asked
    may_reply = may_there(request, row, Permission.WRITE_MESSAGES) and row.guest_id is not None
    first = "reply" if may_reply else "note"
    return {
        "ticket": row,
        "boxes": boxes,
        "open_box": asked.name if asked else first,
        "meanwhile": meanwhile or [],
        "may_reply": may_reply,
    }
