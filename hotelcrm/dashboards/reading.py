"""All figures of one scope, read together: what the page, its export and its sentences are made of.

Every number comes from ``stays.figures``; here they are only put side by side with those of the period before.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hotelcrm.accounts.models import Hotel
from stays import figures
from stays.figures import Bookings, ChannelLoyalty, Core, House, LeadBucket, NightRow, Period, Retention
from stays.figures.nights import ratio
from stays.models import Channel

from .scope import Scope
from .staff import StaffUse, staff_use

# As many of the guests who brought most are looked through for those who make up half of a loss.
CORE_WITHIN = 1000


@dataclass(frozen=True)
class Month:
    """One calendar month, cut to the period."""

    period: Period
    house: House


@dataclass(frozen=True)
class ChannelFigures:
    """What one channel brought in: room revenue before and after its commission, and guests."""

    channel: Channel
    nights: int
    revenue: Decimal
    whole: Decimal
    whole_net: Decimal
    loyalty: ChannelLoyalty | None

    @property
    def commission(self) -> Decimal:
        """What the channel keeps."""
        return self.revenue * self.channel.commission / 100

    @property
    def net(self) -> Decimal:
        """Room revenue x (1 - commission)."""
        return self.revenue - self.commission

    @property
    def share(self) -> Decimal | None:
        """Part of all room revenue."""
        return ratio(self.revenue, self.whole)

    @property
    def net_share(self) -> Decimal | None:
        """Part of all room revenue after commission."""
        return ratio(self.net, self.whole_net)

    @property
    def repeat_rate(self) -> Decimal | None:
        """Of the guests whose first stay it brought, those who stayed again."""
        return self.loyalty.repeat_rate if self.loyalty else None


@dataclass(frozen=True)
class Side:
    """The figures of one of the two periods. `retention` is of the guests of the period before it."""

    period: Period
    house: House
    bookings: Bookings
    guests: int
    repeaters: int
    direct_share: Decimal | None
    commission: Decimal
    retention: Retention
    staff: StaffUse

    @property
    def repeat_rate(self) -> Decimal | None:
        """Guests with two or more stays / guests."""
        return ratio(self.repeaters, self.guests)


@dataclass(frozen=True)
class Reading:
    """Everything the manager's page shows."""

    scope: Scope
    as_of: datetime
    now: Side
    before: Side
    months: tuple[Month, ...]
    channels: tuple[ChannelFigures, ...]
    by_hotel: tuple[tuple[Hotel, House], ...]
    lead_buckets: tuple[LeadBucket, ...]
    lead_mean: Decimal | None
    lead_median: Decimal | None
    core: Core | None

    @property
    def has_nights(self) -> bool:
        """Whether anybody slept here in the period."""
        return self.now.house.sold > 0

    @property
    def foreign_nights(self) -> int:
        """Nights sold in another currency than the hotels': they fill rooms and are in no amount."""
        return self.now.house.sold - self.now.house.priced


def read(scope: Scope, *, at: datetime) -> Reading:
    """Read all figures of `scope`: about twenty set-based queries, however many stays there are."""
    channels = Channel.objects.in_bulk()
    rows = figures.nights(scope.stays, scope.period)
    now = _side(scope, rows, scope.period, channels)
    before = _side(scope, figures.nights(scope.stays, scope.compared), scope.compared, channels)
    mean, median = figures.lead_time(scope.stays, scope.period)
    return Reading(
        scope=scope,
        as_of=at,
        now=now,
        before=before,
        months=tuple(_months(scope, rows)),
        channels=tuple(_channels(scope, rows, channels)),
        by_hotel=tuple(_hotels(scope, rows)) if len(scope.hotels) > 1 else (),
        lead_buckets=tuple(figures.lead_buckets(scope.stays, scope.period)),
        lead_mean=mean,
        lead_median=median,
        core=core_of(scope) if now.retention.lost else None,
    )


def _side(scope: Scope, rows: list[NightRow], period: Period, channels: dict[int, Channel]) -> Side:
    guests, repeaters = figures.repeat_rate(scope.stays, period)
    paid = [row for row in rows if row.currency == scope.currency]
    direct = sum((row.revenue for row in paid if channels[row.channel_id].kind == Channel.Kind.DIRECT), Decimal(0))
    whole = sum((row.revenue for row in paid), Decimal(0))
    before = scope.comparison.of(period)
    return Side(
        period=period,
        house=figures.house(rows, rooms=scope.rooms, days=period.days, currency=scope.currency),
        bookings=figures.bookings(scope.stays, period),
        guests=guests,
        repeaters=repeaters,
        direct_share=ratio(direct, whole),
        commission=sum((row.revenue * channels[row.channel_id].commission / 100 for row in paid), Decimal(0)),
        retention=figures.retention(scope.stays, before, period, currency=scope.currency),
        staff=staff_use(scope.stays, period, hotels=scope.hotels),
    )


def _months(scope: Scope, rows: list[NightRow]) -> Iterable[Month]:
    by_month = defaultdict(list)
    for row in rows:
        by_month[row.month].append(row)
    for part in scope.period.by_month():
        mine = by_month[part.start.replace(day=1)]
        yield Month(part, figures.house(mine, rooms=scope.rooms, days=part.days, currency=scope.currency))


def _hotels(scope: Scope, rows: list[NightRow]) -> Iterable[tuple[Hotel, House]]:
    for hotel in scope.hotels:
        mine = [row for row in rows if row.hotel_id == hotel.pk]
        yield hotel, figures.house(mine, rooms=hotel.rooms, days=scope.period.days, currency=scope.currency)


def _channels(scope: Scope, rows: list[NightRow], channels: dict[int, Channel]) -> list[ChannelFigures]:
    """Channels that brought revenue or guests, the one with most after commission first."""
    loyalty = {row.channel_id: row for row in figures.channel_loyalty(scope.stays, scope.period)}
    sums: dict[int, tuple[int, Decimal]] = {}
    for row in rows:
        if row.currency == scope.currency:
            slept, revenue = sums.get(row.channel_id, (0, Decimal(0)))
            sums[row.channel_id] = slept + row.nights, revenue + row.revenue
    whole = sum((revenue for _, revenue in sums.values()), Decimal(0))
    net = sum((revenue * (100 - channels[pk].commission) / 100 for pk, (_, revenue) in sums.items()), Decimal(0))
    found = [
        ChannelFigures(channels[pk], *sums.get(pk, (0, Decimal(0))), whole, net, loyalty.get(pk))
        for pk in sums.keys() | loyalty.keys()
    ]
    return sorted(found, key=lambda figures_: (-figures_.net, figures_.channel.code))


def core_of(scope: Scope) -> Core | None:
    """Who makes up half of the revenue that left with those who did not come again; None when they are too many."""
    gone = figures.left(scope.stays, scope.compared, scope.period, currency=scope.currency, limit=CORE_WITHIN)
    return figures.core(gone)
