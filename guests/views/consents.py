"""Recording what a guest answered."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guests import actions
from guests.actions.consents import notice_for
from guests.forms import ConsentForm
from guests.models.consent import Channel, Purpose
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
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
            else:
                say(request, _("Answer recorded."))
                return changed(request, guest, "consents")
    return draw(request, guest, "consents", card=CardForm(form, url, _("Record"), _("New answer")), notice=notice)
