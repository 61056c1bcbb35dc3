"""One ticket as its page tells it: what happened, its clocks, and what else there was in the room.

Next door: ``entries`` (events in words), ``one`` (what happened to a ticket).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from feedback.clocks.promises import Readings, reading
from feedback.models import Attachment, Ticket, TicketEvent
from feedback.rules.clock import Reading

from .again import WITHIN
from .board import Row, rows
from .categories import names
from .entries import Entry, in_words
from .one import events_of, linked_with

Kind = TicketEvent.Kind
SHOWN: Final = 5  # tickets beside the page
FULL: Final = 100


@dataclass(frozen=True)
class Clock:
    """One promise as the page shows it: kept, broken, paused or running."""

    reading: Reading
    kept_at: datetime | None
    at: datetime

    @property
    def share(self) -> int:
        """How much of the promised time is used up, in percent."""
        whole = self.reading.spent + self.reading.left
        return min(round(self.reading.spent / whole * FULL), FULL) if whole else FULL

    @property
    def state(self) -> str:
        """One of kept, late (kept after it was broken), overdue, soon, running, paused."""
        is_broken = self.reading.left < timedelta(0)
        if self.kept_at is not None:
            return "late" if is_broken else "kept"
        if is_broken:
            return "overdue"
        if not self.reading.is_running:
            return "paused"
        warn = self.reading.warn_at
        return "soon" if warn is not None and warn <= self.at else "running"

    @property
    def over(self) -> timedelta:
        """How much more than was promised has passed, in service hours."""
        return -self.reading.left


@dataclass(frozen=True)
class Story:
    """Everything the page of one ticket shows of it."""

    ticket: Ticket
    entries: list[Entry]
    category: str
    respond: Clock | None
    resolve: Clock | None
    linked: list[Row]
    merged: list[Ticket]
    in_room: list[Row]
    in_room_count: int
    of_guest: list[Row]
    files: list[Attachment] = field(default_factory=list)

    @property
    def times_in_room(self) -> int:
        """Which ticket of the room this is within three months, itself counted."""
        return self.in_room_count + 1


def story(ticket: Ticket, *, seen: QuerySet[Ticket], at: datetime) -> Story:
    """`ticket` with everything that happened to it; a fixed number of statements. Of others only those `seen`."""
    events = list(events_of(ticket))
    clocks = reading(ticket, at=at)
    room, guest, linked = _in_room(ticket, seen), _of_guest(ticket, seen), _linked(events, seen)
    first = list(room.values_list("pk", flat=True)[:SHOWN])
    ids = dict.fromkeys([*first, *guest, *linked])
    drawn = {row.ticket.pk: row for row in rows(ids, at=at)}
    found = names()
    return Story(
        ticket,
        in_words(events, ticket, found),
        found.get(ticket.category_id or 0, ""),
        *_clocks(ticket, clocks, at),
        [drawn[pk] for pk in linked],
        list(ticket.merged.select_related("hotel").order_by("pk")),
        [drawn[pk] for pk in first],
        room.count(),
        [drawn[pk] for pk in guest],
        [event.attachment for event in events if event.kind == Kind.ATTACHED and hasattr(event, "attachment")],
    )


def beside(ticket: Ticket, *, seen: QuerySet[Ticket]) -> list[Ticket]:
    """The tickets that may be the same matter: of the same room or guest, the latest first; two queries."""
    near = [*_in_room(ticket, seen)[:SHOWN], *seen.filter(pk__in=_of_guest(ticket, seen)).order_by("-opened_at")]
    return list(dict.fromkeys(near))


def _clocks(ticket: Ticket, clocks: Readings | None, at: datetime) -> tuple[Clock | None, Clock | None]:
    if clocks is None:
        return None, None
    unanswered = ticket.responded_at is None and ticket.resolved_at is not None
    respond = None if unanswered else Clock(clocks.respond, ticket.responded_at, at)
    return respond, Clock(clocks.resolve, ticket.resolved_at, at)


def _in_room(ticket: Ticket, seen: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The others of the same room in the three months before, praise aside, the latest first."""
    if not ticket.room:
        return Ticket.objects.none()
    since = ticket.opened_at - WITHIN
    same = seen.filter(hotel=ticket.hotel_id, room=ticket.room, opened_at__gte=since, opened_at__lte=ticket.opened_at)
    return same.filter(merged_into=None).exclude(kind=Ticket.Kind.PRAISE).exclude(pk=ticket.pk).order_by("-opened_at")


def _of_guest(ticket: Ticket, seen: QuerySet[Ticket]) -> list[int]:
    if ticket.guest_id is None:
        return []
    others = seen.filter(guest=ticket.guest_id, merged_into=None).exclude(pk=ticket.pk)
    return list(others.order_by("-opened_at").values_list("pk", flat=True)[:SHOWN])


def _linked(events: list[TicketEvent], seen: QuerySet[Ticket]) -> list[int]:
    """Of the family: everything in it has an event."""
    ids = {event.ticket_id for event in events}
    return list(seen.filter(pk__in=linked_with(ids)).order_by("pk").values_list("pk", flat=True))
