"""What keeps coming back: "room 1208, third time"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from feedback.models import Ticket

WITHIN = timedelta(days=90)

# Of each ticket: how many there were of the same category at the same hotel, itself the last, by its room and by its
# guest. What was merged is no ticket of its own, and praise is nothing that goes wrong.
COUNT = """
SELECT t.id,
    1 + count(e.id) FILTER (WHERE t.room <> '' AND e.room = t.room),
    1 + count(e.id) FILTER (WHERE e.guest_id = t.guest_id)
FROM feedback_ticket t
JOIN feedback_ticket e ON e.hotel_id = t.hotel_id AND e.category_id = t.category_id AND e.kind <> 'praise'
    AND e.merged_into_id IS NULL AND e.id <> t.id
    AND (e.opened_at, e.id) < (t.opened_at, t.id) AND e.opened_at >= t.opened_at - %(within)s
    AND ((t.room <> '' AND e.room = t.room) OR e.guest_id = t.guest_id)
WHERE t.id = ANY(%(ids)s) AND t.kind <> 'praise'
GROUP BY t.id
"""


@dataclass(frozen=True)
class Again:
    """Which time it is, by the room and by the guest; 1 is the first."""

    room: int = 1
    guest: int = 1

    @property
    def times(self) -> int:
        """The higher of both."""
        return max(self.room, self.guest)


def again(ids: Iterable[int]) -> dict[int, Again]:
    """Of the tickets `ids` those that are not the first of their category within `WITHIN`; one statement."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"ids": wanted, "within": WITHIN})
        return {pk: Again(room, guest) for pk, room, guest in cursor.fetchall()}


def earlier(ticket: Ticket) -> QuerySet[Ticket]:
    """The tickets that `again` counts for `ticket`, the last one first."""
    if ticket.category_id is None or ticket.kind == Ticket.Kind.PRAISE:
        return Ticket.objects.none()
    place = Q(guest=ticket.guest) if ticket.guest_id else Q(pk=None)
    if ticket.room:
        place |= Q(room=ticket.room)
    before = Q(opened_at__lt=ticket.opened_at) | Q(opened_at=ticket.opened_at, pk__lt=ticket.pk)
    held = Ticket.objects.filter(place, before, hotel=ticket.hotel_id, category=ticket.category_id, merged_into=None)
    since = held.filter(opened_at__gte=ticket.opened_at - WITHIN).exclude(kind=Ticket.Kind.PRAISE)
    return since.order_by("-opened_at", "-pk")
