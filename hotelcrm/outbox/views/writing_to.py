"""Writing to one guest from the guest's page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, trigger_client_event

from guests.models import Guest
from guests.views.cards import UNPROCESSABLE, get_guest, posted
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.forms.writing import WriteForm
from hotelcrm.outbox.models import Message, State
from hotelcrm.outbox.models.template import MessagePurpose
from hotelcrm.outbox.queries.reach import roads_to


@requires(Permission.WRITE_MESSAGES)
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest, number: int) -> HttpResponse:
    """A service message to one guest: a dialog of the guest page, by any channel on which the guest can be reached."""
    guest, at = get_guest(request, number), timezone.now()
    roads = roads_to(guest, request.hotel, MessagePurpose.SERVICE, at=at)
    form = WriteForm(posted(request), channels=[road.channel for road in roads if road.is_open])
    context = {"guest": guest, "form": form, "roads": roads}
    if not form.is_bound or not form.is_valid():
        return _ask(request, context)
    try:
        message = _queued(request, guest, form.cleaned_data)
    except UnfitMessageError as fault:
        form.add_error(None, str(fault))
        return _ask(request, context)
    say(request, _said(message))
    if not request.htmx:
        return redirect(guest)
    answer = reswap(HttpResponse(), "delete")
    return trigger_client_event(answer, "messages-changed")


def _queued(request: StaffRequest, guest: Guest, data: dict[str, Any]) -> Message:
    template = data["template"]
    return queue(
        guest,
        hotel=request.hotel,
        channels=[data["channel"]],
        purpose=MessagePurpose.SERVICE,
        key=f"desk:{data['key']}",
        at=timezone.now(),
        by=request.user,
        template=template,
        subject="" if template else data["subject"],
        body="" if template else data["body"],
    )


def _ask(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    template = "outbox/messages/write_dialog.html" if request.htmx else "outbox/messages/write.html"
    return render(request, template, context, status=UNPROCESSABLE if context["form"].errors else None)


def _said(message: Message) -> str:
    if message.state == State.CANCELLED:
        return _("Not sent: %(why)s.") % {"why": message.get_reason_display()}
    return _("It goes out within a minute.")
