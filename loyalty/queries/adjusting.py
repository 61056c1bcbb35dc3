"""Adjustments that wait, and what became of the others."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hotelcrm.accounts.access import Access, Permission
from loyalty.models import Adjustment

State = Adjustment.State


@dataclass(frozen=True)
class Waiting:
    """One adjustment that waits, and what the reader may do with it."""

    row: Adjustment
    may_decide: bool
    is_own: bool


def seen_by(access: Access) -> "QuerySet[Adjustment]":
    """Adjustments of the hotels at which the reader approves them, and the reader's own; with their people."""
    return (
        Adjustment.objects.filter(Q(hotel_id__in=access.ids_for(Permission.APPROVE_POINTS)) | Q(by=access.user))
        .select_related("member__guest", "member__tier", "hotel", "by", "decided_by")
        .order_by("-at", "-pk")
    )


def waiting(access: Access) -> list[Waiting]:
    """What waits and the reader may see, oldest first; nobody decides about an own request."""
    hotels = access.ids_for(Permission.APPROVE_POINTS)
    rows = seen_by(access).filter(state=State.WAITING).order_by("at", "pk")
    return [
        Waiting(
            row, may_decide=row.hotel_id in hotels and row.by_id != access.user.pk, is_own=row.by_id == access.user.pk
        )
        for row in rows
    ]


def count_to_decide(access: Access) -> int:
    """How many wait for the reader's decision; one query."""
    rows = Adjustment.objects.filter(state=State.WAITING, hotel_id__in=access.ids_for(Permission.APPROVE_POINTS))
    return rows.exclude(by=access.user).count()
