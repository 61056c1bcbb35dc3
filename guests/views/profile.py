"""A guest's own fields: entered, edited."""

import json
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guests.actions import StaleEditError, add_document, create_guest, edit_guest
from guests.forms import PROFILE_FIELDS, NewGuestForm, ProfileForm, initial_of
from guests.models import Guest
from guests.names import name_in, parts_of
from guests.queries.duplicates import Hint, Sought, is_settled, likely
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .cards import CONFLICT, UNPROCESSABLE, CardForm, changed, draw, get_guest, posted

ENTERED = "entered"  # in the session: the last form sent, and the number it got
TURN = "SELECT pg_advisory_xact_lock(hashtext('guests.new'), hashtext(%s))"


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Enter a guest whom nobody has entered yet."""
    form = _new_form(request)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "hints": likely(_sought(request))}
        return render(request, "guests/new.html", context, status=UNPROCESSABLE if form.is_bound else None)
    try:
        guest, is_new = _enter_once(request, form)
    except MaybeKnownError as known:
        return render(request, "guests/new.html", {"form": form, "hints": known.hints, "asked": True}, status=CONFLICT)
    if is_new:
        say(request, _("%(guest)s is entered.") % {"guest": guest.sort_name})
    return redirect(guest)


class MaybeKnownError(Exception):
    """Strong hints that the guest is on file, which nobody has ruled out."""

    def __init__(self, hints: list[Hint]) -> None:
        super().__init__()
        self.hints = hints


def _new_form(request: StaffRequest) -> NewGuestForm:
    """What was typed, or an empty form; from the search box it begins with the name that nobody was found by."""
    if "q" not in request.POST:
        return NewGuestForm(posted(request), country=request.hotel.country)
    form = NewGuestForm(None, country=request.hotel.country)
    form.initial["family_name"], form.initial["given_name"] = parts_of(name_in(request.POST["q"]))
    return form


@transaction.atomic
def _enter_once(request: StaffRequest, form: NewGuestForm) -> tuple[Guest, bool]:
    """The guest entered with this form, and whether it is just entered: sent twice, it is one guest.

    A double click sends two requests with the same session, and both have read it before either writes. So the second
    waits for the first, and reads the session anew; the first saves it before it lets go of the lock.
    """
    token = form.cleaned_data["token"]
    if not token:
        return _enter(request, form), True
    with connection.cursor() as cursor:
        cursor.execute(TURN, [token])
    entered = type(request.session)(request.session.session_key).get(ENTERED, {})
    is_new = token not in entered
    guest = _enter(request, form) if is_new else Guest.objects.get(number=entered[token])
    request.session[ENTERED] = {token: guest.number}
    request.session.save()
    return guest, is_new


def _enter(request: StaffRequest, form: NewGuestForm) -> Guest:
    hints = likely(_sought(request))
    if not is_settled(hints, ruled_out=request.POST.get("ruled_out", "")):
        raise MaybeKnownError(hints)
    by, at = request.user, timezone.now()
    guest = create_guest(by=by, at=at, hotel=request.hotel, contacts=form.contacts, **form.profile)
    if number := form.cleaned_data["document_number"]:
        kind, country = form.cleaned_data["document_kind"], form.cleaned_data["document_country"]
        add_document(guest, kind=kind, country=country, number=number, by=by, at=at)
    return guest


@requires(Permission.EDIT_GUESTS)
@require_POST
def duplicates(request: StaffRequest) -> HttpResponse:
    """Hints at guests who may be the one being typed. Posted: names and numbers belong in no address."""
    return render(request, "guests/_duplicates.html", {"hints": likely(_sought(request))})


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """Edit the identity card in place."""
    guest = get_guest(request, number)
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(guest)
    if not form.is_bound or not form.is_valid():
        return draw(request, guest, "identity", card=_card(form, guest))
    try:
        version = form.cleaned_data["version"] or 0
        guest = edit_guest(guest, version=version, by=request.user, at=timezone.now(), **form.profile)
    except StaleEditError as stale:
        return _both(request, stale)
    say(request, _("Saved."))
    return changed(request, guest, "identity")


def _both(request: StaffRequest, stale: StaleEditError) -> HttpResponse:
    """The form with what was typed, beside what somebody else saved; saving again decides for what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(stale.current.version)
    form = ProfileForm(typed)
    card = _card(form, stale.current)
    response = draw(request, stale.current, "identity", card=card, differences=_differences(form, stale))
    response.status_code = CONFLICT
    return response


def _differences(form: ProfileForm, stale: StaleEditError) -> list[dict[str, Any]]:
    """Field by field where the two differ: what is saved, what was typed, and how to take over what is saved."""
    saved = initial_of(stale.current)
    rows = []
    for name in PROFILE_FIELDS:
        typed = stale.wanted.get(name)
        if name not in stale.wanted or typed == getattr(stale.current, name):
            continue
        fill = {form[name].id_for_label: "" if saved[name] is None else str(saved[name])}
        row = {"label": form[name].label, "theirs": _shown(stale.current, name), "typed": _words(form, name, typed)}
        rows.append({**row, "fill": json.dumps(fill) if not isinstance(typed, bool) else ""})
    return rows


def _shown(guest: Guest, name: str) -> str:
    display = getattr(guest, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    value = guest.nationality.name if name == "nationality" else getattr(guest, name)
    return _truth(value)


def _words(form: ProfileForm, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", ())) if name in {"gender", "language", "nationality"} else {}
    if name == "vip_level":
        choices = dict(form.fields[name].choices)  # type: ignore[attr-defined]
    return str(choices.get(value) or _truth(value))


def _truth(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _card(form: ProfileForm, guest: Guest) -> CardForm:
    return CardForm(form, reverse("guests:edit", args=[guest.number]), _("Save"))


def _sought(request: StaffRequest) -> Sought:
    return Sought.typed(request.POST, country=request.hotel.country)
