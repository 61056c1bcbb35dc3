"""What keeps coming back: "room 1208, third time"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from feedback.models import Ticket

WITHIN = timedelta(days=90)

# Of each ticket: how many there were of the same category at the same hotel, itself the last, by its room and by its
# guest: each by its own index, for one that asks for both would look through the whole category. What was merged is no
# ticket of its own, and praise is nothing that goes wrong.
_BEFORE = """
    SELECT count(*) FROM feedback_ticket e
    WHERE {same} AND e.hotel_id = t.hotel_id AND e.category_id = t.category_id AND e.kind <> 'praise'
        AND e.merged_into_id IS NULL AND (e.opened_at, e.id) < (t.opened_at, t.id)
        AND e.opened_at BETWEEN t.opened_at - %(within)s::interval AND t.opened_at
"""
COUNT = f"""
SELECT id, 1 + by_room, 1 + by_guest FROM (
    SELECT t.id, ({_BEFORE.format(same="e.room = t.room AND e.room <> ''")}) AS by_room,
        ({_BEFORE.format(same="e.guest_id = t.guest_id")}) AS by_guest
    FROM feedback_ticket t WHERE t.id = ANY(%(ids)s) AND t.kind <> 'praise' OFFSET 0
) counted
WHERE by_room + by_guest > 0
"""  # noqa: S608 (constants)


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
        cursor.execute(COUNT, {"ids": wanted, "within": f"{WITHIN.days} days"})
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
