"""Joining at the desk, leaving again, and the member's card on paper."""

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap, trigger_client_event

from guests.actions.consents import notice_for
from guests.consent import again_on, answer_to, holds
from guests.models import Guest
from guests.models.consent import Purpose
from guests.views.cards import UNPROCESSABLE, get_guest, posted
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import ask_again
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_look
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame.toasts import say
from loyalty import codes, numbers
from loyalty.actions import leaving
from loyalty.actions.enrolling import enrol_with
from loyalty.actions.refusal import Refused
from loyalty.forms.membership import EnrolForm
from loyalty.models import Member, Programme
from loyalty.queries import card as cards

from .answers import CONFLICT
from .tiers import get_member


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def enrol(request: StaffRequest, number: int) -> HttpResponse:
    """Ask the three things that matter, then make the guest a member; who is one already stays as is."""
    guest = get_guest(request, number)
    member = cards.member_of(guest)
    if member is not None:
        return _joined(request, guest, member, is_new=False)
    form = _form(request, guest)
    if not form.is_bound or not form.is_valid():
        return _ask(request, guest, form)
    try:
        member = enrol_with(guest, answers=form.answers, hotel=request.hotel, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, guest, form)
    return _joined(request, guest, member, is_new=True)


@requires(Permission.ADJUST_POINTS)
@require_http_methods(["GET", "POST"])
def leave(request: StaffRequest, number: int) -> HttpResponse:
    """End the membership at the guest's wish, after one's own password: the page says what is lost."""
    member = get_member(number)
    again = ask_again(request, then=request.path)
    if again is not None:
        return again
    context: dict[str, Any] = {"member": member}
    if request.method == "POST":
        try:
            leaving.leave(member, hotel=request.hotel, by=request.user, at=timezone.now())
        except Refused as refusal:
            context["refusal"] = str(refusal)
        else:
            say(request, _("%(guest)s has left the programme.") % {"guest": member.guest.sort_name})
            return redirect(member.guest)
    return render(request, "loyalty/leave.html", context, status=CONFLICT if "refusal" in context else None)


@requires(Permission.SEE_GUESTS)
@require_safe
def card(request: StaffRequest, number: int) -> HttpResponse:
    """The card with its code, to be shown on the screen or printed; the look is logged."""
    guest = get_guest(request, number)
    member = cards.member_of(guest)
    if member is None:
        raise Http404
    hotel_id = request.hotel.pk if request.access.hotel else None
    log_look(guest.pk, what=ReadLog.What.PAGE, by=request.user, at=timezone.now(), hotel_id=hotel_id)
    context = {
        "guest": guest,
        "member": member,
        "number": numbers.shown(member.number),
        "programme": Programme.current(),
        "code": codes.qr(member.number),
    }
    return render(request, "loyalty/member_card.html", context)


def _form(request: StaffRequest, guest: Guest) -> EnrolForm:
    is_reachable = guest.contacts.filter(bounced_at=None, kind__in=["phone", "email"]).exists()
    at, answer = timezone.now(), answer_to(guest, Purpose.MARKETING)
    settled = holds(guest, Purpose.MARKETING) or again_on(answer, today=request.hotel.today(at)) is not None
    notice = None if settled else notice_for(Purpose.MARKETING, at, request.hotel)
    return EnrolForm(
        posted(request), guest=guest, is_reachable=is_reachable, notice=notice, country=request.hotel.country
    )


def _ask(request: StaffRequest, guest: Guest, form: EnrolForm) -> HttpResponse:
    template = "loyalty/enrol_dialog.html" if request.htmx else "loyalty/enrol.html"
    context: dict[str, Any] = {"guest": guest, "form": form, "programme": Programme.current()}
    return render(request, template, context, status=UNPROCESSABLE if form.is_bound else None)


def _joined(request: StaffRequest, guest: Guest, member: Member, *, is_new: bool) -> HttpResponse:
    """Say the number, and let the page that shows the guest draw what it knows anew."""
    facts = {"guest": guest.sort_name, "number": numbers.shown(member.number)}
    if is_new or request.method == "POST":
        say(request, _("%(guest)s is a member: no. %(number)s.") % facts)
    if not request.htmx:
        return redirect(guest)
    if urlsplit(request.htmx.current_url or "").path == guest.get_absolute_url():
        return HttpResponseClientRefresh()  # contacts, birthday and consents are on that page too
    response = reswap(HttpResponse(), "none")
    for event in ("close-dialog", "guest-changed"):
        trigger_client_event(response, event)
    return response
