"""A draft begins to run, at once or when another person agreed."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, CampaignState, Step, Variant
from campaigns.running.choosing import audience
from campaigns.segments.sizing import TooSlow, patient
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.actions.checking import Draft, UnfitMessageError, check
from hotelcrm.outbox.actions.fitting import fitted

from .agreeing import agreement
from .bell import ring
from .drafting import BadPlan, NotADraft, check_plan, planned
from .holding import hold
from .refusal import Refused


class OverAlready(Refused):
    sentence = gettext_lazy("The end of this campaign has passed: give it a later one.")


class NobodyThere(Refused):
    sentence = gettext_lazy("Nobody is in the audience of this campaign.")


def start(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Let a draft run, or wait for another person if it might reach more than `settings.CAMPAIGN_APPROVAL_SIZE` guests.

    Of an automatic one that is everybody whom its occasion could name. Returns the campaign; one that runs or waits
    already stays so. Raises `NotADraft`, `OverAlready`, `NobodyThere`, or `BadPlan` with what is wrong, such as a
    template without a text for any of its channels, or an audience that takes longer than people wait.
    """
    with transaction.atomic(), trail("campaigns.start", by=by, campaign=campaign.pk):
        row = hold(campaign)
        if row.state in {CampaignState.RUNNING, CampaignState.WAITING}:
            return row
        if row.state != CampaignState.DRAFT:
            raise NotADraft
        check_ready(row, at=at)
        row.asked_size = size_in_time(row, at=at)
        if not row.asked_size and not row.is_automatic:
            raise NobodyThere
        row.asked_by, row.asked_for = by, agreement(row)
        row.approved_by, row.approved_at, row.agreed, row.state_because = None, None, "", ""
        row.state = CampaignState.WAITING if needs_approval(row.asked_size) else CampaignState.RUNNING
        row.version += 1
        row.save()
        if row.state == CampaignState.RUNNING:
            ring()
    return row


def size_of(campaign: Campaign, *, at: datetime) -> int:
    """How many guests `campaign` might reach if it ran now: those of its audience, held out or not."""
    return audience(campaign, today=campaign.hotel.today(at)).count()


def size_in_time(campaign: Campaign, *, at: datetime) -> int:
    """The same while somebody waits. Raises `BadPlan` after five seconds."""
    try:
        with patient():
            return size_of(campaign, at=at)
    except TooSlow as slow:
        raise BadPlan(slow.sentence) from slow


def needs_approval(size: int) -> bool:
    """Whether so many guests need a second person."""
    return size > settings.CAMPAIGN_APPROVAL_SIZE


def check_ready(campaign: Campaign, *, at: datetime) -> None:
    """Raise `OverAlready`, or `BadPlan` with the first thing that keeps `campaign` from running."""
    check_plan(campaign, planned(campaign))
    if campaign.ends_at is not None and campaign.ends_at <= at:
        raise OverAlready
    variants = Variant.objects.filter(step__campaign=campaign).select_related("step", "template", "voucher_type")
    for variant in variants.order_by("step__order", "name"):
        if fault := _fault(campaign, variant.step, variant, at):
            raise BadPlan(fault)


def _fault(campaign: Campaign, step: Step, variant: Variant, at: datetime) -> str:
    if variant.voucher_type is not None and not variant.voucher_type.is_active:
        return _("“%(voucher)s” is no longer issued.") % {"voucher": variant.voucher_type.name}
    facts = (campaign.hotel, step.channels, campaign.purpose, "campaign", at, None)
    try:
        one = Draft(*facts, variant.template, subject="", body="", is_generic=False, mailing=None)
        check(one)
        fitted(one)
    except UnfitMessageError as unfit:
        return str(unfit)
    return ""
