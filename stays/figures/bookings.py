"""Bookings by the day of arrival: what became of them, how early they were made, how long guests stayed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Case, Count, F, IntegerField, Q, Sum, Value, When

from stays.models import StayQuerySet, StayStatus

from .expressions import AMOUNT, Days, lasting
from .nights import SOLD, ratio
from .periods import Period

# Days between booking and arrival, upper bounds included; the last bucket is open.
LEAD_BOUNDS = (7, 30, 90, 180, 365)


@dataclass(frozen=True)
class Bookings:
    """Bookings that were to arrive in a period, and what became of them."""

    all: int
    cancelled: int
    no_show: int
    stayed: int
    nights: int
    without_guest: int

    @property
    def cancellation_rate(self) -> Decimal | None:
        """Cancelled bookings / bookings."""
        return ratio(self.cancelled, self.all)

    @property
    def no_show_rate(self) -> Decimal | None:
        """Bookings whose guest did not come / bookings."""
        return ratio(self.no_show, self.all)

    @property
    def lost_rate(self) -> Decimal | None:
        """Cancelled or no-show / bookings."""
        return ratio(self.cancelled + self.no_show, self.all)

    @property
    def alos(self) -> Decimal | None:
        """Average length of stay: nights / stays, day uses included."""
        return ratio(self.nights, self.stayed)

    @property
    def anonymous_share(self) -> Decimal | None:
        """Stays whose guest nobody has named / stays: how much the guest figures cannot see."""
        return ratio(self.without_guest, self.stayed)


@dataclass(frozen=True)
class LeadBucket:
    """Bookings made more than `above` and at most `up_to` days before arrival (None: any)."""

    above: int
    up_to: int | None
    bookings: int
    lost: int

    @property
    def lost_rate(self) -> Decimal | None:
        """Cancelled or no-show / bookings."""
        return ratio(self.lost, self.bookings)


def arriving(stays: StayQuerySet, period: Period | None) -> StayQuerySet:
    """Those of `stays` that were to arrive in `period`; all of them without one."""
    return stays.filter(arrival__gte=period.start, arrival__lt=period.end) if period else stays


def bookings(stays: StayQuerySet, period: Period | None = None) -> Bookings:
    """Count the bookings of `period` by what became of them; one query."""
    came = Q(status__in=SOLD)
    counts = arriving(stays, period).aggregate(
        all=Count("pk"),
        cancelled=Count("pk", filter=Q(status=StayStatus.CANCELLED)),
        no_show=Count("pk", filter=Q(status=StayStatus.NO_SHOW)),
        stayed=Count("pk", filter=came),
        nights=Sum(lasting(), filter=came, default=0),
        without_guest=Count("pk", filter=came & Q(guest=None)),
    )
    return Bookings(**counts)


class Median(Aggregate):
    """The middle value; the mean of the two middle ones of an even number."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)::numeric"
    output_field = AMOUNT


def _lead() -> Days:
    return Days(F("arrival"), F("booked_on"))


def lead_time(stays: StayQuerySet, period: Period | None = None) -> tuple[Decimal | None, Decimal | None]:
    """Mean and median days from booking to arrival, over bookings whose booking date is known."""
    known = arriving(stays, period).filter(booked_on__isnull=False)
    found: dict[str, Any] = known.aggregate(mean=Avg(_lead(), output_field=AMOUNT), median=Median(_lead()))
    return found["mean"], found["median"]


def lead_buckets(stays: StayQuerySet, period: Period | None = None) -> list[LeadBucket]:
    """How many bookings were made how early, and how many of them were cancelled or not shown; every bucket once."""
    whens = [When(lead__lte=bound, then=Value(number)) for number, bound in enumerate(LEAD_BOUNDS)]
    found = (
        arriving(stays, period)
        .filter(booked_on__isnull=False)
        .annotate(lead=_lead())
        .annotate(bucket=Case(*whens, default=Value(len(LEAD_BOUNDS)), output_field=IntegerField()))
        .values("bucket")
        .annotate(
            bookings=Count("pk"), lost=Count("pk", filter=Q(status__in=[StayStatus.CANCELLED, StayStatus.NO_SHOW]))
        )
        .order_by("bucket")
    )
    by_bucket = {row["bucket"]: (row["bookings"], row["lost"]) for row in found}
    edges = (-1, *LEAD_BOUNDS), (*LEAD_BOUNDS, None)
    return [
        LeadBucket(above, up_to, *by_bucket.get(number, (0, 0)))
        for number, (above, up_to) in enumerate(zip(*edges, strict=True))
    ]
