"""Files of a ticket: added and looked at; each look at one is logged. What was added stays, as what was said does."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from feedback.actions.attaching import attach as add
from feedback.forms.handling import AttachForm
from feedback.models import Attachment, Ticket
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog

from .handling import METHODS, Verb, handle
from .ticket import PICTURES


def _add(row: Ticket, *, file: object, **rest: object) -> object:
    return add(row, name=file.name, content=file.read(), **rest)  # type: ignore[attr-defined, arg-type]


ATTACH = Verb(_("Add a file"), _("Add"), AttachForm, _add, _("The file is kept with the ticket."))


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def attach(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Keep a file with the ticket."""
    return handle(request, ticket_id, ATTACH)


@requires(Permission.HANDLE_TICKETS)
@require_safe
@cache_control(no_store=True)
def file(request: StaffRequest, attachment_id: int) -> HttpResponse:
    """The file as it came, to be kept, never to be shown in the browser: it may hold anything."""
    found = _visible(request, attachment_id)
    _log(request, found, is_part=False)
    answer = _content(found)
    disposition = content_disposition_header(as_attachment=True, filename=found.name or str(found.pk))
    answer["Content-Disposition"] = disposition or "attachment"
    return answer


@requires(Permission.HANDLE_TICKETS)
@require_safe
@cache_control(private=True, max_age=3600)
def picture(request: StaffRequest, attachment_id: int) -> HttpResponse:
    """A picture for the page of its ticket; what is none is for keeping alone."""
    found = _visible(request, attachment_id)
    if found.content_type not in PICTURES:
        return file(request, attachment_id)
    _log(request, found, is_part=True)
    answer = _content(found)
    answer["Content-Disposition"] = "inline"
    return answer


def _visible(request: StaffRequest, attachment_id: int) -> Attachment:
    seen = visible_to(request.access).values("pk")
    return get_object_or_404(Attachment.objects.select_related("ticket"), pk=attachment_id, ticket__in=seen)


def _content(found: Attachment) -> HttpResponse:
    answer = HttpResponse(found.content, content_type=found.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _log(request: StaffRequest, found: Attachment, *, is_part: bool) -> None:
    if found.ticket.guest_id is not None:
        what, at, hotel_id = ReadLog.What.ATTACHMENT, timezone.now(), found.ticket.hotel_id
        guests = [found.ticket.guest_id]
        log_looks(guests, what=what, by=request.user, at=at, hotel_id=hotel_id, object_id=found.pk, is_part=is_part)
