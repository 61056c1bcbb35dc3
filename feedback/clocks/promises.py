"""What was promised for a ticket, what is left of it, and the columns in which its moments stand."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from feedback.models import OPEN, ServiceLevel, Ticket, TicketEvent
from feedback.queries.hours import hours_of, levels_of
from feedback.rules.clock import Reading, read
from feedback.rules.hours import Hours

from .happenings import ANSWERS, Happening, apart, ended_unanswered, of_resolution, of_response

BATCH = 1_000


class Readings(NamedTuple):
    """Both clocks of a ticket at one moment."""

    respond: Reading
    resolve: Reading


def reading(ticket: Ticket, *, at: datetime) -> Readings | None:
    """Both clocks of `ticket` at `at`; None when nothing was promised (praise, a severity without service level)."""
    return readings([ticket], at=at).get(ticket.pk)


def readings(tickets: Sequence[Ticket], *, at: datetime) -> dict[int, Readings]:
    """The clocks of `tickets` at `at` by their ids; five statements for any number, none of them for no ticket."""
    return {pk: clocks for pk, (clocks, _is_over) in _clocks(tickets, at=at).items()}


def _clocks(tickets: Sequence[Ticket], *, at: datetime) -> dict[int, tuple[Readings, bool]]:
    """By id: both clocks, and whether the ticket ended without an answer."""
    timed = [ticket for ticket in tickets if ticket.kind != Ticket.Kind.PRAISE]
    if not timed:
        return {}
    hotel_ids = {ticket.hotel_id for ticket in timed}
    levels = levels_of(hotel_ids)
    hours = hours_of(hotel_ids, at=at, since=min(ticket.opened_at for ticket in timed))
    happenings = _happenings(timed)
    return {
        ticket.pk: (
            _read(ticket, happenings[ticket.pk], level, hours[ticket.hotel_id], at=at),
            ended_unanswered(happenings[ticket.pk]),
        )
        for ticket in timed
        if (level := levels.get((ticket.hotel_id, ticket.severity)))
    }


def _read(ticket: Ticket, happenings: list[Happening], level: ServiceLevel, hours: Hours, *, at: datetime) -> Readings:
    counted = Hours(hours.zone, is_always=True) if level.is_always else hours
    respond, resolve = timedelta(minutes=level.respond_minutes), timedelta(minutes=level.resolve_minutes)
    return Readings(
        read(of_response(ticket.opened_at, happenings), counted, respond, at=at),
        read(of_resolution(ticket.opened_at, happenings), counted, resolve, at=at),
    )


def _happenings(tickets: Collection[Ticket]) -> Mapping[int, list[Happening]]:
    """What moved the clocks of tickets, in the order in which it was written.

    The first answer may have been to a ticket that was merged into this one, so its column counts, too.
    """
    found: defaultdict[int, list[Happening]] = defaultdict(list)
    moving = Q(kind__in=ANSWERS) | Q(details__has_key="to")  # the others, notes above all, are not read
    rows = TicketEvent.objects.filter(moving, ticket__in=tickets).order_by("pk")
    for ticket_id, at, kind, details in rows.values_list("ticket_id", "at", "kind", "details"):
        found[ticket_id].append(Happening.of(at, kind, details))
    for ticket in tickets:
        found[ticket.pk] = apart(found[ticket.pk])
        if ticket.responded_at is not None:
            found[ticket.pk].append(Happening(ticket.responded_at, TicketEvent.Kind.REPLY))
    return found


@transaction.atomic
def renew(ids: Collection[int], *, at: datetime) -> int:
    """Write the moments of tickets anew, and return how many tickets there are; seven statements for any number.

    `ids` are tickets of which something moved the clock; they are locked in order. An alarm that was told stays told.
    The promise of an answer to a ticket that ended without one has no moments: nobody can keep it any more.
    """
    locked = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    tickets = list(locked.only("hotel_id", "kind", "severity", "opened_at", "responded_at"))
    if not tickets:
        return 0
    found = _clocks(tickets, at=at)
    _write([(ticket.pk, *_moments(*found.get(ticket.pk, (None, False)))) for ticket in tickets])
    return len(tickets)


Moment = datetime | None


def _moments(clocks: Readings | None, is_over: bool) -> tuple[Moment, Moment, Moment, Moment]:  # noqa: FBT001 (one caller)
    if clocks is None:
        return None, None, None, None
    respond = (None, None) if is_over else _columns(clocks.respond)
    return *respond, *_columns(clocks.resolve)


def _columns(clock: Reading) -> tuple[Moment, Moment]:
    """Who waits for the guest is not warned; what was late before is late."""
    return clock.warn_at if clock.is_running else None, clock.due_at


def _write(rows: Sequence[tuple[int, Moment, Moment, Moment, Moment]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE feedback_ticket t
            SET respond_warn_at = m.respond_warn, respond_due_at = m.respond_due,
                resolve_warn_at = m.resolve_warn, resolve_due_at = m.resolve_due
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
                m (id, respond_warn, respond_due, resolve_warn, resolve_due)
            WHERE t.id = m.id
            """,
            columns,
        )


def renew_open(hotel_id: int | None = None, *, at: datetime) -> int:
    """Write the moments of all open tickets anew, of one hotel or of all, and return how many there are.

    For when service hours, special days or levels change. A batch a transaction; tickets that move meanwhile are
    reckoned by whoever moves them.
    """
    tickets = Ticket.objects.filter(state__in=OPEN).exclude(kind=Ticket.Kind.PRAISE).order_by("pk")
    if hotel_id is not None:
        tickets = tickets.filter(hotel=hotel_id)
    after, done = 0, 0
    while ids := list(tickets.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        after = ids[-1]
        done += renew(ids, at=at)
    return done
