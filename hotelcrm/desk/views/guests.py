"""The guest page and the list of guests."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from feedback.queries.desk import of_guest as tickets_of
from guests.completeness import Completeness
from guests.models import Guest
from guests.queries.consents import consents
from guests.queries.contacts import contact_lines
from guests.queries.fetch import standing
from guests.queries.merges import merges_into
from guests.queries.preferences import preference_groups
from guests.views.cards import CARDS
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_exported, log_look, log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk.guest_list import MOST_EXPORTED, GuestList
from hotelcrm.desk.guest_page import companions, known, visits
from hotelcrm.desk.timeline import FILTERS, timeline
from hotelcrm.frame import formats, sheets
from hotelcrm.outbox.queries.messages import of_guest
from loyalty.queries import benefits, card, rewards, vouchers

MESSAGES_SHOWN = TICKETS_SHOWN = 5
HEADS = (
    gettext_lazy("Guest number"),
    gettext_lazy("Name"),
    gettext_lazy("Pinyin"),
    gettext_lazy("VIP level"),
    gettext_lazy("Company"),
    gettext_lazy("Language"),
    gettext_lazy("Nationality"),
)


@requires(Permission.SEE_GUESTS)
@require_GET
def guest_page(request: StaffRequest, number: int) -> HttpResponse:
    """Everything about one guest; the look is logged. The number of a merged profile leads to the one that holds."""
    guest = _standing(number)
    if guest.number != number:
        return redirect(guest)
    at = timezone.now()
    hotel_id = request.hotel.pk if request.access.hotel else None
    log_look(guest.pk, what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=hotel_id)
    return render(request, "desk/guest.html", _whole(request, guest, at))


@requires(Permission.SEE_GUESTS)
@require_GET
def guest_part(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """One part of the guest page: drawn anew after a change, or turned over to older lines.

    It is a look like the page's, logged unless it belongs to one that was logged just now.
    """
    if name not in PARTS:
        raise Http404
    guest = _standing(number)
    at = timezone.now()
    hotel_id = request.hotel.pk if request.access.hotel else None
    log_looks([guest.pk], what=ReadLog.What.PAGE, by=request.user, at=at, hotel_id=hotel_id, is_part=True)
    context = PARTS[name](request, guest, at)
    return render(request, f"desk/guest/{name}.html", {"guest": guest, **context})


def _standing(number: int) -> Guest:
    try:
        return standing(number)
    except Guest.DoesNotExist as error:
        raise Http404 from error


def _whole(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    access = request.access
    context: dict[str, Any] = {"guest": guest}
    for make in CARDS.values():
        context |= make(guest, access, at)
    context |= _stays(request, guest, at) | _timeline(request, guest, at) | _badge(guest)
    context["companions"] = companions(guest, access)
    context["completeness"] = _completeness(guest, context)
    context["may_merge"] = access.may(Permission.MERGE_GUESTS)
    if context["may_merge"]:
        context["merges"] = merges_into(guest)
    return context


def _head(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    access = request.access
    may = {"may_merge": access.may(Permission.MERGE_GUESTS), "may_observe": access.may(Permission.OBSERVE)}
    return may | _stays(request, guest, at) | _badge(guest)


def _badge(guest: Guest) -> dict[str, Any]:
    return {"badge": card.badges([guest.pk]).get(guest.pk)}


def _member(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    access = request.access
    return {
        "card": card.of_guest(guest, at=at, hotel_ids=access.hotel_ids),
        "may_enrol": access.may(Permission.ENROL) and access.hotel is not None,
        "may_adjust": access.may(Permission.ADJUST_POINTS),
    }


def _loyalty(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    context = _member(request, guest, at)
    for part in (vouchers, benefits, rewards):
        context |= part.section(guest, request.access, at)
    return context


def _messages(request: StaffRequest, guest: Guest, _at: datetime) -> dict[str, Any]:
    found = of_guest(guest, request.access, limit=MESSAGES_SHOWN + 1)
    return {
        "messages_shown": found[:MESSAGES_SHOWN],
        "has_more_messages": len(found) > MESSAGES_SHOWN,
        "may_write": request.access.may(Permission.WRITE_MESSAGES),
    }


def _tickets(request: StaffRequest, guest: Guest, _at: datetime) -> dict[str, Any]:
    found = tickets_of(guest, request.access, limit=TICKETS_SHOWN + 1)
    may_handle = request.access.may(Permission.HANDLE_TICKETS)
    return {
        "tickets": found[:TICKETS_SHOWN],
        "has_more_tickets": len(found) > TICKETS_SHOWN,
        "may_handle": may_handle,
    }


def _known(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    access = request.access
    context = _stays(request, guest, at) | {
        "contacts": contact_lines(guest, access),
        "preferences": preference_groups(guest, access),
        "consents": consents(guest, today=_today(request, at)),
        "may_edit": access.may(Permission.EDIT_GUESTS),
    }
    return context | {"completeness": _completeness(guest, context)}


def _completeness(guest: Guest, context: dict[str, Any]) -> Completeness:
    return known(
        guest,
        contacts=[line.contact for line in context["contacts"]],
        preferences=context["preferences"],
        consents=context["consents"],
        stays=context["visits"],
    )


def _stays(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    today = _today(request, at)
    everything = request.GET.get("stays") == "all"
    return {"visits": visits(guest, request.access, today, everything=everything), "today": today}


def _timeline(request: StaffRequest, guest: Guest, at: datetime) -> dict[str, Any]:
    told = timeline(guest, request.access, kind=request.GET.get("kind", ""), before=request.GET.get("before", ""))
    kinds = [(key, label) for key, (label, _kinds) in FILTERS.items()]
    today = _today(request, at)
    return {"timeline": told, "kinds": kinds, "is_older": bool(request.GET.get("before")), "today": today}


def _today(request: StaffRequest, at: datetime) -> date:
    return request.hotel.today(at) if request.access.hotel else at.date()


PARTS: dict[str, Callable[[StaffRequest, Guest, datetime], dict[str, Any]]] = {
    "head": _head,
    "completeness": _known,
    "loyalty": _loyalty,
    "member": _member,
    "messages": _messages,
    "stays": _stays,
    "tickets": _tickets,
    "timeline": _timeline,
}


@requires(Permission.SEE_GUESTS)
@require_GET
def guest_list(request: StaffRequest) -> HttpResponse:
    """The guests of the group, by filters that live in the address."""
    today = request.hotel.today(timezone.now())
    found = GuestList(request.GET, access=request.access, today=today)
    context = {
        "guests": found,
        "today": today,
        "may_edit": request.access.may(Permission.EDIT_GUESTS),
        "may_export": request.access.may(Permission.EXPORT),
        "may_import": request.access.may(Permission.IMPORT),
    }
    return render(request, "desk/guests.html", context)


@requires(Permission.SEE_GUESTS)
@requires(Permission.EXPORT)
@confirmed(then="desk:guests")
@require_GET
def guest_export(request: StaffRequest, kind: str) -> HttpResponse:
    """The filtered list as a file, without contacts; each guest in it is in the log of looks. No long list."""
    if kind not in sheets.CONTENT_TYPES:
        raise Http404
    at = timezone.now()
    today = request.hotel.today(at)
    found = GuestList(request.GET, access=request.access, today=today)
    if found.is_too_long_for_a_file:
        most = formats.number(MOST_EXPORTED)
        messages.error(request, _("A file holds %(n)s guests at most: filter the list first.") % {"n": most})
        return redirect(f"{reverse('desk:guests')}?{request.GET.urlencode()}")
    guests = found.exported()
    log_exported([guest.pk for guest in guests], by=request.user, at=at, hotel_id=request.hotel.pk)
    lines = [_line(guest) for guest in guests]
    return sheets.answer(f"guests-{today}", [str(head) for head in HEADS], lines, kind=kind)


def _line(guest: Guest) -> list[sheets.Cell]:
    return [
        guest.number,
        guest.full_name,
        guest.pinyin,
        str(guest.get_vip_level_display()) if guest.vip_level else None,
        guest.company.name if guest.company else None,
        str(guest.get_language_display()) if guest.language else None,
        guest.nationality.name if guest.nationality else None,
    ]


@requires(Permission.SEE_GUESTS)
@require_GET
def guest_filters(request: StaffRequest) -> HttpResponse:
    """The rarer filters: fetched when opened, for a group has thousands of company accounts to choose from."""
    found = GuestList(request.GET, access=request.access, today=request.hotel.today(timezone.now()))
    return render(request, "desk/_guest_filters.html", {"guests": found})
