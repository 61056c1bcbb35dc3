"""Where a campaign stands and what it waits for, in one sentence."""

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, CampaignState
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.frame import formats


def standing(campaign: Campaign, *, at: datetime, is_own: bool = False) -> str:
    """What `campaign` waits for at `at`, in the language of the page; at most one query.

    With `is_own` it is told to whoever started it, who knows by whom.
    """
    if campaign.state == CampaignState.DRAFT:
        return _("Nobody gets anything before it is started.")
    if campaign.state == CampaignState.WAITING:
        return _waits(campaign, is_own=is_own)
    if campaign.state == CampaignState.PAUSED:
        return _("Nothing goes out until it is resumed.")
    if campaign.state == CampaignState.FINISHED:
        return _("No step is taken any more. Bookings still count until everybody's days are over.")
    if campaign.state == CampaignState.CANCELLED:
        return _("Nobody gets anything more of it. What was sent stays sent.")
    return _runs(campaign, at)


def _waits(campaign: Campaign, *, is_own: bool) -> str:
    size = campaign.asked_size or 0
    if is_own:
        return ngettext(
            "Another person approves before anything goes out: it might reach %(n)s guest.",
            "Another person approves before anything goes out: it might reach %(n)s guests.",
            size,
        ) % {"n": formats.number(size)}
    return ngettext(
        "Another person approves before anything goes out: it might reach %(n)s guest. Started by %(who)s.",
        "Another person approves before anything goes out: it might reach %(n)s guests. Started by %(who)s.",
        size,
    ) % {"n": formats.number(size), "who": campaign.asked_by or "—"}


def _runs(campaign: Campaign, at: datetime) -> str:
    if campaign.starts_at is not None and campaign.starts_at > at:
        return _("It begins %(when)s.") % {"when": formats.moment(campaign.starts_at)}
    if campaign.is_automatic:
        occasion = OCCASIONS.get(campaign.occasion)
        name = occasion.name if occasion else campaign.occasion
        return _("It looks every five minutes whose occasion is at hand: %(occasion)s.") % {"occasion": name}
    if campaign.prepared_at is None:
        return _("Its guests are being chosen.")
    due = campaign.enrolments.filter(due_at__isnull=False).aggregate(first=Min("due_at"))["first"]
    if due is None:
        return _("All steps are taken; what waits goes out.")
    if due <= at:
        return _("A step is being taken now.")
    return _("The next step is due %(when)s.") % {"when": formats.moment(due)}
