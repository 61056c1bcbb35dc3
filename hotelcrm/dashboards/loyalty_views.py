"""The programme's page, and its figures as a file."""

import structlog
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import sheets

from . import loyalty as programme
from .loyalty_snapshots import figures_of
from .snapshots import SHOWN_FOR

log = structlog.get_logger(__name__)


@requires(Permission.DASHBOARDS)
@require_safe
def loyalty(request: StaffRequest) -> HttpResponse:
    """Members, liability, breakage, points, vouchers and redemptions of the group's one programme."""
    found = figures_of(at=timezone.now(), shown_for=SHOWN_FOR)
    if found is None:
        return render(request, "dashboards/loyalty_reckoned.html")
    figures, as_of = found
    context = {
        "figures": figures,
        "as_of": as_of,
        "tiles": programme.tiles(figures),
        "sentences": programme.sentences(figures),
        "charts": [chart for chart in programme.charts(figures) if chart.labels],
        "may_export": request.access.may(Permission.EXPORT),
        "may_manage": request.access.may(Permission.MANAGE_LOYALTY),
    }
    return render(request, "dashboards/loyalty.html", context)


@requires(Permission.DASHBOARDS)
@requires(Permission.EXPORT)
@require_safe
@confirmed(then="dashboards:loyalty")
def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The page's figures as a CSV or XLSX file; it holds no personal data."""
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    found = figures_of(at=timezone.now(), shown_for=SHOWN_FOR)
    if found is None:
        return redirect("dashboards:loyalty")
    figures, _as_of = found
    log.info("dashboards.loyalty_exported", user=request.user.pk, kind=kind)
    return sheets.answer(programme.file_name(figures), programme.head(figures), programme.lines(figures), kind=kind)
