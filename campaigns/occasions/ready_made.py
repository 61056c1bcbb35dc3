"""The automatic campaigns every hotel begins with: one draft for each occasion, to be read, changed and started."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from campaigns.actions.drafting import StepPlan, Wording, draft
from campaigns.models import Campaign, Goal
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road

ROADS: Final = (Road.WECOM.value, Road.SMS.value, Road.EMAIL.value)
LETTERS: Final = (Road.WECOM.value, Road.EMAIL.value)  # for what a text message is too short for


@dataclass(frozen=True)
class Ready:
    """A campaign to be: its occasion, names, the code of its template, and a second step after so many days."""

    occasion: str
    name_en: str
    name_zh: str
    template: str
    goal: str = Goal.BOOKING.value
    channels: Sequence[str] = ROADS
    again_after: int = 0

    @property
    def steps(self) -> list[tuple[int, Sequence[str]]]:
        """Of each step the days after the one before, and the channels; the second goes by text message alone."""
        return [(0, self.channels), *([(self.again_after, (Road.SMS.value,))] if self.again_after else [])]


READY: Final = (
    Ready("birthday", "Birthday wishes", "生日祝福", "birthday"),
    Ready("anniversary", "Wedding anniversary", "结婚纪念日", "anniversary"),
    Ready("welcome", "Welcome to the programme", "入会欢迎", "welcome-member", Goal.NONE.value),
    Ready("pre_arrival", "Three days before arrival", "行前三日", "pre-arrival", Goal.NONE.value),
    Ready("post_stay", "An offer to return", "返店礼遇", "return-offer"),
    Ready("low_score", "After a low score", "低分关怀", "low-score", channels=LETTERS),
    Ready("milestone_stay", "The tenth stay", "第十次入住", "milestone-stay"),
    Ready("tier_upgraded", "Congratulations on the new tier", "会员升级祝贺", "tier-upgraded"),
    Ready("one_step_to_tier", "One step to the next tier", "再一步即可升级", "one-step-to-tier"),
    Ready("points_expiring_30", "Points expire in 30 days", "积分30天后到期", "points-expiring"),
    Ready("points_expiring_7", "Points expire in 7 days", "积分7天后到期", "points-expiring"),
    Ready("predicted_trip", "Before the next trip", "下次出行之前", "next-trip"),
    Ready("cooling", "Before a regular goes quiet", "常客流失预警", "thinking-of-you"),
    Ready("dormancy", "Waking up", "沉睡唤醒", "win-back", channels=LETTERS, again_after=14),
)


def write(hotel: Hotel, *, at: datetime) -> list[Campaign]:
    """Write the drafts of `hotel` that it has no campaign for yet, and return them; a template put away is none."""
    with transaction.atomic():
        Hotel.objects.select_for_update(no_key=True).get(pk=hotel.pk)
        known = set(Campaign.objects.filter(hotel=hotel).exclude(occasion="").values_list("occasion", flat=True))
        templates = {row.code: row for row in Template.objects.filter(archived_at=None)}
        return [
            _draft(hotel, ready, templates[ready.template], at)
            for ready in READY
            if ready.occasion not in known and ready.template in templates
        ]


def write_soon(hotel: Hotel) -> None:
    """The same, once it is for sure that there is this hotel; what goes wrong then does not undo it."""

    def write_now() -> None:  # no partial: Django says the name of what went wrong
        write(hotel, at=timezone.now())

    transaction.on_commit(write_now, robust=True)


def _draft(hotel: Hotel, ready: Ready, template: Template, at: datetime) -> Campaign:
    steps = [StepPlan(channels, [Wording(template)], after_days=after_days) for after_days, channels in ready.steps]
    return draft(
        hotel,
        steps=steps,
        by=None,
        at=at,
        name_en=ready.name_en,
        name_zh=ready.name_zh,
        occasion=ready.occasion,
        purpose=template.purpose,
        goal=ready.goal,
    )
