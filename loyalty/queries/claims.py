"""Claims of stays: what waits, the stays each may mean, and what became of the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel
from loyalty.ledger.accounts import standing
from loyalty.models import Member, StayClaim
from stays.models import Stay, StayStatus

State = StayClaim.State
NEAR = timedelta(days=2)  # so far memory is off
MOST = 5


@dataclass(frozen=True)
class Waiting:
    """A claim, and the stays that it may mean: without a guest, or the member's own, whoever that is by now."""

    claim: StayClaim
    candidates: list[Stay]


def decided_by(access: Access) -> "QuerySet[StayClaim]":
    """Claims at the hotels where the reader decides them; with their people."""
    hotels = access.ids_for(Permission.DECIDE_CLAIMS)
    found = StayClaim.objects.filter(hotel_id__in=hotels)
    return found.select_related("member__guest", "member__tier", "hotel", "stay", "by", "decided_by")


def waiting(claims: Sequence[StayClaim]) -> list[Waiting]:
    """The claims with what they may mean; one query however many they are, three if an account was joined since."""
    whose = _claimants(claims)
    wanted = Q(pk__in=[])
    for claim in claims:
        wanted |= _may_be(claim, whose[claim.pk])
    stays = Stay.objects.filter(wanted, status=StayStatus.CHECKED_OUT).exclude(claims__state=State.APPROVED)
    found = list(stays.select_related("guest", "hotel", "channel").order_by("arrival", "pk"))
    return [Waiting(claim, _best(claim, whose[claim.pk], found)) for claim in claims]


def candidates_of(claim: StayClaim) -> "QuerySet[Stay]":
    """The stays from which an approval may choose."""
    return Stay.objects.filter(_may_be(claim, _claimants([claim])[claim.pk]), status=StayStatus.CHECKED_OUT)


def stay_by_number(hotel: Hotel, confirmation: str) -> Stay | None:
    """The only completed stay at `hotel` with this confirmation number, whoever's it is."""
    found = Stay.objects.filter(hotel=hotel, confirmation=confirmation, status=StayStatus.CHECKED_OUT)[:2]
    rows = list(found) if confirmation else []
    return rows[0] if len(rows) == 1 else None


def _claimants(claims: Sequence[StayClaim]) -> dict[int, int]:
    """Whose stays each claim may mean, by claim: the guest of the account to which the claimant's belongs now."""
    joined = {claim.member_id for claim in claims if claim.member.merged_into_id is not None}
    lands = standing(joined) if joined else {}
    guests = dict(Member.objects.filter(pk__in=lands.values()).values_list("pk", "guest")) if joined else {}
    return {
        claim.pk: guests[lands[claim.member_id]] if claim.member_id in lands else claim.member.guest_id
        for claim in claims
    }


def _may_be(claim: StayClaim, guest_id: int) -> Q:
    near = Q(arrival__range=_around(claim.arrival), departure__range=_around(claim.departure))
    if claim.confirmation:
        near |= Q(confirmation=claim.confirmation)
    return Q(hotel_id=claim.hotel_id) & (Q(guest=None) | Q(guest=guest_id)) & near


def _best(claim: StayClaim, guest_id: int, stays: Iterable[Stay]) -> list[Stay]:
    fitting = [stay for stay in stays if _fits(claim, guest_id, stay)]
    return sorted(fitting, key=lambda stay: _distance(claim, stay))[:MOST]


def _fits(claim: StayClaim, guest_id: int, stay: Stay) -> bool:
    if stay.hotel_id != claim.hotel_id or stay.guest_id not in {None, guest_id}:
        return False
    near = _is_near(stay.arrival, claim.arrival) and _is_near(stay.departure, claim.departure)
    return near or (bool(claim.confirmation) and stay.confirmation == claim.confirmation)


def _distance(claim: StayClaim, stay: Stay) -> tuple[bool, bool, int]:
    off = abs((stay.arrival - claim.arrival).days) + abs((stay.departure - claim.departure).days)
    return stay.confirmation != claim.confirmation or not claim.confirmation, stay.guest_id is None, off


def _around(day: date) -> tuple[date, date]:
    return day - NEAR, day + NEAR


def _is_near(one: date, other: date) -> bool:
    return abs(one - other) <= NEAR
