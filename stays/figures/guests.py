"""Which guests come again, and what their going costs.

Formulas: repeat rate = guests with two or more stays / guests with one or more, in the window; headcount retention =
guests of period 1 who came again in period 2 / guests of period 1; revenue retention = period-1 revenue of the guests
who came again / period-1 revenue of all. The last is the one to watch: a hotel that loses two guests of a hundred may
lose more than half of its revenue with them.

A guest belongs to a period when a stay that took place arrived in it. Revenue is everything the stay was charged.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Mod

from guests.models import Guest
from stays.models import Channel, StayQuerySet

from .expressions import AMOUNT, Days, total
from .nights import SOLD, ratio
from .periods import Period

EPOCH = date(1970, 1, 1)
BEYOND_CHANNELS = 1_000_000  # no channel has an id of this size
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Retention:
    """Guests of one period and those of them who came again in the next; revenue is that of the first period."""

    currency: str
    guests: int
    came_again: int
    revenue: Decimal
    revenue_kept: Decimal

    @property
    def headcount(self) -> Decimal | None:
        """Guests who came again / guests."""
        return ratio(self.came_again, self.guests)

    @property
    def by_revenue(self) -> Decimal | None:
        """Revenue of the guests who came again / revenue."""
        return ratio(self.revenue_kept, self.revenue)

    @property
    def lost(self) -> int:
        """Guests who did not come again."""
        return self.guests - self.came_again

    @property
    def revenue_lost(self) -> Decimal:
        """What those guests had brought in the first period."""
        return self.revenue - self.revenue_kept


@dataclass(frozen=True)
class Left:
    """A guest of one period who did not come in the next; `share` of all that went with those who left."""

    guest_id: int
    stays: int
    revenue: Decimal
    last_arrival: date
    share: Decimal


@dataclass(frozen=True)
class Core:
    """The fewest guests who together brought half of what went: `size` of them, `of_companies` with an account."""

    size: int
    of_companies: int
    revenue: Decimal


@dataclass(frozen=True)
class ChannelLoyalty:
    """Guests whose first stay of a period a channel brought, and how many of them stayed again within it."""

    channel_id: int
    guests: int
    repeaters: int

    @property
    def repeat_rate(self) -> Decimal | None:
        """Guests with two or more stays / guests."""
        return ratio(self.repeaters, self.guests)


def _named(stays: StayQuerySet) -> StayQuerySet:
    return stays.filter(guest__isnull=False, status__in=SOLD)


def _during(period: Period) -> Q:
    return Q(arrival__gte=period.start, arrival__lt=period.end)


def repeat_rate(stays: StayQuerySet, period: Period) -> tuple[int, int]:
    """Guests with at least one stay in `period`, and those among them with two or more; one query."""
    per_guest = _named(stays).filter(_during(period)).values("guest").annotate(visits=Count("pk"))
    found = per_guest.aggregate(guests=Count("guest"), repeaters=Count("guest", filter=Q(visits__gte=2)))
    return found["guests"], found["repeaters"]


def channel_loyalty(stays: StayQuerySet, period: Period) -> list[ChannelLoyalty]:
    """Repeat rate by the channel that brought a guest's first stay of `period`, in order of channel id; two queries.

    The first stay's channel is read off one number, the day of arrival followed by the channel's id: a minimum is
    found while guests are grouped, where ordering each guest's stays would sort all of them.
    """
    number = Cast(Days(F("arrival"), Value(EPOCH, DateField())), BigIntegerField()) * BEYOND_CHANNELS + F("channel_id")
    per_guest = (
        _named(stays)
        .filter(_during(period))
        .values("guest")
        .annotate(visits=Count("pk"), first=Min(ExpressionWrapper(number, output_field=BigIntegerField())))
        .annotate(brought_by=Mod(F("first"), Value(BEYOND_CHANNELS), output_field=BigIntegerField()))
    )
    channels = list(Channel.objects.order_by("pk").values_list("pk", flat=True))
    counts = {f"guests_{pk}": Count("guest", filter=Q(brought_by=pk)) for pk in channels}
    counts |= {f"repeaters_{pk}": Count("guest", filter=Q(brought_by=pk, visits__gte=2)) for pk in channels}
    found = per_guest.aggregate(**counts)
    rows = [ChannelLoyalty(pk, found[f"guests_{pk}"], found[f"repeaters_{pk}"]) for pk in channels]
    return [row for row in rows if row.guests]


def _visitors(stays: StayQuerySet, first: Period, second: Period, currency: str) -> "QuerySet[Any, Any]":
    """One row per guest of `first`: revenue and visits of it, and visits of `second`."""
    paid = Q(currency=currency) & _during(first)
    return (
        _named(stays)
        .filter(_during(first) | _during(second))
        .values("guest")
        .annotate(
            before=Count("pk", filter=_during(first)),
            again=Count("pk", filter=_during(second)),
            brought=total(F("room_revenue") + F("other_revenue"), filter=paid),
            last=Max("arrival"),
        )
        .filter(before__gte=1)
    )


def retention(stays: StayQuerySet, first: Period, second: Period, *, currency: str) -> Retention:
    """Headcount and revenue retention of the guests of `first` in `second`; revenue in `currency` only; one query."""
    kept = Q(again__gte=1)
    found = _visitors(stays, first, second, currency).aggregate(
        guests=Count("guest"),
        came_again=Count("guest", filter=kept),
        revenue=Sum("brought", default=Decimal(0), output_field=AMOUNT),
        revenue_kept=Sum("brought", filter=kept, default=Decimal(0), output_field=AMOUNT),
    )
    return Retention(currency=currency, **found)


def left(
    stays: StayQuerySet, first: Period, second: Period, *, currency: str, limit: int, offset: int = 0
) -> list[Left]:
    """The guests of `first` who did not come in `second`, those who brought most first; one query for the page of it.

    `share` is each one's part of the revenue of all who left, computed over all of them, not over the page.
    """
    gone = _visitors(stays, first, second, currency).filter(again=0)
    whole = gone.aggregate(revenue=Sum("brought", default=Decimal(0), output_field=AMOUNT))["revenue"]
    return [
        Left(row["guest"], row["before"], row["brought"], row["last"], (ratio(row["brought"], whole) or Decimal(0)))
        for row in gone.order_by("-brought", "guest")[offset : offset + limit]
    ]


def core(gone: list[Left]) -> Core | None:
    """Who makes up half of the loss, or None when `gone`, the guests who brought most, do not reach half of it."""
    reached, members = Decimal(0), []
    for guest in gone:
        members.append(guest)
        reached += guest.share
        if reached >= HALF:
            break
    else:
        return None
    of_companies = Guest.objects.filter(pk__in=[guest.guest_id for guest in members], company__isnull=False).count()
    return Core(len(members), of_companies, sum((guest.revenue for guest in members), Decimal(0)))
