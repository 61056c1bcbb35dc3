"""What was written to guests, for those who may see it: the list with its filters, and one message whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.outbox.models import Attempt, Callback, Message, State
from hotelcrm.outbox.models.message import GONE, OPEN

PAGE = 50
CAP = 10_000  # rows that are counted and may be paged through; who wants more, filters
PERIODS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
USUAL = "month"
STANDS: dict[str, Q] = {
    "open": Q(state__in=OPEN),
    "gone": Q(state__in=[State.SENT, State.DELIVERED]),
    "refused": Q(state=State.CANCELLED),
    "failed": Q(state__in=[State.FAILED, State.UNKNOWN]),
}


@dataclass(frozen=True)
class Wanted:
    """The filters of the list: where messages stand, and columns with their values; empty is everything."""

    stands: str = ""
    columns: tuple[tuple[str, Any], ...] = ()
    guest_number: int | None = None
    period: str = USUAL


@dataclass(frozen=True)
class Page:
    """One page of the list: `counted` is exact up to `CAP` and `CAP` + 1 beyond."""

    rows: list[Message]
    counted: int
    number: int

    @property
    def is_capped(self) -> bool:
        """Whether there are more than are counted."""
        return self.counted > CAP

    @property
    def first(self) -> int:
        """The place of this page's first message."""
        return (self.number - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of this page's last message."""
        return (self.number - 1) * PAGE + len(self.rows)

    @property
    def has_next(self) -> bool:
        """Whether there is another page."""
        return self.number * PAGE < min(self.counted, CAP)


def visible(access: Access) -> QuerySet[Message]:
    """Messages of the hotels where this person may see messages."""
    return Message.objects.filter(hotel__in=access.ids_for(Permission.SEE_MESSAGES))


def page(access: Access, wanted: Wanted, *, at: datetime, number: int = 1) -> Page:
    """One page of what is wanted, newest first, with guests, templates and mailings; two queries."""
    rows = _filtered(visible(access), wanted, at)
    number = min(max(number, 1), CAP // PAGE)
    related = rows.select_related("guest", "staff", "hotel", "template", "mailing").defer("subject", "body", "address")
    start = (number - 1) * PAGE
    return Page(list(related.order_by("-pk")[start : start + PAGE]), rows.order_by()[: CAP + 1].count(), number)


def tally(access: Access, wanted: Wanted, *, at: datetime) -> dict[str, int]:
    """How many messages stand where, whatever of it is shown; one query."""
    rows = _filtered(visible(access), Wanted("", wanted.columns, wanted.guest_number, wanted.period), at)
    states = Counter(dict(rows.order_by().values_list("state").annotate(n=Count("pk"))))
    grouped = {"open": OPEN, "gone": (State.SENT, State.DELIVERED), "refused": (State.CANCELLED,)}
    grouped["failed"] = (State.FAILED, State.UNKNOWN)
    return {stands: sum(states[state] for state in group) for stands, group in grouped.items()}


def _filtered(rows: QuerySet[Message], wanted: Wanted, at: datetime) -> QuerySet[Message]:
    if wanted.period in PERIODS:
        rows = rows.filter(created_at__gt=at - PERIODS[wanted.period])
    if wanted.stands:
        rows = rows.filter(STANDS[wanted.stands])
    if wanted.guest_number is not None:
        found = Guest.objects.filter(number=wanted.guest_number)
        rows = rows.filter(Q(guest__in=found) | Q(guest__in=found.values("merged_into")))
    return rows.filter(**dict(wanted.columns))


def of_guest(guest: Guest, access: Access, *, limit: int) -> list[Message]:
    """The latest messages to `guest`, newest first; one query."""
    rows = visible(access).filter(guest=guest).select_related("hotel", "template", "mailing")
    return list(rows.defer("body", "address").order_by("-pk")[:limit])


@dataclass(frozen=True)
class Story:
    """One message with everything that happened to it, oldest first."""

    message: Message
    attempts: list[Attempt]
    reports: list[Callback]

    @property
    def is_on_its_way(self) -> bool:
        """Whether it left the house, or may have."""
        return self.message.state in GONE


def story(message: Message) -> Story:
    """`message` with its attempts and what the provider reported of it; two queries."""
    attempts = list(message.attempts.select_related("sender"))
    references = {attempt.reference for attempt in attempts if attempt.reference} | {message.reference} - {""}
    reports = Callback.objects.filter(reference__in=references).order_by("happened_at", "pk") if references else []
    return Story(message, attempts, list(reports))
