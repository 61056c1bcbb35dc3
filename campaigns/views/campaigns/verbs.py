"""What is done with a campaign: a dialog over its page that says what will happen, or a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event
from django_stubs_ext import StrOrPromise

from campaigns.actions import approving, starting, stopping
from campaigns.actions.agreeing import agreement
from campaigns.actions.refusal import Refused
from campaigns.forms.verbs import ApproveForm, VerbForm, WhyForm
from campaigns.models import Campaign, CampaignState
from campaigns.queries import consequences
from campaigns.segments.nodes import BadRule
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.confirming import ask_again
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

MANAGES, APPROVES = Permission.MANAGE_CAMPAIGNS, Permission.APPROVE_CAMPAIGNS
METHODS = ["GET", "HEAD", "POST"]
UNPROCESSABLE = 422
State = CampaignState
Swap = Literal["delete", "none"]  # a dialog goes; the undo of a note stands for the whole page


@dataclass(frozen=True)
class Verb:
    """One thing that is done with a campaign: the dialog's title and button, what is said before, the form, the action.

    `tells` are sentences on what will happen, `act` does it and returns what is said. `begins` is what the form begins
    with.
    """

    title: StrOrPromise
    save: StrOrPromise
    icon: str
    act: Callable[..., str]
    tells: Callable[[Campaign, datetime], consequences.Consequences]
    form: type[VerbForm] = VerbForm
    css: str = "btn-primary"
    needs: Permission = MANAGES
    begins: Callable[[Campaign], dict[str, str]] = lambda _row: {}


def _start(row: Campaign, *, by: Any, at: datetime) -> str:
    campaign = starting.start(row, by=by, at=at)
    if campaign.state == State.WAITING:
        return _("It waits for another person's approval.")
    return _("It runs.")


def _approve(row: Campaign, *, seen: str, by: Any, at: datetime) -> str:
    approving.approve(row, by=by, at=at, seen=seen)
    return _("Approved: it runs.")


def _refuse(row: Campaign, *, because: str, by: Any, at: datetime) -> str:
    refused = approving.refuse(row, because=because, by=by, at=at)
    if refused.state == State.PAUSED:
        return _("Refused. It stays paused, with your reason.")
    return _("Refused. It is a draft again, with your reason.")


def _pause(row: Campaign, *, because: str, by: Any, at: datetime) -> str:
    stopping.pause(row, because=because, by=by, at=at)
    return _("Paused.")


def _call_off(row: Campaign, *, because: str, by: Any, at: datetime) -> str:
    return consequences.called_off(stopping.call_off(row, because=because, by=by, at=at))


def _finish(row: Campaign, *, by: Any, at: datetime) -> str:
    stopping.finish(row, by=by, at=at)
    return _("It is finished.")


START = Verb(
    gettext_lazy("Start this campaign?"),
    gettext_lazy("Start"),
    "play-circle",
    _start,
    consequences.of_start,
)
APPROVE = Verb(
    gettext_lazy("Approve this campaign?"),
    gettext_lazy("Approve"),
    "check-lg",
    _approve,
    consequences.of_approval,
    ApproveForm,
    needs=APPROVES,
    begins=lambda row: {"seen": agreement(row)},
)
REFUSE = Verb(
    gettext_lazy("Refuse this campaign?"),
    gettext_lazy("Refuse"),
    "x-lg",
    _refuse,
    consequences.of_refusal,
    WhyForm,
    needs=APPROVES,
)
PAUSE = Verb(
    gettext_lazy("Pause this campaign?"),
    gettext_lazy("Pause"),
    "pause-circle",
    _pause,
    consequences.of_pause,
    WhyForm,
)
FINISH = Verb(
    gettext_lazy("Finish this campaign?"),
    gettext_lazy("Finish"),
    "flag",
    _finish,
    consequences.of_finish,
)
CALL_OFF = Verb(
    gettext_lazy("Call this campaign off?"),
    gettext_lazy("Call off"),
    "x-circle",
    _call_off,
    consequences.of_calling_off,
    WhyForm,
    css="btn-danger",
)


@requires(MANAGES)
@require_http_methods(METHODS)
def start(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Let a draft run, or ask another person."""
    return _handle(request, campaign_id, START, undo="campaigns:take-back")


@requires(APPROVES)
@require_http_methods(METHODS)
def approve(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Agree to what another person started; with one's password, for desks are shared."""
    row = _to_decide(request, campaign_id)
    if request.method == "POST":
        asked = ask_again(request, then=page_of(row))
        if asked is not None:
            return HttpResponseClientRedirect(asked["Location"]) if request.htmx else asked
    return _act_on(request, row, APPROVE)


@requires(APPROVES)
@require_http_methods(METHODS)
def refuse(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Send it back to its planner, with the reason."""
    return _act_on(request, _to_decide(request, campaign_id), REFUSE)


@requires(MANAGES)
@require_POST
def take_back(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Make a draft again of what oneself started and nobody has decided on yet."""
    row, me = managed(request, campaign_id), request.user
    is_own = row.asked_by_id == me.pk or row.state != State.WAITING
    words = _("Taken back by %(person)s.") % {"person": me}
    if not is_own:
        return _cannot(request, row, _("Only who started it takes it back; who approves may refuse it."))
    try:
        taken = approving.refuse(row, because=words, by=me, at=timezone.now())
    except Refused as refused:
        return _cannot(request, row, str(refused.sentence))
    words = _("Paused.") if taken.state == State.PAUSED else _("It is a draft again.")
    return _done(request, row, words, swap="none")


@requires(MANAGES)
@require_http_methods(METHODS)
def pause(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Send nothing for now."""
    return _handle(request, campaign_id, PAUSE, undo="campaigns:resume")


@requires(MANAGES)
@require_POST
def resume(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Let it go on where it stood."""
    row = managed(request, campaign_id)
    try:
        resumed = stopping.resume(row, by=request.user, at=timezone.now())
    except Refused as refused:
        return _cannot(request, row, str(refused.sentence))
    waits = resumed.state == State.WAITING
    words = _("It waits for another person's approval.") if waits else _("It goes on.")
    return _done(request, row, words, swap="none")


@requires(MANAGES)
@require_http_methods(METHODS)
def finish(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Take no further step; what waits goes out."""
    return _handle(request, campaign_id, FINISH)


@requires(MANAGES)
@require_http_methods(METHODS)
def call_off(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """End it for good: what has not left stays in the house."""
    return _handle(request, campaign_id, CALL_OFF)


def page_of(row: Campaign) -> str:
    """The address of its page."""
    return reverse("campaigns:campaign", args=[row.pk])


def managed(request: StaffRequest, campaign_id: int) -> Campaign:
    """A campaign of a hotel whose campaigns this person manages; any other answers like one that does not exist."""
    return _at(campaign_id, request.access.ids_for(MANAGES))


def _to_decide(request: StaffRequest, campaign_id: int) -> Campaign:
    return _at(campaign_id, request.access.ids_for(APPROVES))


def _at(campaign_id: int, hotels: frozenset[int]) -> Campaign:
    rows = Campaign.objects.select_related("hotel", "segment", "asked_by", "approved_by", "by")
    return get_object_or_404(rows, pk=campaign_id, hotel__in=hotels)


def _handle(request: StaffRequest, campaign_id: int, verb: Verb, *, undo: str = "") -> HttpResponse:
    return _act_on(request, managed(request, campaign_id), verb, undo=undo)


def _act_on(request: StaffRequest, row: Campaign, verb: Verb, *, undo: str = "") -> HttpResponse:
    """Ask with the form of `verb` and say what will happen; with its answer do it."""
    if request.method != "POST":
        return _ask(request, row, verb, verb.form(initial=verb.begins(row)))
    form = verb.form(request.POST)
    if not form.is_valid():
        return _ask(request, row, verb, form, status=UNPROCESSABLE)
    try:
        words = verb.act(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    except (Refused, BadRule) as refused:
        form.add_error(None, str(refused.sentence))
        return _ask(request, row, verb, form, status=UNPROCESSABLE)
    is_undone = undo == "campaigns:resume" or Campaign.objects.filter(pk=row.pk, state=State.WAITING).exists()
    return _done(request, row, words, undo=reverse(undo, args=[row.pk]) if undo and is_undone else "")


def _ask(request: StaffRequest, row: Campaign, verb: Verb, form: VerbForm, *, status: int = 200) -> HttpResponse:
    template = "campaigns/campaigns/act_dialog.html" if request.htmx else "campaigns/campaigns/act.html"
    told = verb.tells(row, timezone.now()) if not form.is_bound else consequences.Consequences()
    is_own = verb.needs == APPROVES and row.asked_by_id == request.user.pk
    fault = str(approving.OwnCampaign.sentence) if is_own else told.fault
    context = {"campaign": row, "verb": verb, "form": form, "told": told, "fault": fault, "action": request.path}
    return render(request, template, context, status=status)


def _done(
    request: StaffRequest, row: Campaign, words: StrOrPromise, *, undo: str = "", swap: Swap = "delete"
) -> HttpResponse:
    """Say `words`; the page of the campaign fetches itself anew, or is opened. What asked for it is deleted."""
    say(request, words, undo=undo)
    if not request.htmx:
        return redirect(page_of(row))
    return trigger_client_event(reswap(HttpResponse(), swap), "campaign-changed")


def _cannot(request: StaffRequest, row: Campaign, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(page_of(row))
