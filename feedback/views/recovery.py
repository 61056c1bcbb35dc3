"""Making good: what a ticket's guest was given, giving, the second pair of eyes, telling the guest; and praise."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import asking, praising, recovering
from feedback.actions.refusal import Refused
from feedback.forms.recovery import AskForm, GiveForm, GivenFilter, NameForm, RefuseForm
from feedback.models import Compensation, Praise, Ticket
from feedback.queries import recovery
from feedback.queries.family import family
from feedback.queries.panel import panel
from feedback.queries.suggesting import Advice, advice_for
from feedback.rules.months import months
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import confirmed
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import formats
from hotelcrm.frame.toasts import say
from loyalty.models import Member

from .handling import METHODS, UNPROCESSABLE, Verb, act_on, done, handle
from .ticket import log, visible


def _ask(row: Ticket, *, key: str, **said: Any) -> object:  # noqa: ARG001 (a guest is asked once, whatever the form)
    return asking.ask(row, **said)


ASK = Verb(
    gettext_lazy("Tell the guest and ask"),
    gettext_lazy("Send"),
    AskForm,
    _ask,
    gettext_lazy("The guest is told, and asked whether it was right."),
    "envelope",
)
NAME = Verb(
    gettext_lazy("Name colleagues"),
    gettext_lazy("Name"),
    NameForm,
    praising.praise,
    gettext_lazy("They see it under My tickets."),
    "hand-thumbs-up",
)


# On the page of a ticket


@requires(Permission.HANDLE_TICKETS)
@require_safe
def of_ticket(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """What was given for a ticket and whether it was right: a part of its page, and a page without scripts."""
    row, at = visible(request, ticket_id), timezone.now()
    log(request, row, at=at)
    context = {"ticket": row, "panel": panel(row, request.access, at=at)}
    template = "feedback/recovery/_of_ticket.html" if request.htmx else "feedback/recovery/of_ticket.html"
    return render(request, template, context)


@requires(Permission.COMPENSATE)
@require_http_methods(METHODS)
def give(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Give at once what one's limits allow, or ask for more; a dialog of the ticket's page."""
    row, at = visible(request, ticket_id, needs=Permission.COMPENSATE), timezone.now()
    is_member = row.guest is not None and Member.objects.standing().filter(guest=row.guest).exists()
    if request.method != "POST":
        log(request, row, at=at)
        advice = advice_for(row, at=at)
        form = GiveForm(ticket=row, is_member=is_member, initial=_suggested(advice))
        return _ask_what(request, row, form, at=at, advice=advice)
    form = GiveForm(request.POST, ticket=row, is_member=is_member)
    if form.is_valid():
        try:
            given = recovering.give(row, by=request.user, at=at, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            return done(request, row, _given_words(given))
    return _ask_what(request, row, form, at=at, advice=advice_for(row, at=at))


def _suggested(advice: Advice) -> dict[str, Any]:
    """What the form begins with."""
    if not advice.gives:
        return {}
    cost = None if advice.gives in {Compensation.Gives.POINTS, Compensation.Gives.VOUCHER} else advice.cost
    return {
        "gives": advice.gives,
        "points": advice.points or None,
        "voucher_type": advice.voucher_type.pk if advice.voucher_type else None,
        "cost": cost,
    }


def _ask_what(request: StaffRequest, row: Ticket, form: GiveForm, *, at: datetime, advice: Advice) -> HttpResponse:
    context = {
        "ticket": row,
        "form": form,
        "advice": advice,
        "room": recovery.room_of(row, request.user, at=at),
    }
    template = "feedback/recovery/give_dialog.html" if request.htmx else "feedback/recovery/give.html"
    return render(request, template, context, status=UNPROCESSABLE if form.errors else None)


def _given_words(row: Compensation) -> str:
    if row.state == Compensation.State.ASKED:
        return _("Above your limit: it waits for a manager's approval.")
    return _("Given: it costs the house %(amount)s.") % {"amount": formats.money(row.cost, row.currency)}


@requires(Permission.WRITE_MESSAGES)
@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def ask(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Tell the guest what was done, and ask whether it was right."""
    return act_on(request, visible(request, ticket_id, needs=Permission.WRITE_MESSAGES), ASK)


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def name(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Name the colleagues whom the guest praises."""
    return handle(request, ticket_id, NAME)


@requires(Permission.HANDLE_TICKETS)
@require_POST
def unname(request: StaffRequest, ticket_id: int, user_id: int) -> HttpResponse:
    """Take a name back."""
    row = visible(request, ticket_id)
    named = Praise.objects.filter(ticket__in=family(row.pk), user=user_id).select_related("user").order_by("-pk")
    praise = get_object_or_404(named[:1])
    key = f"unname:{praise.pk}"
    praising.unname(row, user=praise.user, by=request.user, at=timezone.now(), key=key)
    return done(request, row, _("Taken back."), swap="none")


# What waits, and what was given


@requires(Permission.APPROVE_COMPENSATION, Permission.COMPENSATE)
@require_safe
def compensations(request: StaffRequest) -> HttpResponse:
    """What waits for a second pair of eyes; for who decides, also what was given, by month, role and category."""
    access = request.access
    may_approve = access.may(Permission.APPROVE_COMPENSATION)
    context: dict[str, Any] = {"waiting": recovery.waiting(access), "may_approve": may_approve}
    if may_approve:
        context |= _given(request, request.hotel.today())
    return render(request, "feedback/recovery/compensations.html", context)


def _given(request: StaffRequest, today: date) -> dict[str, Any]:
    hotels = recovery.with_limits(request.access.hotels_for(Permission.APPROVE_COMPENSATION))
    form = GivenFilter(request.GET, hotels=hotels)
    form.is_valid()
    hotel, month = (form.cleaned_data.get(field) for field in ("hotel", "month"))
    since, until = recovery.period(today, month=month)
    lines = recovery.given(request.access, since=since, until=until, hotel=hotel)
    chosen = month.replace(day=1) if month else None
    return {
        "lines": lines,
        "totals": recovery.totals(lines),
        "hotels": hotels,
        "hotel_chosen": hotel,
        "without_limits": [row for row in hotels if not row.has_limits],
        "may_set_limits": request.access.may(Permission.MANAGE_FEEDBACK),
        "months": months(today),
        "month_chosen": chosen,
    }


@requires(Permission.APPROVE_COMPENSATION)
@require_POST
@confirmed(then="feedback:compensations")
def approve(request: StaffRequest, compensation_id: int) -> HttpResponse:
    """Give what another person asked for."""
    row = _to_decide(request, compensation_id)
    act = partial(recovering.approve, row, by=request.user, at=timezone.now())
    return _decide(request, act, _("Given: it costs the house %(amount)s.") % {"amount": _cost(row)})


@requires(Permission.APPROVE_COMPENSATION)
@require_POST
@confirmed(then="feedback:compensations")
def refuse(request: StaffRequest, compensation_id: int) -> HttpResponse:
    """Say no, and why."""
    row, form = _to_decide(request, compensation_id), RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why not: whoever asked reads it."))
        return redirect("feedback:compensations")
    act = partial(recovering.refuse, row, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
    return _decide(request, act, _("Refused. Nothing was given."))


@requires(Permission.COMPENSATE)
@require_POST
def withdraw(request: StaffRequest, compensation_id: int) -> HttpResponse:
    """Take one's own wish back."""
    row = get_object_or_404(recovery.seen_by(request.access).filter(by=request.user), pk=compensation_id)
    act = partial(recovering.withdraw, row, by=request.user, at=timezone.now())
    return _decide(request, act, _("Withdrawn."))


def _to_decide(request: StaffRequest, compensation_id: int) -> Compensation:
    """The row, of a hotel at which the reader decides; any other answers like one that does not exist."""
    hotels = request.access.ids_for(Permission.APPROVE_COMPENSATION)
    return get_object_or_404(Compensation.objects.select_related("hotel"), pk=compensation_id, hotel__in=hotels)


def _cost(row: Compensation) -> str:
    return formats.money(row.cost, row.currency)


def _decide(request: StaffRequest, act: Callable[[], Compensation], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        say(request, done)
    return redirect("feedback:compensations")
