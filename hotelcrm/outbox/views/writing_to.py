"""Writing to one guest from the guest's page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, trigger_client_event

from guests.views.cards import UNPROCESSABLE, get_guest, posted
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.forms.writing import ChoiceForm, WriteForm
from hotelcrm.outbox.models import Message, State
from hotelcrm.outbox.models.template import MessagePurpose
from hotelcrm.outbox.queries.reach import Desk, closed, roads_to


@requires(Permission.WRITE_MESSAGES)
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest, number: int) -> HttpResponse:
    """A service message to one guest: a dialog of the guest page, by any channel on which the guest can be reached."""
    guest, at = get_guest(request, number), timezone.now()
    roads = roads_to(guest, request.hotel, MessagePurpose.SERVICE, at=at)
    desk = Desk(guest, request.hotel, [road.channel for road in roads if road.is_open], at)
    if "preview" in request.GET:
        return _show(request, desk)
    form = WriteForm(posted(request), desk=desk)
    context = {"guest": guest, "form": form, "roads": roads, "is_closed": closed(roads)}
    if not form.is_bound or not form.is_valid():
        return _ask(request, context)
    try:
        message = _queued(request, desk, form.cleaned_data)
    except UnfitMessageError as fault:
        form.add_error(None, str(fault))
        return _ask(request, context)
    say(request, _said(message))
    if not request.htmx:
        return redirect(guest)
    answer = reswap(HttpResponse(), "delete")
    return trigger_client_event(answer, "messages-changed")


def _show(request: StaffRequest, desk: Desk) -> HttpResponse:
    """The chosen template as the guest would read it: below the choice, before it is sent."""
    choice = ChoiceForm(request.GET, desk=desk)
    context: dict[str, Any] = {}
    if choice.is_valid():
        template, channel = choice.cleaned_data["template"], choice.cleaned_data["channel"]
        context = {"came": desk.shown(template, channel), "text": desk.text(template, channel)}
    return render(request, "outbox/messages/_written.html", context)


def _queued(request: StaffRequest, desk: Desk, data: dict[str, Any]) -> Message:
    template = data["template"]
    return queue(
        desk.guest,
        hotel=desk.hotel,
        channels=[data["channel"]],
        purpose=MessagePurpose.SERVICE,
        key=f"desk:{data['key']}",
        at=desk.at,
        by=request.user,
        template=template,
        subject=data["subject"],
        body=data["body"],
        facts=desk.facts if template else None,
    )


def _ask(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    template = "outbox/messages/write_dialog.html" if request.htmx else "outbox/messages/write.html"
    return render(request, template, context, status=UNPROCESSABLE if context["form"].errors else None)


def _said(message: Message) -> str:
    if message.state == State.CANCELLED:
        return _("Not sent: %(why)s.") % {"why": message.get_reason_display()}
    return _("It goes out within a minute.")
