"""A member's statement on the screen, on paper and as a file."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guests.models import Guest
from guests.views.cards import get_guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import ask_again
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_exported, log_look
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import sheets
from hotelcrm.frame.formats import number as number_of
from loyalty import numbers
from loyalty.forms.statement import DaysForm
from loyalty.models import Member, PointsEntry, Programme
from loyalty.queries.card import Badge, expiring, member_of
from loyalty.queries.causes import with_causes
from loyalty.queries.statement import Statement, statement

PER_PAGE = 50
MOST_EXPORTED = 10_000


@requires(Permission.SEE_GUESTS)
@require_safe
def page(request: StaffRequest, number: int) -> HttpResponse:
    """What came and went between two days, newest first, with the balance after each; the look is logged."""
    guest, member = _member(request, number)
    at = timezone.now()
    hotel_id = request.hotel.pk if request.access.hotel else None
    log_look(guest.pk, what=ReadLog.What.STATEMENT, by=request.user, at=at, hotel_id=hotel_id)
    form = DaysForm(request.GET)
    found = _found(member, form)
    paginator = Paginator(found.entries(), PER_PAGE)
    paginator.count = found.count  # known already
    programme, shown = Programme.current(), paginator.get_page(request.GET.get("page"))
    shown.object_list = with_causes(shown.object_list, hotel_ids=request.access.hotel_ids)
    context = {
        "guest": guest,
        "member": member,
        "badge": Badge(member.tier, member.balance),
        "number": numbers.shown(member.number),
        "programme": programme,
        "today": programme.today(at),
        "form": form,
        "statement": found,
        "page": shown,
        "expiring": expiring(member, programme.today(at)),
        "may_export": request.access.may(Permission.EXPORT),
    }
    return render(request, "loyalty/statement.html", context)


@requires(Permission.SEE_GUESTS)
@requires(Permission.EXPORT)
@require_safe
def export(request: StaffRequest, number: int, kind: str) -> HttpResponse:
    """The same days as a file, newest first, whole or not at all; the guest is in the log of looks."""
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    guest, member = _member(request, number)
    back = f"{reverse('loyalty:statement', args=[guest.number])}?{request.GET.urlencode()}"
    asked = ask_again(request, then=back)
    if asked is not None:
        return asked
    form = DaysForm(request.GET)
    if not form.is_valid():
        return redirect("loyalty:statement", guest.number)
    found = _found(member, form)
    if found.count > MOST_EXPORTED:
        said = _("These days have %(count)s movements, and a file holds %(most)s at most: choose fewer days.")
        messages.error(request, said % {"count": number_of(found.count), "most": number_of(MOST_EXPORTED)})
        return redirect(back)
    rows = with_causes(found.entries(), hotel_ids=request.access.hotel_ids)
    log_exported([guest.pk], by=request.user, at=timezone.now(), hotel_id=request.hotel.pk)
    heads = _("Day"), _("Kind"), _("What"), _("Hotel"), _("Points"), _("Balance")
    return sheets.answer(f"points-{member.number}", heads, (_line(row) for row in rows), kind=kind)


def _member(request: StaffRequest, number: int) -> tuple[Guest, Member]:
    guest = get_guest(request, number)
    member = member_of(guest)
    if member is None:
        raise Http404
    return guest, member


def _found(member: Member, form: DaysForm) -> Statement:
    """Of days that make no sense there is a statement without days, beside what is wrong with them."""
    days: dict[str, date | None] = form.cleaned_data if form.is_valid() else {}
    return statement(member, since=days.get("since"), until=days.get("until"))


def _line(row: PointsEntry) -> list[sheets.Cell]:
    why: str | None = row.why  # type: ignore[attr-defined]  # the statement's own, as the balance
    cause: str = row.cause  # type: ignore[attr-defined]  # as is why the points moved
    what = " · ".join(filter(None, [row.promotion.name if row.promotion else "", cause, why])) or None
    balance: int = row.balance  # type: ignore[attr-defined]
    return [row.on, str(row.get_kind_display()), what, row.hotel.name if row.hotel else None, row.points, balance]
