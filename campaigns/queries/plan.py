"""A campaign's plan in words: for whom, what when by which channel, at what cost, and what counts as success."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from campaigns.models import Campaign, Segment, Step, Variant
from campaigns.occasions.occasion import Occasion
from campaigns.occasions.registry import OCCASIONS
from campaigns.running import budgets
from campaigns.segments.listing import Listed, listed
from hotelcrm.frame import formats
from hotelcrm.outbox.models.sender import Road

CENT = Decimal("0.01")
Steps = Sequence[tuple[Step, Sequence[Variant]]]


@dataclass(frozen=True)
class PlanVariant:
    """One wording: `share` of the guests, 0 to 1, read it."""

    variant: Variant
    share: Decimal


@dataclass(frozen=True)
class PlanStep:
    """One step: when it comes, to whom of those still in it, by which channels in order, and which wordings."""

    step: Step
    when: str
    to: StrOrPromise
    channels: Sequence[StrOrPromise]
    variants: Sequence[PlanVariant]
    trial: str

    @property
    def number(self) -> int:
        """As people count."""
        return self.step.order + 1


@dataclass(frozen=True)
class Plan:
    """Everything about a campaign that was decided before it started; amounts in the hotel's currency.

    `audience` is None where it is for everybody, or for everybody whom its occasion names. `spent` is of its budget,
    None where it has none; `no_rate` says why that cannot be reckoned.
    """

    occasion: Occasion | None
    days: str
    audience: Listed | None
    excluded: Sequence[Listed]
    steps: Sequence[PlanStep]
    spent: Decimal | None
    no_rate: str = ""


def steps_of(campaign: Campaign) -> Steps:
    """The steps of `campaign` in their order, each with its wordings by name; two queries."""
    rows = campaign.steps.order_by("order").prefetch_related(
        "variants__template", "variants__voucher_type", "variants__mailing"
    )
    return [(step, sorted(step.variants.all(), key=lambda variant: variant.name)) for step in rows]


def plan_of(campaign: Campaign, steps: Steps, *, today: date) -> Plan:
    """`campaign` in words, in the language of the page; what it costs is counted by its messages."""
    occasion = OCCASIONS.get(campaign.occasion) if campaign.occasion else None
    excluded = list(campaign.excluded.order_by("pk"))
    of = [segment for segment in (campaign.segment, *excluded) if segment is not None]
    said = {one.segment.pk: one for one in listed(cast("Iterable[Segment]", of), today=today)}
    every = [variant for _step, variants in steps for variant in variants]
    spent, no_rate = _spent(campaign, every)
    return Plan(
        occasion,
        _days(campaign, occasion),
        said.get(campaign.segment_id) if campaign.segment_id else None,
        [said[segment.pk] for segment in excluded],
        [_step(campaign, step, variants) for step, variants in steps],
        spent,
        no_rate,
    )


def _spent(campaign: Campaign, variants: Sequence[Variant]) -> tuple[Decimal | None, str]:
    """Of the budget, in the hotel's currency as the budget is."""
    try:
        purse = budgets.Purse.of(campaign, variants)
    except budgets.NoRate as fault:
        return None, str(fault.sentence)
    if campaign.budget is None or purse.left is None:
        return None, ""
    return (campaign.budget - purse.left / purse.worth).quantize(CENT), ""


def _days(campaign: Campaign, occasion: Occasion | None) -> str:
    if occasion is None or occasion.days is None:
        return ""
    return _("%(counted)s: %(days)s") % {
        "counted": occasion.counted,
        "days": formats.number(occasion.days_of(campaign)),
    }


def _step(campaign: Campaign, step: Step, variants: Sequence[Variant]) -> PlanStep:
    total = sum(variant.weight for variant in variants)
    words = dict(Road.choices)
    return PlanStep(
        step,
        _when(campaign, step),
        step.get_condition_display() if step.order else _("to everybody chosen who is not held out"),
        [words.get(channel, channel) for channel in step.channels],
        [PlanVariant(variant, Decimal(variant.weight) / total) for variant in variants],
        _trial(campaign, step),
    )


def _when(campaign: Campaign, step: Step) -> str:
    if step.order:
        return ngettext(
            "%(days)s day after the step before", "%(days)s days after the step before", step.after_days
        ) % {"days": formats.number(step.after_days)}
    if campaign.is_automatic:
        return _("in the morning of the day, by the guest's clock")
    return _("as soon as guests are chosen")


def _trial(campaign: Campaign, step: Step) -> str:
    """How its wordings are tried, in a sentence; "" where no winner is looked for."""
    if not step.picks_winner_by:
        return ""
    by = {"clicks": _("by followed links"), "bookings": _("by bookings")}[step.picks_winner_by]
    if campaign.is_automatic:
        return _("The variants compete %(by)s; once one is ahead by more than chance, everybody gets it.") % {"by": by}
    return ngettext(
        "Tried on %(percent)s of the guests; after %(hours)s hour the others get what is ahead %(by)s.",
        "Tried on %(percent)s of the guests; after %(hours)s hours the others get what is ahead %(by)s.",
        step.winner_after_hours,
    ) % {
        "percent": formats.percent(Decimal(step.test_percent) / 100, 0),
        "hours": formats.number(step.winner_after_hours),
        "by": by,
    }
