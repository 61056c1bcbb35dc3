"""A second person agrees to a campaign that reaches many, or does not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, CampaignState
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .bell import ring
from .drafting import hold
from .refusal import Refused
from .starting import check_ready


class OwnCampaign(Refused):
    sentence = gettext_lazy("Somebody else than who started it agrees to a campaign.")


class NothingToDecide(Refused):
    sentence = gettext_lazy("This campaign does not wait for approval any more.")


class SayWhy(Refused):
    sentence = gettext_lazy("Say why, for whoever planned it.")


def approve(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Let a campaign run that waits for a second person, and return it; the same person again changes nothing.

    Raises `OwnCampaign` for who started it, `NothingToDecide`, and what `starting.check_ready` raises: a template may
    have been put away meanwhile.
    """
    with transaction.atomic(), trail("campaigns.approve", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state == CampaignState.RUNNING and row.approved_by_id == by.pk:
            return row
        if row.state != CampaignState.WAITING:
            raise NothingToDecide
        if row.asked_by_id == by.pk:
            raise OwnCampaign
        check_ready(row, at=at)
        row.state, row.state_because = CampaignState.RUNNING, ""
        row.approved_by, row.approved_at = by, at
        row.version += 1
        row.save()
        ring()
    return row


def refuse(campaign: Campaign, *, because: str, by: User, at: datetime) -> Campaign:  # noqa: ARG001 (as every verb)
    """Send a campaign that waits back to its planner, as a draft that says why, and return it.

    Who started it may take it back so too. Raises `SayWhy` or `NothingToDecide`.
    """
    if not because.strip():
        raise SayWhy
    with transaction.atomic(), trail("campaigns.refuse", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state == CampaignState.DRAFT and row.state_because == because.strip():
            return row
        if row.state != CampaignState.WAITING:
            raise NothingToDecide
        row.state, row.state_because, row.asked_by = CampaignState.DRAFT, because.strip(), None
        row.version += 1
        row.save()
    return row
