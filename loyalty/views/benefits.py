"""What a guest's tier entitles to: shown, used, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guests.views.cards import get_guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from loyalty.actions import benefits as actions
from loyalty.actions.refusal import Refused
from loyalty.forms.benefits import UseForm
from loyalty.models import Benefit, BenefitUse
from loyalty.queries import benefits as queries

from .answers import asked, changed, news, posted


@requires(Permission.SEE_GUESTS)
@require_GET
def of_guest(request: StaffRequest, number: int) -> HttpResponse:
    """The benefits on the guest page, drawn anew; part of the look at that page."""
    guest, at = get_guest(request, number), timezone.now()
    log_looks([guest.pk], what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    return render(request, "loyalty/_benefits.html", {"guest": guest, **queries.section(guest, request.access, at)})


@requires(Permission.REDEEM)
@require_http_methods(["GET", "POST"])
def use(request: StaffRequest, number: int, benefit_id: int) -> HttpResponse:
    """Record a use here and now, for the stay if the guest is in house."""
    guest, benefit = get_guest(request, number), get_object_or_404(Benefit, pk=benefit_id, is_active=True)
    at = timezone.now()
    may_exceed = request.access.may(Permission.ADJUST_POINTS)
    form = UseForm(posted(request), benefit=benefit, may_exceed=may_exceed)
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        wanted = {"quantity": facts["quantity"], "key": facts["key"], "beyond": facts.get("beyond", False)}
        stay = queries.stay_here(guest, request.hotel.pk)
        try:
            row = actions.use(guest, benefit=benefit, hotel=request.hotel, stay=stay, by=request.user, at=at, **wanted)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = reverse("loyalty:take-back-use", args=[row.pk])
            return changed(request, _("Used: %(benefit)s") % {"benefit": benefit.name}, back=guest, undo=undo)
    listed = queries.of_guest(guest, today=request.hotel.today(at))
    entitlement = next((line for line in listed if line.benefit == benefit), None)
    return asked(request, "loyalty/benefit_use.html", form, guest=guest, benefit=benefit, entitlement=entitlement)


@requires(Permission.REDEEM)
@require_POST
def take_back(request: StaffRequest, use_id: int) -> HttpResponse:
    """Undo a use of today at this hotel: one's own, or as a manager anybody's."""
    rows = BenefitUse.objects.filter(hotel=request.hotel).select_related("guest")
    row = get_object_or_404(rows, pk=use_id)
    is_manager = request.access.may(Permission.APPROVE_POINTS)
    try:
        actions.take_back(row, hotel=request.hotel, by=request.user, at=timezone.now(), is_manager=is_manager)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return news(request, back=row.guest)
    return changed(request, _("Taken back."), back=row.guest)
