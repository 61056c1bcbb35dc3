"""An approval ends with what was approved: whoever changes a text or an offer that campaigns send, pauses them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from campaigns.models import Campaign, CampaignState
from hotelcrm.outbox.actions import mailings
from hotelcrm.outbox.models import Mailing
from hotelcrm.outbox.models.message import OPEN

from .agreeing import why_not
from .stopping import pause


@transaction.atomic
def hold_changed(*, at: datetime, template: int | None = None) -> int:
    """Pause running campaigns that are not what was agreed to any more, and return how many.

    Of those that send `template`, or of all. To be called in the transaction that changes a text or an offer: nothing
    leaves with words that nobody agreed to. What still waits of a campaign that is finished is called off, for nobody
    can agree to it any more. Again it finds nothing to do.
    """
    approved = Campaign.objects.exclude(Q(approved_by=None) & Q(agreed="")).order_by("pk")
    if template is not None:
        approved = approved.filter(pk__in=Campaign.objects.filter(steps__variants__template=template).values("pk"))
    held = 0
    for row in approved.filter(state=CampaignState.RUNNING):
        if because := why_not(row):
            pause(row, because=because, by=None, at=at)
            held += 1
    for row in approved.filter(state=CampaignState.FINISHED):
        _stop_the_rest(row, at)
    return held


def _stop_the_rest(campaign: Campaign, at: datetime) -> None:
    left = Mailing.objects.filter(variant__step__campaign=campaign, cancelled_at=None, messages__state__in=OPEN)
    rows = list(left.distinct().order_by("pk"))
    if rows and why_not(campaign):
        for mailing in rows:
            mailings.call_off(mailing, by=None, at=at)
