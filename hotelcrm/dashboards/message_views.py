"""The page of messages: volume, delivered, bounced and opted out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest

from . import messages as words
from .message_snapshots import figures_of
from .scope import hotel_choices, period_choices, scope_of
from .snapshots import SHOWN_FOR


@requires(Permission.DASHBOARDS)
@require_safe
def messages(request: StaffRequest) -> HttpResponse:
    """What became of the messages to guests, of the hotels and days that the address names."""
    at = timezone.now()
    found, scope, as_of = figures_of(scope_of(request.access, request.GET, at=at), at=at, shown_for=SHOWN_FOR)
    context = {
        "as_of": as_of,
        "scope": scope,
        "figures": found,
        "tiles": words.tiles(found),
        "charts": [chart for chart in words.charts(found, scope) if chart.labels],
        "channels": words.by_channel(found),
        "hotels": words.by_hotel(found, scope),
        "hotel_choices": hotel_choices(scope, request.access),
        "period_choices": period_choices(scope),
        "outbox_url": reverse("outbox:messages") if request.access.may(Permission.SEE_MESSAGES) else "",
    }
    return render(request, "dashboards/messages.html", context)
