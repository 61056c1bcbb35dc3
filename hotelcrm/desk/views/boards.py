"""The arrivals board, home of the desk, and the departures board."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest


@requires(Permission.DESK)
@require_safe
def arrivals(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/arrivals.html")


@requires(Permission.DESK)
@require_safe
def departures(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/departures.html")
