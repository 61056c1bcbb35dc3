"""What became of the messages of some days: by day, channel and hotel, and why others were not sent."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Reason

A_DAY = timedelta(days=1)
# Days are those of each hotel's calendar; what was handed over counts on the day it was. No calendar is a day ahead of
# or behind UTC: those wider bounds let the index find the days before each hotel's clock is asked.
BY_DAY = """
SELECT m.hotel_id, m.channel, (m.handed_at AT TIME ZONE h.time_zone)::date,
    count(*),
    count(*) FILTER (WHERE m.state IN ('sent', 'delivered')),
    count(*) FILTER (WHERE m.state = 'delivered'),
    count(*) FILTER (WHERE m.state = 'failed' AND m.reason IN ('refused_address', 'bounced')),
    count(*) FILTER (WHERE m.state = 'unknown'),
    count(*) FILTER (WHERE m.opened_at IS NOT NULL),
    count(*) FILTER (WHERE m.clicked_at IS NOT NULL),
    count(*) FILTER (WHERE m.opted_out_at IS NOT NULL)
FROM outbox_message m JOIN accounts_hotel h ON h.id = m.hotel_id
WHERE m.guest_id IS NOT NULL AND m.handed_at IS NOT NULL AND m.hotel_id = ANY(%(hotels)s)
    AND m.handed_at >= %(earliest)s AND m.handed_at < %(latest)s
    AND m.handed_at >= (%(start)s::timestamp AT TIME ZONE h.time_zone)
    AND m.handed_at < (%(end)s::timestamp AT TIME ZONE h.time_zone)
GROUP BY 1, 2, 3
"""
REFUSED = """
SELECT m.reason, count(*) FROM outbox_message m JOIN accounts_hotel h ON h.id = m.hotel_id
WHERE m.guest_id IS NOT NULL AND m.state = 'cancelled' AND m.hotel_id = ANY(%(hotels)s)
    AND m.due_at >= %(earliest)s AND m.due_at < %(latest)s
    AND m.due_at >= (%(start)s::timestamp AT TIME ZONE h.time_zone)
    AND m.due_at < (%(end)s::timestamp AT TIME ZONE h.time_zone)
GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Sums:
    """Numbers of messages. `handed` left the house or may have; the rest is part of them."""

    handed: int = 0
    accepted: int = 0
    delivered: int = 0
    bounced: int = 0
    unknown: int = 0
    opened: int = 0
    clicked: int = 0
    opted_out: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """All of them, in the order in which they are declared."""
        return (
            *(self.handed, self.accepted, self.delivered, self.bounced),
            *(self.unknown, self.opened, self.clicked, self.opted_out),
        )

    def share(self, number: int) -> Decimal | None:
        """A part of what was handed over; None where nothing was."""
        return Decimal(number) / self.handed if self.handed else None


@dataclass(frozen=True)
class Line:
    """The messages of one hotel on one channel that were handed over on one day."""

    hotel_id: int
    channel: str
    on: date
    sums: Sums


@dataclass(frozen=True)
class MessageFigures:
    """Everything of the days from `start` up to, not including, `end`."""

    start: date
    end: date
    lines: tuple[Line, ...]
    refused: tuple[tuple[str, int], ...]

    @property
    def whole(self) -> Sums:
        """All messages together."""
        return total(line.sums for line in self.lines)

    def by(self, key: Callable[[Line], object]) -> dict[object, Sums]:
        """The sums of each kind of line."""
        found: defaultdict[object, list[Sums]] = defaultdict(list)
        for line in self.lines:
            found[key(line)].append(line.sums)
        return {one: total(sums) for one, sums in found.items()}

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why messages were not sent, in words, the most first."""
        words = dict(Reason.choices)
        return [(str(words.get(reason, reason)), count) for reason, count in self.refused]


def total(sums: Iterable[Sums]) -> Sums:
    """Several sums as one."""
    rows = [one.numbers for one in sums]
    return Sums(*map(sum, zip(*rows, strict=True))) if rows else Sums()


def figures(hotels: Sequence[Hotel], *, start: date, end: date) -> MessageFigures:
    """What became of the messages to guests of `hotels` on the days from `start` up to, not including, `end`.

    Two queries, however many messages there are. A message that was never handed over counts among the refused, by
    its reason and the day it was due.
    """
    given: dict[str, Any] = {
        "hotels": [hotel.pk for hotel in hotels],
        "start": datetime.combine(start, time.min),
        "end": datetime.combine(end, time.min),
        "earliest": datetime.combine(start, time.min, tzinfo=UTC) - A_DAY,
        "latest": datetime.combine(end, time.min, tzinfo=UTC) + A_DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, given)
        lines = tuple(Line(hotel, channel, on, Sums(*numbers)) for hotel, channel, on, *numbers in cursor.fetchall())
        cursor.execute(REFUSED, given)
        return MessageFigures(start, end, lines, tuple(cursor.fetchall()))
