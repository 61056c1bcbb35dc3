"""The board of tickets with a hundred thousand of them, two thousand open: whole requests, and how many queries."""

from collections.abc import Iterator
from typing import Final

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback.actions.opening import open_ticket
from feedback.clocks.promises import renew_open
from feedback.models import OPEN, Ticket
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.running import Run, bench

TICKETS: Final = 100_000
STILL_OPEN: Final = 2_000
PAGES: Final = 40
KEY: Final = "bench:"

# As many again as there are to be, with the words of one: they are sealed, so nobody can tell. The open ones are those
# of the last days; of them one in five waits for the guest, and half were answered.
FILL: Final = """
INSERT INTO feedback_ticket (
    kind, channel, key, hotel_id, guest_id, room, category_id, department, severity, owner_id, level, summary, text,
    language, state, version, by_id, opened_at, responded_at, resolved_at, closed_at
)
SELECT (ARRAY['complaint', 'complaint', 'complaint', 'request', 'request', 'praise'])[1 + n %% 6],
    (ARRAY['desk', 'phone', 'message', 'survey'])[1 + n %% 4], %(key)s || n, %(hotel)s,
    (%(guests)s)[1 + n %% array_length(%(guests)s, 1)], (100 + n %% 300)::text, c.id, c.department, c.severity,
    CASE WHEN n %% 3 > 0 THEN (%(people)s)[1 + n %% array_length(%(people)s, 1)] END, 'front_desk', t.summary,
    t.text, '',
    CASE WHEN n > %(open)s THEN 'closed' ELSE (ARRAY['new', 'in_progress', 'in_progress', 'verifying', 'waiting'])[
        1 + n %% 5] END,
    1, %(by)s, opened, CASE WHEN n > %(open)s OR n %% 2 = 0 THEN opened + interval '20 minutes' END,
    CASE WHEN n > %(open)s THEN opened + interval '5 hours' END,
    CASE WHEN n > %(open)s THEN opened + interval '1 day' END
FROM feedback_ticket t, generate_series(1, %(number)s) n
CROSS JOIN LATERAL (
    SELECT %(at)s - CASE WHEN n > %(open)s THEN interval '3 days' + interval '15 minutes' * (n - %(open)s)
        ELSE interval '2 minutes' * n END AS opened
) o
JOIN LATERAL (
    SELECT id, department, severity FROM feedback_category ORDER BY id OFFSET n %% %(categories)s LIMIT 1
) c ON true
WHERE t.id = %(template)s
"""
EVENTS: Final = """
INSERT INTO feedback_ticketevent (ticket_id, kind, key, at, by_id, details)
SELECT id, 'opened', 'opened', opened_at, by_id, '{}' FROM feedback_ticket WHERE key LIKE %(keys)s
UNION ALL
SELECT id, 'state', 'bench', opened_at + interval '1 minute', by_id,
    jsonb_build_object('from', 'new', 'to', state)
FROM feedback_ticket WHERE key LIKE %(keys)s AND state <> 'new'
ON CONFLICT (ticket_id, key) DO NOTHING
"""


@bench("ticket_board")
def ticket_board(run: Run) -> Iterator[Figure]:
    """The board, one of its groups, the list with and without filters, one's own, and the page of a ticket."""
    fill(run.hotel, run.user)
    board, listed = reverse("feedback:board"), reverse("feedback:list")
    numbers = Ticket.objects.filter(key__startswith=KEY, state__in=OPEN).order_by("pk").values_list("pk", flat=True)
    pages = [reverse("feedback:ticket", args=[pk]) for pk in numbers[:PAGES]]
    cases = {
        "board, 2,000 open": [board],
        "board, one group": [f"{board}?urgency=overdue&page={page}" for page in range(1, 6)],
        "board, filtered": [f"{board}?kind=complaint&severity=2", f"{board}?owner=nobody"],
        "all tickets": [listed],
        "all tickets, filtered": [f"{listed}?state=closed&kind=complaint&period=year", f"{listed}?room=208"],
        "my tickets": [reverse("feedback:mine")],
        "one ticket": pages,
    }
    for case, urls in cases.items():
        yield run.page("ticket_board", case, urls, queries=_queries(run, urls[0]))


def fill(hotel: Hotel, user: User) -> None:
    """So many tickets of `hotel`, unless they are there."""
    if Ticket.objects.filter(key=f"{KEY}1").exists():
        return
    at = timezone.now()
    first = open_ticket(
        hotel,
        kind="complaint",
        channel="desk",
        key=f"{KEY}0",
        at=at,
        by=user,
        summary="No hot water since this morning",
        text="There was no hot water this morning. " * 8,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id) FROM (SELECT id FROM guests_guest ORDER BY id LIMIT 2000) g")
        guests = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM feedback_category")
        categories = cursor.fetchone()[0]
        people = list(User.objects.filter(memberships__hotel=hotel).order_by("pk").values_list("pk", flat=True))
        facts = {
            "key": KEY,
            "hotel": hotel.pk,
            "guests": guests,
            "people": people,
            "categories": categories,
            "open": STILL_OPEN,
            "number": TICKETS - 1,
            "by": user.pk,
            "at": at,
            "template": first.pk,
        }
        cursor.execute(FILL, facts)
        cursor.execute(EVENTS, {"keys": f"{KEY}%"})
    renew_open(hotel.pk, at=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) feedback_ticket, feedback_ticketevent")


def _queries(run: Run, url: str) -> int:
    """How many queries a request takes; asked in this process, where they can be counted."""
    client = Client()
    client.force_login(run.user)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)
