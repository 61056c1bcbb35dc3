"""Praise of a month: what guests said, and whom they named."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q

from feedback.models import Praise, Ticket
from hotelcrm.accounts.models import Hotel, User

MOST = 500  # tickets of one list: a month of a large group, on paper too


@dataclass(frozen=True)
class Named:
    """A colleague, and by how many guests he was named."""

    user: User
    times: int


@dataclass(frozen=True)
class Month:
    """The tickets of praise, newest first, each with its `praised`; `more` than are listed?"""

    first: date
    tickets: list[Ticket]
    more: bool

    @property
    def named(self) -> list[Named]:
        """Who was named, most often first, then by name."""
        people = {praise.user_id: praise.user for row in self.tickets for praise in row.praised.all()}
        times = Counter(praise.user_id for row in self.tickets for praise in row.praised.all())
        return [
            Named(people[pk], count)
            for pk, count in sorted(times.items(), key=lambda one: (-one[1], str(people[one[0]])))
        ]


def praise_of(hotels: Collection[Hotel], *, first: date) -> Month:
    """Praise that came to `hotels` in the month that begins on `first`, by each hotel's own midnight; two queries."""
    when = Q()
    for hotel in hotels:
        start, end = (datetime.combine(day, time(), hotel.zone) for day in (first, _next(first)))
        when |= Q(hotel=hotel, opened_at__gte=start, opened_at__lt=end)
    if not when:
        return Month(first, [], more=False)
    rows = Ticket.objects.filter(when, kind=Ticket.Kind.PRAISE, merged_into=None)
    people = Prefetch("praised", Praise.objects.select_related("user").order_by("pk"))
    found = list(
        rows.select_related("hotel", "guest").prefetch_related(people).order_by("-opened_at", "-pk")[: MOST + 1]
    )
    return Month(first, found[:MOST], more=len(found) > MOST)


def guests_of(tickets: Iterable[Ticket]) -> set[int]:
    """The guests whose words these are."""
    return {row.guest_id for row in tickets if row.guest_id is not None}


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
