"""What is done with a ticket: a dialog over its page for each, or a page of its own without scripts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event
from django_stubs_ext import StrOrPromise

from feedback.actions import handling as actions
from feedback.actions.refusal import Refused
from feedback.actions.replying import AnsweredMeanwhileError
from feedback.forms import handling as forms
from feedback.models import Ticket
from feedback.queries.entries import Entry, in_words
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

from .ticket import may_there, visible

UNPROCESSABLE, CONFLICT = 422, 409
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Verb:
    """One thing that is done with a ticket: the dialog's title and button, its form, the action, and what is said.

    `icon` is that of the button.
    """

    title: StrOrPromise
    save: StrOrPromise
    form: Callable[..., forms.TicketForm]
    act: Callable[..., object]
    done: StrOrPromise
    icon: str = ""


def _put(row: Ticket, *, state: str, **rest: Any) -> object:
    return actions.set_state(row, state, **rest)


STATE = Verb(
    gettext_lazy("Change the state"),
    gettext_lazy("Change"),
    forms.StateForm,
    _put,
    gettext_lazy("The state is changed."),
)
ASSIGN = Verb(
    gettext_lazy("Hand over"),
    gettext_lazy("Hand over"),
    forms.AssignForm,
    actions.assign,
    gettext_lazy("Handed over."),
)
VERIFY = Verb(
    gettext_lazy("Verify the facts"),
    gettext_lazy("Note the finding"),
    forms.VerifyForm,
    actions.verify,
    gettext_lazy("Verified and noted."),
)
CHANGE = Verb(
    gettext_lazy("What it is about"),
    gettext_lazy("Change"),
    forms.ChangeForm,
    actions.change,
    gettext_lazy("Changed."),
)


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def set_state(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """From where it stands to where it may go."""
    return handle(request, ticket_id, STATE)


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def assign(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """To a department, and to somebody in person or nobody."""
    return handle(request, ticket_id, ASSIGN)


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def verify(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Who was asked and what was found: before anything is given to make good."""
    return handle(request, ticket_id, VERIFY)


@requires(Permission.HANDLE_TICKETS)
@require_http_methods(METHODS)
def change(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """What the ticket is about; who it is about is said by those who see guests at its hotel."""
    row = visible(request, ticket_id)
    sees_guests = may_there(request, row, Permission.SEE_GUESTS)
    return act_on(request, row, replace(CHANGE, form=partial(forms.ChangeForm, sees_guests=sees_guests)))


@requires(Permission.HANDLE_TICKETS)
@require_POST
def take(request: StaffRequest, ticket_id: int) -> HttpResponse:
    """Into one's own hands."""
    row, me = visible(request, ticket_id), request.user
    key = f"take:{me.pk}:{row.version}"
    event = actions.assign(row, owner=me, department=row.department, by=me, at=timezone.now(), key=key)
    words = _("It is in your hands.")
    if event is not None and row.owner is not None:
        words = _("It is in your hands. %(person)s is told.") % {"person": row.owner}
    return done(request, row, words, swap="none")


def handle(request: StaffRequest, ticket_id: int, verb: Verb) -> HttpResponse:
    """Ask with the form of `verb`; with its answer do it."""
    return act_on(request, visible(request, ticket_id), verb)


def act_on(request: StaffRequest, row: Ticket, verb: Verb) -> HttpResponse:
    """The same with a ticket that this person may see."""
    if request.method != "POST":
        return ask(request, row, verb, verb.form(ticket=row))
    form = verb.form(request.POST, request.FILES, ticket=row)
    if not form.is_valid():
        return ask(request, row, verb, form, status=UNPROCESSABLE)
    try:
        verb.act(row, by=request.user, at=timezone.now(), **form.said())
    except AnsweredMeanwhileError as meanwhile:
        there, form, entries = after(request, form, meanwhile)
        return ask(request, there, verb, form, status=CONFLICT, meanwhile=entries)
    except Refused as refused:
        return refuse(request, row, verb, form, refused)
    return done(request, row, verb.done)


def ask(
    request: StaffRequest, row: Ticket, verb: Verb, form: forms.TicketForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The form of `verb`; it goes to `row`, which may be another ticket than that of the address by now."""
    template = "feedback/tickets/act_dialog.html" if request.htmx else "feedback/tickets/act.html"
    action = reverse(resolve(request.path).view_name, args=[row.pk])
    context = {"ticket": row, "verb": verb, "form": form, "action": action, **more}
    return render(request, template, context, status=status)


def after(
    request: StaffRequest, form: forms.TicketForm, meanwhile: AnsweredMeanwhileError
) -> tuple[Ticket, forms.AnswerForm, list[Entry]]:
    """The ticket that stands, what was typed for it, and what was said meanwhile; sent again it goes."""
    row = visible(request, meanwhile.ticket.pk)
    typed = cast("forms.AnswerForm", form).again(row, seen_version=meanwhile.version)
    return row, typed, in_words(meanwhile.events, row, {})


def refuse(
    request: StaffRequest, row: Ticket, verb: Verb, form: forms.TicketForm, refused: Refused, **more: Any
) -> HttpResponse:
    """The form again, with the sentence that says why not."""
    form.add_error(None, str(refused.sentence))
    return ask(request, row, verb, form, status=UNPROCESSABLE, **more)


def done(request: StaffRequest, row: Ticket, words: StrOrPromise, *, swap: str = "delete") -> HttpResponse:
    """Say `words`; the page of the ticket fetches its parts anew, or is opened. It may be out of one's sight by now."""
    say(request, words)
    if not request.htmx:
        return redirect(row)
    return trigger_client_event(reswap(HttpResponse(), swap), "ticket-changed")  # type: ignore[arg-type]
