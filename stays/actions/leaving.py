"""A stay that ends on another day than planned: what follows for nights and revenue, and what an undo brings back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from django.apps import apps

from stays.models import Charge, Stay

CHECK_OUT = "stays.check_out"  # the verb under which the history keeps a plan
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Plan:
    """What was agreed before the guest left: the day of departure, and the room revenue of all nights."""

    departure: date
    room_revenue: Decimal

    def facts(self) -> dict[str, str]:
        """The plan as the history keeps it."""
        return {"planned_departure": self.departure.isoformat(), "planned_room_revenue": str(self.room_revenue)}

    @classmethod
    def of_history(cls, stay: Stay) -> Self | None:
        """The plan kept at the last check-out of `stay`; None when that was not made at this desk. One query."""
        rows = apps.get_model("stays", "StayHistory").objects.filter(
            pgh_obj=stay.pk, pgh_context__metadata__verb=CHECK_OUT
        )
        facts = rows.order_by("-pk").values_list("pgh_context__metadata", flat=True).first() or {}
        if "planned_departure" not in facts:
            return None
        return cls(date.fromisoformat(facts["planned_departure"]), Decimal(facts["planned_room_revenue"]))


def leave(stay: Stay, *, on: date) -> None:
    """Let a locked stay end on that day; its promised room revenue follows the nights, room charges stand as they are.

    Night by night that is the average of the nights booked, or the rate where none was booked (a day use prolonged).
    """
    planned = stay.nights
    stay.departure = on
    if stay.nights == planned or _has_room_charges(stay):
        return
    nightly = stay.room_revenue / planned if planned else stay.rate
    stay.room_revenue = (nightly * stay.nights).quantize(CENT)


def come_back(stay: Stay) -> None:
    """Take `leave` back: the planned departure, and the promised revenue unless the room was charged since."""
    plan = Plan.of_history(stay)
    if plan is None:
        return
    stay.departure = plan.departure
    if not _has_room_charges(stay):
        stay.room_revenue = plan.room_revenue


def _has_room_charges(stay: Stay) -> bool:
    return stay.charges.filter(department=Charge.Department.ROOM).exists()
