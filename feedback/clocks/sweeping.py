"""The alarms of each minute: whose promise runs out, whose is broken, and who is told."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from feedback.models import Ticket
from feedback.rules.alarms import Alarm, Watch, above
from hotelcrm.accounts.models import Membership

BATCH = 1_000
COLUMNS = (
    *("hotel_id", "level"),
    *("respond_warn_at", "respond_due_at", "respond_warned_at", "respond_breached_at", "responded_at"),
    *("resolve_warn_at", "resolve_due_at", "resolve_warned_at", "resolve_breached_at", "resolved_at"),
)


@dataclass(frozen=True)
class Swept:
    """How many tickets were looked at, and how many alarms of each kind they had."""

    tickets: int = 0
    warned: int = 0
    breached: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.tickets + other.tickets, self.warned + other.warned, self.breached + other.breached)


class _Told(NamedTuple):
    """One alarm of a ticket, and the role that answers for the ticket from then on."""

    ticket_id: int
    promise: str
    alarm: Alarm
    level: str


class _Came(NamedTuple):
    """What a ticket's columns come to."""

    ticket_id: int
    level: str
    respond_warned_at: datetime | None
    respond_breached_at: datetime | None
    resolve_warned_at: datetime | None
    resolve_breached_at: datetime | None


Staff = Mapping[int, Collection[str]]  # by hotel the roles that somebody holds


def sweep(*, at: datetime) -> Swept:
    """Tell every alarm that is due at `at`, each once; what somebody holds right now is left for the next turn.

    A warning goes to the ticket's owner or, where nobody has taken it, to everybody of the role that answers for it. A
    breach goes up to the next role that somebody at the hotel holds, and is told to everybody of it and to the owner.
    A batch is one transaction of three statements, whatever its size; sweeps at the same time share the tickets.
    """
    total = Swept()
    while True:
        swept = _sweep(at)
        total += swept
        if swept.tickets < BATCH:
            return total


@transaction.atomic
def _sweep(at: datetime) -> Swept:
    locked = Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    tickets = list(locked.filter(next_alarm_at__lt=at).order_by("next_alarm_at", "pk").only(*COLUMNS)[:BATCH])
    if not tickets:
        return Swept()
    staff = _staff({ticket.hotel_id for ticket in tickets})
    told = [row for ticket in tickets for row in _told(ticket, staff.get(ticket.hotel_id, ()), at)]
    levels = {row.ticket_id: row.level for row in told}  # the last one counts
    _write(told, [_came(ticket, levels.get(ticket.pk, ticket.level), at) for ticket in tickets], at)
    breached = sum(row.alarm is Alarm.BREACHED for row in told)
    return Swept(len(tickets), len(told) - breached, breached)


def _staff(hotel_ids: Collection[int]) -> Staff:
    staff: defaultdict[int, set[str]] = defaultdict(set)
    held = Membership.objects.filter(hotel__in=hotel_ids, user__is_active=True)
    for hotel_id, role in held.values_list("hotel_id", "role").distinct():
        staff[hotel_id].add(role)
    return staff


def _respond(ticket: Ticket) -> Watch:
    moments = ticket.respond_warn_at, ticket.respond_due_at, ticket.respond_warned_at, ticket.respond_breached_at
    return Watch(*moments, ticket.responded_at)


def _resolve(ticket: Ticket) -> Watch:
    moments = ticket.resolve_warn_at, ticket.resolve_due_at, ticket.resolve_warned_at, ticket.resolve_breached_at
    return Watch(*moments, ticket.resolved_at)


def _told(ticket: Ticket, staffed: Collection[str], at: datetime) -> Iterator[_Told]:
    """The alarms of one ticket; two breaches at once, after the sweep stood still, go up twice."""
    level = ticket.level
    for promise, watch in (("respond", _respond(ticket)), ("resolve", _resolve(ticket))):
        alarm = watch.alarm(at)
        if alarm is Alarm.BREACHED:
            level = above(level, staffed)
        if alarm is not None:
            yield _Told(ticket.pk, promise, alarm, level)


def _came(ticket: Ticket, level: str, at: datetime) -> _Came:
    return _Came(ticket.pk, level, *_respond(ticket).told(at), *_resolve(ticket).told(at))


# The rows are held, so an event that is there already (ON CONFLICT) was told before its column was emptied by hand.
TELL = """
WITH told AS (
    INSERT INTO feedback_ticketevent (ticket_id, kind, key, at, details)
    SELECT ticket_id, alarm, promise || ':' || alarm, %(at)s, jsonb_build_object('promise', promise, 'level', level)
    FROM unnest(%(told_ids)s::bigint[], %(promises)s::text[], %(alarms)s::text[], %(told_levels)s::text[])
        a (ticket_id, promise, alarm, level)
    ON CONFLICT (ticket_id, key) DO NOTHING
    RETURNING id, ticket_id, kind, details ->> 'level' AS level
), noticed AS (
    INSERT INTO feedback_notice (user_id, ticket_id, event_id, why, at)
    SELECT who.user_id, told.ticket_id, told.id, told.kind, %(at)s
    FROM told JOIN feedback_ticket t ON t.id = told.ticket_id
    CROSS JOIN LATERAL (
        SELECT t.owner_id WHERE t.owner_id IS NOT NULL
        UNION
        SELECT m.user_id
        FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id AND u.is_active
        WHERE m.hotel_id = t.hotel_id AND m.role = told.level
            AND (told.kind = 'breached' OR t.owner_id IS NULL)
            AND (m.role <> 'department' OR m.department = t.department)
    ) who (user_id)
)
UPDATE feedback_ticket t
SET level = c.level, version = t.version + coalesce(n.events, 0),
    respond_warned_at = c.respond_warned, respond_breached_at = c.respond_breached,
    resolve_warned_at = c.resolve_warned, resolve_breached_at = c.resolve_breached
FROM unnest(
    %(ids)s::bigint[], %(levels)s::text[], %(respond_warned)s::timestamptz[], %(respond_breached)s::timestamptz[],
    %(resolve_warned)s::timestamptz[], %(resolve_breached)s::timestamptz[]
) c (id, level, respond_warned, respond_breached, resolve_warned, resolve_breached)
LEFT JOIN (SELECT ticket_id, count(*) AS events FROM told GROUP BY ticket_id) n ON n.ticket_id = c.id
WHERE t.id = c.id
"""


def _write(told: Sequence[_Told], came: Sequence[_Came], at: datetime) -> None:
    facts: dict[str, Any] = {"at": at}
    facts |= _columns(told, "told_ids", "promises", "alarms", "told_levels")
    facts |= _columns(came, "ids", "levels", "respond_warned", "respond_breached", "resolve_warned", "resolve_breached")
    with connection.cursor() as cursor:
        cursor.execute(TELL, facts)


def _columns(rows: Sequence[tuple[Any, ...]], *names: str) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
