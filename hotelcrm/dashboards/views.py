"""The manager's first page, the list of the guests who left, and both as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import structlog
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guests.models import Guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_exported, log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import sheets
from stays import figures
from stays.figures import Left

from . import exports
from .drawings import charts, days
from .reading import core_of
from .scope import Scope, comparison_choices, hotel_choices, period_choices, scope_of
from .sentences import sentences
from .snapshots import reading_of
from .tiles import tiles

PAGE_SIZE = 50
MOST_EXPORTED = 1000
log = structlog.get_logger(__name__)


@requires(Permission.DASHBOARDS)
@require_safe
def manager(request: StaffRequest) -> HttpResponse:
    """What matters now, eight figures, four charts: of the hotels and days that the address names."""
    at = timezone.now()
    scope = scope_of(request.access, request.GET, at=at)
    if not scope.stays.exists():
        context = _frame(request, scope) | {"may_import": request.access.may(Permission.IMPORT)}
        return render(request, "dashboards/empty.html", context)
    reading = reading_of(scope, at=at)
    context = _frame(request, reading.scope) | {
        "reading": reading,
        "sentences": sentences(reading),
        "tiles": tiles(reading),
        "charts": charts(reading),
        "may_export": request.access.may(Permission.EXPORT),
        "may_see_guests": request.access.may(Permission.SEE_GUESTS),
    }
    return render(request, "dashboards/manager.html", context)


@requires(Permission.DASHBOARDS)
@requires(Permission.SEE_GUESTS)
@require_safe
def left(request: StaffRequest) -> HttpResponse:
    """The guests of the period before who have not come in this one, those who brought most first.

    With `who=half` only those who make up half of the loss.

    A page of it is a look at each guest on it.
    """
    at = timezone.now()
    scope = scope_of(request.access, request.GET, at=at)
    retention = figures.retention(scope.stays, scope.compared, scope.period, currency=scope.currency)
    is_half, count = _wanted(request, scope, retention.lost)
    page = Paginator(Gone(scope, count), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [row.guest.pk for row in page]
    log_looks(shown, what=ReadLog.What.LEFT, by=request.user, at=at, hotel_id=request.hotel.pk)
    context = _frame(request, scope) | {
        "page": page,
        "retention": retention,
        "is_half": is_half,
        "may_export": request.access.may(Permission.EXPORT),
    }
    return render(request, "dashboards/left.html", context)


@requires(Permission.DASHBOARDS)
@requires(Permission.EXPORT)
@require_safe
@confirmed(then="dashboards:manager")
def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The page's figures as a CSV or XLSX file; it holds no personal data."""
    at = timezone.now()
    scope = scope_of(request.access, request.GET, at=at)
    reading = reading_of(scope, at=at)
    log.info("dashboards.figures_exported", user=request.user.pk, hotels=scope.hotel_ids, kind=kind)
    return sheets.answer(_file_name("figures", scope), exports.head(reading), exports.lines(reading), kind=_kind(kind))


@requires(Permission.DASHBOARDS)
@requires(Permission.SEE_GUESTS)
@requires(Permission.EXPORT)
@require_safe
@confirmed(then="dashboards:left")
def export_left(request: StaffRequest, kind: str) -> HttpResponse:
    """The guests who left, at most a thousand of them, as a file; each of them is in the log of looks."""
    at = timezone.now()
    scope = scope_of(request.access, request.GET, at=at)
    _is_half, count = _wanted(request, scope, MOST_EXPORTED)
    rows = Gone(scope, count)[:MOST_EXPORTED]
    log_exported([row.guest.pk for row in rows], by=request.user, at=at, hotel_id=request.hotel.pk)
    heads = _("Guest number"), _("Name"), _("Company"), _("Stays"), _("Revenue"), _("Currency"), _("Last arrival")
    lines = [
        (
            row.guest.number,
            row.guest.full_name,
            row.guest.company.name if row.guest.company else None,
            row.figures.stays,
            round(row.figures.revenue, 2),
            scope.currency,
            row.figures.last_arrival,
        )
        for row in rows
    ]
    return sheets.answer(_file_name("guests-who-left", scope), heads, lines, kind=_kind(kind))


def _wanted(request: StaffRequest, scope: Scope, everybody: int) -> tuple[bool, int]:
    """Whether only those are asked for who make up half of the loss, and how many are to be listed.

    They are the first of the list, which begins with those who brought most.
    """
    half = core_of(scope) if request.GET.get("who") == "half" else None
    return half is not None, half.size if half else everybody


@dataclass(frozen=True)
class Row:
    """One line of the list: who, and what they brought."""

    guest: Guest
    figures: Left


class Gone(Sequence[Row]):
    """The guests who left, fetched a page at a time; `count` says how many there are."""

    def __init__(self, scope: Scope, count: int) -> None:
        self.scope = scope
        self.length = count

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _step = at.indices(self.length)
        scope = self.scope
        rows = figures.left(
            scope.stays, scope.compared, scope.period, currency=scope.currency, limit=stop - start, offset=start
        )
        guests = Guest.objects.select_related("company").in_bulk([row.guest_id for row in rows])
        return [Row(guests[row.guest_id], row) for row in rows]


def _frame(request: StaffRequest, scope: Scope) -> dict[str, object]:
    """What every page of figures has above it: scope and the menus that change it."""
    return {
        "scope": scope,
        "period_days": days(scope.period),
        "compared_days": days(scope.compared),
        "hotel_choices": hotel_choices(scope, request.access),
        "period_choices": period_choices(scope),
        "comparison_choices": comparison_choices(scope),
    }


def _kind(kind: str) -> sheets.Format:
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    return kind


def _file_name(what: str, scope: Scope) -> str:
    return f"{what}-{scope.hotel_key}-{scope.period.start}-{scope.period.last}"
