"""The one-off campaigns of the demo: one that worked, one of which nobody can tell, and one in every other state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from campaigns.actions import stopping
from campaigns.actions.approving import approve
from campaigns.actions.drafting import StepPlan, Wording, draft
from campaigns.actions.starting import needs_approval, size_of, start
from campaigns.models import Campaign, CampaignState, Segment
from campaigns.running import preparing, winners
from campaigns.running.stepping import course_of
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from loyalty.models import VoucherType

from .campaigns_bookings import Effect, bring
from .campaigns_past import WORKED, go_out, take
from .campaigns_segments import REACHED, SPA, UNHAPPY
from .messages import USUAL, Fate, leave, waiting

ROADS: Final = (Road.WECOM.value, Road.SMS.value, Road.EMAIL.value)
BY_MAIL: Final = (Road.EMAIL.value, Road.WECOM.value, Road.SMS.value)
LETTERS: Final = (Road.EMAIL.value, Road.WECOM.value)
PENNY: Final = Decimal("0.0600")  # what a text message costs
HOUR: Final = time(10, 30)
OURS: Final = "demo "  # how the salts of the demo's campaigns begin


@dataclass(frozen=True)
class Cast:
    """Who does what in the campaigns of the demo, and with what."""

    hotel: Hotel
    marketing: User
    manager: User
    segments: Mapping[str, Segment]
    templates: Mapping[str, Template]
    vouchers: Mapping[str, VoucherType]

    def wording(self, template: str, name: str = "A", voucher: str = "") -> Wording:
        """A variant; with a voucher, if the house has that one."""
        return Wording(self.templates[template], name, voucher_type=self.vouchers.get(voucher), cost=PENNY)


def fill(cast: Cast, random: Random, *, at: datetime) -> None:
    """Write them, and let the past ones have run, as of the instant `at`."""
    _winter(cast, random, at=at)
    _called_off(cast, at=at)
    _spa(cast, at=at)
    _running(cast, at=at)
    _waiting(cast, at=at)
    _draft(cast, at=at)
    for campaign in Campaign.objects.filter(hotel=cast.hotel, occasion="", prepared_at__isnull=False).order_by("pk"):
        go_out(campaign, until=at, fates={"": Fate(dead=0)})  # what caps had held back


def _winter(cast: Cast, random: Random, *, at: datetime) -> None:
    """Three months ago: two wordings tried on some, the better one to the others; one in five got nothing."""
    then = _day(cast.hotel, at, -101)
    first = StepPlan(
        BY_MAIL,
        [cast.wording("win-back", "A", "fb-100"), cast.wording("return-offer", "B", "fb-100")],
        picks_winner_by="clicks",
        test_percent=30,
    )
    campaign = _begin(
        *(cast, [first], then),
        name_en="Winter holidays, booked early",
        name_zh="寒假早鸟礼遇",
        holdout_percent=20,
        budget=Decimal(30_000),
    )
    fates = {"A": Fate(dead=1, opened=38, clicked=11), "B": Fate(dead=1, opened=52, clicked=24)}
    preparing.prepare(campaign.pk, at=then)
    take(campaign, until=then + WORKED, fates=fates)
    told = then + timedelta(hours=first.winner_after_hours) + WORKED
    course = course_of(Campaign.objects.get(pk=campaign.pk))
    winners.settle(campaign, course.steps[0], course.variants[0], at=told)
    take(Campaign.objects.get(pk=campaign.pk), until=told + WORKED, fates=fates)
    stopping.finish(campaign, by=None, at=told + timedelta(hours=2))
    bring(campaign, random, Effect(of_hundred=12, most=30), at=at)


def _spa(cast: Cast, *, at: datetime) -> None:
    """Seven weeks ago, to few guests and with the usual holdout: nobody can tell."""
    then = _day(cast.hotel, at, -52)
    steps = [StepPlan(ROADS, [cast.wording("return-offer", voucher="spa-20")])]
    names = {"name_en": "Spa evenings for two", "name_zh": "双人水疗之夜"}
    campaign = _begin(cast, steps, then, segment=cast.segments[SPA], **names)
    preparing.prepare(campaign.pk, at=then)
    take(campaign, until=then + WORKED, fates={"": Fate(dead=1)})
    stopping.finish(campaign, by=None, at=then + timedelta(hours=3))


def _called_off(cast: Cast, *, at: datetime) -> None:
    """Stopped after a third had gone: the wrong price stood in the text."""
    then = _day(cast.hotel, at, -76)
    steps = [StepPlan(ROADS, [cast.wording("win-back", voucher="upgrade")])]
    campaign = _begin(cast, steps, then, name_en="Mid-autumn moon viewing", name_zh="中秋赏月套餐")
    preparing.prepare(campaign.pk, at=then)
    take(campaign, until=then)
    variant = course_of(campaign).variants[0][0]
    if variant.mailing is not None:
        ids = waiting(variant.mailing, then)
        leave(variant.mailing, ids[: len(ids) // 3], fate=USUAL)
    because = "短信中的价格有误 / the wrong price in the text"
    stopping.call_off(campaign, because=because, by=cast.manager, at=then + timedelta(hours=1))


def _running(cast: Cast, *, at: datetime) -> None:
    """Six days ago; whoever followed no link hears once more in a week."""
    then = _day(cast.hotel, at, -6)
    steps = [
        StepPlan(LETTERS, [cast.wording("win-back", voucher="fb-100")]),
        StepPlan((Road.SMS.value,), [cast.wording("win-back")], after_days=14, condition="no_click"),
    ]
    names = {"name_en": "A winter weekend by the lake", "name_zh": "冬日湖畔周末"}
    campaign = _begin(cast, steps, then, **names, budget=Decimal(20_000))
    preparing.prepare(campaign.pk, at=then)
    take(campaign, until=then + WORKED, fates={"": Fate(dead=1, opened=50, clicked=18)})


def _waiting(cast: Cast, *, at: datetime) -> None:
    """Asked for this morning; it might reach more than one person decides on. In a small house it stays a draft."""
    steps = [StepPlan(ROADS, [cast.wording("return-offer", voucher="welcome-drink")])]
    names = {"name_en": "New Year's Eve at the lake", "name_zh": "湖畔跨年夜"}
    campaign = _written(cast, steps, at, segment=_everybody(cast, at), **names)
    if needs_approval(size_of(campaign, at=at)):
        start(campaign, by=cast.marketing, at=at)


def _draft(cast: Cast, *, at: datetime) -> None:
    steps = [StepPlan(ROADS, [cast.wording("win-back", "A"), cast.wording("return-offer", "B")])]
    names = {"name_en": "Spring tea on the hills", "name_zh": "龙坞春茶行"}
    segment = cast.segments.get("tea") or cast.segments[REACHED]
    _written(cast, steps, at - timedelta(days=1), segment=segment, **names)


def _everybody(cast: Cast, at: datetime) -> Segment:
    row = Segment(
        name_en="Everybody who has stayed",
        name_zh="所有住过的客人",
        rule={"all": [{"field": "stays", "op": "at_least", "value": 1}]},
        description="节庆公告 / for the great feasts",
        by=cast.marketing,
        created_at=at - timedelta(days=40),
    )
    row.save()
    return row


def _begin(cast: Cast, steps: list[StepPlan], at: datetime, **plan: Any) -> Campaign:
    """A campaign that runs since `at`, approved where it takes two."""
    campaign = start(_written(cast, steps, at - timedelta(days=2), **plan), by=cast.marketing, at=at)
    if campaign.state == CampaignState.WAITING:
        campaign = approve(campaign, by=cast.manager, at=at)
    return campaign


def _written(cast: Cast, steps: list[StepPlan], at: datetime, **plan: Any) -> Campaign:
    """A draft whose lots are the same for the same name."""
    whom = {"segment": cast.segments[REACHED], "excluded": [cast.segments[UNHAPPY]], **plan}
    campaign = draft(cast.hotel, steps=steps, by=cast.marketing, at=at, **whom)
    campaign.salt = f"{OURS}{plan['name_en']}"[:32]
    campaign.save(update_fields=["salt"])
    return campaign


def _day(hotel: Hotel, at: datetime, days: int) -> datetime:
    return datetime.combine(hotel.today(at) + timedelta(days=days), HOUR, hotel.zone)
