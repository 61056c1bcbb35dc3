"""The form that a guest signs on the hotel's tablet. Its pages show nothing of ours; no other page opens meanwhile."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from guests import actions
from guests.consent import needs_guardian
from guests.languages import WRITTEN, language_for
from guests.models import Guest
from guests.queries.asking import topics
from guests.signatures import HEIGHT, LONGEST, WIDTH
from guests.tablet import TabletForm
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.handing import hand_over
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog

from .cards import UNPROCESSABLE, get_guest


@requires(Permission.RECORD_CONSENT)
@never_cache
@require_http_methods(["GET", "POST"])
def consent_form(request: StaffRequest, number: int) -> HttpResponse:
    """The texts of today with a yes and a no for each, and a field to sign in, in the guest's language.

    The button of another language draws it again, with what was answered so far. Whoever opens it hands the screen
    over: back leads only the password.
    """
    hand_over(request)
    guest, at = get_guest(request, number), timezone.now()
    log_looks([guest.pk], what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    language, asked = _language(request, guest), topics(guest, at=at, hotel=request.hotel)
    with translation.override(language):
        form = TabletForm(**_given(request), topics=asked)
        if form.is_bound and form.is_valid() and _kept(request, guest, form):
            answer = {"language": language, "back": _back(request, guest)}
            return redirect(f"{reverse('guests:consent-thanks', args=[guest.number])}?{urlencode(answer)}")
        field = {"width": WIDTH, "height": HEIGHT, "longest": LONGEST}
        is_child = needs_guardian(guest, today=request.hotel.today(at))
        context = _page(request, guest, language) | {"form": form, "field": field, "is_child": is_child}
        return render(request, "guests/tablet.html", context, status=UNPROCESSABLE if form.is_bound else None)


@requires(Permission.RECORD_CONSENT)
@never_cache
@require_GET
def consent_thanks(request: StaffRequest, number: int) -> HttpResponse:
    """What the guest sees after signing: a thank-you, and for staff the way back."""
    guest = get_guest(request, number)
    language = _language(request, guest)
    with translation.override(language):
        return render(request, "guests/tablet_thanks.html", _page(request, guest, language))


def _given(request: StaffRequest) -> dict[str, Any]:
    """What the form begins with: nothing, what was answered in the other language, or what was sent."""
    if request.method == "GET":
        return {}
    return {"initial": request.POST.dict()} if "language" in request.POST else {"data": request.POST}


def _kept(request: StaffRequest, guest: Guest, form: TabletForm) -> bool:
    """Keep what was signed; whatever changed meanwhile is said on the form."""
    try:
        actions.record_signed(
            guest,
            said=form.answers(),
            signature=form.signature,
            by=request.user,
            at=timezone.now(),
            hotel=request.hotel,
        )
    except actions.AskedTooSoonError as early:
        form.add_error(None, str(early))
        return False
    return True


def _page(request: StaffRequest, guest: Guest, language: str) -> dict[str, Any]:
    back = _back(request, guest)
    return {"guest": guest, "house": request.hotel, "back": back, "page_language": language, "written": WRITTEN}


def _language(request: StaffRequest, guest: Guest) -> str:
    sent = request.POST if request.method == "POST" else request.GET
    return language_for(guest, chosen=sent.get("language") or sent.get("in", ""))


def _back(request: StaffRequest, guest: Guest) -> str:
    """Where staff go on: the page of ours that they came from, else the guest page."""
    sent = request.POST if request.method == "POST" else request.GET
    back = sent.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return guest.get_absolute_url()
