"""Addresses never written to. The list holds none that could be shown: one is typed, and looked up by its hash."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions import suppressing
from hotelcrm.outbox.forms.suppressions import AddressForm, Because, LiftForm, SuppressForm
from hotelcrm.outbox.models import Suppression
from hotelcrm.outbox.queries.suppressions import against, counts, total

UNPROCESSABLE = 422


@requires(Permission.SEE_MESSAGES)
@requires(Permission.MANAGE_MESSAGES, Permission.READ_AUDIT)
@require_http_methods(["GET", "POST"])
def suppressions(request: StaffRequest) -> HttpResponse:
    """How long the list is, and what stands against one address. It is posted: addresses belong in no URL or log."""
    form = AddressForm(request.POST if request.method == "POST" else None, country=request.hotel.country)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        rows = against(form.index, form.cleaned_data["channel"])
        context["rows"] = [(row, None if row.lifted_at else LiftForm(row=row)) for row in rows]
        context["stands"] = any(row.lifted_at is None for row in rows)
        context["adding"] = SuppressForm(initial=form.cleaned_data, country=request.hotel.country)
    return _draw(request, context, faulty=form.is_bound and not form.is_valid())


@requires(Permission.SEE_MESSAGES)
@requires(Permission.MANAGE_MESSAGES, Permission.READ_AUDIT)
@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Put an address on the list."""
    form = SuppressForm(request.POST, country=request.hotel.country)
    if not form.is_valid():
        looked_up = AddressForm(
            {name: form.data.get(name, "") for name in ("channel", "address")}, country=request.hotel.country
        )
        context = {"form": looked_up, "rows": [], "stands": False, "adding": form}
        return _draw(request, context, faulty=True)
    channel, note = form.cleaned_data["channel"], form.cleaned_data["because"]
    why = Suppression.Why.STAFF
    suppressing.suppress(form.index, channel=channel, why=why, at=timezone.now(), by=request.user, note=note)
    say(request, _("Put on the list: nothing goes there any more."))
    return redirect("outbox:suppressions")


@requires(Permission.SEE_MESSAGES)
@requires(Permission.MANAGE_MESSAGES, Permission.READ_AUDIT)
@require_POST
def lift(request: StaffRequest, suppression_id: int) -> HttpResponse:
    """Take an address off the list, as far as one reason goes."""
    row = get_object_or_404(Suppression, pk=suppression_id)
    form = LiftForm(request.POST, row=row)
    if not form.is_valid():
        context = {"form": AddressForm(country=request.hotel.country), "rows": [(row, form)], "stands": True}
        return _draw(request, context, faulty=True)
    suppressing.lift(row, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    say(request, _("Taken off the list."))
    return redirect("outbox:suppressions")


def _draw(request: StaffRequest, context: dict[str, Any], *, faulty: bool) -> HttpResponse:
    kinds = counts()
    whole = {"kinds": kinds, "total": total(kinds), "notes": dict(Because.choices), **context}
    status = UNPROCESSABLE if faulty else None
    return render(request, "outbox/suppressions/page.html", whole, status=status)
