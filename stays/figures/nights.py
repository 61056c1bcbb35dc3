"""Room nights and room revenue by hotel, channel and month, and the house figures made of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DateField, ExpressionWrapper, F, Q, Sum, Value, When
from django.db.models.functions import Greatest, Least

from stays.models import StayQuerySet, StayStatus

from .expressions import AMOUNT, Days, MonthOf, NextMonth, lasting, total
from .periods import Period, months_later

# A night counts as sold when somebody came: booked ones may still be cancelled.
SOLD = (StayStatus.CHECKED_OUT, StayStatus.IN_HOUSE)


@dataclass(frozen=True)
class NightRow:
    """Room nights slept in one month of a period, sold by one channel of one hotel, in one currency."""

    hotel_id: int
    channel_id: int
    currency: str
    month: date
    nights: int
    revenue: Decimal


@dataclass(frozen=True)
class House:
    """How well the house was filled, and at what price, in one currency.

    `available` and `sold` are room nights, `priced` those among them whose revenue is in `currency`.
    """

    currency: str
    available: int
    sold: int
    priced: int
    revenue: Decimal

    @property
    def occupancy(self) -> Decimal | None:
        """Room nights sold / room nights available (STR, Uniform System of Accounts for the Lodging Industry)."""
        return ratio(self.sold, self.available)

    @property
    def adr(self) -> Decimal | None:
        """Room revenue / room nights sold: weighted, so a zero-night stay adds revenue and no night (STR)."""
        return ratio(self.revenue, self.priced)

    @property
    def revpar(self) -> Decimal | None:
        """Room revenue / room nights available (STR)."""
        return ratio(self.revenue, self.available)


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """`part` / `whole`, or None where there is no whole to be a part of."""
    return Decimal(part) / Decimal(whole) if whole else None


def nights(stays: StayQuerySet, period: Period, *, statuses: Iterable[str] = SOLD) -> list[NightRow]:
    """Room nights of `stays` slept within `period` and their room revenue, by hotel, channel, currency and month.

    Revenue is spread evenly over the nights of a stay; a day use has no nights and earns on its day of arrival. One
    query: stays are grouped by the first and the last month they touch, and only those few groups are spread here.
    """
    within = Q(arrival__lt=period.end) & (Q(departure__gt=period.start) | Q(arrival__gte=period.start))
    from_day, to_day = Value(period.start, DateField()), Value(period.end, DateField())
    groups = (
        stays.filter(within, status__in=list(statuses))
        .annotate(
            from_day=Greatest(F("arrival"), from_day),
            to_day=Least(F("departure"), to_day),
            lasted=lasting(),
        )
        .annotate(first=MonthOf(F("from_day")), last=MonthOf(Greatest(F("from_day"), Days(F("to_day"), Value(1)))))
        .annotate(
            in_first=Days(Least(F("to_day"), NextMonth(F("first"))), F("from_day")),
            in_last=Case(When(first=F("last"), then=Value(0)), default=Days(F("to_day"), F("last"))),
        )
        .values("hotel_id", "channel_id", "currency", "first", "last")
        .annotate(
            stays=Count("pk"),
            first_nights=Sum("in_first"),
            last_nights=Sum("in_last"),
            first_revenue=total(_share(F("in_first"))),
            last_revenue=total(_share(F("in_last"))),
            nightly=total(_share(Value(1)), filter=Q(departure__gt=F("arrival"))),
        )
        .order_by("hotel_id", "channel_id", "currency", "first", "last")
    )
    return _merged(part for group in groups for part in _months(group))


def _share(part: Any) -> Case:
    """The part of a stay's room revenue that falls on `part` of its nights; all of it for a day use."""
    by_night = ExpressionWrapper(F("room_revenue") * part / F("lasted"), output_field=AMOUNT)
    return Case(When(departure=F("arrival"), then=F("room_revenue")), default=by_night, output_field=AMOUNT)


def _months(group: Mapping[str, Any]) -> Iterator[NightRow]:
    key = group["hotel_id"], group["channel_id"], group["currency"]
    yield NightRow(*key, group["first"], group["first_nights"], group["first_revenue"])
    if group["first"] == group["last"]:
        return
    month = months_later(group["first"], 1)
    while month < group["last"]:  # stays of several months sleep every night of those in the middle
        following = months_later(month, 1)
        days = (following - month).days
        yield NightRow(*key, month, days * group["stays"], days * group["nightly"])
        month = following
    yield NightRow(*key, group["last"], group["last_nights"], group["last_revenue"])


def _merged(parts: Iterable[NightRow]) -> list[NightRow]:
    sums: dict[tuple[int, int, str, date], tuple[int, Decimal]] = {}
    for part in parts:
        key = part.hotel_id, part.channel_id, part.currency, part.month
        slept, revenue = sums.get(key, (0, Decimal(0)))
        sums[key] = slept + part.nights, revenue + part.revenue
    return [NightRow(*key, *values) for key, values in sorted(sums.items())]


def house(
    rows: Iterable[NightRow],
    *,
    rooms: int,
    days: int,
    currency: str,
    only: Callable[[NightRow], bool] = lambda _row: True,
) -> House:
    """Add up `rows` (those that satisfy `only`) for a house of `rooms` rooms open for `days` days.

    Nights of every currency fill the house; only revenue in `currency` is counted.
    """
    mine = [row for row in rows if only(row)]
    paid = [row for row in mine if row.currency == currency]
    return House(
        currency=currency,
        available=rooms * days,
        sold=sum(row.nights for row in mine),
        priced=sum(row.nights for row in paid),
        revenue=sum((row.revenue for row in paid), Decimal(0)),
    )
