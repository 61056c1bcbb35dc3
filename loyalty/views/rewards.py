"""What points buy: the catalogue, a reward redeemed for a guest, and cancelled."""

from uuid import uuid4

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from guests.models import Guest
from guests.views.cards import get_guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from loyalty import codes, ledger
from loyalty.actions import rewards as actions
from loyalty.actions.refusal import Refused
from loyalty.forms.vouchers import ReasonForm
from loyalty.models import Member, Programme, Redemption, Reward
from loyalty.queries import rewards as queries
from loyalty.queries.card import member_of

from .answers import CONFLICT, asked, changed, posted

LONGEST_KEY = 40


@requires(Permission.REDEEM, Permission.ISSUE_VOUCHERS, Permission.MANAGE_LOYALTY)
@require_safe
def catalogue(request: StaffRequest) -> HttpResponse:
    """What this hotel offers for points today, by kind."""
    offers = queries.catalogue(request.hotel, on=Programme.current().today(timezone.now()))
    kind = request.GET.get("kind", "")
    shown = [offer for offer in offers if offer.reward.kind == kind] if kind in Reward.Kind.values else offers
    context = {"offers": shown, "kinds": queries.kinds_offered(offers), "kind": kind, "total": len(offers)}
    return render(request, "loyalty/rewards.html", context)


@requires(Permission.SEE_GUESTS)
@require_GET
def of_guest(request: StaffRequest, number: int) -> HttpResponse:
    """What the guest redeemed, on the guest page, drawn anew; part of the look at that page."""
    guest, at = get_guest(request, number), timezone.now()
    log_looks([guest.pk], what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    return render(request, "loyalty/_rewards.html", {"guest": guest, **queries.section(guest, request.access, at)})


@requires(Permission.REDEEM)
@require_GET
def choose(request: StaffRequest, number: int) -> HttpResponse:
    """The catalogue for a guest: what the points buy first, and why the rest cannot be had."""
    guest = get_guest(request, number)
    return _choice(request, guest, member_of(guest))


@requires(Permission.REDEEM)
@require_POST
def redeem(request: StaffRequest, number: int, reward_id: int) -> HttpResponse:
    """Pay with points, once for the form it came from."""
    offered = Reward.objects.filter(Q(hotels=None) | Q(hotels=request.hotel))
    guest, reward = get_guest(request, number), get_object_or_404(offered, pk=reward_id)
    member, key = member_of(guest), request.POST.get("key", "")[:LONGEST_KEY]
    if member is None or not key:
        return _choice(request, guest, member, refusal=_("Choose the reward again."))
    try:
        row = actions.redeem(member, reward=reward, key=key, hotel=request.hotel, by=request.user, at=timezone.now())
    except (Refused, ledger.RefusedError) as refusal:
        return _choice(request, guest, member, refusal=f"{reward.name}: {refusal}")
    words = {"reward": reward.name, "points": formats.number(row.points), "reference": codes.shown(row.reference)}
    if row.voucher is not None:
        return changed(request, _("%(reward)s for %(points)s points: the voucher is issued.") % words, back=guest)
    return changed(request, _("%(reward)s for %(points)s points: reference %(reference)s.") % words, back=guest)


@requires(Permission.REDEEM)
@require_http_methods(["GET", "POST"])
def cancel(request: StaffRequest, redemption_id: int) -> HttpResponse:
    """Give the points back, with a reason; on the day itself, or later by those who may adjust points."""
    rows = Redemption.objects.filter(hotel=request.hotel).select_related("member__guest", "reward", "voucher")
    row = get_object_or_404(rows, pk=redemption_id)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        any_day = request.access.may(Permission.ADJUST_POINTS)
        reason = form.cleaned_data["reason"]
        try:
            actions.cancel(row, reason=reason, by=request.user, at=timezone.now(), any_day=any_day)
        except (Refused, ledger.RefusedError) as refusal:
            form.add_error(None, str(refusal))
        else:
            words = {"points": formats.number(row.points)}
            return changed(request, _("Cancelled: %(points)s points are back.") % words, back=row.member.guest)
    return asked(request, "loyalty/reward_cancel.html", form, row=row)


def _choice(request: StaffRequest, guest: Guest, member: Member | None, *, refusal: str = "") -> HttpResponse:
    at = timezone.now()
    on = Programme.current().today(at)
    offers = queries.catalogue(request.hotel, on=on, member=member) if member else []
    keyed = [(offer, uuid4().hex) for offer in offers]
    context = {"guest": guest, "member": member, "offers": keyed, "refusal": refusal}
    return render(request, "loyalty/reward_choose.html", context, status=CONFLICT if refusal else None)
