"""The catalogue as a guest or the house sees it, and what a member has redeemed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from loyalty import codes, ledger
from loyalty.actions.refusal import Refused
from loyalty.actions.rewards import Buyer, check, of_family
from loyalty.models import Member, Programme, Redemption, Reward

from .card import member_of

REDEMPTIONS_SHOWN = 5


@dataclass(frozen=True)
class Offer:
    """A line of the catalogue: what is left of it (None: no limit), and why it cannot be had (empty: it can)."""

    reward: Reward
    left: int | None
    why_not: str
    missing: int

    @property
    def is_open(self) -> bool:
        """Whether it can be redeemed now."""
        return not self.why_not


@dataclass(frozen=True)
class Bought:
    """A redemption of a member, and whether this person may cancel it."""

    row: Redemption
    may_cancel: bool

    @property
    def reference(self) -> str:
        """As it is read to the partner."""
        return codes.shown(self.row.reference)


def catalogue(hotel: Hotel, *, on: date, kind: str = "", member: Member | None = None) -> list[Offer]:
    """What `hotel` offers on that day of the programme, what `member` can have first, then the cheapest.

    Two queries, one more for a member: his tier, points and what he redeemed this year are weighed.
    """
    rows = Reward.objects.filter(Q(hotels=None) | Q(hotels=hotel), is_active=True)
    rows = rows.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))
    if kind in Reward.Kind.values:
        rows = rows.filter(kind=kind)
    listed = rows.select_related("least_tier", "voucher_type").prefetch_related("hotels").order_by("points", "code")
    bought = _bought(member, on) if member else Counter()
    offers = [_offer(reward, member, bought[reward.pk], hotel=hotel, on=on) for reward in listed]
    return sorted(offers, key=lambda offer: not offer.is_open)


def kinds_offered(offers: list[Offer]) -> list[tuple[str, str, int]]:
    """The kinds among `offers` with their names and how many there are of each."""
    counts = Counter(offer.reward.kind for offer in offers)
    return [(kind.value, str(kind.label), counts[kind.value]) for kind in Reward.Kind if counts[kind.value]]


def section(guest: Guest, access: Access, at: datetime) -> dict[str, Any]:
    """What ``loyalty/_rewards.html`` needs beside `guest`; three queries, one for who is no member."""
    member = member_of(guest)
    may_redeem = access.may(Permission.REDEEM) and access.hotel is not None
    if member is None:
        return {"redemptions": [], "may_redeem_points": False, "is_member": False}
    rows = of_family(member).select_related("reward", "voucher", "hotel", "by").order_by("-at", "-pk")
    on = Programme.current().today(at)
    return {
        "redemptions": [Bought(row, _may_cancel(row, access, on)) for row in rows[:REDEMPTIONS_SHOWN]],
        "may_redeem_points": may_redeem,
        "is_member": True,
    }


def _may_cancel(row: Redemption, access: Access, on: date) -> bool:
    if row.state != Redemption.State.DONE or access.hotel is None or row.hotel_id != access.hotel.pk:
        return False
    return access.may(Permission.ADJUST_POINTS) or (access.may(Permission.REDEEM) and row.on == on)


def _bought(member: Member, on: date) -> "Counter[int]":
    """How many of each reward `member` has had this calendar year."""
    rows = of_family(member).filter(on__year=on.year, state=Redemption.State.DONE)
    return Counter(rows.values_list("reward", flat=True))


def _offer(reward: Reward, member: Member | None, bought: int, *, hotel: Hotel, on: date) -> Offer:
    left = None if reward.stock is None else max(reward.stock - reward.taken, 0)
    missing, why_not = 0, ""
    rank = member.tier.rank if member else (reward.least_tier.rank if reward.least_tier else 0)
    buyer = Buyer(rank, member.balance if member else reward.points, bought)
    try:
        check(reward, buyer, hotel=hotel, on=on)
    except ledger.InsufficientPoints as short:
        missing, why_not = short.wanted - short.balance, str(short)
    except Refused as refused:
        why_not = str(refused)
    return Offer(reward, left, why_not, missing)
