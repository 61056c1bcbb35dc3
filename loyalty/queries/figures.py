"""What the programme adds up to: members, liability, breakage, points, vouchers and redemptions.

Of the whole group: an account is one, wherever its points were earned. Nine set-based queries, however many members
there are. Days are the programme's; amounts are in its currency.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth

from loyalty.models import (
    LotUse,
    Member,
    PointsEntry,
    PointsLot,
    Programme,
    Redemption,
    Reward,
    Tier,
    Voucher,
    VoucherType,
)
from stays.figures import Period
from stays.figures.nights import ratio
from stays.figures.periods import months_later

MONTHS = 12
SOON = timedelta(days=30)


@dataclass(frozen=True)
class TierFigures:
    """One tier: its members of today, and the points that they hold."""

    tier: Tier
    members: int
    points: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """Part of all members."""
        return ratio(self.members, self.whole)


@dataclass(frozen=True)
class MonthFigures:
    """One calendar month: who joined, and the points of each kind that were posted, in the order of `KINDS`."""

    period: Period
    joined: int
    points: tuple[int, ...]


KINDS = tuple(PointsEntry.Kind)


@dataclass(frozen=True)
class VoucherFigures:
    """The vouchers of one type that were issued in the period, and what has become of them by today."""

    type: VoucherType
    issued: int
    redeemed: int
    expired: int
    void: int

    @property
    def open(self) -> int:
        """Those that can still be redeemed."""
        return self.issued - self.redeemed - self.expired - self.void

    @property
    def cost(self) -> Decimal:
        """Redeemed vouchers x the type's cost to the house."""
        return self.redeemed * self.type.cost


@dataclass(frozen=True)
class RewardFigures:
    """What was bought of one reward in the period; `cancelled` are not in the others."""

    reward: Reward
    redemptions: int
    points: int
    cancelled: int

    @property
    def cost(self) -> Decimal:
        """Redemptions x the reward's cost to the house."""
        return self.redemptions * self.reward.cost


@dataclass(frozen=True)
class LoyaltyFigures:
    """Everything; `period` are twelve calendar months, the last one so far, `outstanding` is as of `today`."""

    today: date
    period: Period
    currency: str
    cost_per_point: Decimal
    tiers: tuple[TierFigures, ...]
    months: tuple[MonthFigures, ...]
    outstanding: int
    owed: int
    expiring: int
    ended: int
    expired: int
    vouchers: tuple[VoucherFigures, ...]
    rewards: tuple[RewardFigures, ...]

    @property
    def members(self) -> int:
        """Accounts that stand: not joined to another's, not closed."""
        return sum(row.members for row in self.tiers)

    @property
    def joined(self) -> int:
        """Members who joined in the period."""
        return sum(row.joined for row in self.months)

    @property
    def liability(self) -> Decimal:
        """Points outstanding x cost per point."""
        return self.outstanding * self.cost_per_point

    @property
    def breakage(self) -> Decimal | None:
        """Points that expired unused / points of all lots whose last day came in the period; None without such lots."""
        return ratio(self.expired, self.ended)

    def of_kind(self, kind: str) -> int:
        """Points of one kind posted in the period, with their sign."""
        place = KINDS.index(PointsEntry.Kind(kind))
        return sum(row.points[place] for row in self.months)


def loyalty_figures(*, today: date) -> LoyaltyFigures:
    """The figures as of the programme's day `today`; nine queries.

    Breakage follows a lot to its end: of the lots whose last day came in the period, the points that nobody used by
    then. What has been swept, whenever that was, was used by an EXPIRE; what has not yet been is still left in the lot.
    Points that were transferred count once, in the lot that they ended in. Closed accounts have nothing outstanding.
    """
    programme = Programme.current()
    first = months_later(today.replace(day=1), 1 - MONTHS)
    period = Period(first, today + timedelta(days=1))
    ended, expired = _ended(period)
    held = Member.objects.standing().aggregate(points=Coalesce(Sum("balance"), 0), owed=Coalesce(Sum("debt"), 0))
    return LoyaltyFigures(
        today=today,
        period=period,
        currency=programme.currency,
        cost_per_point=programme.cost_per_point,
        tiers=tuple(_tiers()),
        months=tuple(_months(period)),
        outstanding=int(held["points"]),
        owed=int(held["owed"]),
        expiring=_expiring(today),
        ended=ended,
        expired=expired,
        vouchers=tuple(_vouchers(period, today)),
        rewards=tuple(_rewards(period)),
    )


def _tiers() -> Iterator[TierFigures]:
    rows = Member.objects.standing().order_by().values("tier").annotate(members=Count("pk"), points=Sum("balance"))
    found = {row["tier"]: (row["members"], int(row["points"])) for row in rows}
    whole = sum(members for members, _points in found.values())
    for tier in Tier.objects.order_by("rank"):
        yield TierFigures(tier, *found.get(tier.pk, (0, 0)), whole)


def _months(period: Period) -> Iterator[MonthFigures]:
    joined = dict(
        Member.objects.filter(joined_on__gte=period.start, joined_on__lt=period.end)
        .order_by()
        .values_list(TruncMonth("joined_on"))
        .annotate(Count("pk"))
    )
    points: dict[date, dict[str, int]] = defaultdict(dict)
    posted = PointsEntry.objects.filter(on__gte=period.start, on__lt=period.end).order_by()
    for month, kind, total in posted.values_list(TruncMonth("on"), "kind").annotate(Sum("points")):
        points[month][kind] = int(total)
    for part in period.by_month():
        mine = points[part.start]
        yield MonthFigures(part, joined.get(part.start, 0), tuple(mine.get(kind, 0) for kind in KINDS))


def _ended(period: Period) -> tuple[int, int]:
    """Points of the lots whose last day came in the period, and those of them that nobody used by then."""
    lots = PointsLot.objects.filter(expires_on__gte=period.start, expires_on__lt=period.end)
    sums = lots.aggregate(points=Coalesce(Sum("points"), 0), left=Coalesce(Sum("remaining"), 0))
    kinds = PointsEntry.Kind.EXPIRE, PointsEntry.Kind.TRANSFER
    uses = LotUse.objects.filter(lot__in=lots, entry__kind__in=kinds).order_by().values_list("entry__kind")
    gone = {kind: int(points) for kind, points in uses.annotate(Sum("points"))}
    ended = int(sums["points"]) - gone.get(PointsEntry.Kind.TRANSFER, 0)
    return ended, int(sums["left"]) + gone.get(PointsEntry.Kind.EXPIRE, 0)


def _expiring(today: date) -> int:
    open_lots = PointsLot.objects.filter(remaining__gt=0, member__closed_on=None)
    soon = open_lots.filter(expires_on__gt=today, expires_on__lte=today + SOON)
    return int(soon.aggregate(points=Coalesce(Sum("remaining"), 0))["points"])


def _vouchers(period: Period, today: date) -> Iterator[VoucherFigures]:
    state = Voucher.State
    over = Q(state=state.EXPIRED) | Q(state=state.ISSUED, valid_until__lt=today)
    rows = (
        Voucher.objects.filter(valid_from__gte=period.start, valid_from__lt=period.end)
        .order_by()
        .values("type")
        .annotate(
            issued=Count("pk"),
            redeemed=Count("pk", filter=Q(state=state.REDEEMED)),
            expired=Count("pk", filter=over),
            void=Count("pk", filter=Q(state=state.VOID)),
        )
        .values_list("type", "issued", "redeemed", "expired", "void")
    )
    found = {pk: counts for pk, *counts in rows}
    for kind in VoucherType.objects.filter(pk__in=found).order_by("code"):
        yield VoucherFigures(kind, *found[kind.pk])


def _rewards(period: Period) -> Iterator[RewardFigures]:
    done = Q(state=Redemption.State.DONE)
    rows = (
        Redemption.objects.filter(on__gte=period.start, on__lt=period.end)
        .order_by()
        .values("reward")
        .annotate(
            bought=Count("pk", filter=done),
            paid=Coalesce(Sum("points", filter=done), 0),
            cancelled=Count("pk", filter=Q(state=Redemption.State.CANCELLED)),
        )
        .values_list("reward", "bought", "paid", "cancelled")
    )
    found = {pk: (redemptions, int(points), cancelled) for pk, redemptions, points, cancelled in rows}
    for reward in Reward.objects.filter(pk__in=found).order_by("points", "code"):
        yield RewardFigures(reward, *found[reward.pk])
