"""Asking guests by hand: an invitation from the guest's page, and the codes that stand in the rooms."""

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback.actions.inviting import invite as invite_guest
from feedback.actions.refusal import Refused
from feedback.forms.inviting import BY_MESSAGE, InviteForm, RoomsForm
from feedback.models import Invitation, Survey
from feedback.queries.asked import rooms_of, survey_for
from feedback.survey_links import room_url, survey_url
from guests.views.cards import get_guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.models import State
from loyalty.codes import qr

UNPROCESSABLE: Final = 422
PER_SHEET: Final = 24  # rooms; two or three sheets of paper


@dataclass(frozen=True)
class Card:
    """What stands in one room."""

    room: str
    code: SafeString


@requires(Permission.SEE_FEEDBACK)
@require_safe
def rooms(request: StaffRequest) -> HttpResponse:
    """The codes for the rooms of this hotel, to be printed and cut."""
    form = RoomsForm(request.GET)
    begins = form.cleaned_data["begins"].strip() if form.is_valid() else ""
    page = Paginator(rooms_of(request.hotel, today=request.hotel.today(), begins=begins), PER_SHEET).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "cards": [Card(room, _drawn(room_url(request.hotel, room))) for room in page],
        "survey": survey_for(request.hotel, Survey.Sent.ROOM),
    }
    return render(request, "feedback/surveys/rooms.html", context)


@requires(Permission.WRITE_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest, number: int) -> HttpResponse:
    """Invite one guest: by a message that the gate lets through or not, or by a code at the desk."""
    guest = get_guest(request, number)
    form = InviteForm(request.POST if request.method == "POST" else None, guest=guest, hotel=request.hotel)
    context = {"guest": guest, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, "feedback/surveys/invite.html", context, status=UNPROCESSABLE if form.is_bound else None)
    data = form.cleaned_data
    try:
        invitation = invite_guest(
            guest,
            survey=data["survey"],
            hotel=request.hotel,
            stay=data["stay"],
            by_message=data["how"] == BY_MESSAGE,
            by=request.user,
            at=timezone.now(),
            key=data["key"],
        )
    except (Refused, UnfitMessageError) as refusal:
        form.add_error(None, str(refusal))
        return render(request, "feedback/surveys/invite.html", context, status=UNPROCESSABLE)
    if invitation.message is None:
        return redirect("feedback:survey-code", invitation.pk)
    say(request, _said(invitation))
    return redirect(guest)


@requires(Permission.WRITE_MESSAGES)
@require_safe
def code(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """The code of one guest's own survey, to be scanned from the screen; only for those that are shown at the desk."""
    rows = Invitation.objects.filter(hotel__in=request.access.ids_for(Permission.WRITE_MESSAGES))
    rows = rows.filter(channel=Invitation.Channel.DESK, finished_at=None, expires_at__gt=timezone.now())
    row = get_object_or_404(rows.select_related("survey", "guest", "hotel"), pk=invitation_id)
    context = {"invitation": row, "code": _drawn(survey_url(row))}
    return render(request, "feedback/surveys/code.html", context)


def _drawn(address: str) -> SafeString:
    """The drawing of an address; what `segno` draws is paths alone."""
    return mark_safe(qr(address))  # noqa: S308 (our own drawing of our own address)


def _said(invitation: Invitation) -> str:
    message = invitation.message
    if message is None or message.state == State.QUEUED:
        return _("It goes out within a minute.")
    if message.state == State.CANCELLED:
        return _("Not sent: %(why)s.") % {"why": message.get_reason_display()}
    return _("It waits: %(why)s.") % {"why": message.get_reason_display()}
