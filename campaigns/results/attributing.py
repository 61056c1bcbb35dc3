"""Bookings credited to the campaign whose message came last before them.

A followed link says more than a delivered message: the last link followed within the campaign's `click_days` before the
booking has it; where there is none, the last message that arrived within its `delivery_days`. One booking is credited
once, whichever campaigns wrote to the guest. The stay that an occasion is about (the one a reminder goes before, or a
survey after) is never what it brought.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from .bookings import BOOKED_AT, STANDS, may_be

RECENT: Final = timedelta(days=120)  # how long after it was made a booking may become known, or change hands
WINDOW: Final = timedelta(days=90)  # the most that a campaign's days may be
LATE: Final = timedelta(days=60)  # how long after a step its message may still arrive

PATIENCE = "SET LOCAL statement_timeout = '30min'"
TURN = "SELECT pg_try_advisory_xact_lock(hashtext('campaigns.attribute'))"

# Whoever was merged into another profile since is that one. Links may be followed long after the message was sent, so
# they are looked up by their own time; deliveries by that of the step.
CREDIT = f"""
WITH touched AS MATERIALIZED (
    SELECT coalesce(g.merged_into_id, g.id) AS guest_id, e.campaign_id, t.variant_id, t.message_id, e.stay_id AS about,
        'click' AS touch, k.at, k.at + c.click_days * interval '1 day' AS until
    FROM outbox_click k JOIN campaigns_sent t ON t.message_id = k.message_id
    JOIN campaigns_enrolment e ON e.id = t.enrolment_id JOIN campaigns_campaign c ON c.id = e.campaign_id
    JOIN guests_guest g ON g.id = k.guest_id
    WHERE k.at >= %(since)s - %(window)s
    UNION ALL
    SELECT coalesce(g.merged_into_id, g.id), e.campaign_id, t.variant_id, t.message_id, e.stay_id, touch.*
    FROM campaigns_sent t JOIN outbox_message m ON m.id = t.message_id
    JOIN campaigns_enrolment e ON e.id = t.enrolment_id JOIN campaigns_campaign c ON c.id = e.campaign_id
    JOIN guests_guest g ON g.id = m.guest_id
    CROSS JOIN LATERAL (
        SELECT 'click', m.clicked_at, m.clicked_at + c.click_days * interval '1 day'
        UNION ALL
        SELECT 'delivery', came.at, came.at + c.delivery_days * interval '1 day'
        FROM (SELECT coalesce(m.delivered_at, m.sent_at)) came (at) WHERE m.state IN ('sent', 'delivered')
    ) touch (touch, at, until)
    WHERE t.at >= %(since)s - %(window)s - %(late)s
),
booked AS (
    SELECT s.id, coalesce(g.merged_into_id, g.id) AS guest_id, {BOOKED_AT} AS at
    FROM stays_stay s JOIN accounts_hotel h ON h.id = s.hotel_id JOIN guests_guest g ON g.id = s.guest_id
    WHERE {may_be("%(since)s", "%(at)s")} AND {STANDS} AND s.guest_id IN (
        SELECT guest_id FROM touched
        UNION ALL SELECT a.id FROM guests_guest a JOIN touched t ON t.guest_id = a.merged_into_id
    )
),
credited AS MATERIALIZED (
    SELECT DISTINCT ON (b.id) b.id AS stay_id, b.guest_id, b.at AS booked_at,
        t.campaign_id, t.variant_id, t.message_id, t.touch, t.at AS touched_at
    FROM booked b JOIN touched t ON t.guest_id = b.guest_id AND b.at BETWEEN t.at AND t.until
    WHERE b.at >= %(since)s AND b.at <= %(at)s AND b.id IS DISTINCT FROM t.about
    ORDER BY b.id, t.touch = 'click' DESC, t.at DESC, t.message_id DESC
),
withdrawn AS (
    DELETE FROM campaigns_conversion v USING guests_guest mine, stays_stay s
        JOIN accounts_hotel h ON h.id = s.hotel_id LEFT JOIN guests_guest g ON g.id = s.guest_id
    WHERE s.id = v.stay_id AND mine.id = v.guest_id AND (
        NOT {STANDS} OR g.id IS NULL OR coalesce(g.merged_into_id, g.id) <> coalesce(mine.merged_into_id, mine.id)
        OR v.booked_at >= %(since)s OR {BOOKED_AT} >= %(since)s
    ) AND NOT EXISTS (SELECT FROM credited c WHERE c.stay_id = v.stay_id)
    RETURNING v.id
),
written AS (
    INSERT INTO campaigns_conversion AS v
        (campaign_id, variant_id, guest_id, stay_id, message_id, touch, touched_at, booked_at)
    SELECT campaign_id, variant_id, guest_id, stay_id, message_id, touch, touched_at, booked_at
    FROM credited ORDER BY stay_id
    ON CONFLICT (stay_id) DO UPDATE SET campaign_id = excluded.campaign_id, variant_id = excluded.variant_id,
        guest_id = excluded.guest_id, message_id = excluded.message_id, touch = excluded.touch,
        touched_at = excluded.touched_at, booked_at = excluded.booked_at
    WHERE (v.campaign_id, v.variant_id, v.guest_id, v.message_id, v.touch, v.touched_at, v.booked_at)
        IS DISTINCT FROM (excluded.campaign_id, excluded.variant_id, excluded.guest_id, excluded.message_id,
            excluded.touch, excluded.touched_at, excluded.booked_at)
    RETURNING v.id
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM withdrawn)
"""  # noqa: S608 (put together from constants)


def attribute(*, at: datetime, since: datetime | None = None) -> Counter[str]:
    """Credit the bookings made since `since` (by default `RECENT` ago), and return how many were credited or withdrawn.

    Asked again it changes nothing. What was credited is withdrawn when the stay was cancelled or no-show, has lost its
    guest or has another one, and comes back when it stands again; an older booking loses its credit likewise but gets
    no new one. One worker does it at a time: a second one leaves at once with nothing done.
    """
    values: dict[str, Any] = {"at": at, "since": since or at - RECENT, "window": WINDOW, "late": LATE}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute(TURN)
        if not cursor.fetchone()[0]:
            return Counter()
        cursor.execute(CREDIT, values)
        credited, withdrawn = cursor.fetchone()
    return Counter(credited=credited, withdrawn=withdrawn)
