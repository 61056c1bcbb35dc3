"""A one-off's time has come: everybody of its audience is chosen, once."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.actions.agreeing import why_not
from campaigns.actions.holding import be_alone, sit_down
from campaigns.actions.starting import needs_approval, size_of
from campaigns.actions.stopping import pause
from campaigns.models import Campaign, CampaignState
from campaigns.models.campaign import AUDIENCE_GREW
from hotelcrm.audit.actions import trail

from .choosing import enrol, once

GREW = 2  # so many times the guests it was approved for are another campaign


def to_prepare(at: datetime) -> "QuerySet[Campaign]":
    """One-offs that run, whose guests nobody has chosen yet."""
    running = Campaign.objects.filter(state=CampaignState.RUNNING, occasion="", prepared_at=None)
    return running.filter(Q(starts_at=None) | Q(starts_at__lte=at)).order_by("pk")


def prepare(campaign_id: int, *, at: datetime) -> Counter[str]:
    """Choose the guests of a one-off, all in one transaction, and return how many by arm.

    Chosen already, or being chosen by another worker, it is left alone. Of an audience that grew above what was agreed
    to nobody is chosen: the campaign waits for a second person again. What is not what was agreed to any more pauses.
    """
    with transaction.atomic(), trail("campaigns.prepare", by=None, campaign=campaign_id):
        if not be_alone(campaign_id, sit_down(campaign_id)):
            return Counter()
        held = to_prepare(at).select_related("hotel", "segment").filter(pk=campaign_id)
        row = held.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        if row is None or not may_choose(row, at=at):
            return Counter()
        counted = enrol(row, once(row, at=at), at=at)
        row.prepared_at = at
        row.save(update_fields=["prepared_at"])
    return counted


def may_choose(row: Campaign, *, at: datetime) -> bool:
    """Whether guests may be chosen for `row`, which runs and is held; it pauses, or waits for a second person, if not.

    An automatic one that needed nobody is asked how large it is as often as it chooses: its audience may be given
    another rule, or grow. One that was approved is for the rule that was, however many fit it by now.
    """
    if because := why_not(row):
        pause(row, because=because, by=None, at=at)
        return False
    return not _waits_again(row, at)


def _waits_again(row: Campaign, at: datetime) -> bool:
    if row.is_automatic and (row.approved_by_id or row.asked_size is None):
        return False
    size = size_of(row, at=at)
    agreed = (row.asked_size or 0) * GREW if row.approved_by_id else 0
    if not needs_approval(size) or size <= agreed:
        return False
    row.state, row.asked_size = CampaignState.WAITING, size
    row.state_because = AUDIENCE_GREW
    row.approved_by = row.approved_at = None
    row.version += 1
    row.save()
    return True
