"""The beat of occasions: whoever's day it is comes into the campaigns that wait for it."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.actions.holding import hold
from campaigns.actions.stopping import pause
from campaigns.models import Campaign, CampaignState
from campaigns.running.choosing import enrol
from campaigns.running.preparing import may_choose
from campaigns.segments.nodes import BadRule

from .registry import OCCASIONS

log = logging.getLogger(__name__)


def running(at: datetime) -> "QuerySet[Campaign]":
    """Automatic campaigns that run at `at`, in the order of their ids."""
    begun = Campaign.objects.filter(Q(starts_at=None) | Q(starts_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at))
    rows = begun.filter(state=CampaignState.RUNNING, occasion__in=OCCASIONS)
    return rows.select_related("hotel", "segment").order_by("pk")


def run(*, at: datetime) -> Mapping[int, Counter[str]]:
    """Take everybody whose occasion is at hand at `at` into the campaigns for it; by campaign, how many by arm.

    Each campaign is a transaction of its own. Asked again, at once or later, it adds whoever came since: two beats at
    the same moment enrol each guest once. A campaign whose audience cannot be asked for is paused and says why, as is
    one that is not what was agreed to any more; one that grew above what needs nobody waits for a second person. One
    that fails otherwise keeps no other waiting and is tried again.
    """
    return {campaign.pk: _run(campaign, at) for campaign in running(at)}


def _run(campaign: Campaign, at: datetime) -> Counter[str]:
    try:
        return _take_in(campaign, at)
    except Exception:
        log.exception("Campaign %s could not be run for its occasion.", campaign.pk)
        return Counter()


def _take_in(campaign: Campaign, at: datetime) -> Counter[str]:
    try:
        with transaction.atomic():
            row = hold(campaign)
            if row.state != CampaignState.RUNNING or not may_choose(row, at=at):
                return Counter()
            return enrol(row, OCCASIONS[row.occasion].due(row, at=at), at=at)
    except BadRule as bad:
        pause(campaign, because=bad.sentence, by=None, at=at)
        return Counter()
