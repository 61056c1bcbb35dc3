"""Figures about an imported file rather than about a hotel: what the source says, and how well it says it.

``Stay.extra`` keeps the columns of a source that have no column here, as text. These figures show that an import lost
nothing and what the data is like; they are no business figures, and stays entered here have none of them.
"""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Avg,
    CharField,
    Count,
    Expression,
    F,
    Func,
    Max,
    Min,
    Q,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf

from stays.models import StayQuerySet, StayStatus

from .expressions import AMOUNT, lasting, total
from .nights import ratio

LOST = Q(status__in=[StayStatus.CANCELLED, StayStatus.NO_SHOW])
# What a row of the source said, whichever column it went to: equal in all of these means equal in the source.
SAID = (
    *("hotel_id", "status", "booked_on", "arrival", "departure", "closed_on", "adults", "children", "infants"),
    *("channel_id", "market_segment", "meal_plan", "rate", "room_revenue", "currency", "extra"),
)


class RowText(Func):
    """Several columns as one value that can be counted distinct."""

    template = "ROW(%(expressions)s)::text"
    output_field = CharField()


def said(column: str) -> NullIf:
    """What the source wrote in `column`; NULL where it wrote nothing."""
    return NullIf(KeyTextTransform(column, "extra"), Value(""), output_field=CharField())


def look_alikes(stays: StayQuerySet) -> int:
    """Rows that say exactly what an earlier row says; all may be real bookings, which is why an import keeps them."""
    found = stays.aggregate(rows=Count("pk"), different=Count(RowText(*SAID), distinct=True))
    return int(found["rows"] - found["different"])


def missing(stays: StayQuerySet, *columns: str) -> dict[str, int]:
    """How many rows of the source leave each of `columns` empty."""
    values = {f"said_{column}": said(column) for column in columns}
    counts = {column: Count("pk", filter=Q(**{f"said_{column}": None})) for column in columns}
    return stays.annotate(**values).aggregate(**counts)


def tally(stays: StayQuerySet, value: Combinable | Expression) -> dict[str, int]:
    """How many rows have which `value`, commonest first; those without are left out."""
    rows = stays.annotate(value=value).filter(value__isnull=False).values("value").annotate(n=Count("pk"))
    return dict(rows.order_by("-n", "value").values_list("value", "n"))


def lost_rates(stays: StayQuerySet, value: Combinable | Expression) -> dict[str, Decimal]:
    """Cancelled or no-show / bookings, by `value`, in its order."""
    rows = stays.annotate(value=value).filter(value__isnull=False).values("value")
    counted = rows.annotate(n=Count("pk"), lost=Count("pk", filter=LOST)).order_by("value")
    return {row["value"]: Decimal(row["lost"]) / row["n"] for row in counted}


def share_of_revenue(stays: StayQuerySet, value: Combinable | Expression) -> dict[str, Decimal]:
    """The part of all room revenue by `value`, in its order; empty when there is none. Stays of one currency only."""
    rows = stays.annotate(value=value).values("value")
    sums = dict(rows.annotate(earned=total("room_revenue")).order_by("value").values_list("value", "earned"))
    whole = sum(sums.values(), Decimal(0))
    return {str(name): amount / whole for name, amount in sums.items()} if whole else {}


def rates(stays: StayQuerySet) -> dict[str, Any]:
    """Simple mean, least and greatest nightly rate, how many are zero or below. Stays of one currency only."""
    return stays.aggregate(
        mean=Avg("rate", output_field=AMOUNT),
        least=Min("rate"),
        greatest=Max("rate"),
        zero=Count("pk", filter=Q(rate=0)),
        negative=Count("pk", filter=Q(rate__lt=0)),
    )


def adr_by(stays: StayQuerySet, value: Combinable | Expression) -> dict[str, Decimal | None]:
    """Room revenue / room nights of whole stays by `value`, in its order. Stays of one currency only."""
    rows = stays.annotate(value=value).filter(value__isnull=False).values("value")
    sums = rows.annotate(earned=total("room_revenue"), slept=Sum(lasting())).order_by("value")
    return {row["value"]: ratio(row["earned"], row["slept"]) for row in sums}


def repeat_rates(stays: StayQuerySet, value: Combinable | Expression) -> dict[str, Decimal]:
    """Bookings flagged as a returning guest's / bookings with a flag, by `value`, in its order."""
    rows = stays.annotate(value=value, flag=said("is_repeated_guest")).filter(flag__isnull=False).values("value")
    counted = rows.annotate(n=Count("pk"), repeated=Count("pk", filter=Q(flag="1"))).order_by("value")
    return {row["value"]: Decimal(row["repeated"]) / row["n"] for row in counted}


def repeat_flags(stays: StayQuerySet) -> dict[str, int]:
    """How the source flags returning guests (`told`, `repeated`), and where its own columns contradict the flag."""
    flags = {
        "flag": said("is_repeated_guest"),
        "earlier": said("previous_bookings_not_canceled"),
        "cancelled": said("previous_cancellations"),
    }
    return stays.annotate(**flags).aggregate(
        told=Count("pk", filter=Q(flag__isnull=False)),
        repeated=Count("pk", filter=Q(flag="1")),
        new_with_history=Count("pk", filter=Q(flag="0", earlier__isnull=False) & ~Q(earlier="0")),
        repeated_without_history=Count("pk", filter=Q(flag="1", earlier="0", cancelled="0")),
    )


def earliest_checkout_before_arrival(checked_out: StayQuerySet) -> str | None:
    """The earliest date of a check-out that the source puts before its own arrival; None when there is none.

    Compared as text, which for dates written year first is the same: a source may write anything there.
    """
    dated = checked_out.annotate(left=said("reservation_status_date"), came=Cast("arrival", CharField()))
    found = dated.aggregate(earliest=Min("left", filter=Q(left__lt=F("came"))))["earliest"]
    return str(found) if found else None
