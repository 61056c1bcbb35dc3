"""Two years of the programme, two months at a time: stays earn, points are spent and expire, tiers are reviewed.

Everything by the functions that a real day uses, so that the books agree with the rules: a stay settled anew today
posts nothing, ``manage.py verify`` finds nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from django.db import connection
from django.db.models import F, Sum

from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel, User
from loyalty import ledger
from loyalty.actions import rewards, tiering
from loyalty.actions.differences import Change, Moment, posting_of, touchpoint_of
from loyalty.actions.refusal import Refused
from loyalty.models import Member, PointsLot, Programme, Reward
from loyalty.queries.bills import Terms
from loyalty.queries.targets import Books, Target, targets_of
from stays.figures.periods import months_later
from stays.models import Stay, StayStatus

MONTHS: Final = 2  # of one round
BUYERS: Final = 4  # of one round, at most
HEARD: Final = 0.85  # of those whose points are about to expire: they buy something rather than lose them
TIMES: Final = 3  # things that one of those buys in a round, at most
SOON: Final = timedelta(days=70)
_CLOSE: Final = time(14)  # UTC: at night in Hangzhou, in the afternoon in Lisbon


def live(random: Random, member_ids: Collection[int], *, at: datetime, by: User) -> None:
    """Let the history of these members happen up to the instant `at`."""
    programme = Programme.current()
    for before, until in _rounds(programme.today(at)):
        now = min(datetime.combine(until, _CLOSE, UTC), at)
        _earn(member_ids, before, until, at=at)
        _look()
        ledger.expire_due(until, at=now)
        tiering.review(member_ids, at=now, programme=programme)
        _spend(random, member_ids, at=now, by=by)


def _look() -> None:
    """Let the planner see what was just written: without it the review of tiers joins tables it takes for empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stays_stay, loyalty_member, loyalty_pointsentry, loyalty_pointslot, loyalty_tiergrant")


def _rounds(today: date) -> Iterator[tuple[date, date]]:
    """Days after which, and up to which, stays ended: to the end of every second month, December among them."""
    first = Stay.objects.filter(status=StayStatus.CHECKED_OUT).order_by("departure").first()
    before = first.departure - timedelta(days=1) if first else today
    while before < today:
        until = min(_end_of_round(before + timedelta(days=1)), today)
        yield before, until
        before = until


def _end_of_round(day: date) -> date:
    """The last day of the month of `day` if that is an even one, else of the next."""
    return months_later(day.replace(day=1), 1 + day.month % MONTHS) - timedelta(days=1)


def _earn(member_ids: Collection[int], before: date, until: date, *, at: datetime) -> None:
    rows = Stay.objects.select_related("hotel", "channel").filter(
        status=StayStatus.CHECKED_OUT,
        departure__gt=before,
        departure__lte=until,
        guest__member__in=member_ids,
        departure__gte=F("guest__member__joined_on"),
    )
    stays = {stay.pk: stay for stay in rows.order_by("checked_out_at", "pk")}
    joined = Member.objects.standing().filter(guest__in={stay.guest_id for stay in stays.values()})
    owners = {row.guest_id: row for row in joined.select_related("tier")}
    terms = Terms.current()
    targets = targets_of(stays, owners, Books(), terms)
    earned = [(stays[pk], target) for pk, target in targets.items() if target.earning.total > 0]
    ledger.post_batch(
        (posting for stay, target in earned for posting in _postings(stay, target, terms.programme, at)),
        programme=terms.programme,
    )
    Touchpoint.objects.bulk_create(
        touchpoint_of(
            stay.pk, stay, target.member.guest_id, target.earning.total, moment=_ended(stay, terms.programme, at)
        )
        for stay, target in earned
    )


def _postings(stay: Stay, target: Target, programme: Programme, latest: datetime) -> Iterable[ledger.Posting]:
    """As `loyalty.actions.settling` posts them, at the hour of the check-out."""
    moment = _ended(stay, programme, latest)
    for promotion, posted in target.points().items():
        if posted.points:
            change = Change(stay.pk, target.member.pk, promotion, posted.points, posted.qualifying)
            yield posting_of(change, 1, stay=stay, target=target, moment=moment)


def _ended(stay: Stay, programme: Programme, latest: datetime) -> Moment:
    at = min(stay.checked_out_at or datetime.combine(stay.departure, time(4), UTC), latest)
    return Moment(at, programme.today(at))


def _spend(random: Random, member_ids: Collection[int], *, at: datetime, by: User) -> None:
    """Some of those who can afford something buy it, the dearest thing more often than not."""
    catalogue = list(Reward.objects.filter(is_active=True).order_by("-points"))
    cheapest = min((reward.points for reward in catalogue), default=0)
    able = list(Member.objects.standing().filter(pk__in=member_ids, balance__gte=cheapest).order_by("pk"))
    hotels = {hotel.pk: hotel for hotel in Hotel.objects.order_by("pk")}
    losing = _losing(able, at.date() + SOON)
    hurried = [member for member in able if member.pk in losing and random.random() < HEARD]
    for place, member in enumerate([*random.sample(able, min(BUYERS, len(able))), *hurried * TIMES]):
        if place >= BUYERS and losing[member.pk] <= 0:
            continue
        member.refresh_from_db(fields=["balance"])
        if member.balance < cheapest:
            continue
        reward = _wish(random, member, catalogue)
        key = f"demo:{member.pk}:{at:%Y%m%d}:{place}"
        try:
            rewards.redeem(member, reward=reward, key=key, hotel=hotels[member.hotel_id], by=by, at=at)
        except (Refused, ledger.RefusedError):  # of a higher tier, or enough of it this year
            continue
        losing[member.pk] = losing.get(member.pk, 0) - reward.points


def _losing(members: Collection[Member], until: date) -> dict[int, int]:
    """By member, the points that expire up to that day."""
    lots = PointsLot.objects.filter(member__in=members, remaining__gt=0, expires_on__lte=until).order_by()
    return dict(lots.values_list("member").annotate(Sum("remaining")))


def _wish(random: Random, member: Member, catalogue: list[Reward]) -> Reward:
    affordable = [reward for reward in catalogue if reward.points <= member.balance]
    return affordable[0] if random.random() < 0.5 else random.choice(affordable)
