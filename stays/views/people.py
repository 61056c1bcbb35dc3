"""Whose stay it is, and who shares the room."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guests.actions import NamelessError
from guests.models import Guest
from guests.normalise import Unreadable, whole
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from stays import actions
from stays.forms import NewGuestForm, WhichGuestForm
from stays.models import Stay

from .access import stay_here
from .answers import done, refused
from .hints import hints, is_ruled_out, known
from .pages import picking


@requires(Permission.ATTACH_STAYS)
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: StaffRequest, stay_id: int) -> HttpResponse:
    """Find the guest of a stay or enter a new one. What is typed is posted: names belong in no address."""
    stay = stay_here(request, stay_id)
    form = _chosen_or_new(request)
    if form is None or not form.is_valid():
        return _pick(request, stay, "stays/attach.html", form)
    if isinstance(form, NewGuestForm) and stay.guest is None and not is_ruled_out(request, hints(request)):
        return _pick(request, stay, "stays/attach.html", form, asked=True)
    guest = form.wanted() if isinstance(form, NewGuestForm) else form.cleaned_data["guest"]
    try:
        stay = actions.attach_guest(stay, guest=guest, by=request.user, at=timezone.now())
    except (Unreadable, NamelessError) as fault:
        form.add_error("phone" if isinstance(fault, Unreadable) else "full_name", str(fault))
        return _pick(request, stay, "stays/attach.html", form)
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    return done(request, stay, _("The stay is %(guest)s's now.") % {"guest": _name(stay.guest)})


@requires(Permission.ATTACH_STAYS)
@require_POST
def attach_hints(request: StaffRequest, stay_id: int) -> HttpResponse:
    """Guests who may be the one being typed."""
    stay_here(request, stay_id)
    return render(request, "guests/_duplicates.html", known(request))


@requires(Permission.ATTACH_STAYS)
@require_POST
def detach(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = actions.detach_guest(stay_here(request, stay_id), by=request.user, at=timezone.now())
    return done(request, stay, _("The stay is without a guest now."))


@requires(Permission.ATTACH_STAYS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_companion(request: StaffRequest, stay_id: int) -> HttpResponse:
    """Find somebody who shares the room, and say so."""
    stay = stay_here(request, stay_id)
    if "guest" not in request.POST:
        return _pick(request, stay, "stays/add_companion.html")
    form = WhichGuestForm(request.POST)
    if not form.is_valid():
        return _pick(request, stay, "stays/add_companion.html", form)
    guest = form.cleaned_data["guest"]
    try:
        actions.add_companion(stay, guest=guest, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        return refused(request, stay, refusal)
    return done(request, stay, _("%(guest)s shares the room.") % {"guest": _name(guest)})


@requires(Permission.ATTACH_STAYS)
@require_POST
def remove_companion(request: StaffRequest, stay_id: int) -> HttpResponse:
    stay = stay_here(request, stay_id)
    row = get_object_or_404(stay.companions.select_related("guest"), guest__number=whole(request.POST.get("guest", "")))
    actions.remove_companion(stay, guest=row.guest, by=request.user, at=timezone.now())
    return done(request, stay, _("%(guest)s does not share the room any more.") % {"guest": _name(row.guest)})


def _chosen_or_new(request: StaffRequest) -> WhichGuestForm | NewGuestForm | None:
    """A guest on file who was chosen, be it from the hints beside what is typed; else the one typed; None at first."""
    if "guest" in request.POST:
        return WhichGuestForm(request.POST)
    return NewGuestForm(request.POST) if "full_name" in request.POST else None


def _pick(
    request: StaffRequest,
    stay: Stay,
    template: str,
    form: WhichGuestForm | NewGuestForm | None = None,
    *,
    asked: bool = False,
) -> HttpResponse:
    new = form if isinstance(form, NewGuestForm) else NewGuestForm()
    context = {"stay": stay, "form": form, "new": new, "asked": asked} | known(request)
    context |= picking(stay.hotel, request.POST.get("q", "").strip())
    status = 409 if asked else 422
    return render(request, template, context, status=status if form is not None else 200)


def _name(guest: Guest | None) -> str:
    return guest.sort_name if guest else ""
