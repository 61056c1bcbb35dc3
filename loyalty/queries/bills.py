"""Stays as the earning rules see them: the terms in force, what was spent on what, and who is in which promotion."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self

from django.db.models import Sum

from guests.models import GuestTag
from loyalty.models import CurrencyRate, EarnRule, Programme, Promotion, PromotionGuest
from loyalty.rules.earning import Bill, Bonus, Rule, in_programme
from stays.models import Charge, Stay

ROOM, OTHER = Charge.Department.ROOM.value, Charge.Department.OTHER.value


@dataclass(frozen=True)
class Offer:
    """A promotion and whom it is for; empty sets are everybody's."""

    bonus: Bonus
    starts_on: date
    ends_on: date
    hotels: frozenset[int] = frozenset()
    least_rank: int = 0
    tags: frozenset[int] = frozenset()
    is_listed: bool = False

    def is_for(self, *, hotel: int, on: date, rank: int) -> bool:
        """Whether a stay at `hotel` that ends `on` that day fits, for somebody of that tier; the guest aside."""
        return (
            self.starts_on <= on <= self.ends_on
            and rank >= self.least_rank
            and (not self.hotels or hotel in self.hotels)
        )


@dataclass(frozen=True)
class Terms:
    """What holds now: read once for however many stays."""

    programme: Programme
    rules: tuple[Rule, ...]
    worth: Mapping[str, Decimal]
    offers: tuple[Offer, ...]

    @classmethod
    def current(cls) -> Self:
        """Programme, rules, rates and active promotions: four queries, two more when there are promotions."""
        return cls(
            Programme.current(),
            tuple(rule_of(row) for row in EarnRule.objects.order_by("pk")),
            dict(CurrencyRate.objects.values_list("currency", "worth")),
            tuple(_offers()),
        )

    def worth_of(self, currency: str) -> Decimal | None:
        """What one unit of `currency` is worth in the programme's; None when nobody said."""
        return Decimal(1) if currency == self.programme.currency else self.worth.get(currency)

    def convert(self, amounts: Mapping[str, Decimal], currency: str) -> dict[str, Decimal]:
        """Amounts of `currency` in the programme's. Raises `NoRateKnown`."""
        home = self.programme.currency
        return {name: in_programme(amount, currency, home=home, worth=self.worth) for name, amount in amounts.items()}


@dataclass(frozen=True)
class Crowd:
    """Which tags guests have and on which lists they are, as far as promotions ask."""

    tags: Mapping[int, set[int]] = field(default_factory=dict)
    lists: Mapping[int, set[int]] = field(default_factory=dict)

    def has(self, guest_id: int, offer: Offer) -> bool:
        """Whether the guest is one of those the promotion is for."""
        tagged = not offer.tags or bool(offer.tags & self.tags.get(guest_id, set()))
        return tagged and (not offer.is_listed or offer.bonus.id in self.lists.get(guest_id, set()))


def rule_of(row: EarnRule) -> Rule:
    """A row of the catalogue as the rules take it."""
    return Rule(
        row.pk,
        row.rate,
        hotel=row.hotel_id,
        department=row.department,
        channel_kind=row.channel_kind,
        company=row.company_id,
        any_company=row.any_company,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def bill_of(stay: Stay, amounts: Mapping[str, Decimal]) -> Bill:
    """`stay` with its amounts, in whichever currency they are."""
    return Bill(stay.hotel_id, stay.channel.kind, stay.company_id, stay.departure, amounts)


def amounts_of(stays: Collection[Stay]) -> dict[int, dict[str, Decimal]]:
    """What was spent by department, by stay, in the stay's currency; one query.

    The room is the sum of its charges, or without any what the booking promises (docs/decisions/0009). Other revenue
    that came as one sum and without charges counts as other.
    """
    charges = Charge.objects.filter(stay__in=stays).order_by().values_list("stay", "department")
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for stay_id, department, amount in charges.annotate(amount=Sum("amount")):
        found[stay_id][department] = amount
    return {stay.pk: _with_promises(stay, found[stay.pk]) for stay in stays}


def crowd_of(guest_ids: Iterable[int], offers: Iterable[Offer]) -> Crowd:
    """What `offers` ask about these guests; a query each for tags and lists, none when no promotion asks."""
    wanted, guests = list(offers), set(guest_ids)
    tags = frozenset[int]().union(*(offer.tags for offer in wanted))
    lists = {offer.bonus.id for offer in wanted if offer.is_listed}
    return Crowd(_tags(guests, tags) if tags else {}, _lists(guests, lists) if lists else {})


def _with_promises(stay: Stay, charged: Mapping[str, Decimal]) -> dict[str, Decimal]:
    amounts = {ROOM: stay.room_revenue, **charged}
    if not set(charged) - {ROOM} and stay.other_revenue:
        amounts[OTHER] = stay.other_revenue
    return {name: amount for name, amount in amounts.items() if amount}


def _offers() -> Iterable[Offer]:
    rows = Promotion.objects.filter(is_active=True).select_related("least_tier").prefetch_related("hotels", "tags")
    for row in rows.order_by("pk"):
        yield Offer(
            Bonus(row.pk, row.factor, row.points),
            row.starts_on,
            row.ends_on,
            hotels=frozenset(hotel.pk for hotel in row.hotels.all()),
            least_rank=row.least_tier.rank if row.least_tier else 0,
            tags=frozenset(tag.pk for tag in row.tags.all()),
            is_listed=row.is_listed,
        )


def _tags(guests: set[int], tags: frozenset[int]) -> dict[int, set[int]]:
    rows = GuestTag.objects.agreed().filter(guest__in=guests, tag__in=tags, withdrawn_at=None)
    return _grouped(rows.values_list("guest", "tag"))


def _lists(guests: set[int], promotions: set[int]) -> dict[int, set[int]]:
    rows = PromotionGuest.objects.filter(guest__in=guests, promotion__in=promotions)
    return _grouped(rows.values_list("guest", "promotion"))


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for guest, other in pairs:
        found[guest].add(other)
    return found
