"""Why somebody travels, guessed from party, dates and channel when nobody said so. Pure: no rows, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from .models import Channel, Purpose, Stay

LONG = 7  # nights; who stays longer is not classed by weekdays
FRIDAY, SATURDAY = 4, 5
SHORT_TRIP = 4


@dataclass(frozen=True)
class Trip:
    """What is known about a trip before anybody speaks."""

    adults: int
    children: int
    arrival: date
    departure: date
    channel_kind: str = ""
    has_company: bool = False
    market_segment: str = ""


def infer(trip: Trip) -> Purpose:
    """The likeliest purpose of `trip`, or `Purpose.UNKNOWN` when nothing speaks for one.

    Children make it a family's; a group booking or a meeting segment, a meeting; a company, a business trip; then one
    adult over weekdays only is on business and two or more over a Friday or Saturday night travel for leisure.
    """
    if trip.children:
        return Purpose.FAMILY
    if trip.channel_kind == Channel.Kind.GROUP or "meeting" in trip.market_segment.casefold():
        return Purpose.MEETING
    if trip.has_company or trip.channel_kind == Channel.Kind.CORPORATE:
        return Purpose.BUSINESS
    weekend = _has_weekend_night(trip.arrival, trip.departure)
    nights = (trip.departure - trip.arrival).days
    if trip.adults == 1 and not weekend and nights <= SHORT_TRIP:
        return Purpose.BUSINESS
    if trip.adults > 1 and weekend and nights <= LONG:
        return Purpose.LEISURE
    return Purpose.UNKNOWN


def of_stay(stay: Stay) -> Purpose:
    """The likeliest purpose of `stay`; says nothing about what the guest stated."""
    return infer(
        Trip(
            adults=stay.adults,
            children=stay.children + stay.infants,
            arrival=stay.arrival,
            departure=stay.departure,
            channel_kind=stay.channel.kind,
            has_company=stay.company_id is not None,
            market_segment=stay.market_segment,
        )
    )


def _has_weekend_night(arrival: date, departure: date) -> bool:
    nights = (arrival + timedelta(days=offset) for offset in range(min((departure - arrival).days, LONG)))
    return any(night.weekday() in {FRIDAY, SATURDAY} for night in nights)
