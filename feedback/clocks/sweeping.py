"""The alarms of each minute: whose promise runs out, whose is broken, and who is told."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from feedback.models import Ticket
from feedback.rules.alarms import Alarm, Watch, above, listening
from hotelcrm.accounts.models import Membership

BATCH = 1_000
COLUMNS = (
    *("hotel_id", "level", "department", "owner__is_active"),
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
    """One alarm of a ticket, the role that answers for the ticket from then on, and the one that hears of it.

    `listens` is empty for what concerns the owner alone.
    """

    ticket_id: int
    promise: str
    alarm: Alarm
    level: str
    listens: str


class _Came(NamedTuple):
    """What a ticket's columns come to."""

    ticket_id: int
    level: str
    respond_warned_at: datetime | None
    respond_breached_at: datetime | None
    resolve_warned_at: datetime | None
    resolve_breached_at: datetime | None


class Staff(NamedTuple):
    """The roles that somebody active holds at a hotel, and the departments somebody works in."""

    roles: set[str]
    departments: set[str]


def sweep(*, at: datetime) -> Swept:
    """Tell every alarm that is due at `at`, each once; what somebody holds right now is left for the next turn.

    A warning goes to the ticket's owner or, where nobody has taken it, to everybody of the role that answers for it. A
    breach goes up to the next role that somebody at the hotel holds, and is told to everybody of it and to the owner.
    Owners who left are nobody; a role or department that nobody is in is stood in for (`listening`).
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
    due = locked.filter(next_alarm_at__lt=at).order_by("next_alarm_at", "pk").select_related("owner")
    tickets = list(due.only(*COLUMNS)[:BATCH])
    if not tickets:
        return Swept()
    staff = _staff({ticket.hotel_id for ticket in tickets})
    told = [row for ticket in tickets for row in _told(ticket, staff[ticket.hotel_id], at)]
    levels = {row.ticket_id: row.level for row in told}  # the last one counts
    _write(told, [_came(ticket, levels.get(ticket.pk, ticket.level), at) for ticket in tickets], at)
    breached = sum(row.alarm is Alarm.BREACHED for row in told)
    return Swept(len(tickets), len(told) - breached, breached)


def _staff(hotel_ids: Collection[int]) -> Mapping[int, Staff]:
    staff: defaultdict[int, Staff] = defaultdict(lambda: Staff(set(), set()))
    held = Membership.objects.filter(hotel__in=hotel_ids, user__is_active=True)
    for hotel_id, role, department in held.values_list("hotel_id", "role", "department").distinct():
        staff[hotel_id].roles.add(role)
        staff[hotel_id].departments.add(department)
    return staff


def _respond(ticket: Ticket) -> Watch:
    moments = ticket.respond_warn_at, ticket.respond_due_at, ticket.respond_warned_at, ticket.respond_breached_at
    return Watch(*moments, ticket.responded_at)


def _resolve(ticket: Ticket) -> Watch:
    moments = ticket.resolve_warn_at, ticket.resolve_due_at, ticket.resolve_warned_at, ticket.resolve_breached_at
    return Watch(*moments, ticket.resolved_at)


def _told(ticket: Ticket, staff: Staff, at: datetime) -> Iterator[_Told]:
    """The alarms of one ticket; two breaches at once, after the sweep stood still, go up twice."""
    level, has_owner = ticket.level, ticket.owner is not None and ticket.owner.is_active
    for promise, watch in (("respond", _respond(ticket)), ("resolve", _resolve(ticket))):
        alarm = watch.alarm(at)
        if alarm is Alarm.BREACHED:
            level = above(level, staff.roles)
        if alarm is not None:
            is_owners = alarm is Alarm.WARNED and has_owner
            listens = "" if is_owners else listening(level, ticket.department, *staff)
            yield _Told(ticket.pk, promise, alarm, level, listens)


def _came(ticket: Ticket, level: str, at: datetime) -> _Came:
    return _Came(ticket.pk, level, *_respond(ticket).told(at), *_resolve(ticket).told(at))


# The rows are held, so an event that is there already (ON CONFLICT) was told before its column was emptied by hand. An
# alarm that was taken back, when the merge was undone for which it was told, is told anew under a key of its own.
TELL = """
WITH alarms AS (
    SELECT *, promise || ':' || alarm AS name
    FROM unnest(
        %(told_ids)s::bigint[], %(promises)s::text[], %(alarms)s::text[], %(told_levels)s::text[], %(listen)s::text[]
    ) a (ticket_id, promise, alarm, level, listens)
), told AS (
    INSERT INTO feedback_ticketevent (ticket_id, kind, key, at, details)
    SELECT a.ticket_id, a.alarm, a.name || CASE WHEN back.times > 0 THEN ':' || back.times + 1 ELSE '' END, %(at)s,
        jsonb_build_object('promise', a.promise, 'level', a.level)
    FROM alarms a CROSS JOIN LATERAL (
        SELECT count(*) AS times FROM feedback_ticketevent e
        WHERE e.ticket_id = a.ticket_id AND e.kind = 'unmerged' AND e.details -> 'untold' ? a.name
    ) back
    ON CONFLICT (ticket_id, key) DO NOTHING
    RETURNING id, ticket_id, kind, details ->> 'promise' AS promise
), noticed AS (
    INSERT INTO feedback_notice (user_id, ticket_id, event_id, why, at)
    SELECT who.user_id, told.ticket_id, told.id, told.kind, %(at)s
    FROM told JOIN alarms a ON a.ticket_id = told.ticket_id AND a.promise = told.promise
    JOIN feedback_ticket t ON t.id = told.ticket_id
    CROSS JOIN LATERAL (
        SELECT u.id FROM accounts_user u WHERE u.id = t.owner_id AND u.is_active
        UNION
        SELECT m.user_id
        FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id AND u.is_active
        WHERE m.hotel_id = t.hotel_id AND m.role = a.listens
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
    facts |= _columns(told, "told_ids", "promises", "alarms", "told_levels", "listen")
    facts |= _columns(came, "ids", "levels", "respond_warned", "respond_breached", "resolve_warned", "resolve_breached")
    with connection.cursor() as cursor:
        cursor.execute(TELL, facts)


def _columns(rows: Sequence[tuple[Any, ...]], *names: str) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
