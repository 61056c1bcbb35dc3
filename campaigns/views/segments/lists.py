"""Lists: a segment as it was at one moment."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.actions import exporting
from campaigns.actions import lists as actions
from campaigns.actions.refusal import Refused
from campaigns.forms.segments import AskForm, FreezeForm
from campaigns.models import GuestList, Segment, SegmentExport
from campaigns.segments import sensitive
from campaigns.segments.listing import guests_on, said
from campaigns.segments.nodes import BadRule
from campaigns.segments.tree import parse
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from hotelcrm.frame.toasts import say
from loyalty.models import Programme

from .exports import lines, may_know

MANAGES = Permission.MANAGE_CAMPAIGNS
PER_PAGE = 50
UNPROCESSABLE = 422


@requires(MANAGES)
@require_safe
def lists(request: StaffRequest) -> HttpResponse:
    """What was frozen, the latest first."""
    rows = GuestList.objects.select_related("segment", "by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "campaigns/segments/lists.html", {"page": page})


@requires(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Keep who is in a segment now."""
    segment = get_object_or_404(Segment, pk=segment_id)
    at = timezone.now()
    today = Programme.current().today(at)
    name = f"{segment.name} {formats.date_only(today)}"[:120]
    form = FreezeForm(request.POST if request.method == "POST" else None, initial={"name": name})
    if form.is_bound and form.is_valid():
        key = f"{request.user.pk}:{segment.pk}:{form.cleaned_data['key']}"
        asked = {"name": form.cleaned_data["name"], "key": key, "today": today}
        try:
            sensitive.check(parse(segment.rule), request.access)
            row = actions.freeze(segment, **asked, by=request.user, at=at)
        except (Refused, BadRule) as refused:
            form.add_error(None, str(refused.sentence))
        else:
            n = formats.number(row.size)
            say(request, ngettext("%(n)s guest is on the list.", "%(n)s guests are on the list.", row.size) % {"n": n})
            return redirect("campaigns:list", row.pk)
    words, fault = said(segment.rule, today=today)
    context = {"segment": segment, "form": form, "sentence": words, "fault": fault}
    status = UNPROCESSABLE if form.errors else None
    return render(request, "campaigns/segments/freeze.html", context, status=status)


@requires(MANAGES)
@require_safe
def listed(request: StaffRequest, list_id: int) -> HttpResponse:
    """One list: the rule that held, its guests for those who may see guests, and what left the house."""
    row = get_object_or_404(GuestList.objects.select_related("segment", "by"), pk=list_id)
    return _show(request, row, AskForm())


@requires(MANAGES)
@require_POST
def ask(request: StaffRequest, list_id: int) -> HttpResponse:
    """Ask for a list as a file."""
    listed = get_object_or_404(GuestList.objects.select_related("segment", "by"), pk=list_id)
    form = AskForm(request.POST)
    if form.is_valid() and not may_know(request, listed):
        form.add_error(None, _("Who is on this list is for those who see sensitive preferences."))
    if not form.is_valid():
        return _show(request, listed, form)
    reason = form.cleaned_data["reason"]
    row = exporting.ask(listed, hotel=request.hotel, reason=reason, by=request.user, at=timezone.now())
    waits = row.state == SegmentExport.State.WAITING
    say(request, _("Another person is asked to approve.") if waits else _("The file is ready: take it below."))
    return redirect("campaigns:list", listed.pk)


def _show(request: StaffRequest, row: GuestList, form: AskForm) -> HttpResponse:
    """The page of a list, with the form that asks for a file; each guest on it is looked at."""
    at = timezone.now()
    is_open = may_know(request, row)
    may_see = is_open and request.access.may(Permission.SEE_GUESTS)
    page = Paginator(guests_on(row), PER_PAGE).get_page(request.GET.get("page")) if may_see else None
    if page is not None:
        looked = [guest.pk for guest in page]
        log_looks(
            looked, what=ReadLog.What.SEGMENT, by=request.user, at=at, hotel_id=request.hotel.pk, object_id=row.pk
        )
    words = said(row.rule, today=Programme.current().today(row.at))[0]
    context = {
        "row": row,
        "sentence": words,
        "page": page,
        "is_open": is_open,
        "form": form,
        "needs_another": exporting.waits(row, by=request.user, at=at),
        "lines": lines(request, row.exports.all(), at=at),
    }
    return render(request, "campaigns/segments/listed.html", context, status=UNPROCESSABLE if form.errors else None)
