"""Moving a stay at the desk: each verb is one POST, one action and one sentence."""

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


@requires(Permission.MOVE_STAYS)
@require_POST
def check_in(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    form = RoomForm(request.POST)
    room = form.cleaned_data["room"] if form.is_valid() else ""
    try:
        stay = actions.check_in(stay, room=room, by=request.user, at=timezone.now(), sure=is_sure(request))
    except actions.AlreadyCheckedIn as refusal:
        return nothing_new(request, stay, refusal)
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    undo = reverse("stays:undo-check-in", args=[stay.pk])
    return done(request, stay, _("%(guest)s is checked in, room %(room)s.") % _words(stay), undo=undo)


@requires(Permission.MOVE_STAYS)
@require_POST
def check_out(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    try:
        stay = actions.check_out(stay, by=request.user, at=timezone.now())
    except actions.AlreadyCheckedOut as refusal:
        return nothing_new(request, stay, refusal)
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    undo = reverse("stays:undo-check-out", args=[stay.pk])
    return done(request, stay, _("%(guest)s is checked out, room %(room)s is free.") % _words(stay), undo=undo)


@requires(Permission.MOVE_STAYS)
@require_POST
def no_show(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    try:
        stay = actions.mark_no_show(stay, by=request.user, at=timezone.now(), sure=is_sure(request))
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    undo = reverse("stays:reinstate", args=[stay.pk])
    return done(request, stay, _("%(guest)s is marked as no-show.") % _words(stay), undo=undo)


@requires(Permission.MOVE_STAYS)
@require_POST
def cancel(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    try:
        stay = actions.cancel(stay, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    undo = reverse("stays:reinstate", args=[stay.pk])
    return done(request, stay, _("The booking of %(guest)s is cancelled.") % _words(stay), undo=undo)


@requires(Permission.MOVE_STAYS)
@require_POST
def reinstate(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    try:
        stay = actions.reinstate(stay, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    return done(request, stay, _("%(guest)s is among the arrivals again.") % _words(stay))


@requires(Permission.MOVE_STAYS)
@require_POST
def undo_check_in(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    try:
        stay = actions.undo_check_in(stay, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    return done(request, stay, _("%(guest)s is among the arrivals again.") % _words(stay))


@requires(Permission.MOVE_STAYS)
@require_POST
def undo_check_out(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    try:
        stay = actions.undo_check_out(stay, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    return done(request, stay, _("%(guest)s is in house again.") % _words(stay))


@requires(Permission.MOVE_STAYS)
@require_POST
def assign_room(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    form = RoomForm(request.POST)
    room = form.cleaned_data["room"] if form.is_valid() else ""
    try:
        stay = actions.assign_room(stay, room=room, by=request.user, at=timezone.now(), sure=is_sure(request))
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    sentence = _("%(guest)s has room %(room)s.") if stay.room else _("%(guest)s has no room yet.")
    return done(request, stay, sentence % _words(stay))


def _words(stay: Stay) -> dict[str, str]:
    return {"guest": stay.guest.sort_name if stay.guest else _("The guest"), "room": stay.room}
