"""A campaign is written down, changed while it is a draft, and copied."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.actions.drafting import NotADraft, StalePlan, draft, revise
from campaigns.actions.refusal import Refused
from campaigns.forms.campaigns import LONGEST, PlanForms
from campaigns.forms.differences import differences
from campaigns.models import Campaign, CampaignState
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say

MANAGES = Permission.MANAGE_CAMPAIGNS
UNPROCESSABLE, CONFLICT = 422, 409
COPY = {"name_en": "{} (copy)", "name_zh": "{}（副本）"}  # in both languages, whichever is read


@requires(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write a campaign of this hotel down; an address may say for which occasion or segment."""
    at = timezone.now()
    given = {name: value for name in ("occasion", "segment") if (value := request.GET.get(name))}
    forms = PlanForms(_posted(request), hotel=request.hotel, at=at, initial=_named(given))
    return _write(request, forms, at, {"title": _("New campaign")})


@requires(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Write a new draft that begins as another campaign is, at its hotel; its days are over, so they are not taken."""
    at, campaign = timezone.now(), _campaign(request, campaign_id)
    names = {name: words.format(getattr(campaign, name))[:LONGEST] for name, words in COPY.items()}
    fresh = names | {"starts_at": None, "ends_at": None, "version": None}
    forms = PlanForms(_posted(request), hotel=campaign.hotel, at=at, campaign=campaign, initial=fresh)
    return _write(request, forms, at, {"title": _("Copy of “%(name)s”") % {"name": campaign.name}})


@requires(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Change a draft; any other campaign says that it cannot be changed, and offers a copy."""
    at, campaign = timezone.now(), _campaign(request, campaign_id)
    if campaign.state != CampaignState.DRAFT:
        return _fixed(request, campaign)
    forms = PlanForms(_posted(request), hotel=campaign.hotel, at=at, campaign=campaign)
    context = {"title": campaign.name, "campaign": campaign}
    if not forms.is_bound or not forms.is_valid():
        return _draw(request, forms, context)
    version = forms.form.cleaned_data["version"] or 0
    try:
        row = revise(campaign, steps=forms.step_plans(), by=request.user, at=at, version=version, **forms.plan())
    except StalePlan as stale:
        return _both(request, stale, context, at)
    except NotADraft:
        return _fixed(request, _campaign(request, campaign_id))
    except Refused as refused:
        forms.form.add_error(None, str(refused.sentence))
        return _draw(request, forms, context)
    say(request, _("Saved."))
    return redirect("campaigns:campaign", row.pk)


def _posted(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _campaign(request: StaffRequest, campaign_id: int) -> Campaign:
    """One of a hotel whose campaigns this person manages; any other answers like one that does not exist."""
    rows = Campaign.objects.select_related("hotel", "segment", "changed_by")
    return get_object_or_404(rows, pk=campaign_id, hotel__in=request.access.ids_for(MANAGES))


def _named(given: dict[str, str]) -> dict[str, Any]:
    """An occasion gives a campaign its first names."""
    occasion = OCCASIONS.get(given.get("occasion", ""))
    if occasion is None:
        return {name: value for name, value in given.items() if name == "segment" and value.isdecimal()}
    names = {}
    for name, language in (("name_en", "en"), ("name_zh", "zh-hans")):
        with translation.override(language):
            names[name] = str(occasion.name)
    return given | names


def _write(request: StaffRequest, forms: PlanForms, at: datetime, context: dict[str, Any]) -> HttpResponse:
    if not forms.is_bound or not forms.is_valid():
        return _draw(request, forms, context)
    key = f"{request.user.pk}:{forms.form.cleaned_data['key']}" if forms.form.cleaned_data["key"] else None
    try:
        row = draft(forms.hotel, steps=forms.step_plans(), by=request.user, at=at, key=key, **forms.plan())
    except Refused as refused:
        forms.form.add_error(None, str(refused.sentence))
        return _draw(request, forms, context)
    say(request, _("“%(name)s” is written down. Nothing goes out before it is started.") % {"name": row.name})
    return redirect("campaigns:campaign", row.pk)


def _both(request: StaffRequest, stale: StalePlan, context: dict[str, Any], at: datetime) -> HttpResponse:
    """What was typed stands in the form still, with what was saved meanwhile above it; saving again decides."""
    typed = request.POST.copy()
    typed["version"] = str(stale.current.version)
    forms = PlanForms(typed, hotel=stale.current.hotel, at=at, campaign=stale.current)
    forms.is_valid()
    more = {"campaign": stale.current, "differences": differences(stale.current, forms)}
    return _draw(request, forms, context | more, status=CONFLICT)


def _fixed(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    status = CONFLICT if request.method == "POST" else None
    return render(request, "campaigns/campaigns/fixed.html", {"campaign": campaign}, status=status)


def _draw(
    request: StaffRequest, forms: PlanForms, context: dict[str, Any], status: int = UNPROCESSABLE
) -> HttpResponse:
    shown = {"forms": forms, "form": forms.form, "of_hotel": forms.hotel, "occasions": _words(), **context}
    return render(request, "campaigns/campaigns/form.html", shown, status=status if forms.is_bound else None)


def _words() -> dict[str, dict[str, Any]]:
    """What the page says of each occasion."""
    return {
        code: {
            "name": str(one.name),
            "explanation": str(one.explanation),
            "counted": str(one.counted),
            "days": one.days,
        }
        for code, one in OCCASIONS.items()
    }
