"""Making two profiles one, and two again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guests import actions
from guests.forms import MergeForm
from guests.models import Guest, Merge
from guests.queries.duplicates import Sought, likely
from guests.queries.merges import comparison
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame.toasts import say

from .cards import UNPROCESSABLE, get_guest, posted


@requires(Permission.MERGE_GUESTS)
@require_http_methods(["GET", "POST"])
def merge(request: StaffRequest, number: int) -> HttpResponse:
    """Choose the other profile, compare the two side by side (a logged look at both), merge."""
    guest = get_guest(request, number)
    form = MergeForm(posted(request) or request.GET or None)
    other = _other(request, guest, form) if form.is_bound and form.is_valid() else None
    if request.method == "POST" and other is not None:
        made = _merge(request, guest, other, form)
        if made is not None:
            undo_url = reverse("guests:undo-merge", args=[guest.number, made.pk])
            say(request, _("Merged. The profiles can be separated again, here or later."), undo=undo_url)
            return redirect(guest)
        other = None
    lines = comparison(guest, other, request.access) if other else []
    if other is not None:
        hotel_id = request.hotel.pk if request.access.hotel else None
        both = [guest.pk, other.pk]
        log_looks(both, what=ReadLog.What.MERGE, by=request.user, at=timezone.now(), hotel_id=hotel_id)
    context = {"guest": guest, "other": other, "form": form, "lines": lines, "hints": likely(Sought.like(guest))}
    return render(request, "guests/merge.html", context, status=UNPROCESSABLE if form.errors else None)


def _merge(request: StaffRequest, guest: Guest, other: Guest, form: MergeForm) -> Merge | None:
    """None, with a word beside the field, when somebody else made them one the other way round meanwhile."""
    reason = form.cleaned_data["reason"]
    try:
        return actions.merge_guests(guest, absorbed=other, by=request.user, at=timezone.now(), reason=reason)
    except actions.SamePersonError as same:
        form.add_error("absorbed", str(same))
        return None


def _other(request: StaffRequest, guest: Guest, form: MergeForm) -> Guest | None:
    try:
        other = get_guest(request, form.cleaned_data["absorbed"])
    except Http404:
        form.add_error("absorbed", _("There is no guest with this number."))
        return None
    if other.pk == guest.pk:
        form.add_error("absorbed", _("That is the same guest."))
        return None
    return other


@requires(Permission.MERGE_GUESTS)
@require_POST
def undo(request: StaffRequest, number: int, merge_id: int) -> HttpResponse:
    """Part two profiles again."""
    guest = get_guest(request, number)
    record = get_object_or_404(guest.merges, pk=merge_id)
    try:
        actions.undo_merge(record, by=request.user, at=timezone.now())
    except actions.CannotUndoError as cannot:
        messages.error(request, str(cannot))
    else:
        say(request, _("Separated. Both profiles are there again."))
    return redirect(guest)
