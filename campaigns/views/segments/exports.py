"""Files of lists: asked for with a reason, agreed to by another person if long, taken with one's password."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions import exporting as actions
from campaigns.actions.refusal import Refused
from campaigns.models import GuestFacts, GuestList, SegmentExport
from campaigns.segments import sensitive
from campaigns.segments.listing import guests_on
from guests.models import Guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_exported
from hotelcrm.frame import sheets
from hotelcrm.frame.toasts import say

MANAGES, APPROVES = Permission.MANAGE_CAMPAIGNS, Permission.APPROVE_CAMPAIGNS
SHOWN = 50
MOST_IN_A_WORKBOOK = 100_000  # lines; it is made in memory, a CSV leaves line by line
HEADS = (
    gettext_lazy("Guest number"),
    gettext_lazy("Name"),
    gettext_lazy("Language"),
    gettext_lazy("Completed stays"),
    gettext_lazy("Last departure"),
    gettext_lazy("Reached by e-mail"),
    gettext_lazy("Reached by text message"),
    gettext_lazy("Reached by WeCom"),
)


@dataclass(frozen=True)
class Line:
    """A request for a file as one person sees it."""

    row: SegmentExport
    may_take: bool
    may_decide: bool
    is_own: bool
    is_late: bool


def lines(request: StaffRequest, rows: QuerySet[SegmentExport], *, at: datetime, most: int | None = None) -> list[Line]:
    """The latest of `rows`, at most so many, at hotels whose campaigns this person manages."""
    seen = _seen(request, rows).order_by("-at", "-pk")[:most]
    decides = request.access.ids_for(APPROVES)
    return [_line(row, request, decides, at) for row in seen]


def _seen(request: StaffRequest, rows: QuerySet[SegmentExport]) -> QuerySet[SegmentExport]:
    hotels = request.access.ids_for(MANAGES)
    return rows.filter(hotel_id__in=hotels).select_related("list", "hotel", "by", "approved_by")


def _line(row: SegmentExport, request: StaffRequest, decides: frozenset[int], at: datetime) -> Line:
    is_own = row.by_id == request.user.pk
    may_decide = row.state == SegmentExport.State.WAITING and not is_own and row.hotel_id in decides
    return Line(row, is_own and actions.may_take(row, at=at), may_decide, is_own, actions.is_late(row, at=at))


@requires(MANAGES)
@require_safe
def exports(request: StaffRequest) -> HttpResponse:
    """What waits for another person, and below it what was asked for lately."""
    at, waits = timezone.now(), SegmentExport.State.WAITING
    waiting = lines(request, SegmentExport.objects.filter(state=waits), at=at)
    others = SegmentExport.objects.exclude(state=waits)
    count = _seen(request, others).count()
    context = {"waiting": waiting, "others": lines(request, others, at=at, most=SHOWN), "others_count": count}
    return render(request, "campaigns/segments/exports.html", context)


@requires(APPROVES)
@require_POST
@confirmed(then="campaigns:exports")
def approve(request: StaffRequest, export_id: int) -> HttpResponse:
    """Let a file go that another person asked for."""
    row = _to_decide(request, export_id)
    return _decide(request, partial(actions.approve, row), _("Approved: who asked may take the file now."))


@requires(APPROVES)
@require_POST
@confirmed(then="campaigns:exports")
def refuse(request: StaffRequest, export_id: int) -> HttpResponse:
    """Keep it in the house."""
    row = _to_decide(request, export_id)
    return _decide(request, partial(actions.refuse, row), _("Refused. The list stays in the house."))


def may_know(request: StaffRequest, row: GuestList) -> bool:
    """Whether this person may know who is on a list: not, where its rule asked what the role does not see."""
    return sensitive.allows([row.rule], request.access)


def _to_decide(request: StaffRequest, export_id: int) -> SegmentExport:
    """A request of a hotel at which this person approves; any other answers like one that does not exist."""
    return get_object_or_404(SegmentExport, pk=export_id, hotel_id__in=request.access.ids_for(APPROVES))


def _decide(request: StaffRequest, act: Callable[..., SegmentExport], done: str) -> HttpResponse:
    try:
        act(by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        say(request, done)
    return redirect("campaigns:exports")


@requires(MANAGES)
@require_POST
@confirmed(then="campaigns:exports")
def take(request: StaffRequest, export_id: int, kind: str) -> HttpResponse:
    """The file itself, for who asked for it; each guest in it is in the log of looks."""
    row = get_object_or_404(_seen(request, SegmentExport.objects.all()), pk=export_id)
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    if kind == "xlsx" and row.list.size > MOST_IN_A_WORKBOOK:
        messages.error(request, _("This list is too long for a workbook: take it as CSV."))
        return redirect("campaigns:list", row.list_id)
    if not may_know(request, row.list):
        messages.error(request, _("Who is on this list is for those who see sensitive preferences."))
        return redirect("campaigns:list", row.list_id)
    at = timezone.now()
    try:
        actions.take(row, by=request.user, at=at)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("campaigns:list", row.list_id)
    return _file(request, row, kind, at)


def _file(request: StaffRequest, row: SegmentExport, kind: str, at: datetime) -> HttpResponse:
    guests = guests_on(row.list)
    log_exported(guests.values_list("pk", flat=True), by=request.user, at=at, hotel_id=row.hotel_id)
    name, head = f"list-{row.list_id}", [str(head) for head in HEADS]
    cells = _cells(guests, of_all_hotels=request.access.may(Permission.ALL_HOTELS))
    if kind == "xlsx":
        return sheets.answer(name, head, cells, kind="xlsx")
    answer = sheets.stream(name, head, cells)
    return cast("HttpResponse", answer)  # to who decides on access it is one answer like another


def _cells(guests: QuerySet[Guest], *, of_all_hotels: bool) -> Iterator[list[sheets.Cell]]:
    """A line for each; stays of the whole group are for those who see every hotel's."""
    yes, no = _("yes"), _("no")
    for guest in guests.select_related("facts").iterator(chunk_size=sheets.BATCH):
        facts: GuestFacts = guest.facts
        reached = (facts.reach_email, facts.reach_sms, facts.reach_wecom)
        yield [
            guest.number,
            guest.full_name,
            str(guest.get_language_display()) if guest.language else None,
            facts.stays if of_all_hotels else None,
            facts.last_departure if of_all_hotels else None,
            *(yes if one else no for one in reached),
        ]
