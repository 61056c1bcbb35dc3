"""The printable registration card."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest


@requires(Permission.DESK)
@require_safe
def card(request: StaffRequest, stay_id: int) -> HttpResponse:
    return render(request, "desk/registration.html", {"stay_id": stay_id})
