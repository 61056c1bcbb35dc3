"""Segments with their size and sentence, and how two of them overlap."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions import segments as actions
from campaigns.forms.segments import OverlapForm
from campaigns.models import Segment
from campaigns.segments import sensitive
from campaigns.segments.listing import Overlap, listed, overlap
from campaigns.segments.nodes import BadRule
from campaigns.segments.sizing import TooSlow
from campaigns.segments.tree import parse
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from loyalty.models import Programme

MANAGES = Permission.MANAGE_CAMPAIGNS


@requires(MANAGES)
@require_safe
def segments(request: StaffRequest) -> HttpResponse:
    """Every segment of the group in use, or those put away."""
    are_away = request.GET.get("away") == "1"
    rows = Segment.objects.filter(archived_at__isnull=not are_away)
    today = Programme.current().today(timezone.now())
    away = Segment.objects.exclude(archived_at=None).count()
    context = {"rows": listed(rows, today=today), "are_away": are_away, "away": away}
    return render(request, "campaigns/segments/list.html", context)


@requires(MANAGES)
@require_POST
def put_away(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Offer a segment no longer."""
    segment = get_object_or_404(Segment, pk=segment_id)
    actions.put_away(segment, by=request.user, at=timezone.now())
    undo = reverse("campaigns:take-up-segment", args=[segment.pk])
    say(request, _("“%(name)s” is put away.") % {"name": segment.name}, undo=undo)
    return redirect("campaigns:segments")


@requires(MANAGES)
@require_POST
def take_up(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Offer it again."""
    segment = get_object_or_404(Segment, pk=segment_id)
    actions.take_up(segment, by=request.user)
    say(request, _("“%(name)s” is in use again.") % {"name": segment.name})
    return redirect("campaigns:segments")


@requires(MANAGES)
@require_safe
def compare(request: StaffRequest) -> HttpResponse:
    """How many guests two segments share."""
    form = OverlapForm(request.GET or None)
    found, why = None, ""
    if form.is_valid():
        found, why = _overlap(request, form.cleaned_data["one"], form.cleaned_data["other"])
    context = {"form": form, "overlap": found, "why": why, "segments": Segment.objects.filter(archived_at=None)}
    return render(request, "campaigns/segments/overlap.html", context)


def _overlap(request: StaffRequest, one: Segment | None, other: Segment | None) -> tuple[Overlap | None, str]:
    if one is None or other is None or one == other:
        return None, _("Choose two different segments.")
    try:
        for segment in (one, other):
            sensitive.check(parse(segment.rule), request.access)
        return overlap(one, other, today=Programme.current().today(timezone.now())), ""
    except (BadRule, TooSlow) as fault:
        return None, fault.sentence
