"""Who is in house and what matters to a department, for a phone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest


@requires(Permission.IN_HOUSE)
@require_safe
def in_house(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/in_house.html")
