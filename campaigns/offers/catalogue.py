"""The packages of hotels, with what they ask for and whom they are for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from campaigns.models import Offer
from campaigns.rules.offers import Wants
from guests.models import Tag


@dataclass(frozen=True)
class Package:
    """An offer with its tags and hotels at hand; without `hotel_ids` it holds at all."""

    offer: Offer
    wants: Wants
    tags: tuple[Tag, ...]
    hotel_ids: frozenset[int]

    def holds(self, *, hotel_id: int, on: date, nights: int | None) -> bool:
        """Whether it is offered there on that day, to who stays so long; None: nobody knows yet how long."""
        offer = self.offer
        if self.hotel_ids and hotel_id not in self.hotel_ids:
            return False
        if nights is not None and nights < offer.least_nights:
            return False
        return (offer.from_day or on) <= on <= (offer.until_day or on)


def packages(hotel_ids: Collection[int]) -> list[Package]:
    """What is switched on at any of these hotels, by code; three queries, one where there is nothing."""
    return packed(offers_at(hotel_ids).filter(is_active=True))


def offers_at(hotel_ids: Collection[int]) -> QuerySet[Offer]:
    """Those of any of these hotels, and those for all."""
    return Offer.objects.filter(Q(hotels=None) | Q(hotels__in=hotel_ids)).distinct()


def packed(offers: QuerySet[Offer]) -> list[Package]:
    """These, as packages, by code."""
    tags = Prefetch("tags", Tag.objects.select_related("category"))
    rows = offers.select_related("segment").prefetch_related(tags, "hotels").order_by("code")
    return [_package(offer) for offer in rows]


def _package(offer: Offer) -> Package:
    """What is sensitive speaks for no offer: who is shown the offer would learn of it."""
    tags = tuple(tag for tag in offer.tags.all() if not tag.is_sensitive)
    wants = Wants(frozenset(tag.pk for tag in offer.tags.all()), offer.scene, offer.department, offer.segment_id)
    return Package(offer, wants, tags, frozenset(hotel.pk for hotel in offer.hotels.all()))
