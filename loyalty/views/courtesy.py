"""Late check-outs: granted as advised by one click, another hour by a dialog, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import Note, say
from loyalty.actions import courtesy as actions
from loyalty.actions.refusal import Refused
from loyalty.forms.courtesy import CourtesyForm
from loyalty.models import CourtesyGrant
from loyalty.queries.courtesy import advice_of
from stays.models import Stay
from stays.views.access import stay_here

UNPROCESSABLE, CONFLICT = 422, 409


@requires(Permission.GRANT_COURTESY)
@require_http_methods(["GET", "POST"])
def grant(request: StaffRequest, stay_id: int) -> HttpResponse:
    """Promise a later check-out: the advised hour when none is named."""
    stay, may_exceed = stay_here(request, stay_id), request.access.may(Permission.ADJUST_POINTS)
    if request.method == "GET":
        return _ask(request, stay, CourtesyForm(may_exceed=may_exceed))
    form = CourtesyForm(request.POST, may_exceed=may_exceed)
    if not form.is_valid():
        return _ask(request, stay, form)
    try:
        row = actions.grant(
            stay,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            may_exceed=may_exceed,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        if "reason" not in request.POST:
            return _refused(request, stay, str(refusal))
        form.add_error("reason" if isinstance(refusal, actions.ReasonMissing) else "until", str(refusal))
        return _ask(request, stay, form)
    undo = reverse("loyalty:take-back-courtesy", args=[stay.pk])
    return _done(request, stay, _("%(guest)s may leave until %(hour)s.") % _words(stay, row), undo=undo)


@requires(Permission.GRANT_COURTESY)
@require_POST
def take_back(request: StaffRequest, stay_id: int) -> HttpResponse:
    """The promise no longer holds; when there is none, nothing changes."""
    stay = stay_here(request, stay_id)
    try:
        actions.take_back(stay, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _refused(request, stay, str(refusal))
    return _done(request, stay, _("The late check-out is taken back."))


def _words(stay: Stay, row: CourtesyGrant) -> dict[str, str]:
    return {"guest": stay.guest.sort_name if stay.guest else _("The guest"), "hour": f"{row.until:%H:%M}"}


def _ask(request: StaffRequest, stay: Stay, form: CourtesyForm) -> HttpResponse:
    today = request.hotel.today(timezone.now())
    courtesy = advice_of(stay, today=today)
    if courtesy.grant is not None:
        form.initial["until"], form.initial["reason"] = courtesy.grant.until, courtesy.grant.reason
    elif courtesy.advice is not None:
        form.initial["until"] = courtesy.advice.until
    context: dict[str, Any] = {
        "stay": stay,
        "form": form,
        "courtesy": courtesy,
        "today": today,
        "may_exceed": request.access.may(Permission.ADJUST_POINTS),
    }
    template = "loyalty/courtesy_dialog.html" if request.htmx else "loyalty/courtesy.html"
    return render(request, template, context, status=UNPROCESSABLE if form.is_bound else None)


def _refused(request: StaffRequest, stay: Stay, sentence: str) -> HttpResponse:
    """One click that may not be: the sentence as a note, nothing changed."""
    if not request.htmx:
        messages.error(request, sentence)
        return redirect(stay)
    response = reswap(HttpResponse(status=CONFLICT), "none")
    return trigger_client_event(response, "toasts", {"notes": [Note(text=sentence, level="error", undo="")]})


def _done(request: StaffRequest, stay: Stay, sentence: str, *, undo: str = "") -> HttpResponse:
    say(request, sentence, undo=undo)
    if not request.htmx:
        return redirect(stay)
    response = reswap(HttpResponse(), "none")
    for event in ("close-dialog", "guest-changed"):
        trigger_client_event(response, event)
    return response
