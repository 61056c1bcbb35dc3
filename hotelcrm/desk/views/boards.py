"""The arrivals board, home of the desk, and the departures board: the list left, a brief right, one address."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from guests.normalise import whole
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.desk import boards
from hotelcrm.desk.models import Reviewed
from stays import queries
from stays.models import Stay

from . import briefs

LIST = "board"  # the id of the part that is fetched again when a stay moves
AT_ONCE = ("brief", "open")  # the brief in the board's own answer, for browsers without scripts
FARTHEST = timedelta(days=36_500)  # the day after the last one of the calendar cannot be reckoned


@requires(Permission.DESK)
@require_safe
def arrivals(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    today = request.hotel.today(at)
    board = boards.arrivals(request.hotel, _day(request, today), today=today, access=request.access)
    return _board(request, "desk/arrivals.html", board, at=at)


@requires(Permission.DESK)
@require_safe
def departures(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    today = request.hotel.today(at)
    board = boards.departures(request.hotel, _day(request, today), today=today, access=request.access)
    return _board(request, "desk/departures.html", board, at=at)


def _board(request: StaffRequest, template: str, board: boards.Board, *, at: datetime) -> HttpResponse:
    stay = _chosen(request)
    context = _frame(request, board, stay)
    if request.htmx and request.htmx.target == LIST:
        return render(request, "desk/_list.html", context)
    if stay is not None and request.GET.get(AT_ONCE[0]) == AT_ONCE[1]:
        context |= briefs.pane(request, stay, board.brief, at=at)
    return render(request, template, context)


def _frame(request: StaffRequest, board: boards.Board, stay: Stay | None) -> dict[str, Any]:
    is_arrivals = board.brief == Reviewed.Brief.ARRIVAL
    here = reverse("desk:arrivals" if is_arrivals else "desk:departures")
    # One address with a gap for the stay, rather than two hundred reversed ones.
    pane_begins, pane_ends = reverse(briefs.PAGE[board.brief], args=[0]).split("0")
    grant_begins, grant_ends = reverse("loyalty:grant-courtesy", args=[0]).split("0")
    return {
        "board": board,
        "day_url": f"{here}?on={board.on}",
        "pane_begins": pane_begins,
        "pane_ends": f"{pane_ends}?on={board.on}",
        "at_once": "=".join(AT_ONCE),
        "grant_begins": grant_begins,
        "grant_ends": grant_ends,
        "chosen_key": str(stay.pk) if stay else "",
        "counts": queries.counts(request.hotel, today=board.today),
        "today": board.today,
        "tomorrow": board.today + timedelta(days=1),
        "before": board.on - timedelta(days=1),
        "after": board.on + timedelta(days=1),
        "chosen": stay,
        "is_arrivals": is_arrivals,
        "here": here,
        "may_walk_in": briefs.may_move(request),
        "may_attach": request.access.may(Permission.ATTACH_STAYS),
    }


def _day(request: StaffRequest, today: date) -> date:
    try:
        on = parse_date(request.GET.get("on", "")) or today
    except ValueError:  # 2026-02-31
        return today
    return on if abs(on - today) < FARTHEST else today


def _chosen(request: StaffRequest) -> Stay | None:
    """The stay whose brief is open, by the address; the list asks by the address of the page it is on."""
    text = request.GET.get("stay", "")
    if request.htmx and not text:
        text = parse_qs(urlsplit(request.htmx.current_url or "").query).get("stay", [""])[0]
    number = whole(text)
    return briefs.stays_here(request).filter(pk=number).first() if number is not None else None
