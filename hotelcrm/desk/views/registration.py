"""The printable registration card."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_look
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk.registration import card_of

from .briefs import stays_here


@requires(Permission.DESK)
@require_safe
def card(request: StaffRequest, stay_id: int) -> HttpResponse:
    """A sheet in the guest's language; that this person looked is logged."""
    stay = get_object_or_404(stays_here(request), pk=stay_id)
    if stay.guest is None:
        raise Http404
    log_look(
        stay.guest.pk,
        what=ReadLog.What.REGISTRATION,
        by=request.user,
        at=timezone.now(),
        hotel_id=stay.hotel_id,
        object_id=stay.pk,
    )
    return render(request, "desk/registration.html", {"card": card_of(stay, stay.guest), "stay": stay})
