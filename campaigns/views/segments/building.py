"""Answers for the page that writes a rule: how many, who, why this one, and what can be chosen.

What is asked is posted: a rule is long, and names of guests belong in no address. Only the log of looks is written.
"""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.forms.segments import RuleForm, TryForm
from campaigns.segments import sensitive, sizing, vocabulary
from campaigns.segments.explaining import explain
from campaigns.segments.nodes import BadRule
from campaigns.segments.reasons import reasons
from campaigns.segments.sentence import sentence
from campaigns.segments.tree import parse
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_look, log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from loyalty.models import Programme
from stays.candidates import MOST, candidates

UNPROCESSABLE = 422
MANAGES, SEES = Permission.MANAGE_CAMPAIGNS, Permission.SEE_GUESTS
SAMPLE = 10


@requires(MANAGES, Permission.CONFIGURE)
@require_POST
def count(request: StaffRequest) -> JsonResponse:
    """A rule in words, how many guests it has and by which channels; with `parts`, each group and condition."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _first(form), "path": ""}, status=UNPROCESSABLE)
    today = Programme.current().today(timezone.now())
    rule, with_parts = form.cleaned_data["rule"], form.cleaned_data["parts"]
    said = ""
    try:
        group = parse(rule)
        said = sentence(group, today=today)
        sensitive.check(group, request.access)
        found = sizing.size(rule, today=today, parts=with_parts)
    except BadRule as fault:
        return JsonResponse({"error": fault.sentence, "path": fault.path}, status=UNPROCESSABLE)
    except sizing.TooSlow as slow:
        return JsonResponse({"error": slow.sentence, "sentence": said, "slow": True}, status=UNPROCESSABLE)
    parts = {path: formats.number(number) for path, number in found.parts.items()}
    matches = render_to_string("campaigns/segments/_matches.html", {"size": found}, request)
    return JsonResponse({"sentence": said, "matches": matches, "parts": parts, "guests": found.guests})


def _first(form: RuleForm | TryForm) -> str:
    return str(next(iter(form.errors.values()))[0])


@requires(MANAGES)
@require_POST
def sample(request: StaffRequest) -> HttpResponse:
    """Ten guests of a rule; their names for those who may see guests, and a line in the log for each."""
    form, at = RuleForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, _first(form))
    try:
        sensitive.check(parse(form.cleaned_data["rule"]), request.access)
        guests = sizing.sample(form.cleaned_data["rule"], today=Programme.current().today(at), number=SAMPLE)
    except (BadRule, sizing.TooSlow) as fault:
        return _refused(request, fault.sentence)
    may_see = request.access.may(SEES)
    if may_see:
        looked = {guest.pk for guest in guests}
        log_looks(looked, what=ReadLog.What.SEGMENT, by=request.user, at=at, hotel_id=request.hotel.pk, is_part=True)
    return render(request, "campaigns/segments/_sample.html", {"guests": guests, "may_see": may_see})


def _refused(request: StaffRequest, why: str) -> HttpResponse:
    return render(request, "campaigns/segments/_refused.html", {"why": why}, status=UNPROCESSABLE)


@requires(MANAGES)
@requires(SEES)
@require_POST
def people(request: StaffRequest) -> HttpResponse:
    """Guests whom a few letters may mean, to try one."""
    typed = request.POST.get("q", "").strip()[:200]
    found = candidates(typed, country=request.hotel.country) if typed else []
    context = {"found": found, "typed": typed, "is_cut": len(found) == MOST}
    return render(request, "campaigns/segments/_people.html", context)


@requires(MANAGES)
@requires(SEES)
@require_POST
def try_guest(request: StaffRequest) -> HttpResponse:
    """Whether one guest is in, condition by condition; the look is logged."""
    form, at = TryForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, _first(form))
    guest = form.cleaned_data["guest"]
    try:
        group, today = parse(form.cleaned_data["rule"]), Programme.current().today(at)
        sensitive.check(group, request.access)
        verdict = explain(group, guest, today=today, of_all_hotels=request.access.may(Permission.ALL_HOTELS))
    except BadRule as fault:
        return _refused(request, fault.sentence)
    log_look(guest.pk, what=ReadLog.What.SEGMENT, by=request.user, at=at, hotel_id=request.hotel.pk)
    context = {"guest": guest, "verdict": verdict, "reasons": reasons(verdict)}
    return render(request, "campaigns/segments/_verdict.html", context)


@requires(MANAGES, Permission.CONFIGURE)
@require_safe
def choices(request: StaffRequest) -> JsonResponse:
    """What can be chosen for a field, or for a facet of what happened, narrowed down by a few letters."""
    of = vocabulary.find(request.GET.get("field", ""), request.GET.get("facet", ""))
    typed = request.GET.get("q", "").strip()[:200]
    found = sensitive.offered(of, of.choices(typed), request.access) if of is not None else []
    return JsonResponse({"choices": [vocabulary.as_json(choice) for choice in found]})
