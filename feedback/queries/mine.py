"""What waits for one person: the tickets in one's own hands, what one was told, and what nobody has taken on yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet

from feedback.models import OPEN, Notice, State, Ticket
from hotelcrm.accounts.access import Access, Permission

from .board import Row, rows
from .dials import moment
from .visible import visible_to

SHOWN: Final = 30
NOTICES: Final = 30


@dataclass(frozen=True)
class Told:
    """A ticket as lists show it, and what one was told of it, the latest first."""

    row: Row
    notices: list[Notice]


@dataclass(frozen=True)
class Mine:
    """`owned` and `unowned` are the most urgent ones, the counts are of all; `told` is unseen, the latest first."""

    owned: list[Row]
    owned_count: int
    told: list[Told]
    unowned: list[Row]
    unowned_count: int


def mine(access: Access, *, at: datetime) -> Mine:
    """What waits for this person at `at`; a fixed number of statements.

    What nobody owns is that of one's departments at the current hotel, or, for those who are in none, that of guest
    relations and the front desk.
    """
    owned, unowned = _owned(access), _unowned(access)
    notices = list(_unseen(access).select_related("event__by").order_by("-at", "-pk")[:NOTICES])
    first, free = _first(owned), _first(unowned)
    drawn = {row.ticket.pk: row for row in rows(dict.fromkeys([*first, *free, *_tickets(notices)]), at=at)}
    return Mine(
        [drawn[pk] for pk in first],
        owned.count(),
        _by_ticket(notices, drawn),
        [drawn[pk] for pk in free],
        unowned.count(),
    )


def waiting(access: Access) -> int:
    """How many tickets wait for this person: open ones in his hands, and those he was told of; one query."""
    if not access.may(Permission.HANDLE_TICKETS):
        return 0
    owned = _owned(access).exclude(state=State.WAITING).values("pk")
    return owned.union(_unseen(access).values("ticket")).count()


def _owned(access: Access) -> QuerySet[Ticket]:
    hotels = access.ids_for(Permission.HANDLE_TICKETS)
    return Ticket.objects.filter(owner=access.user, hotel__in=hotels, state__in=OPEN).order_by()


def _unowned(access: Access) -> QuerySet[Ticket]:
    departments = sorted(access.departments) or [""]
    free = Q(hotel=access.hotel, owner=None, department__in=departments, state__in=OPEN)
    return visible_to(access).filter(free).order_by()


def _unseen(access: Access) -> QuerySet[Notice]:
    """What one was told of tickets that one may still open: of others nothing can be done, nor said that it is seen."""
    return Notice.objects.filter(user=access.user, seen_at=None, ticket__in=visible_to(access)).order_by()


def _first(tickets: QuerySet[Ticket]) -> list[int]:
    """The ids of the most urgent ones."""
    urgent = tickets.annotate(due=moment("due")).order_by(F("due").asc(nulls_last=True), "severity", "pk")
    return list(urgent.values_list("pk", flat=True)[:SHOWN])


def _by_ticket(notices: list[Notice], drawn: dict[int, Row]) -> list[Told]:
    found: dict[int, Told] = {}
    for notice in notices:
        found.setdefault(notice.ticket_id, Told(drawn[notice.ticket_id], [])).notices.append(notice)
    return list(found.values())


def _tickets(notices: list[Notice]) -> list[int]:
    return [notice.ticket_id for notice in notices]
