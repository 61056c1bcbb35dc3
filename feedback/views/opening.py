"""A new ticket: a dialog over whatever page one is on, or a page of its own without scripts."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reswap, trigger_client_event

from feedback.actions.opening import open_ticket
from feedback.actions.refusal import Refused
from feedback.forms.opening import OpenForm
from feedback.models import Ticket
from feedback.queries.visible import visible_to
from guests.models import Guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from hotelcrm.frame.toasts import say
from stays.models import Stay
from stays.queries import stay_in

UNPROCESSABLE = 422
GIVEN = ("guest", "stay", "room", "kind")  # what the page one comes from knows already


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Ask what is wrong, or wanted; with Enter it is open, and somebody's, with a clock."""
    at = timezone.now()
    if request.method != "POST":
        known = {name: value for name in GIVEN if (value := request.GET.get(name))}
        return _ask(request, _form(request, initial=known), at=at)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _ask(request, form, at=at, status=UNPROCESSABLE)
    key = f"desk:{form.cleaned_data['key']}"
    try:
        ticket = open_ticket(request.hotel, key=key, by=request.user, at=at, **form.ticket())
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _ask(request, form, at=at, status=UNPROCESSABLE)
    return _opened(request, ticket)


@requires(Permission.HANDLE_TICKETS)
@require_safe
def who(request: StaffRequest) -> HttpResponse:
    """Who stays in the room being typed, and how often there was something with it."""
    room = request.GET.get("room", "").strip()
    return render(request, "feedback/tickets/_who.html", _who(request, room, None, timezone.now()))


def _form(request: StaffRequest, data: Any = None, **more: Any) -> OpenForm:
    sees_guests = request.access.may(Permission.SEE_GUESTS)
    return OpenForm(data, hotel=request.hotel, sees_guests=sees_guests, **more)


def _ask(request: StaffRequest, form: OpenForm, *, at: datetime, status: int = 200) -> HttpResponse:
    room = str(form["room"].value() or "")
    stay, guest = _meant(form)
    context = {"form": form, **_who(request, stay.room if stay and not room else room, guest, at, stay=stay)}
    template = "feedback/tickets/new_dialog.html" if request.htmx else "feedback/tickets/new.html"
    return render(request, template, context, status=status)


def _meant(form: OpenForm) -> tuple[Stay | None, Guest | None]:
    """Stay and guest that the page one comes from named, where they exist and this person may name them."""
    stay, guest = _named(form, "stay"), _named(form, "guest")
    return stay, guest or (stay.guest if stay else None)


def _named(form: OpenForm, name: str) -> Any:
    if name not in form.fields:
        return None
    try:
        return form.fields[name].clean(form[name].value())
    except (ValidationError, ValueError):  # a number with a NUL in it is none
        return None


def _who(
    request: StaffRequest, room: str, guest: Guest | None, at: datetime, *, stay: Stay | None = None
) -> dict[str, Any]:
    """Whose room it is; that this person saw the name is logged."""
    stay = stay or (stay_in(request.hotel, room) if room and guest is None else None)
    person = guest or (stay.guest if stay else None)
    if person is not None:
        what, hotel_id = ReadLog.What.TICKET, request.hotel.pk
        log_looks([person.pk], what=what, by=request.user, at=at, hotel_id=hotel_id, is_part=True)
    times = visible_to(request.access).filter(hotel=request.hotel, room=room).count() if room else 0
    return {"room": room, "stay": stay, "person": person, "times": times, "today": request.hotel.today(at)}


def _opened(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """Say until when the guest is answered; go to the ticket, or stay where one was."""
    due = ticket.respond_due_at
    words = _("%(ticket)s is open.") % {"ticket": ticket}
    if due is not None:
        words = _("%(ticket)s is open: answer until %(time)s.") % {"ticket": ticket, "time": formats.moment(due)}
    say(request, words)
    if not request.htmx:
        return redirect(ticket)
    if request.POST.get("then") == "open":
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = ticket.get_absolute_url()
        return answer
    return trigger_client_event(reswap(HttpResponse(), "delete"), "tickets-changed")
