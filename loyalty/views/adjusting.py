"""Points by hand, and the second pair of eyes."""

import secrets
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from guests.models import Guest
from guests.queries.fetch import standing
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import ask_again, confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import formats
from hotelcrm.frame.toasts import say
from loyalty import ledger
from loyalty.actions import adjusting
from loyalty.actions.refusal import Refused
from loyalty.forms.adjusting import AdjustForm, RefuseForm
from loyalty.models import Adjustment, Member
from loyalty.queries.adjusting import seen_by, waiting

PAGE_SIZE = 50
UNPROCESSABLE = 422


@requires(Permission.ADJUST_POINTS)
@require_http_methods(["GET", "POST"])
def adjust(request: StaffRequest, number: int) -> HttpResponse:
    """Give or take points: a dialog of the guest page, and a page of its own after the password was asked for."""
    member = _member(number)
    asked = ask_again(request, then=request.path)
    if asked is not None:
        return HttpResponseClientRedirect(asked["Location"]) if request.htmx else asked
    if request.method == "GET":
        form = AdjustForm(initial={"key": secrets.token_hex(8), "way": "give"})
        return _form(request, member, form)
    form = AdjustForm(request.POST)
    if not form.is_valid() or not _done(request, member, form):
        return _form(request, member, form)
    to = member.guest.get_absolute_url()
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)


def _member(number: int) -> Member:
    """The account of the guest with this number, who may have been merged into another. Raises Http404."""
    try:
        guest = standing(number)
        return Member.objects.standing().select_related("guest", "tier").get(guest=guest)
    except (Guest.DoesNotExist, Member.DoesNotExist) as missing:
        raise Http404 from missing


def _form(request: StaffRequest, member: Member, form: AdjustForm) -> HttpResponse:
    limit = adjusting.limit_of(request.user, request.hotel)
    used = adjusting.posted_alone(member, by=request.user, at=timezone.now())
    context = {"member": member, "form": form, "limit": limit, "used": used, "left": max(limit - used, 0)}
    template = "loyalty/_adjust.html" if request.htmx else "loyalty/adjust.html"
    return render(request, template, context, status=UNPROCESSABLE if form.errors else None)


def _done(request: StaffRequest, member: Member, form: AdjustForm) -> bool:
    data = form.cleaned_data
    act = partial(adjusting.adjust, member, points=form.signed, reason=data["reason"], key=data["key"])
    try:
        row = act(by=request.user, at=timezone.now(), hotel=request.hotel)
    except (Refused, ledger.RefusedError) as refused:
        form.add_error("points", str(refused))
        return False
    points = formats.number(row.points)
    if row.state == Adjustment.State.WAITING:
        say(request, _("%(points)s points wait for another manager's approval.") % {"points": points})
    else:
        say(request, _("%(points)s points posted.") % {"points": points})
    return True


@requires(Permission.APPROVE_POINTS, Permission.ADJUST_POINTS)
@require_safe
def approvals(request: StaffRequest) -> HttpResponse:
    """What waits for a second pair of eyes, and below it what became of earlier requests."""
    rows = waiting(request.access)
    decided = seen_by(request.access).exclude(state=Adjustment.State.WAITING)
    page = Paginator(decided, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "waiting": rows,
        "page": page,
        "may_approve": request.access.may(Permission.APPROVE_POINTS),
    }
    return render(request, "loyalty/adjustments.html", context)


@requires(Permission.APPROVE_POINTS)
@require_POST
@confirmed(then="loyalty:approvals")
def approve(request: StaffRequest, adjustment_id: int) -> HttpResponse:
    """Post what another person asked for."""
    row = _to_decide(request, adjustment_id)
    act = partial(adjusting.approve, row, by=request.user, at=timezone.now())
    return _decide(request, act, _("%(points)s points posted.") % {"points": formats.number(row.points)})


@requires(Permission.APPROVE_POINTS)
@require_POST
@confirmed(then="loyalty:approvals")
def refuse(request: StaffRequest, adjustment_id: int) -> HttpResponse:
    """Say no, and why."""
    row = _to_decide(request, adjustment_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why not: the author reads it."))
        return redirect("loyalty:approvals")
    act = partial(adjusting.refuse, row, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
    return _decide(request, act, _("Refused. The points stay as they are."))


@requires(Permission.ADJUST_POINTS)
@require_POST
def withdraw(request: StaffRequest, adjustment_id: int) -> HttpResponse:
    """Take one's own request back."""
    row = get_object_or_404(seen_by(request.access).filter(by=request.user), pk=adjustment_id)
    act = partial(adjusting.withdraw, row, by=request.user, at=timezone.now())
    return _decide(request, act, _("Withdrawn."))


def _to_decide(request: StaffRequest, adjustment_id: int) -> Adjustment:
    """The row, of a hotel at which the reader approves; any other answers like one that does not exist."""
    hotels = request.access.ids_for(Permission.APPROVE_POINTS)
    return get_object_or_404(Adjustment.objects.select_related("member__guest"), pk=adjustment_id, hotel_id__in=hotels)


def _decide(request: StaffRequest, act: Callable[[], Adjustment], done: str) -> HttpResponse:
    try:
        act()
    except (Refused, ledger.RefusedError) as refused:
        messages.error(request, str(refused))
    else:
        say(request, done)
    return redirect(reverse("loyalty:approvals"))
