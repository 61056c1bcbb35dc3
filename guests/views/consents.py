"""Recording what a guest answered, showing what was signed, and restricting the use of the guest's data."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guests import actions
from guests.actions.consents import notice_for
from guests.consent import signatures
from guests.forms import ConsentForm, LiftForm, RestrictForm
from guests.models.consent import Channel, Purpose
from guests.signatures import HEIGHT, WIDTH
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_look
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame.toasts import say

from .cards import CardForm, changed, draw, get_guest, posted


@requires(Permission.RECORD_CONSENT)
@require_http_methods(["GET", "POST"])
def record(request: StaffRequest, number: int, purpose: str = "", channel: str = "") -> HttpResponse:
    """Add an answer; the text the guest is to be shown stands above it."""
    guest = get_guest(request, number)
    url, at = reverse("guests:record-consent", args=[guest.number]), timezone.now()
    initial = {"purpose": purpose or Purpose.MARKETING, "channel": channel or Channel.ANY, "evidence": "desk"}
    form = ConsentForm(posted(request), initial=initial | request.GET.dict(), redraw=url)
    notice = notice_for(str(form["purpose"].value()), at, request.hotel)
    if form.is_bound and form.is_valid():
        if notice is not None and request.POST.get("notice") != str(notice.pk):
            form.add_error(None, _("The text for this purpose is the one now above: tell it to the guest, then save."))
        else:
            try:
                facts = form.cleaned_data
                actions.record_consent(guest, by=request.user, at=at, hotel=request.hotel, notice=notice, **facts)
            except actions.NoNoticeError as missing:
                form.add_error("purpose", str(missing))
            except actions.AskedTooSoonError as early:
                form.add_error("evidence", str(early))
            else:
                say(request, _("Answer recorded."))
                return changed(request, guest, "consents")
    return draw(request, guest, "consents", card=CardForm(form, url, _("Record"), _("New answer")), notice=notice)


@requires(Permission.RECORD_CONSENT)
@require_GET
def signature(request: StaffRequest, number: int, row_id: int) -> HttpResponse:
    """One signature with what stands above it; the look is logged by itself."""
    guest = get_guest(request, number)
    row = get_object_or_404(signatures(guest), pk=row_id)
    hotel_id = request.hotel.pk if request.access.hotel else None
    what = ReadLog.What.SIGNATURE
    log_look(guest.pk, what=what, by=request.user, at=timezone.now(), hotel_id=hotel_id, object_id=row.pk)
    context = {"guest": guest, "signature": row, "answers": row.answers.select_related("notice").order_by("pk")}
    return render(request, "guests/signature.html", context | {"field": f"0 0 {WIDTH} {HEIGHT}"})


@requires(Permission.EDIT_GUESTS)
@requires(Permission.READ_AUDIT)
@require_http_methods(["GET", "POST"])
def restrict(request: StaffRequest, number: int) -> HttpResponse:
    """Keep the guest's data without using it, for one of the reasons that the law knows."""
    guest = get_guest(request, number)
    form, url = RestrictForm(posted(request)), reverse("guests:restrict", args=[guest.number])
    if not form.is_bound or not form.is_valid():
        return draw(request, guest, "consents", card=CardForm(form, url, _("Restrict"), _("Restrict the use of data")))
    actions.restrict(guest, by=request.user, at=timezone.now(), hotel=request.hotel, **form.cleaned_data)
    say(request, _("Use restricted: no message goes out."))
    return changed(request, get_guest(request, number), "consents")


@requires(Permission.EDIT_GUESTS)
@requires(Permission.READ_AUDIT)
@require_http_methods(["GET", "POST"])
def lift_restriction(request: StaffRequest, number: int) -> HttpResponse:
    """Let the guest's data be used again."""
    guest = get_guest(request, number)
    form, url = LiftForm(posted(request)), reverse("guests:lift-restriction", args=[guest.number])
    if not form.is_bound or not form.is_valid():
        return draw(request, guest, "consents", card=CardForm(form, url, _("Lift"), _("Lift the restriction")))
    actions.lift_restriction(guest, by=request.user, at=timezone.now(), hotel=request.hotel, **form.cleaned_data)
    say(request, _("Restriction lifted."))
    return changed(request, get_guest(request, number), "consents")
