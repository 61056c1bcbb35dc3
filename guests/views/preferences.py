"""Noting what a guest likes: two taps; taken back, corrected or withdrawn later."""

import secrets
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from guests import actions
from guests.actions.consents import notice_for
from guests.forms import CorrectionForm
from guests.models import Consent, Guest, GuestTag, Notice, Tag
from guests.models.consent import Channel, Purpose
from guests.normalise import whole
from guests.queries.preferences import OTHER_WISH, offered, suggestions, visible
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .cards import CardForm, changed, draw, get_guest, posted, unless_gone

LONGEST_NOTE = 500
TOKEN_BYTES = 9


@requires(Permission.OBSERVE)
@require_http_methods(["GET", "POST"])
def observe(request: StaffRequest, number: int) -> HttpResponse:
    """The dialog of suggestions; a tap on one of them saves it."""
    guest = get_guest(request, number)
    if request.method == "GET":
        tags = suggestions(request.access, hotel=request.hotel, text="")
        context = {"guest": guest, "tags": tags, "text": "", "token": secrets.token_urlsafe(TOKEN_BYTES)}
        return render(request, "guests/observe.html", context)
    tag, at = get_object_or_404(_chosen(request)), timezone.now()
    notice = notice_for(Purpose.SENSITIVE, at, request.hotel) if tag.is_sensitive else None
    if notice and request.POST.get("refused") == str(notice.pk):
        return _refused(request, guest, notice, at=at)
    try:
        noted = actions.observe(
            guest,
            tag=tag,
            source=_source(request),
            by=request.user,
            at=at,
            hotel=request.hotel,
            department=next(iter(sorted(request.access.departments)), ""),
            note=request.POST.get("note", "")[:LONGEST_NOTE] if tag.code == OTHER_WISH else "",
            key=request.POST.get("token", "")[:40],
            agreed=notice if notice and request.POST.get("agreed") == str(notice.pk) else None,
        )
    except actions.ConsentMissingError as missing:
        if notice is not None:
            response = render(request, "guests/_agree.html", {"guest": guest, "tag": tag, "notice": notice})
            return reswap(retarget(response, "#suggestions"), "innerHTML")
        messages.error(request, str(missing))
        return _noted(HttpResponse())
    except actions.AskedTooSoonError as early:
        messages.error(request, str(early))
        return _noted(HttpResponse())
    undo = reverse("guests:unobserve", args=[guest.number, noted.pk, noted.times])
    say(request, _("Noted: %(tag)s") % {"tag": tag.name}, undo=undo)
    return _noted(HttpResponse())


@requires(Permission.OBSERVE)
@require_POST
def suggest(request: StaffRequest, number: int) -> HttpResponse:
    """Suggestions for what is typed. Posted: wishes of guests belong in no address."""
    guest = get_guest(request, number)
    text = request.POST.get("note", "")[:LONGEST_NOTE].strip()
    tags = suggestions(request.access, hotel=request.hotel, text=text)
    return render(request, "guests/_suggestions.html", {"guest": guest, "tags": tags, "text": text})


@requires(Permission.OBSERVE)
@require_POST
def unobserve(request: StaffRequest, number: int, row_id: int, times: int) -> HttpResponse:
    """Undo a note just made; one's own, unless one may edit guests."""
    guest = get_guest(request, number)
    rows = GuestTag.objects.filter(guest=guest)
    if not request.access.may(Permission.EDIT_GUESTS):
        rows = rows.filter(noted_by=request.user)
    row = get_object_or_404(rows, pk=row_id)
    try:
        actions.unobserve(row, times=times, by=request.user, at=timezone.now())
    except actions.NothingToUndoError as nothing:
        messages.error(request, str(nothing))
    else:
        say(request, _("Taken back."))
    return _noted(HttpResponse())


@requires(Permission.EDIT_GUESTS)
@require_POST
def forget_withheld(request: StaffRequest, number: int) -> HttpResponse:
    """Remove for good the sensitive notes that the guest no longer lets us keep."""
    guest = get_guest(request, number)
    if not request.access.may(Permission.SEE_SENSITIVE):
        raise PermissionDenied
    if actions.forget_withheld(guest, by=request.user, at=timezone.now()):
        say(request, _("Removed."))
    return changed(request, guest, "preferences")


@requires(Permission.EDIT_GUESTS)
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, number: int, row_id: int) -> HttpResponse:
    """Set right who says so, and the note."""
    guest = get_guest(request, number)
    row = get_object_or_404(visible(guest.guest_tags.all(), request.access), pk=row_id)
    form = CorrectionForm(posted(request), initial={"source": row.source, "note": row.note})
    if not form.is_bound or not form.is_valid():
        url = reverse("guests:correct", args=[guest.number, row.pk])
        return draw(request, guest, "preferences", card=CardForm(form, url, _("Save"), row.tag.name))
    if unless_gone(request, lambda: actions.correct(row, by=request.user, at=timezone.now(), **form.cleaned_data)):
        say(request, _("Saved."))
    return changed(request, guest, "preferences")


@requires(Permission.EDIT_GUESTS)
@require_POST
def withdraw(request: StaffRequest, number: int, row_id: int) -> HttpResponse:
    """Say that a preference is no longer so."""
    guest = get_guest(request, number)
    row = get_object_or_404(visible(guest.guest_tags.all(), request.access), pk=row_id)
    if unless_gone(request, lambda: actions.withdraw(row, by=request.user, at=timezone.now())):
        undo = reverse("guests:reinstate", args=[guest.number, row.pk])
        say(request, _("No longer so: %(tag)s") % {"tag": row.tag.name}, undo=undo)
    return changed(request, guest, "preferences")


@requires(Permission.EDIT_GUESTS)
@require_POST
def reinstate(request: StaffRequest, number: int, row_id: int) -> HttpResponse:
    """Undo a withdrawal."""
    guest = get_guest(request, number)
    row = get_object_or_404(visible(guest.guest_tags.all(), request.access), pk=row_id)
    unless_gone(request, lambda: actions.reinstate(row, by=request.user, at=timezone.now()))
    return _noted(HttpResponse())


def _chosen(request: StaffRequest) -> QuerySet[Tag]:
    chosen = whole(request.POST.get("tag", ""))
    if chosen is not None:
        return offered(request.access).filter(pk=chosen)
    return offered(request.access).filter(code=OTHER_WISH)


def _source(request: StaffRequest) -> str:
    stated = request.POST.get("source") == GuestTag.Source.STATED
    return GuestTag.Source.STATED if stated else GuestTag.Source.OBSERVED


def _refused(request: StaffRequest, guest: Guest, notice: Notice, *, at: datetime) -> HttpResponse:
    """Keep the guest's no, so that nobody asks the same again tomorrow; nothing is noted."""
    actions.record_consent(
        guest,
        purpose=Purpose.SENSITIVE,
        channel=Channel.ANY,
        decision=Consent.Decision.REFUSED,
        evidence=Consent.Evidence.DESK,
        notice=notice,
        by=request.user,
        at=at,
        hotel=request.hotel,
    )
    say(request, _("The guest's no is recorded. Nothing was noted."))
    return _noted(HttpResponse())


def _noted(response: HttpResponse) -> HttpResponse:
    """Close the dialog, and let the page that shows the guest draw what it knows anew."""
    for event in ("close-dialog", "preferences-changed", "guest-changed"):
        trigger_client_event(response, event)
    return response
