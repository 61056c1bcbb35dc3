"""The offers of the house: whom each is for, and how many guests that is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.offers.listing import away_count, lines
from campaigns.segments.sizing import TooSlow
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.accounts.models import Hotel
from loyalty.models import Programme

MANAGES = Permission.MANAGE_CAMPAIGNS


@requires(MANAGES)
@require_safe
def offers(request: StaffRequest) -> HttpResponse:
    """Offers in use and to come, or (``away=1``) those offered no longer; ``counted=1`` with the guests each suits.

    The page asks for the counted list once it stands: counting a million guests takes longer than a page may.
    """
    hotel_ids, today = request.access.ids_for(MANAGES), Programme.current().today(timezone.now())
    are_away, counted = request.GET.get("away") == "1", request.GET.get("counted") == "1"
    asked = {
        "hotel_ids": hotel_ids,
        "manages_all": not Hotel.objects.exclude(pk__in=hotel_ids).exists(),
        "today": today,
        "are_away": are_away,
    }
    slow = ""
    try:
        rows = lines(**asked, counted=counted)  # type: ignore[arg-type]  # a dictionary of several kinds
    except TooSlow as fault:
        rows, slow = lines(**asked), fault.sentence  # type: ignore[arg-type]  # the same
    context = {"rows": rows, "are_away": are_away, "is_counted": counted, "slow": slow, "today": today}
    if request.htmx:
        return render(request, "campaigns/offers/_list.html", context)
    return render(
        request, "campaigns/offers/list.html", context | {"away": away_count(hotel_ids=hotel_ids, today=today)}
    )
