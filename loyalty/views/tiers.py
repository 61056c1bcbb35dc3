"""Tiers given by hand."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from guests.models import Guest
from guests.queries.fetch import standing
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import ask_again
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from loyalty.actions import granting
from loyalty.actions.refusal import Refused
from loyalty.forms.tiers import UNTIL, GrantTierForm
from loyalty.models import Member, Programme, TierGrant
from loyalty.queries.card import member_of

from .answers import asked, posted


@requires(Permission.ADJUST_POINTS)
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: StaffRequest, number: int) -> HttpResponse:
    """Give a tier besides the one that is earned, after one's own password; below, those that were given before."""
    member = get_member(number)
    again = ask_again(request, then=request.path)
    if again is not None:
        return HttpResponseClientRedirect(again["Location"]) if request.htmx else again
    form = GrantTierForm(posted(request), initial={"lasts": UNTIL})
    if not form.is_bound or not form.is_valid():
        return _page(request, member, form)
    data = form.cleaned_data
    try:
        row = granting.grant_tier(
            member,
            tier=data["tier"],
            ends_on=data["ends_on"],
            reason=data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("ends_on", str(refusal))
        return _page(request, member, form)
    say(request, _("%(tier)s given.") % {"tier": row.tier})
    return redirect(member.guest)


@requires(Permission.ADJUST_POINTS)
@require_POST
def revoke(request: StaffRequest, grant_id: int) -> HttpResponse:
    """Take a tier that was given by hand back, after one's own password; what was earned holds."""
    row = get_object_or_404(TierGrant.objects.select_related("member__guest", "tier"), pk=grant_id)
    page = reverse("loyalty:grant-tier", args=[row.member.guest.number])
    again = ask_again(request, then=page)
    if again is not None:
        return again
    granting.revoke_tier(row, by=request.user, at=timezone.now())
    messages.info(request, _("%(tier)s taken back; what was earned holds.") % {"tier": row.tier})
    return redirect(page)


def get_member(number: int) -> Member:
    """The account of the guest with this number, who may have been merged into another. Raises Http404."""
    try:
        member = member_of(standing(number))
    except Guest.DoesNotExist as missing:
        raise Http404 from missing
    if member is None:
        raise Http404
    return member


def _page(request: StaffRequest, member: Member, form: GrantTierForm) -> HttpResponse:
    grants = TierGrant.objects.filter(member=member).select_related("tier", "by", "revoked_by").order_by("-at", "-pk")
    today = Programme.current().today(timezone.now())
    return asked(request, "loyalty/tier_grant.html", form, member=member, grants=grants, today=today)
