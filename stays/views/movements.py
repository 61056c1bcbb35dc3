"""Moving a stay at the desk: each verb is one POST, one action and one sentence."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from stays import actions
from stays.forms import RoomForm
from stays.models import Stay

from .access import stay_here
from .answers import done, is_sure, nothing_new, refused

ALREADY = (actions.AlreadyCheckedIn, actions.AlreadyCheckedOut)  # a second click, not a refusal


@requires(Permission.MOVE_STAYS)
@require_POST
def check_in(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    sentence = _("%(guest)s is checked in, room %(room)s.")
    asked = {"room": _room(request), "sure": is_sure(request)}
    return _move(request, stay, actions.check_in, sentence, undo="stays:undo-check-in", **asked)


@requires(Permission.MOVE_STAYS)
@require_POST
def check_out(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    sentence = _("%(guest)s is checked out, room %(room)s is free.")
    return _move(request, stay, actions.check_out, sentence, undo="stays:undo-check-out")


@requires(Permission.MOVE_STAYS)
@require_POST
def no_show(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    sentence = _("%(guest)s is marked as no-show.")
    return _move(request, stay, actions.mark_no_show, sentence, undo="stays:reinstate", sure=is_sure(request))


@requires(Permission.MOVE_STAYS)
@require_POST
def cancel(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    return _move(request, stay, actions.cancel, _("The booking of %(guest)s is cancelled."), undo="stays:reinstate")


@requires(Permission.MOVE_STAYS)
@require_POST
def reinstate(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    return _move(request, stay, actions.reinstate, _("%(guest)s is among the arrivals again."))


@requires(Permission.MOVE_STAYS)
@require_POST
def undo_check_in(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    return _move(request, stay, actions.undo_check_in, _("%(guest)s is among the arrivals again."))


@requires(Permission.MOVE_STAYS)
@require_POST
def undo_check_out(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    return _move(request, stay, actions.undo_check_out, _("%(guest)s is in house again."))


@requires(Permission.MOVE_STAYS)
@require_POST
def assign_room(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    room = _room(request)
    sentence = _("%(guest)s has room %(room)s.") if room else _("%(guest)s has no room yet.")
    return _move(request, stay, actions.assign_room, sentence, room=room, sure=is_sure(request))


def _move(
    request: StaffRequest, stay: Stay, action: Callable[..., Stay], sentence: str, *, undo: str = "", **asked: Any
) -> HttpResponse:
    """Do it and say so with the way back, or say why not."""
    try:
        stay = action(stay, by=request.user, at=timezone.now(), **asked)
    except ALREADY as refusal:
        return nothing_new(request, stay, refusal)
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    return done(request, stay, sentence % _words(stay), undo=reverse(undo, args=[stay.pk]) if undo else "")


def _room(request: StaffRequest) -> str:
    form = RoomForm(request.POST)
    return str(form.cleaned_data["room"]) if form.is_valid() else ""


def _words(stay: Stay) -> dict[str, str]:
    return {"guest": stay.guest.sort_name if stay.guest else _("The guest"), "room": stay.room}
