"""The team's board: open tickets of a hotel by how urgent they are, the first ones of each group with their clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from feedback.models import OPEN, Ticket

from .again import Again, again
from .categories import names
from .dials import Dial, Standing, dials, moment, standing

SHOWN: Final = 15  # of each group, when all are shown
PAGE: Final = 50  # of one group alone
FIRST: Final = Again()
# What a line of a list says of a ticket, its hotel, guest and owner, and what its clock is read from.
LINE: Final = (
    *("kind", "state", "room", "category", "department", "severity", "summary", "opened_at", "resolved_at"),
    *("respond_warn_at", "respond_due_at", "responded_at", "resolve_warn_at", "resolve_due_at"),
    *("hotel__name_en", "hotel__name_zh", "guest__full_name", "guest__family_name", "guest__given_name"),
    *("owner__display_name", "owner__first_name", "owner__last_name", "owner__username"),
)


@dataclass(frozen=True)
class Row:
    """A ticket as lists show it: the clock is that of an open one, the category with its branches.

    `times`: which of its category this is lately, by room or guest.
    """

    ticket: Ticket
    dial: Dial | None
    category: str
    times: int = 1


@dataclass(frozen=True)
class Group:
    """The tickets of one urgency: how many there are, and those on this page, the next due first."""

    standing: Standing
    count: int
    rows: list[Row]

    @property
    def has_more(self) -> bool:
        """Whether not all of them are here."""
        return self.count > len(self.rows)


@dataclass(frozen=True)
class Board:
    """The groups that have tickets, the most urgent first; `page` counts within one group shown alone."""

    groups: list[Group]
    only: str = ""
    page: int = 1

    @property
    def count(self) -> int:
        """How many tickets are open, of those that fit the filters."""
        return sum(group.count for group in self.groups)

    @property
    def pages(self) -> int:
        """How many pages the group that is shown alone has."""
        return -(-self.count // PAGE) if self.only else 1


def board(tickets: QuerySet[Ticket], *, at: datetime, only: str = "", page: int = 1) -> Board:
    """The open ones among `tickets` in groups, `SHOWN` of each, or `PAGE` of the group `only`.

    Nine statements, whatever is open: one numbers and counts, one fetches what is shown, the others know clocks and
    names.
    """
    numbered = _numbered(tickets, at)
    if only:
        first = (page - 1) * PAGE
        numbered = numbered.filter(group=only, place__gt=first, place__lte=first + PAGE)
    else:
        numbered = numbered.filter(place__lte=SHOWN)
    counts: dict[str, int] = {}
    places: dict[int, str] = {}
    for pk, group, number in numbered.order_by("place").values_list("pk", "group", "number"):
        counts[group], places[pk] = number, group
    drawn = rows(places, at=at)
    return Board([_group(one, counts, places, drawn) for one in Standing if one in counts], only, page)


def rows(ids: Iterable[int], *, at: datetime) -> list[Row]:
    """The tickets of these ids, in their order, as lists show them; eight statements for any number."""
    found = shown(Ticket.objects.all()).in_bulk(list(ids))
    tickets = [found[pk] for pk in ids]
    clocks, categories, before = dials(tickets, at=at), names(), again(found)
    return [
        Row(row, clocks.get(row.pk), categories.get(row.category_id or 0, ""), before.get(row.pk, FIRST).times)
        for row in tickets
    ]


def shown(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """With what a line of a list names, and without what it does not need: what was said may be long."""
    return tickets.select_related("hotel", "guest", "owner").only(*LINE)


def _numbered(tickets: QuerySet[Ticket], at: datetime) -> QuerySet[Any]:
    """Each open ticket with its group, its place in it and how many the group has."""
    timed = tickets.filter(state__in=OPEN).order_by().annotate(due=moment("due"), warn=moment("warn"))
    return timed.annotate(group=standing(at)).annotate(
        place=Window(
            RowNumber(), partition_by="group", order_by=[F("due").asc(nulls_last=True), F("severity").asc(), "pk"]
        ),
        number=Window(Count("pk"), partition_by="group"),
    )


def _group(one: Standing, counts: dict[str, int], places: dict[int, str], drawn: list[Row]) -> Group:
    return Group(one, counts[one], [row for row in drawn if places[row.ticket.pk] == one])
