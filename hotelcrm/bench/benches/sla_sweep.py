"""Twenty thousand open tickets whose promise is broken, escalated by two workers at the same time.

In a database of its own, filled by statements: ten hotels with shifts, lunch and staff, every other ticket with an
owner. A sweep writes an event and some notices for each ticket and raises its level; the floor is a plain UPDATE of the
same columns of the same rows, committed. What the clocks wrote is set back and vacuumed in between.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from feedback.clocks.promises import renew_open
from feedback.clocks.sweeping import Swept, sweep
from feedback.models import Notice, Ticket, TicketEvent
from hotelcrm.accounts.models import Hotel
from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.processes import together
from hotelcrm.bench.running import Run, bench

OWN = f"{DATABASE}_sla_sweep"
TICKETS = 20_000
HOTELS = 10
WORKERS = 2
# A Friday in China: all of them were opened during the day, and nobody had answered by the evening.
MORNING, EVENING = datetime(2026, 11, 20, 1, tzinfo=UTC), datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


@bench("sla_sweep")
def sla_sweep(_run: Run) -> Iterator[Figure]:
    """Seconds in which open tickets are reckoned by new hours, and in which two workers escalate each once."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        _fill()
        yield _reckoned()
        _execute("VACUUM (ANALYZE)")
        floor = _seconds(_bare)
        _execute(BACK, "VACUUM (ANALYZE)")
        yield _swept(floor)
    finally:
        database.use(DATABASE)


def _reckoned() -> Figure:
    """As when a manager changes the hours: every open ticket's moments anew, one process."""
    seconds = _seconds(lambda: renew_open(at=EVENING))
    due = Ticket.objects.filter(next_alarm_at__lt=EVENING).count()
    if due != TICKETS:
        raise RuntimeError(f"{due:,} tickets are late, not {TICKETS:,}.")
    return Figure("sla_sweep", "reckoned by new hours", TICKETS, seconds=seconds, per_second=TICKETS / seconds)


def _swept(floor: float) -> Figure:
    sweep(at=MORNING)  # finds nothing, but what is compiled once is compiled before the workers are forked
    _execute("CHECKPOINT")
    seconds, answers = together([lambda: sweep(at=EVENING)] * WORKERS)
    _check(answers)
    shares = " and ".join(f"{swept.tickets:,}" for swept in answers)
    told = Notice.objects.count()
    return Figure(
        "sla_sweep",
        f"{WORKERS} workers at once ({shares}), each escalated once, {told:,} notices",
        TICKETS,
        seconds=seconds,
        per_second=TICKETS / seconds,
        floor=floor,
        ratio=seconds / floor,
    )


def _check(answers: list[Swept]) -> None:
    """Each ticket has one breach and went up one role; nobody was told of it twice."""
    breaches = TicketEvent.objects.filter(kind=TicketEvent.Kind.BREACHED)
    found = {
        "told by the workers": sum(swept.breached for swept in answers),
        "events": breaches.count(),
        "tickets of these": breaches.values("ticket").distinct().count(),
        "raised once": Ticket.objects.filter(level="guest_relations", version=2).count(),
    }
    if set(found.values()) != {TICKETS}:
        raise RuntimeError(f"Not each of {TICKETS:,} tickets was escalated once: {found}.")
    twice = Notice.objects.values("ticket", "user").annotate(n=Count("pk")).filter(n__gt=1)
    if twice.exists():
        raise RuntimeError("Somebody was told of the same ticket twice.")


def _seconds(action: Callable[[], object]) -> float:
    _execute("CHECKPOINT")
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"at": EVENING})


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


BARE = """
UPDATE feedback_ticket
SET respond_warned_at = %(at)s, respond_breached_at = %(at)s, level = 'guest_relations', version = version + 1
WHERE next_alarm_at < %(at)s
"""
BACK = """
UPDATE feedback_ticket
SET respond_warned_at = NULL, respond_breached_at = NULL, level = 'front_desk', version = 1
"""


def _fill() -> None:
    """Everything at once, without triggers and checks."""
    for n in range(HOTELS):
        names = {"name_en": f"Bench {n}", "name_zh": f"湖畔 {n}"}
        house = {"currency": "CNY", "country": "CN", "rooms": 300, "time_zone": "Asia/Shanghai"}
        Hotel.objects.create(code=f"bench-{n}", **names, **house)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        for statement in FILL:
            cursor.execute(statement, {"tickets": TICKETS, "morning": MORNING})
        cursor.execute("RESET session_replication_role; RESET statement_timeout")
    _execute("VACUUM (ANALYZE)")


FILL = (
    """
    INSERT INTO feedback_shift (hotel_id, weekday, opens, closes)
    SELECT h.id, weekday, opens::time, closes::time
    FROM accounts_hotel h, generate_series(0, 6) weekday,
        (VALUES ('9:00', '12:00'), ('13:00', '18:00')) s (opens, closes)
    """,
    "DELETE FROM feedback_servicelevel",
    """
    INSERT INTO feedback_servicelevel (severity, respond_minutes, resolve_minutes, is_always)
    SELECT severity, 15 * severity, 2400, false FROM generate_series(1, 4) severity
    """,
    """
    INSERT INTO accounts_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active,
        date_joined, language, display_name)
    SELECT '', false, 'bench-' || n, '', '', '', false, true, now(), '', '' FROM generate_series(1, 110) n
    """,
    # Of eleven at each hotel six are at the desk, three care for guests, two manage.
    """
    INSERT INTO accounts_membership (user_id, hotel_id, role, department)
    SELECT u.id, h.id, CASE WHEN u.n < 66 THEN 'front_desk' WHEN u.n < 99 THEN 'guest_relations' ELSE 'manager' END, ''
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts_user WHERE username LIKE 'bench-%%') u
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_hotel) h ON h.place = 1 + u.n %% 10
    """,
    """
    INSERT INTO feedback_ticket (kind, channel, key, hotel_id, room, department, severity, owner_id, level, language,
        state, version, opened_at)
    SELECT CASE WHEN n %% 4 = 0 THEN 'request' ELSE 'complaint' END, 'desk', 'bench-' || n, h.id,
        (100 + n %% 900)::text, '', 1 + n %% 4, CASE WHEN n %% 2 = 0 THEN desk.id END, 'front_desk', 'zh-hans',
        'new', 1, %(morning)s::timestamptz + (n * 7 %% 420) * interval '1 minute'
    FROM generate_series(1, %(tickets)s) n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_hotel) h ON h.place = 1 + n %% 10
    JOIN LATERAL (
        SELECT min(user_id) AS id FROM accounts_membership m WHERE m.hotel_id = h.id AND m.role = 'front_desk'
    ) desk ON true
    ORDER BY n
    """,
    """
    INSERT INTO feedback_ticketevent (ticket_id, kind, key, at, details)
    SELECT id, 'opened', 'opened', opened_at, '{}' FROM feedback_ticket ORDER BY id
    """,
)
