"""Stays that members claim: opened at the desk, decided by who knows the hotel."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import formats
from hotelcrm.frame.toasts import say
from loyalty.actions import claiming
from loyalty.actions.refusal import Refused
from loyalty.forms.claims import ClaimForm, RejectClaimForm
from loyalty.models import StayClaim
from loyalty.queries.claims import candidates_of, decided_by, waiting
from loyalty.queries.targets import earned_by
from stays.actions import Refused as StayRefused
from stays.models import Stay

from .answers import asked, posted
from .tiers import get_member

PAGE_SIZE, DECIDED_SHOWN = 20, 20
LONGEST_ID = 18  # digits of a number that the database takes


@requires(Permission.ENROL)
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: StaffRequest, number: int) -> HttpResponse:
    """Take down which stay brought no points."""
    member = get_member(number)
    form = ClaimForm(posted(request), access=request.access, initial={"hotel": request.hotel})
    if form.is_bound and form.is_valid():
        try:
            claiming.open_claim(member, form.claimed, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The claim waits for a decision."))
            return redirect(member.guest)
    earlier = member.claims.select_related("hotel").order_by("-at", "-pk")[:DECIDED_SHOWN]
    return asked(request, "loyalty/claim.html", form, member=member, earlier=earlier)


@requires(Permission.DECIDE_CLAIMS)
@require_safe
def claims(request: StaffRequest) -> HttpResponse:
    """What waits, oldest first, with the stays each claim may mean; and what was decided lately."""
    found = decided_by(request.access)
    page = Paginator(found.filter(state=StayClaim.State.OPEN).order_by("at", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    decided = found.exclude(state=StayClaim.State.OPEN).order_by("-decided_at", "-pk")[:DECIDED_SHOWN]
    context = {"page": page, "lines": waiting(list(page)), "decided": decided}
    return render(request, "loyalty/claims.html", context)


@requires(Permission.DECIDE_CLAIMS)
@require_POST
def approve(request: StaffRequest, claim_id: int) -> HttpResponse:
    """Let the chosen stay earn; one without a guest becomes the member's."""
    row = get_object_or_404(decided_by(request.access), pk=claim_id)
    stay = get_object_or_404(candidates_of(row), pk=_number(request.POST.get("stay", "")))

    def act() -> StayClaim:
        return claiming.approve_claim(row, stay=stay, by=request.user, at=timezone.now())

    return _decide(request, act, lambda: _approved(stay))


@requires(Permission.DECIDE_CLAIMS)
@require_POST
def reject(request: StaffRequest, claim_id: int) -> HttpResponse:
    """Say no, and why."""
    row = get_object_or_404(decided_by(request.access), pk=claim_id)
    form = RejectClaimForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act() -> StayClaim:
        return claiming.reject_claim(row, reason=reason, by=request.user, at=timezone.now())

    return _decide(request, act, lambda: _("Rejected. The guest can be told why."))


def _approved(stay: Stay) -> str:
    points = earned_by(stay)
    if not points:
        return _("Approved. The stay has brought no points: look at its bill and at the rate of its currency.")
    said = ngettext(
        "Approved: %(points)s point is in the account.", "Approved: %(points)s points are in the account.", points
    )
    return said % {"points": formats.number(points)}


def _decide(request: StaffRequest, act: Callable[[], StayClaim], done: Callable[[], str]) -> HttpResponse:
    try:
        act()
    except (Refused, StayRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        say(request, done())
    return redirect("loyalty:claims")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else 0
