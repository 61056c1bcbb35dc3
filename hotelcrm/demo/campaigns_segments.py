"""The segments of the demo: what a marketing manager would ask for beside the ready-made ones, and how they grew."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from campaigns.actions import segments
from campaigns.actions.lists import EmptyList, freeze
from campaigns.models import Segment, SegmentSize
from guests.models import Tag
from hotelcrm.accounts.models import Hotel, User
from loyalty.models import Programme

DAYS_BACK: Final = 90
GROWN: Final = 0.12  # of what a segment has today, in those days
CHANNELS: Final = ("email", "sms", "wecom")
FAMILIES, REACHED, SPA, UNHAPPY = "families-on-wecom", "guests-we-may-write-to", "spa", "leave-in-peace"

Rule = dict[str, Any]


def _ask(field: str, op: str, value: Any = None, **more: Any) -> Rule:
    return {"field": field, "op": op, **({} if value is None else {"value": value}), **more}


_REACH: Final[Rule] = {"any": [_ask(f"reach_{channel}", "yes") for channel in CHANNELS]}
# Known within the demo by its key: English and Chinese name, what it is for, and the rule.
_PLANS: Final[Mapping[str, tuple[str, str, str, Rule]]] = {
    FAMILIES: (
        "Families who came twice, quiet for five months, on WeCom",
        "来过两次、五个月未到店、企业微信可触达的亲子家庭",
        "冬季亲子活动 / for winter weekends with children",
        {
            "all": [
                _ask("family_stays", "at_least", 2),
                _ask("last_departure", "days_ago_at_least", 150),
                _ask("bookings_ahead", "at_most", 0),
                _ask("reach_wecom", "yes"),
            ]
        },
    ),
    REACHED: (
        "Guests who have stayed and may be written to",
        "住过且可联系的客人",
        "单次活动的默认客群 / the usual audience of a one-off campaign",
        {"all": [_ask("first_departure", "days_ago_at_least", 1), _REACH]},
    ),
    "book-direct": (
        "Came through agencies only, and may be written to",
        "只经OTA预订、可引导直订的客人",
        "引导至企业微信与会员 / to be invited to the hotel's own channels",
        {"all": [_ask("ota_stays", "at_least", 1), _ask("direct_stays", "at_most", 0), _REACH]},
    ),
    "leisure-regulars": (
        "Leisure guests with two stays or more",
        "两次以上的休闲客人",
        "周末与节庆 / weekends and feasts",
        {"all": [_ask("scene", "in", ["leisure"]), _ask("stays", "at_least", 2)]},
    ),
    SPA: (
        "Spent on the spa twice within a year",
        "一年内两次水疗消费的客人",
        "水疗之夜 / spa evenings",
        {"all": [_ask("had_charge", "at_least", times=2, within_days=365, where={"department": ["spa"]})]},
    ),
    "last-winter": (
        "Here last winter, not since",
        "去年冬天来过、此后未再来的客人",
        "冬季回访 / to bring them back this winter",
        {
            "all": [
                _ask("had_stay", "at_least", times=1, within_days=370),
                {"none": [_ask("last_departure", "days_ago_at_most", 260)]},
            ]
        },
    ),
    "points-soon-gone": (
        "Members with 500 points or more that expire within 90 days",
        "90天内有500以上积分到期的会员",
        "积分提醒 / a reminder worth sending",
        {"all": [_ask("next_expiry_on", "in_days_at_most", 90), _ask("next_expiry_points", "at_least", 500)]},
    ),
    UNHAPPY: (
        "Leave in peace: an open complaint or a low score lately",
        "暂不打扰：有未结投诉或近期低分",
        "营销活动须排除 / to be left out of campaigns",
        {
            "any": [
                _ask("open_complaints", "at_least", 1),
                {"all": [_ask("last_nps", "at_most", 6), _ask("last_score_on", "days_ago_at_most", 60)]},
            ]
        },
    ),
}
_TEA: Final = ("Tea lovers", "爱茶的客人", "龙井开采 / when the new tea is picked", ("longjing-tea", "tea-culture"))
_OF_HOTEL: Final = ("Regulars of %s", "%s的常客", "里斯本动态 / news from the house")


def write(*, by: User, at: datetime) -> dict[str, Segment]:
    """Write the segments as of the instant `at`, made some months before; by their keys."""
    made = {
        key: _write(place, names, rule, by=by, at=at)
        for place, (key, (*names, rule)) in enumerate([*_PLANS.items(), *_of_this_house()])
    }
    before = at - timedelta(days=DAYS_BACK + 30)
    Segment.objects.filter(code__isnull=False).update(created_at=before, changed_at=before)
    return made


def keep(*, seed: int, at: datetime) -> None:
    """Keep the sizes of today, and invent those of the days before, back to when each segment was made."""
    today = Programme.current().today(at)
    segments.keep_sizes(today=today)
    first = today - timedelta(days=DAYS_BACK)
    for last in SegmentSize.objects.filter(on=today).select_related("segment").order_by("pk"):
        since = max(first, last.segment.created_at.date())
        begun = _smaller(last, since, Random(f"{seed}/{last.segment.name_en}"))
        SegmentSize.objects.bulk_create([begun, *between(begun, last)], ignore_conflicts=True)


def keep_missed(*, at: datetime) -> None:
    """Keep the sizes of today, and of the days since the last one that was kept."""
    today = Programme.current().today(at)
    known: dict[int, SegmentSize] = {}
    for row in SegmentSize.objects.filter(on__lt=today).order_by("segment_id", "on"):
        known[row.segment_id] = row
    segments.keep_sizes(today=today)
    for last in SegmentSize.objects.filter(on=today).select_related("segment").order_by("pk"):
        if last.segment_id in known:
            SegmentSize.objects.bulk_create(between(known[last.segment_id], last), ignore_conflicts=True)


def between(first: SegmentSize, last: SegmentSize) -> Iterator[SegmentSize]:
    """The days from one known size to the next: straight on, with a little to and fro; the same for the same sizes."""
    days, random = (last.on - first.on).days, Random(f"{first.segment_id}/{first.on}/{last.guests}")
    monthly = "this_month" in str(last.segment.rule)
    for n in range(1, days):
        on = first.on + timedelta(days=n)
        share = n / days + random.gauss(0, 0.15) * min(n, days - n) / days
        if monthly:  # as many each day of a month, whatever the day
            share = _of_month(on, last.on)
        guests = max(0, round(first.guests + (last.guests - first.guests) * share))
        yield _size(last, on, guests)


def _of_month(on: date, last: date) -> float:
    same = (on.year, on.month) == (last.year, last.month)
    return 1.0 if same else Random(f"{on:%Y-%m}").uniform(-0.4, 1.6)


def _smaller(last: SegmentSize, on: date, random: Random) -> SegmentSize:
    """What it may have had then."""
    return _size(last, on, round(last.guests * (1 - random.uniform(0.3, 1) * GROWN)))


def _size(like: SegmentSize, on: date, guests: int) -> SegmentSize:
    reached = {
        channel: round(getattr(like, channel) * guests / like.guests) if like.guests else 0 for channel in CHANNELS
    }
    return SegmentSize(segment=like.segment, on=on, guests=guests, **reached)


def freeze_one(segment: Segment, *, by: User, at: datetime) -> None:
    """A list, frozen three weeks ago."""
    then = at - timedelta(days=21)
    name = f"{segment.name_zh} {then:%Y-%m}"
    with suppress(EmptyList):
        freeze(segment, name=name, key=f"demo:{segment.pk}", today=Programme.current().today(then), by=by, at=then)


def _of_this_house() -> Iterator[tuple[str, tuple[str, str, str, Rule]]]:
    english, chinese, purpose, codes = _TEA
    tags = list(Tag.objects.filter(code__in=codes).order_by("code").values_list("pk", flat=True))
    if tags:
        yield "tea", (english, chinese, purpose, {"all": [_ask("tags", "any", tags)]})
    hotel = Hotel.objects.exclude(country="CN").order_by("code").first()
    if hotel is not None:
        english, chinese, purpose = _OF_HOTEL
        names = (english % hotel.name_en, chinese % hotel.name_zh, purpose)
        yield "abroad", (*names, {"all": [_ask("favourite_hotel", "in", [hotel.pk]), _ask("stays", "at_least", 2)]})


def _write(place: int, names: list[str], rule: Rule, *, by: User, at: datetime) -> Segment:
    then = at - timedelta(days=DAYS_BACK + 25 - 9 * place)
    english, chinese, purpose = names
    row = Segment(name_en=english, name_zh=chinese, description=purpose, rule=rule, created_at=then)
    return segments.write(row, version=0, by=by, at=then)
