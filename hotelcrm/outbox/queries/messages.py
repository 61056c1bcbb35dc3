"""What was written to guests, for those who may see it: the list with its filters, and one message whole."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.outbox.answers.storing import OURS
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
    anywhere = rows if wanted.stands else rows.filter(state__in=State.values)  # so that the index serves
    return Page(list(related.order_by("-pk")[start : start + PAGE]), anywhere[: CAP + 1].count(), number)


def tally(access: Access, wanted: Wanted, *, at: datetime) -> dict[str, int]:
    """How many messages stand where, whatever of it is shown: exact up to `CAP`, `CAP` + 1 beyond; one query."""
    rows = _filtered(visible(access), Wanted("", wanted.columns, wanted.guest_number, wanted.period), at)
    capped = {stands: rows.filter(state).values("pk")[: CAP + 1].query for stands, state in STANDS.items()}
    try:
        asked = [query.sql_with_params() for query in capped.values()]
    except EmptyResultSet:  # of no hotel
        return dict.fromkeys(STANDS, 0)
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _params in asked)  # noqa: S608 (Django's)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [one for _sql, params in asked for one in params])
        return dict(zip(capped, cursor.fetchone(), strict=True))


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
    """`message` with its attempts and what the provider reported of it, by its name or by ours; two queries.

    Another provider's message may have the same name; the sender says whose reports are meant, where it is known.
    """
    attempts = list(message.attempts.select_related("sender"))
    named = {message.reference, f"{OURS}{message.pk}", *(attempt.reference for attempt in attempts)} - {""}
    reports = Callback.objects.filter(reference__in=named)
    senders = [message.sender, *(attempt.sender for attempt in attempts)]
    transports = {sender.transport for sender in senders if sender is not None}
    if transports:
        reports = reports.filter(transport__in=transports)
    return Story(message, attempts, list(reports.order_by("happened_at", "pk")))
