"""A database for campaigns: the invented guests, five stays each, a programme in use, what they say, and their facts.

A copy of the benches' own, kept for the next run of the same size and day, so that search and boards go on being
measured on three stays a guest. Stays are added as copies of completed ones, moved back in time; members, points,
vouchers, tickets, scores, reviews and dead addresses are written by statements. Any bench may use it::

    with campaigns.in_use(run) as today:
        ...
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaigns.facts import counting
from campaigns.facts.scale import rescale
from loyalty.models import Programme

from . import DATABASE, database
from .members import enrol_some
from .running import Run

OWN: Final = f"{DATABASE}_campaigns"


@contextmanager
def in_use(run: Run) -> Iterator[date]:
    """Work on that database, filled if need be; yields the programme's day."""
    at = timezone.now()
    wanted = {"guests": run.guests, "on": at.date().isoformat()}
    if database.label(OWN) != wanted:
        database.create(OWN, template=DATABASE)
        database.use(OWN)
        call_command("migrate", verbosity=0)
        fill(run)
        database.write_label(OWN, wanted)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        yield Programme.current().today(at)
    finally:
        database.use(DATABASE)


def fill(run: Run) -> None:
    """Two more stays a guest and all that campaigns ask about; without triggers and checks. Facts are counted last."""
    enrol_some(run.hotel)
    today = Programme.current().today(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        for statement in FILL:
            cursor.execute(statement, {"today": today, "hotel": run.hotel.pk})
        cursor.execute("RESET session_replication_role")
        cursor.execute("TRUNCATE campaigns_guestchange")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET statement_timeout")
    counting.count_all(today=today)
    rescale(today)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) campaigns_guestfacts")


FILL: Final = (
    """
    INSERT INTO stays_stay (hotel_id, guest_id, source, external_id, confirmation, status, booked_on, arrival,
        departure, checked_in_at, checked_out_at, room_type_id, room, adults, children, infants, channel_id,
        market_segment, company_id, meal_plan, rate, room_revenue, other_revenue, currency, purpose,
        purpose_is_inferred, requests, extra)
    SELECT s.hotel_id, s.guest_id, 'bench' || n, s.id::text, '', s.status, s.booked_on - back, s.arrival - back,
        s.departure - back, s.checked_in_at - back * interval '1 day', s.checked_out_at - back * interval '1 day',
        s.room_type_id, s.room, s.adults, s.children, s.infants, s.channel_id, s.market_segment, s.company_id,
        s.meal_plan, s.rate, s.room_revenue, s.other_revenue, s.currency, s.purpose, s.purpose_is_inferred, '', '{}'
    FROM (
        SELECT *, row_number() OVER (PARTITION BY guest_id ORDER BY id) AS place
        FROM stays_stay WHERE guest_id IS NOT NULL AND status = 'checked_out'
    ) s, generate_series(1, 3) n, LATERAL (SELECT (n * 190 + s.id %% 170)::int AS back) shift
    WHERE s.place = 1 AND (n < 3 OR s.guest_id %% 3 > 0)
    """,
    """
    INSERT INTO stays_charge (stay_id, department, description, amount, currency, posted_on, source, external_id)
    SELECT b.id, c.department, '', c.amount, c.currency, b.departure, b.source, c.id::text
    FROM stays_stay b JOIN stays_charge c ON c.stay_id = b.external_id::bigint
    WHERE b.source IN ('bench1', 'bench2', 'bench3')
    """,
    """
    UPDATE loyalty_member m SET joined_on = %(today)s::date - (30 + m.id %% 1000)::int, tier_id = t.id,
        earned_tier_id = t.id, tier_until = CASE WHEN t.rank > 0 THEN %(today)s::date + (m.id %% 400)::int END,
        balance = 1200
    FROM (SELECT *, row_number() OVER (ORDER BY rank) AS place FROM loyalty_tier) t
    WHERE t.place = CASE WHEN m.id %% 50 = 0 THEN 4 WHEN m.id %% 10 = 0 THEN 3 WHEN m.id %% 4 = 0 THEN 2 ELSE 1 END
    """,
    """
    INSERT INTO loyalty_pointsentry (member_id, kind, points, qualifying, key, "on", at)
    SELECT m.id, 'earn', 600, 600, 'bench:' || n, %(today)s::date - (m.id * 11 %% 600)::int - n,
        now() - (m.id * 11 %% 600 + n) * interval '1 day'
    FROM loyalty_member m, generate_series(1, 2) AS n ORDER BY n, m.id
    """,
    """
    INSERT INTO loyalty_pointslot (member_id, entry_id, points, remaining, opened_on, expires_on)
    SELECT member_id, id, points, points, "on", "on" + 730 FROM loyalty_pointsentry ORDER BY id
    """,
    """
    INSERT INTO loyalty_tierchange (member_id, before_id, after_id, "on", why, at)
    SELECT id, NULL, tier_id, joined_on, 'joined', now() FROM loyalty_member ORDER BY id
    """,
    """
    INSERT INTO loyalty_vouchertype (code, name_en, name_zh, gives, value, currency, department, valid_days, cost,
        terms_en, terms_zh, is_active)
    VALUES ('bench', 'Bench', '湖畔', 'amount', 100, 'CNY', '', 365, 0, '', '', true)
    """,
    """
    INSERT INTO loyalty_voucher (type_id, code, guest_id, source, key, state, valid_from, valid_until, reason,
        void_reason, issued_at)
    SELECT t.id, 'BENCH' || g.id, g.id, 'desk', 'bench:' || g.id, 'issued', %(today)s::date - 30,
        %(today)s::date + (g.id %% 330)::int, '', '', now()
    FROM guests_guest g, loyalty_vouchertype t WHERE t.code = 'bench' AND g.id %% 10 = 0 AND g.merged_into_id IS NULL
    """,
    """
    INSERT INTO feedback_ticket (kind, channel, key, hotel_id, guest_id, room, department, severity, level, language,
        state, version, opened_at, resolved_at)
    SELECT CASE WHEN g.id %% 3 = 0 THEN 'request' ELSE 'complaint' END, 'desk', 'bench-' || g.id, %(hotel)s, g.id, '',
        '', 2, 'front_desk', '', CASE WHEN g.id %% 5 = 0 THEN 'new' ELSE 'resolved' END, 1,
        now() - (g.id %% 900) * interval '1 day', CASE WHEN g.id %% 5 > 0 THEN now() END
    FROM guests_guest g WHERE g.id %% 30 < 2
    """,
    """
    INSERT INTO feedback_survey (code, name_en, name_zh, sent, after_days, rest_days, begins_on, valid_days, thanks_en,
        thanks_zh, is_active)
    VALUES ('bench', 'Bench', '湖畔', 'by_hand', 1, 30, %(today)s, 30, '', '', true)
    """,
    """
    INSERT INTO feedback_invitation (survey_id, hotel_id, guest_id, room, channel, key, language, invited_at,
        expires_at, finished_at, nps, csat)
    SELECT s.id, %(hotel)s, g.id, '', 'email', 'bench:' || g.id, '', answered, answered, answered, g.id %% 11,
        1 + g.id %% 5
    FROM guests_guest g, feedback_survey s,
        LATERAL (SELECT now() - (g.id %% 700) * interval '1 day' AS answered) said
    WHERE s.code = 'bench' AND g.id %% 5 = 0
    """,
    """
    INSERT INTO feedback_review (hotel_id, site, key, written_on, language, title, text, given, best, rating, url,
        guest_id, reply, entered_at, judged_at)
    SELECT %(hotel)s, 'ctrip', 'bench-' || g.id, %(today)s::date - (g.id %% 700)::int, 'zh', '', '', 1 + g.id %% 5, 5,
        1 + g.id %% 5, '', g.id, '', now(), now()
    FROM guests_guest g WHERE g.id %% 50 = 0
    """,
    """
    INSERT INTO outbox_suppression (channel, value_index, why, note, at)
    SELECT CASE kind WHEN 'phone' THEN 'sms' ELSE kind END, value_index, 'dead', '', now()
    FROM guests_contact WHERE id %% 70 = 0 AND kind IN ('email', 'phone')
    ON CONFLICT DO NOTHING
    """,
)
