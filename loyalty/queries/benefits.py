"""What a guest's tier entitles to, and what is left of it this year."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import get_language

from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission
from loyalty.actions.vouchers import today_of
from loyalty.models import Benefit, BenefitUse, CourtesyGrant, Member, TierBenefit
from stays.models import Stay, StayStatus

USES_SHOWN = 5


@dataclass(frozen=True)
class Entitlement:
    """A benefit of the guest's tier; amounts are times or hours. `per_year` and `left` are None without a limit."""

    benefit: Benefit
    per_year: int | None
    used: Decimal
    left: Decimal | None
    detail: str


@dataclass(frozen=True)
class Use:
    """A use of this year, and whether this person may take it back now."""

    row: BenefitUse
    may_take_back: bool


def of_guest(guest: Guest, *, today: date) -> list[Entitlement]:
    """What `guest` is entitled to, with what was used in the year of `today`; two queries, one for no member."""
    tiers = Member.objects.standing().filter(guest=guest).values("tier")
    terms = TierBenefit.objects.filter(tier__in=tiers, benefit__is_active=True).select_related("benefit")
    listed = list(terms.order_by("benefit__order", "benefit__code"))
    if not listed:
        return []
    uses = BenefitUse.objects.filter(guest=guest, on__year=today.year, cancelled_at=None)
    used = dict(uses.values_list("benefit").annotate(n=Sum("quantity")).order_by())
    return [_entitlement(row, used.get(row.benefit_id, Decimal(0))) for row in listed]


def section(guest: Guest, access: Access, at: datetime) -> dict[str, Any]:
    """What ``loyalty/_benefits.html`` needs beside `guest`; four queries."""
    today = today_of(access.hotel, at)
    rows = BenefitUse.objects.filter(guest=guest, on__year=today.year, cancelled_at=None)
    latest = rows.select_related("benefit", "hotel", "by").order_by("-at", "-pk")[:USES_SHOWN]
    promised = set(CourtesyGrant.objects.filter(use__in=[row.pk for row in latest]).values_list("use", flat=True))
    return {
        "entitlements": of_guest(guest, today=today),
        "uses": [Use(row, row.pk not in promised and _may_take_back(row, access, today)) for row in latest],
        "may_use_benefits": access.may(Permission.REDEEM) and access.hotel is not None,
    }


def stay_here(guest: Guest, hotel_id: int) -> Stay | None:
    """The stay for which `guest` is in house at the hotel now, if any."""
    rows = Stay.objects.filter(guest=guest, hotel=hotel_id, status=StayStatus.IN_HOUSE)
    return rows.order_by("-arrival", "-pk").first()


def _may_take_back(row: BenefitUse, access: Access, today: date) -> bool:
    is_mine = row.by_id == access.user.pk or access.may(Permission.APPROVE_POINTS)
    is_here = access.hotel is not None and row.hotel_id == access.hotel.pk
    return access.may(Permission.REDEEM) and is_mine and is_here and row.on == today


def _entitlement(row: TierBenefit, used: Decimal) -> Entitlement:
    left = None if row.per_year is None else max(row.per_year - used, Decimal(0))
    detail = row.detail_zh if (get_language() or "").startswith("zh") else row.detail_en
    return Entitlement(row.benefit, row.per_year, used.normalize(), left if left is None else left.normalize(), detail)
