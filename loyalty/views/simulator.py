"""What would this stay earn?"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from loyalty.forms.simulator import SimulatorForm
from loyalty.models import Programme, Tier
from loyalty.queries.simulation import of_confirmation, simulate
from stays.models import Channel

LONGEST = 40  # signs of a confirmation number


@requires(Permission.MANAGE_LOYALTY)
@require_safe
def simulator(request: StaffRequest) -> HttpResponse:
    """An imagined stay beside what it would earn; the address is the stay, so that it can be shown to a colleague."""
    if "stay" in request.GET:
        return _filled(request, request.GET["stay"].strip()[:LONGEST])
    today = Programme.current().today(timezone.now())
    form = SimulatorForm(request.GET or _first_guess(request), today=today)
    result = simulate(form.supposed) if form.is_valid() else None
    template = "loyalty/_simulation.html" if request.htmx else "loyalty/simulator.html"
    return render(request, template, {"form": form, "result": result})


def _filled(request: StaffRequest, confirmation: str) -> HttpResponse:
    """The address of the stay with this number, as it is known; to be changed from there."""
    there = reverse("loyalty:simulator")
    supposed = of_confirmation(confirmation, hotel_ids=request.access.hotel_ids)
    if supposed is None:
        messages.error(request, _("No stay at your hotels has this confirmation number."))
        return redirect(there)
    if supposed.currency != supposed.hotel.currency:
        words = {"bill": supposed.currency, "hotel": supposed.hotel.currency}
        messages.error(request, _("The bill of this stay is in %(bill)s, and amounts here are in %(hotel)s.") % words)
        return redirect(there)
    return redirect(f"{there}?{urlencode(SimulatorForm.answers(supposed))}")


def _first_guess(request: StaffRequest) -> dict[str, object]:
    """Two nights of somebody who just joined, so that the page shows at once what it is for."""
    channel = Channel.objects.filter(kind=Channel.Kind.DIRECT).order_by("code").first()
    return {
        "hotel": request.hotel.pk if request.access.hotel else "",
        "on": Programme.current().today(timezone.now()),
        "channel": channel.pk if channel else "",
        "tier": Tier.objects.get(rank=0).pk,
        "room": 1200,
    }
