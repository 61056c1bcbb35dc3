"""The night's review of a million members, against the bare statement that counts what they attained.

In a database of its own, filled by statements: each member has three stays of the last three years and two entries of
points. The first night moves everybody who reached a tier, the second finds nothing to do, as most nights do.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.running import Run, bench
from loyalty.actions import tiering
from loyalty.models import Programme
from loyalty.queries import attained

OWN = f"{DATABASE}_tiers"
MEMBERS = 1_000_000
BARE = "SELECT count(bare) FROM ({}) AS bare"  # of whole rows: what nobody reads, the planner leaves out


@bench("tiers")
def tiers(_run: Run) -> Iterator[Figure]:
    """Seconds of the first night, of one on which nothing changed, and of the statement alone."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        at = timezone.now()
        _fill(at)
        floor = _seconds(lambda: _bare(at))
        for case in ("first night", "a night without changes"):
            yield _figure(case, at, floor)
    finally:
        database.use(DATABASE)


def _figure(case: str, at: datetime, floor: float) -> Figure:
    changed = 0

    def review() -> None:
        nonlocal changed
        changed = tiering.review(None, at=at)

    seconds = _seconds(review)
    words = f"{case}, {changed} changed"
    return Figure(
        "tiers", words, MEMBERS, seconds=seconds, per_second=MEMBERS / seconds, floor=floor, ratio=seconds / floor
    )


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _bare(at: datetime) -> None:
    """The aggregate, whose rows stay in the server."""
    programme = Programme.current()
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = 0; SET work_mem = '{attained.MEMORY}'")
        facts = attained.facts(programme, programme.today(at))
        cursor.execute(BARE.format(attained.FACTS.format(who=attained.ALL)), facts)
        cursor.execute("RESET statement_timeout; RESET work_mem")


def _fill(at: datetime) -> None:
    """Everything at once, without triggers and checks: what is measured is reading."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        for statement in FILL:
            cursor.execute(statement, {"members": MEMBERS, "today": at.date()})
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET statement_timeout")


FILL = (
    """
    INSERT INTO accounts_hotel (code, name_en, name_zh, time_zone, currency, country, rooms, pms_reports_movements)
    VALUES ('bench', '', '', 'Asia/Shanghai', 'CNY', 'CN', 1, false)
    """,
    "INSERT INTO stays_channel (code, name_en, name_zh, kind, commission) VALUES ('bench', '', '', 'direct', 0)",
    """
    INSERT INTO guests_guest (family_name, given_name, full_name, latin_name, pinyin, gender, birth_is_lunar, language,
        nationality, occupation, vip_level, time_zone, generic_offers_only)
    SELECT '', '', n::text, '', '', '', false, '', '', '', 0, '', false FROM generate_series(1, %(members)s) AS n
    """,
    """
    INSERT INTO loyalty_member (guest_id, number, hotel_id, joined_on, tier_id, earned_tier_id)
    SELECT g.id, g.id::text, h.id, %(today)s::date - 1200, t.id, t.id
    FROM guests_guest g, accounts_hotel h, loyalty_tier t WHERE t.rank = 0 AND h.code = 'bench' ORDER BY g.id
    """,
    """
    INSERT INTO stays_stay (hotel_id, guest_id, source, external_id, confirmation, status, arrival, departure, room,
        adults, children, infants, channel_id, market_segment, meal_plan, rate, room_revenue, other_revenue, currency,
        purpose, purpose_is_inferred, requests, extra)
    SELECT h.id, m.guest_id, 'bench', n::text, '', CASE WHEN n %% 10 = 0 THEN 'cancelled' ELSE 'checked_out' END,
        %(today)s::date - 1 - (n * 7 %% 1090)::int - (1 + n %% 4)::int, %(today)s::date - 1 - (n * 7 %% 1090)::int,
        '', 1, 0, 0, c.id, '', '', 600, 600 * (1 + n %% 4), n %% 900, 'CNY', '', false, '', '{}'
    FROM (SELECT n, 1 + n %% (SELECT count(*) FROM loyalty_member) AS place
        FROM generate_series(1, 3 * %(members)s) AS n) AS s
    JOIN (SELECT guest_id, row_number() OVER (ORDER BY id) AS place FROM loyalty_member) m USING (place)
    CROSS JOIN accounts_hotel h CROSS JOIN stays_channel c WHERE h.code = 'bench' AND c.code = 'bench'
    ORDER BY n
    """,
    """
    INSERT INTO loyalty_pointsentry (member_id, kind, points, qualifying, key, "on", at)
    SELECT m.id, 'earn', 1200, 1200, 'bench:' || n, %(today)s::date - 1 - (m.id * 11 %% 700)::int - n, now()
    FROM loyalty_member m, generate_series(1, 2) AS n ORDER BY n, m.id
    """,
)
