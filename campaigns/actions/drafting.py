"""Campaigns as they are planned: to whom, when, by which steps, each with its wordings."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, CampaignState, Segment, Step, Variant
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.actions.checking import TO_GUESTS
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.template import MessagePurpose
from loyalty.models import VoucherType

from .holding import hold
from .refusal import Refused

HELD_OUT_BY_OCCASION, HELD_OUT_ONCE = 10, 5  # percent, unless the plan says otherwise
SALT = 16  # random bytes
MOST_STEPS = 10
MOST_DAYS = 365


class BadPlan(Refused):
    """Something is missing in it, or does not go together; the sentence says what."""


class NotADraft(Refused):
    sentence = gettext_lazy("This campaign is no draft any more: what was started stays as it is.")


class StalePlan(Refused):
    """Somebody else saved meanwhile; `current` is what they saved."""

    sentence = gettext_lazy("Somebody else changed this campaign while you were typing.")

    def __init__(self, current: Campaign) -> None:
        super().__init__()
        self.current = current


class Plan(TypedDict, total=False):
    """The fields of a campaign that people fill, by their names in the model."""

    name_en: str
    name_zh: str
    occasion: str
    days: int | None
    segment: Segment | None
    excluded: Sequence[Segment]
    purpose: str
    goal: str
    holdout_percent: int
    click_days: int
    delivery_days: int
    budget: Decimal | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Wording:
    """A variant of a step as it is planned; `cost` of one message in the hotel's currency."""

    template: Template
    name: str = "A"
    weight: int = 1
    voucher_type: VoucherType | None = None
    points: int = 0
    cost: Decimal = Decimal(0)


@dataclass(frozen=True)
class StepPlan:
    """A step as it is planned: `channels` in order of preference, `after_days` after the step before."""

    channels: Sequence[str]
    wordings: Sequence[Wording]
    after_days: int = 0
    condition: str = Step.Condition.ALWAYS
    picks_winner_by: str = ""
    test_percent: int = 20
    winner_after_hours: int = 24


def draft(
    hotel: Hotel,
    *,
    steps: Sequence[StepPlan],
    by: User | None,
    at: datetime,
    key: str | None = None,
    **plan: Unpack[Plan],
) -> Campaign:
    """Write a campaign of `hotel` down and return it; nobody is chosen before it is started.

    As many are held out as `usually_held_out` says, unless `holdout_percent` says otherwise. The same `key` again is
    the same campaign, as it is by now. Raises `BadPlan`.
    """
    row = Campaign(hotel=hotel, salt=secrets.token_hex(SALT), by=by, created_at=at, key=key)
    row.holdout_percent = usually_held_out(plan.get("occasion", ""), plan.get("purpose", row.purpose))
    with transaction.atomic(), trail("campaigns.draft", by=by):
        if key is not None:
            _wait_for_turn(key)
            if known := Campaign.objects.select_related("hotel", "segment").filter(key=key).first():
                return known
        return _write(row, plan, steps)


def usually_held_out(occasion: str, purpose: str) -> int:
    """The percent held out of a campaign for `occasion`, or of a one-off; nobody, of what a guest needs."""
    if purpose == MessagePurpose.SERVICE:
        return 0
    return HELD_OUT_BY_OCCASION if occasion else HELD_OUT_ONCE


def _wait_for_turn(key: str) -> None:
    """Whoever sends the same form at the same time waits until the other one is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def revise(
    campaign: Campaign,
    *,
    steps: Sequence[StepPlan] | None,
    by: User | None,
    at: datetime,
    version: int,
    **plan: Unpack[Plan],
) -> Campaign:
    """Change a draft that was read at `version`: what `plan` names, and all steps unless `steps` is None; return it.

    Raises `BadPlan`, `NotADraft`, or `StalePlan` when somebody else saved since.
    """
    with transaction.atomic(), trail("campaigns.revise", by=by, campaign=campaign.pk, fields=sorted(plan)):
        row = hold(campaign)
        if row.state != CampaignState.DRAFT:
            raise NotADraft
        if row.version != version:
            raise StalePlan(row)
        row.version += 1
        row.changed_by, row.changed_at = by, at
        return _write(row, plan, steps)


def check_plan(campaign: Campaign, steps: Sequence[StepPlan]) -> None:
    """Raise `BadPlan` with the first thing that is wrong with `campaign` by these `steps`."""
    faults = [_campaign_fault(campaign), _steps_fault(steps)]
    faults += [_step_fault(step, campaign.purpose) for step in steps]
    for fault in faults:
        if fault:
            raise BadPlan(fault)


def planned(campaign: Campaign) -> list[StepPlan]:
    """The steps of `campaign` as they were planned, in their order."""
    rows = campaign.steps.order_by("order").prefetch_related("variants__template", "variants__voucher_type")
    return [
        StepPlan(
            step.channels,
            [
                Wording(row.template, row.name, row.weight, row.voucher_type, row.points, row.cost)
                for row in sorted(step.variants.all(), key=lambda variant: variant.name)
            ],
            step.after_days,
            step.condition,
            step.picks_winner_by,
            step.test_percent,
            step.winner_after_hours,
        )
        for step in rows
    ]


def _write(row: Campaign, plan: Plan, steps: Sequence[StepPlan] | None) -> Campaign:
    for name, value in plan.items():
        if name != "excluded":
            setattr(row, name, value)
    check_plan(row, planned(row) if steps is None else steps)
    row.save()
    if "excluded" in plan:
        row.excluded.set(plan["excluded"])
    if steps is not None:
        row.steps.all().delete()
        for order, step in enumerate(steps):
            _write_step(row, order, step)
    return row


def _write_step(campaign: Campaign, order: int, plan: StepPlan) -> None:
    step = Step.objects.create(
        campaign=campaign,
        order=order,
        after_days=plan.after_days,
        channels=list(dict.fromkeys(plan.channels)),
        condition=plan.condition,
        picks_winner_by=plan.picks_winner_by,
        test_percent=plan.test_percent,
        winner_after_hours=plan.winner_after_hours,
    )
    Variant.objects.bulk_create(
        Variant(
            step=step,
            name=one.name,
            weight=one.weight,
            template=one.template,
            voucher_type=one.voucher_type,
            points=one.points,
            cost=one.cost,
        )
        for one in plan.wordings
    )


def _campaign_fault(campaign: Campaign) -> str:
    if not (campaign.name_en.strip() and campaign.name_zh.strip()):
        return _("A campaign needs a name in both languages.")
    if not campaign.occasion and campaign.segment_id is None:
        return _("Say for whom it is: an audience, or an occasion.")
    if campaign.occasion and campaign.occasion not in OCCASIONS:
        return _("There is no such occasion.")
    if campaign.days is not None and not 0 <= campaign.days <= MOST_DAYS:
        return _("The days of an occasion are between 0 and %(most)s.") % {"most": MOST_DAYS}
    if campaign.starts_at and campaign.ends_at and campaign.ends_at <= campaign.starts_at:
        return _("A campaign cannot end before it starts.")
    return ""


def _steps_fault(steps: Sequence[StepPlan]) -> str:
    if not 1 <= len(steps) <= MOST_STEPS:
        return _("A campaign has between 1 and %(most)s steps.") % {"most": MOST_STEPS}
    if steps[0].condition != Step.Condition.ALWAYS:
        return _("The first step goes to everybody: there is nothing yet that anybody followed or opened.")
    return ""


def _step_fault(step: StepPlan, purpose: str) -> str:
    if not step.channels:
        return _("Each step needs a channel.")
    unknown = [channel for channel in step.channels if channel not in TO_GUESTS]
    if unknown:
        return _("“%(channel)s” is no channel to guests.") % {"channel": unknown[0]}
    names = [one.name for one in step.wordings]
    if not names:
        return _("Each step needs a template.")
    if len(set(names)) < len(names):
        return _("Two variants of a step have the same name.")
    if step.picks_winner_by and len(names) == 1:
        return _("A winner needs a second variant.")
    return next(filter(None, (_wording_fault(one, purpose) for one in step.wordings)), "")


def _wording_fault(one: Wording, purpose: str) -> str:
    if one.weight < 1:
        return _("Every variant needs a weight of 1 or more.")
    if one.template.purpose != purpose:
        values = {"template": one.template.name, "purpose": one.template.get_purpose_display()}
        return _("“%(template)s” is a template for another purpose: %(purpose)s.") % values
    return ""
