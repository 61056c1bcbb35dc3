"""What was written to guests: the list, and one message with everything that happened to it."""

from datetime import datetime
from typing import Final

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.outbox.forms.filters import MessageFilter
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.queries import messages
from hotelcrm.outbox.queries.senders import is_mute
from hotelcrm.outbox.reading import as_received

from .frames import framed

LONGEST_PAGE_NUMBER: Final = 6


@requires(Permission.SEE_MESSAGES)
@require_GET
def outbox(request: StaffRequest) -> HttpResponse:
    """Messages of the hotels one may see, newest first, by where they stand, channel, purpose, reason and guest."""
    at = timezone.now()
    form = MessageFilter(request.GET, access=request.access)
    stands = request.GET.get("stands", "")
    wanted = form.wanted(stands)
    page = messages.page(request.access, wanted, at=at, number=_number(request.GET.get("page", "")))
    context = {
        "form": form,
        "stands": wanted.stands,
        "page": page,
        "is_mute": not page.rows and is_mute(request.hotel),
        "tally": messages.tally(request.access, wanted, at=at),
        "cap": messages.CAP,
        "is_filtered": bool(wanted.columns or wanted.guest_number or wanted.stands),
        "may_manage": request.access.may(Permission.MANAGE_MESSAGES),
    }
    return render(request, "outbox/messages/list.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER else 1


@requires(Permission.SEE_MESSAGES)
@require_GET
def message(request: StaffRequest, message_id: int) -> HttpResponse:
    """One message as the guest receives it, and what happened to it; the look is logged."""
    row = _visible(request, message_id)
    at = timezone.now()
    _log(request, row, at=at)
    context = {
        "story": messages.story(row),
        "received": as_received(row, at=at),
        "may_manage": request.access.may(Permission.MANAGE_MESSAGES),
        "may_see_guests": request.access.may(Permission.SEE_GUESTS),
    }
    answer = render(request, "outbox/messages/page.html", context)
    csp_update({"frame-src": [SELF]})(lambda _request: answer)(request)  # for the e-mail as its guest receives it
    return answer


@requires(Permission.SEE_MESSAGES)
@require_GET
@xframe_options_sameorigin
def body(request: StaffRequest, message_id: int) -> HttpResponse:
    """The HTML of an e-mail, for the frame on its page; without scripts, forms and pictures from elsewhere."""
    row, at = _visible(request, message_id), timezone.now()
    received = as_received(row, at=at)
    if not received.html:
        raise Http404
    _log(request, row, at=at, is_part=True)
    return framed(received.html)


def _log(request: StaffRequest, row: Message, *, at: datetime, is_part: bool = False) -> None:
    """That somebody looked; a frame on the page of the message is a part of that look."""
    if row.guest_id is not None:
        hotel_id = request.hotel.pk if request.access.hotel else None
        what = ReadLog.What.MESSAGE
        log_looks(
            [row.guest_id], what=what, by=request.user, at=at, hotel_id=hotel_id, object_id=row.pk, is_part=is_part
        )


def _visible(request: StaffRequest, message_id: int) -> Message:
    related = messages.visible(request.access).select_related(
        "guest", "staff", "hotel", "template", "mailing", "by", "sender"
    )
    return get_object_or_404(related, pk=message_id)
