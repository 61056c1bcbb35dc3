"""Praise of a month: what guests said, and whom they named."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from feedback.models import Praise, Ticket
from feedback.rules.months import next_month
from hotelcrm.accounts.models import Hotel, User

from .family import families

MOST = 500  # tickets of one list: a month of a large group, on paper too


@dataclass(frozen=True)
class Named:
    """A colleague, and by how many guests he was named."""

    user: User
    times: int


@dataclass(frozen=True)
class Month:
    """The tickets of praise, newest first, by their ids whom each `praised`; `more` than are listed?"""

    first: date
    tickets: list[Ticket]
    praised: Mapping[int, list[User]]
    more: bool

    @property
    def rows(self) -> list[tuple[Ticket, list[User]]]:
        """Each ticket with the colleagues whom it names, or what was merged into it."""
        return [(row, self.praised.get(row.pk, [])) for row in self.tickets]

    @property
    def named(self) -> list[Named]:
        """Who was named, most often first, then by name."""
        times = Counter(user for _row, people in self.rows for user in people)
        return [Named(user, count) for user, count in sorted(times.items(), key=lambda one: (-one[1], str(one[0])))]


def praise_of(hotels: Collection[Hotel], *, first: date) -> Month:
    """Praise that came to `hotels` in the month that begins on `first`, by each hotel's own midnight; three queries."""
    when = Q()
    for hotel in hotels:
        start, end = (datetime.combine(day, time(), hotel.zone) for day in (first, next_month(first)))
        when |= Q(hotel=hotel, opened_at__gte=start, opened_at__lt=end)
    if not when:
        return Month(first, [], {}, more=False)
    rows = Ticket.objects.filter(when, kind=Ticket.Kind.PRAISE, merged_into=None)
    found = list(rows.select_related("hotel", "guest").order_by("-opened_at", "-pk")[: MOST + 1])
    return Month(first, found[:MOST], praised_by(found[:MOST]), more=len(found) > MOST)


def praised_by(tickets: Iterable[Ticket]) -> Mapping[int, list[User]]:
    """By the ids of `tickets` whom each names, or what was merged into it: everybody once, in the order of the naming.

    Two queries, and one more for each remove at which something was merged.
    """
    standing = families([row.pk for row in tickets])
    found: defaultdict[int, dict[User, None]] = defaultdict(dict)
    for praise in Praise.objects.filter(ticket__in=standing).select_related("user").order_by("pk"):
        found[standing[praise.ticket_id]][praise.user] = None
    return {pk: list(people) for pk, people in found.items()}


def guests_of(tickets: Iterable[Ticket]) -> set[int]:
    """The guests whose words these are."""
    return {row.guest_id for row in tickets if row.guest_id is not None}
