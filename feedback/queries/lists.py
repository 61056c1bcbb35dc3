"""The list of all tickets with its filters, and the lists that people keep under a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, OrderBy, Q, QuerySet

from feedback.models import OPEN, SavedFilter, Ticket
from hotelcrm.accounts.models import Hotel, User

from .board import Row, rows

PAGE: Final = 50
CAP: Final = 10_000  # rows that are counted and may be paged through; who wants more, filters
MOST_EXPORTED: Final = 100_000
CHUNK: Final = 500

STATES: dict[str, Q] = {"open": Q(state__in=OPEN), "done": ~Q(state__in=OPEN)}
PERIODS: dict[str, timedelta] = {
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
    "year": timedelta(days=365),
}
SORTS: dict[str, tuple[OrderBy, ...]] = {
    "opened": (F("opened_at").asc(), F("pk").asc()),
    "-opened": (F("opened_at").desc(), F("pk").desc()),
    "due": (F("resolve_due_at").asc(nulls_last=True), F("pk").asc()),
    "-due": (F("resolve_due_at").desc(nulls_last=True), F("pk").desc()),
    "severity": (F("severity").asc(), F("opened_at").desc(), F("pk").desc()),
    "-severity": (F("severity").desc(), F("opened_at").desc(), F("pk").desc()),
}
USUAL_SORT: Final = "-opened"


@dataclass(frozen=True)
class Page:
    """One page of the list: `counted` is exact up to `CAP` and `CAP` + 1 beyond."""

    rows: list[Row]
    counted: int
    number: int

    @property
    def is_capped(self) -> bool:
        """Whether there are more than are counted."""
        return self.counted > CAP

    @property
    def first(self) -> int:
        """The place of this page's first ticket."""
        return (self.number - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of this page's last ticket."""
        return (self.number - 1) * PAGE + len(self.rows)

    @property
    def has_next(self) -> bool:
        """Whether there is another page."""
        return self.number * PAGE < min(self.counted, CAP)


def page(tickets: QuerySet[Ticket], *, sort: str, at: datetime, number: int = 1) -> Page:
    """One page of `tickets` in the order `sort`, a key of `SORTS`; nine statements, whatever there is."""
    number = min(max(number, 1), CAP // PAGE)
    start = (number - 1) * PAGE
    ids = list(tickets.order_by(*SORTS[sort]).values_list("pk", flat=True)[start : start + PAGE])
    counted = tickets.order_by().values("pk")[: CAP + 1].count()
    return Page(rows(ids, at=at), counted, number)


def exported(tickets: QuerySet[Ticket], *, sort: str) -> Iterator[Ticket]:
    """`MOST_EXPORTED` of `tickets` at most, a few hundred in memory at a time, with what a file names."""
    named = tickets.select_related("hotel", "guest", "owner", "cause").defer("text")
    return named.order_by(*SORTS[sort])[:MOST_EXPORTED].iterator(chunk_size=CHUNK)


def saved(hotel: Hotel, user: User) -> list[SavedFilter]:
    """The lists that `user` keeps at `hotel`, then those that colleagues share there; one query."""
    kept = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True), hotel=hotel).select_related("owner")
    return sorted(kept.order_by("name", "pk"), key=lambda row: row.owner_id != user.pk)
