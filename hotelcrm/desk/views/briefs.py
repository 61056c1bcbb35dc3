"""The right-hand pane: what to know before a guest stands at the desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest


@requires(Permission.DESK)
@require_safe
def brief(request: StaffRequest, stay_id: int) -> HttpResponse:
    return render(request, "desk/brief.html", {"stay_id": stay_id})


@requires(Permission.DESK)
@require_safe
def departure(request: StaffRequest, stay_id: int) -> HttpResponse:
    return render(request, "desk/brief.html", {"stay_id": stay_id})


@requires(Permission.DESK)
@require_POST
def review(request: StaffRequest, stay_id: int, kind: str) -> HttpResponse:
    return render(request, "desk/brief.html", {"stay_id": stay_id, "kind": kind})
