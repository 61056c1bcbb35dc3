"""A guest comes through the door without a booking."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guests.actions import NamelessError
from guests.models import Guest
from guests.names import name_in
from guests.normalise import Unreadable
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.accounts.models import Hotel
from stays import actions, queries
from stays.forms import NewGuestForm, WalkInForm, WhichGuestForm
from stays.models import Stay

from .answers import done, is_sure, refused
from .hints import hints, is_ruled_out, known
from .pages import picking

FEW_ROOMS = 6  # as many suggestions as are read at a glance


@requires(Permission.MOVE_STAYS)
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: StaffRequest) -> HttpResponse:
    """Find or enter the guest, agree on room and nights, and check in: one page, one POST at the end."""
    if request.hotel.pms_reports_movements:
        return refused(request, None, actions.MovedByPropertySystem())
    at = timezone.now()
    sent = request.POST if "room" in request.POST else None
    form = WalkInForm(sent, hotel=request.hotel, today=request.hotel.today(at))
    which, new = WhichGuestForm(sent), NewGuestForm(sent, initial={"full_name": name_in(request.POST.get("q", ""))})
    chosen = which.cleaned_data["guest"] if sent is not None and which.is_valid() else None
    if sent is None or not form.is_valid() or (chosen is None and not new.is_valid()):
        return _page(request, form, new, chosen, status=200 if sent is None else 422)
    if chosen is None and not _is_sent(form) and not is_ruled_out(request, hints(request)):
        return _page(request, form, new, None, status=409, asked=True)
    try:
        stay = actions.walk_in(
            request.hotel, form.wanted(), guest=chosen or new.wanted(), by=request.user, at=at, sure=is_sure(request)
        )
    except (Unreadable, NamelessError) as fault:
        new.add_error("phone" if isinstance(fault, Unreadable) else "full_name", str(fault))
        return _page(request, form, new, chosen, status=422)
    except actions.Refused as refusal:
        others = _ways_out(request.hotel, form.wanted(), refusal, at=at)  # a field with an error has no value any more
        form.add_error("room", str(refusal))
        return _page(request, form, new, chosen, status=409, **others)
    name = stay.guest.sort_name if stay.guest else ""
    return done(request, stay, _("%(guest)s is checked in, room %(room)s.") % {"guest": name, "room": stay.room})


def _page(
    request: StaffRequest, form: WalkInForm, new: NewGuestForm, guest: Guest | None, *, status: int, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "new": new, "guest": guest or _picked(request), **more}
    context |= known(request)
    context |= picking(request.hotel, request.POST.get("q", "").strip())
    return render(request, "stays/walk_in.html", context, status=status)


@requires(Permission.MOVE_STAYS)
@require_POST
def walk_in_hints(request: StaffRequest) -> HttpResponse:
    """Guests who may be the one being typed. Posted: names and numbers belong in no address."""
    return render(request, "guests/_duplicates.html", known(request))


def _is_sent(form: WalkInForm) -> bool:
    """A second click: the guest it would hint at is the one that the first entered."""
    return Stay.objects.filter(source=actions.DESK, external_id=form.cleaned_data["key"]).exists()


def _ways_out(hotel: Hotel, wanted: actions.WalkIn, refusal: actions.Refused, *, at: datetime) -> dict[str, Any]:
    """Other rooms, and the room all the same when it is only doubtful."""
    free = queries.free_rooms(hotel, today=hotel.today(at), room_type=wanted.room_type, number=FEW_ROOMS)
    return {"free": free, "doubted": wanted.room if isinstance(refusal, actions.Doubtful) else ""}


def _picked(request: StaffRequest) -> Guest | None:
    form = WhichGuestForm(request.POST or request.GET)
    return form.cleaned_data["guest"] if form.is_valid() else None
