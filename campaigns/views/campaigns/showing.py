"""The page of one campaign: what it stands for and waits for, its plan, dry run, progress and results."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.forms.verbs import LookUpForm
from campaigns.models import Campaign, CampaignState, KeptFigures, Variant
from campaigns.queries.offered import offered
from campaigns.queries.plan import plan_of, steps_of
from campaigns.queries.progress import progress_of
from campaigns.queries.standing import standing
from campaigns.queries.wording import texts_of
from campaigns.results import keeping
from campaigns.results.drawing import drawings_of
from campaigns.results.keeping import Told
from campaigns.results.telling import of_guests
from campaigns.running.dry_run import DryRun, name_samples
from campaigns.running.one_guest import answer_for
from campaigns.segments import sensitive
from campaigns.segments.nodes import BadRule
from guests.models import Guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_look, log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.outbox.actions.checking import UnfitMessageError
from stays.candidates import MOST, candidates

from .verbs import METHODS, managed

MANAGES, SEES = Permission.MANAGE_CAMPAIGNS, Permission.SEE_GUESTS
What = KeptFigures.What
PLAN, DRY_RUN, PROGRESS, RESULTS = "plan", "dry-run", "progress", "results"
UNSTARTED = {CampaignState.DRAFT, CampaignState.WAITING}
OVER = {CampaignState.FINISHED, CampaignState.CANCELLED}


@requires(MANAGES)
@require_safe
def campaign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """What matters now: the plan before it starts, progress while it runs, results afterwards."""
    row = managed(request, campaign_id)
    tab = PLAN if row.state in UNSTARTED else RESULTS if row.state in OVER else PROGRESS
    return _page(request, row, tab)


@requires(MANAGES)
@require_safe
def plan(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """The plan in words."""
    return _page(request, managed(request, campaign_id), PLAN)


@requires(MANAGES)
@require_safe
def progress(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Who was chosen, what is due, what went out, waits or was refused."""
    return _page(request, managed(request, campaign_id), PROGRESS)


@requires(MANAGES)
@require_http_methods(METHODS)
def dry_run(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Who would get what and who would not, and why; posted, a worker reckons it anew."""
    return _reckoned(request, managed(request, campaign_id), DRY_RUN, What.DRY_RUN)


@requires(MANAGES)
@require_http_methods(METHODS)
def results(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """What came of it, and whether it worked; posted, a worker reckons it anew."""
    return _reckoned(request, managed(request, campaign_id), RESULTS, What.RESULTS)


@requires(MANAGES)
@require_safe
def wording(request: StaffRequest, campaign_id: int, variant_id: int) -> HttpResponse:
    """What guests read of one variant, with samples for what is known of them: a dialog, or a page without scripts."""
    row = managed(request, campaign_id)
    variants = Variant.objects.filter(step__campaign=row).select_related("template", "step")
    variant = get_object_or_404(variants, pk=variant_id)
    context = {
        "campaign": row,
        "variant": variant,
        "texts": texts_of(variant.template, variant.step.channels, hotel=row.hotel, language=get_language() or ""),
        "may_edit": request.access.may(Permission.MANAGE_MESSAGES),
    }
    template = "campaigns/campaigns/wording_dialog.html" if request.htmx else "campaigns/campaigns/wording.html"
    return render(request, template, context)


@requires(MANAGES)
@requires(SEES)
@require_POST
def look_up(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """What one guest would get and why; first whom a few letters may mean. Posted: names belong in no address."""
    row, at = managed(request, campaign_id), timezone.now()
    form = LookUpForm(request.POST)
    form.is_valid()
    guest, typed = form.cleaned_data.get("guest"), form.cleaned_data.get("q", "")
    context: dict[str, Any] = {"campaign": row, "typed": typed, "guest": guest}
    if guest is not None:
        log_look(guest.pk, what=ReadLog.What.SEGMENT, by=request.user, at=at, hotel_id=request.hotel.pk)
        context |= _answer(request, row, guest, at)
    elif typed:
        found = candidates(typed, country=request.hotel.country)
        context |= {"found": found, "is_cut": len(found) == MOST}
    template = "campaigns/campaigns/_one_guest.html" if request.htmx else "campaigns/campaigns/one_guest.html"
    return render(request, template, context)


def _may_know(request: StaffRequest, row: Campaign) -> bool:
    """Whether this person may know who is in its audience: not, where a segment asks what the role does not see."""
    rules = [] if row.segment is None else [row.segment.rule]
    return sensitive.allows([*rules, *row.excluded.values_list("rule", flat=True)], request.access)


def _answer(request: StaffRequest, row: Campaign, guest: Guest, at: datetime) -> dict[str, Any]:
    if not _may_know(request, row):
        return {"fault": _("Its audience asks about sensitive preferences, which your role does not see.")}
    try:
        return {"answer": answer_for(row, guest, at=at)}
    except (BadRule, UnfitMessageError) as fault:
        return {"fault": str(fault)}


def _reckoned(request: StaffRequest, row: Campaign, tab: str, what: What) -> HttpResponse:
    if request.method == "POST":
        keeping.ask(row, what, at=timezone.now())
        if not request.htmx:
            return redirect(f"campaigns:{tab}", row.pk)
    if request.htmx and request.htmx.target == tab:
        return render(request, f"campaigns/campaigns/_{tab.replace('-', '_')}.html", _of_tab(request, row, tab))
    return _page(request, row, tab)


def _page(request: StaffRequest, row: Campaign, tab: str) -> HttpResponse:
    """The whole page; for htmx without its frame, after something was done."""
    at = timezone.now()
    may = offered(row, request.access)
    context = {
        "campaign": row,
        "tab": tab,
        "standing": standing(row, at=at, is_own=may.is_own),
        "offered": may,
        **_of_tab(request, row, tab),
    }
    template = "campaigns/campaigns/_page.html" if request.htmx else "campaigns/campaigns/campaign.html"
    return render(request, template, context)


def _of_tab(request: StaffRequest, row: Campaign, tab: str) -> dict[str, Any]:
    """What one tab shows."""
    at = timezone.now()
    context: dict[str, Any] = {"campaign": row, "at": at, "today": row.hotel.today(at)}
    if tab == DRY_RUN:
        return context | _foretold(request, row, at)
    if tab == RESULTS:
        return context | _came_of_it(row, at)
    steps = steps_of(row)
    if tab == PROGRESS:
        may_see = request.access.may(Permission.SEE_MESSAGES)
        return context | {"progress": progress_of(row, steps, at=at), "may_see_messages": may_see}
    return context | {"plan": plan_of(row, steps, today=row.hotel.today(at))}


def _foretold(request: StaffRequest, row: Campaign, at: datetime) -> dict[str, Any]:
    """A page of its own comes at once, and fetches this part: the gate is asked about each guest."""
    if row.state in OVER:
        return {"is_over": True}
    if not (request.htmx and request.htmx.target == DRY_RUN) and "now" not in request.GET:
        return {"is_fetched": True}
    told = keeping.dry_run_of(row, at=at)
    may_see = request.access.may(SEES) and _may_know(request, row)
    if told.figures is not None and may_see:
        _look(request, told, at)
    return {"told": told, "may_see": may_see}


def _look(request: StaffRequest, told: Told, at: datetime) -> None:
    """Name the guests of the samples, and log that they were seen."""
    found: DryRun = told.figures
    name_samples(found)
    shown = {guest.pk for some in (*found.gets.values(), *found.gets_not.values()) for guest in some.guests}
    log_looks(shown, what=ReadLog.What.SEGMENT, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)


def _came_of_it(row: Campaign, at: datetime) -> dict[str, Any]:
    if row.state in UNSTARTED:
        return {"is_early": True}
    told = keeping.results_of(row, at=at)
    if told.figures is None:
        return {"told": told}
    return {"told": told, "drawings": drawings_of(told.figures), "guests": of_guests(told.figures.arms)}
