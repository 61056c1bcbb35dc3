"""The right-hand pane: what to know before a guest stands at the desk, or leaves."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk import boards, reviewing
from hotelcrm.desk.brief import brief_of
from hotelcrm.desk.departure import departure_brief_of
from hotelcrm.desk.membership import membership_of
from hotelcrm.desk.models import Reviewed
from stays import queries
from stays.models import Stay, StayStatus

Kind = Reviewed.Brief
BOARD = {Kind.ARRIVAL: "desk:arrivals", Kind.DEPARTURE: "desk:departures"}
PAGE = {Kind.ARRIVAL: "desk:brief", Kind.DEPARTURE: "desk:departure-brief"}


@requires(Permission.DESK)
@require_safe
def brief(request: StaffRequest, stay_id: int) -> HttpResponse:
    return _open(request, stay_id, Kind.ARRIVAL)


@requires(Permission.DESK)
@require_safe
def departure(request: StaffRequest, stay_id: int) -> HttpResponse:
    return _open(request, stay_id, Kind.DEPARTURE)


@requires(Permission.DESK)
@require_POST
def review(request: StaffRequest, stay_id: int, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    stay = get_object_or_404(stays_here(request), pk=stay_id)
    at = timezone.now()
    visit = boards.visit_of(stay)
    reviewing.mark(stay, kind, visit=visit, by=request.user, at=at)
    if not request.htmx:
        return redirect(address(stay, kind))
    mark = mark_of(stay, kind, visit=visit)
    response = render(request, "desk/_reviewed.html", mark | {"stay": stay, "kind": kind})
    response["HX-Trigger"] = "brief-reviewed"
    return response


def _open(request: StaffRequest, stay_id: int, kind: Kind) -> HttpResponse:
    """The pane alone for a click in the list, the whole board for an address that was typed or sent."""
    stay = get_object_or_404(stays_here(request), pk=stay_id)
    if not request.htmx:
        return redirect(address(stay, kind))
    response = render(request, "desk/_pane.html", pane(request, stay, kind, at=timezone.now()))
    if request.htmx.trigger == f"stay-{stay.pk}":  # chosen in the list, not drawn anew after a change
        return push_url(response, address(stay, kind, on=_day_shown(request)))
    return response


def _day_shown(request: StaffRequest) -> date | None:
    try:
        return parse_date(request.GET.get("on", ""))
    except ValueError:
        return None


def stays_here(request: StaffRequest) -> QuerySet[Stay]:
    """The stays of the hotel this person works at now, with what a brief shows of them."""
    found = Stay.objects.filter(hotel=request.hotel)
    return found.select_related("hotel", "guest", "channel", "company", "room_type")


def pane(request: StaffRequest, stay: Stay, kind: str, *, at: datetime) -> dict[str, Any]:
    """What the pane's template needs; that this person looked at the people in the room is logged."""
    today = request.hotel.today(at)
    make = brief_of if kind == Kind.ARRIVAL else departure_brief_of
    if stay.guest_id is not None:  # without a guest nothing but the booking is shown
        people, hotel_id = queries.people_of(stay), stay.hotel_id
        log_looks(people, what=ReadLog.What.BRIEF, by=request.user, at=at, hotel_id=hotel_id, object_id=stay.pk)
    told = make(stay, today=today, access=request.access)
    return mark_of(stay, kind, visit=told.visit) | {
        "brief": told,
        "membership": membership_of(stay, kind, visit=told.visit, today=today, access=request.access),
        "stay": stay,
        "kind": kind,
        "today": today,
        "page": reverse(PAGE[Kind(kind)], args=[stay.pk]),
        "is_open": stay.status in {StayStatus.BOOKED, StayStatus.IN_HOUSE},
        "may_move": may_move(request),
        "may_attach": request.access.may(Permission.ATTACH_STAYS),
        "may_undo": stay.checked_in_at is not None and request.hotel.today(stay.checked_in_at) == today,
    }


def mark_of(stay: Stay, kind: str, *, visit: int) -> dict[str, Any]:
    """Who read the brief, and whether it still says the same."""
    found = reviewing.marks([stay.pk], kind).get(stay.pk)
    companions = reviewing.companions_of([stay.pk])[stay.pk]
    state = reviewing.state(stay, found, visit=visit, companions=companions)
    return {"reviewed": found, "review_state": state}


def may_move(request: StaffRequest) -> bool:
    """Whether stays are moved at this hotel's desk, and by this person."""
    return request.access.may(Permission.MOVE_STAYS) and not request.hotel.pms_reports_movements


def address(stay: Stay, kind: str, *, on: date | None = None) -> str:
    """The board with this brief open: that of the day `on`, else of the stay's own."""
    day = on or (stay.arrival if kind == Kind.ARRIVAL else stay.departure)
    return f"{reverse(BOARD[Kind(kind)])}?{urlencode({'on': day, 'stay': stay.pk})}"
