"""What the page of offers shows: each with its conditions, whom it is for and how many guests that is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models import Offer
from hotelcrm.accounts.models import Hotel

from . import saying, suiting
from .catalogue import Package, offers_at, packed


class State(StrEnum):
    """Whether guests are offered it."""

    NOW = "now"
    LATER = "later"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True)
class Line:
    """An offer on the page. `guests` is None until they are counted, and where its segment cannot be asked."""

    offer: Offer
    state: State
    price: str
    conditions: list[str]
    for_whom: list[str]
    hotels: list[str]
    may_change: bool
    guests: int | None = None

    @property
    def is_away(self) -> bool:
        """Whether it is offered no longer."""
        return self.state in {State.OVER, State.OFF}


def lines(
    *, hotel_ids: Collection[int], manages_all: bool, today: date, are_away: bool, counted: bool = False
) -> list[Line]:
    """The offers for all hotels and of these, by code: those in use or to come, or those that are `are_away`.

    `counted`: with how many guests each suits, by one statement. Raises `TooSlow` after five seconds of that.
    """
    away = _away(today)
    found = packed(offers_at(hotel_ids).filter(away if are_away else ~away))
    counts = suiting.suited(found, today=today) if counted else [None] * len(found)
    whole = None if manages_all else frozenset(hotel_ids)
    return [_line(one, today, whole, guests) for one, guests in zip(found, counts, strict=True)]


def away_count(*, hotel_ids: Collection[int], today: date) -> int:
    """How many are offered no longer."""
    return offers_at(hotel_ids).filter(_away(today)).count()


def _away(today: date) -> Q:
    """Switched off, or over."""
    return Q(is_active=False) | Q(until_day__lt=today)


def _line(package: Package, today: date, own: frozenset[int] | None, guests: int | None) -> Line:
    offer = package.offer
    return Line(
        offer=offer,
        state=_state(offer, today),
        price=saying.price(offer),
        conditions=saying.conditions(offer),
        for_whom=saying.for_whom(package),
        hotels=_names(offer.hotels.all()),
        may_change=own is None or (bool(package.hotel_ids) and package.hotel_ids <= own),
        guests=guests,
    )


def _names(hotels: Iterable[Hotel]) -> list[str]:
    return [hotel.name for hotel in hotels] or [_("all hotels")]


def _state(offer: Offer, today: date) -> State:
    if not offer.is_active:
        return State.OFF
    if offer.until_day is not None and offer.until_day < today:
        return State.OVER
    return State.LATER if offer.from_day is not None and offer.from_day > today else State.NOW
