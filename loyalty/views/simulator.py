"""What would this stay earn?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from loyalty.forms.simulator import SimulatorForm
from loyalty.models import Programme, Tier
from loyalty.queries.simulation import simulate
from stays.models import Channel


@requires(Permission.MANAGE_LOYALTY)
@require_safe
def simulator(request: StaffRequest) -> HttpResponse:
    """An imagined stay beside what it would earn; the address is the stay, so that it can be shown to a colleague."""
    today = Programme.current().today(timezone.now())
    form = SimulatorForm(request.GET or _first_guess(request), today=today)
    result = simulate(form.supposed) if form.is_valid() else None
    template = "loyalty/_simulation.html" if request.htmx else "loyalty/simulator.html"
    return render(request, template, {"form": form, "result": result})


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
