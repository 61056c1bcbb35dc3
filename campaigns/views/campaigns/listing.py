"""The campaigns of a house, and which occasions run."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.forms.filters import CampaignFilter
from campaigns.queries.waiting import files_waiting
from campaigns.results import listing
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest

MANAGES = Permission.MANAGE_CAMPAIGNS
PER_PAGE = 50


@requires(MANAGES)
@require_safe
def campaigns(request: StaffRequest) -> HttpResponse:
    """Campaigns of the hotels whose campaigns this person manages; of one hotel also what its occasions do."""
    rows = listing.visible(request.access.ids_for(MANAGES))
    filters = CampaignFilter(request.GET, rows=rows, access=request.access)
    hotel = filters.chosen.get("hotel") or request.hotel
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    occasions = listing.occasions(hotel)
    context = {
        "page": page,
        "lines": listing.lines(page.object_list),
        "form": filters.form,
        "chosen": filters.chosen,
        "of_hotel": hotel,
        "occasions": occasions,
        "running": sum(line.runs for line in occasions),
        "files_waiting": files_waiting(request.access),
        "of_one_hotel": len(request.access.ids_for(MANAGES)) == 1,
    }
    return render(request, "campaigns/campaigns/list.html", context)
