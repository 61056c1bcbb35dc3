"""A second person approves a campaign that reaches many, or refuses it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, CampaignState
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .agreeing import agreement, is_what_was_asked
from .holding import hold
from .refusal import Refused
from .starting import check_ready
from .stopping import go_on


class OwnCampaign(Refused):
    sentence = gettext_lazy("Somebody else than whoever started it approves a campaign.")


class NothingToDecide(Refused):
    sentence = gettext_lazy("This campaign does not wait for approval any more.")


class ChangedMeanwhile(Refused):
    sentence = gettext_lazy("What it says, or whom it is for, was changed while you read it: look again.")


class ChangedSince(Refused):
    sentence = gettext_lazy(
        "What it says, or whom it is for, was changed since it was started: whoever started it takes it back, or you "
        "refuse it, and it is started anew."
    )


class SayWhy(Refused):
    sentence = gettext_lazy("Say why, for whoever planned it.")


def approve(campaign: Campaign, *, by: User, at: datetime, seen: str = "") -> Campaign:
    """Let a campaign run that waits for a second person, and return it; the same person again changes nothing.

    What it says and whom it is for is kept as agreed to; `seen` is the `agreeing.agreement` that the person was shown.
    Raises `OwnCampaign` for who started it, `NothingToDecide`, `ChangedMeanwhile`, `ChangedSince` where that is not
    what whoever started it stands for, and what `starting.check_ready` raises: a template may have been put away
    meanwhile.
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
        now = agreement(row)
        if seen and seen != now:
            raise ChangedMeanwhile
        if not is_what_was_asked(row):
            raise ChangedSince
        row.state, row.state_because = CampaignState.RUNNING, ""
        row.approved_by, row.approved_at, row.agreed = by, at, now
        row.version += 1
        row.save()
        go_on(row, by=by, at=at)
    return row


def refuse(campaign: Campaign, *, because: str, by: User, at: datetime) -> Campaign:  # noqa: ARG001 (as every verb)
    """Send a campaign that waits back to its planner, as a draft that says why, and return it.

    One that has chosen guests already, before its text was changed, pauses instead. Who started it may take it back so
    too. Raises `SayWhy` or `NothingToDecide`.
    """
    if not because.strip():
        raise SayWhy
    with transaction.atomic(), trail("campaigns.refuse", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state in {CampaignState.DRAFT, CampaignState.PAUSED} and row.state_because == because.strip():
            return row
        if row.state != CampaignState.WAITING:
            raise NothingToDecide
        row.state_because = because.strip()
        if row.enrolments.exists():
            row.state = CampaignState.PAUSED
        else:
            row.state, row.asked_by = CampaignState.DRAFT, None
        row.version += 1
        row.save()
    return row
