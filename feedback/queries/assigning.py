"""Whom a new ticket goes to."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from feedback.models import AssignmentRule, Category
from feedback.rules import assigning
from hotelcrm.accounts.models import Hotel, User

from .handlers import handles


class Place(NamedTuple):
    """A department (empty: guest relations and the front desk), and somebody in person or nobody."""

    department: str
    owner: User | None


def place_of(hotel: Hotel, category: Category | None, *, at: datetime) -> Place:
    """Where a ticket about `category` that comes to `hotel` at `at` goes: by the first rule that fits.

    Without a rule to the category's department, and to nobody in person. Somebody named by a rule who no longer handles
    tickets there is passed over; the rule's department holds.
    """
    held = AssignmentRule.objects.filter(Q(hotel=None) | Q(hotel=hotel), is_active=True).select_related("owner")
    subject = assigning.Subject(hotel.pk, line_of(category), at.astimezone(hotel.zone))
    rule = assigning.first(held.order_by("order", "pk"), subject)
    if rule is None:
        return Place(category.department if category else "", None)
    owner = rule.owner if rule.owner and handles(rule.owner, hotel) else None
    return Place(rule.department, owner)


def line_of(category: Category | None) -> list[int]:
    """The ids of `category` and of all that it is part of, itself first."""
    line: list[int] = []
    while category is not None and category.pk not in line:
        line.append(category.pk)
        category = category.parent
    return line
