"""What tier, points and vouchers come to; parts of `statement.FACTS`, each a set by guest or by account.

Nights and stays towards the next tier are counted as `loyalty.queries.attained` counts them; a test compares the two.
"""

from loyalty.ledger.family import BELOW

MEMBER = f"""
wanted AS NOT MATERIALIZED (
    SELECT m.id, m.guest_id, m.joined_on, m.balance, m.tier_id, m.tier_until
    FROM loyalty_member m WHERE m.merged_into_id IS NULL AND m.closed_on IS NULL AND {{whom:m.guest_id}}
),
{BELOW},
claimed AS NOT MATERIALIZED (
    SELECT c.stay_id, coalesce(below.id, c.member_id) AS id
    FROM loyalty_stayclaim c LEFT JOIN below ON below.account = c.member_id
    WHERE c.state = 'approved' AND c.stay_id IS NOT NULL
),
attained AS (
    SELECT w.id, count(*) AS stays, sum(s.departure - s.arrival) AS nights
    FROM wanted w JOIN stays_stay s ON s.guest_id = w.guest_id
    WHERE s.status = 'checked_out' AND s.departure BETWEEN %(since)s AND %(today)s AND {{whom:s.guest_id}}
        AND (s.departure >= w.joined_on OR (s.id, w.id) IN (SELECT stay_id, id FROM claimed))
    GROUP BY w.id
),
raised AS (
    SELECT w.id, max(t."on") AS since
    FROM wanted w JOIN loyalty_tierchange t ON t.member_id = w.id
    WHERE t.before_id IS DISTINCT FROM t.after_id
    GROUP BY w.id
),
earned AS (
    SELECT f.id, max(e."on") AS last_on
    FROM (SELECT id, id AS account FROM wanted UNION ALL SELECT id, account FROM below) f
    JOIN loyalty_pointsentry e ON e.member_id = f.account
    WHERE e.kind IN ('earn', 'bonus')
    GROUP BY f.id
),
ending AS (
    SELECT id, (array_agg(expires_on ORDER BY expires_on))[1] AS "on",
        (array_agg(points ORDER BY expires_on))[1] AS points
    FROM (
        SELECT w.id, l.expires_on, sum(l.remaining) AS points
        FROM wanted w JOIN loyalty_pointslot l ON l.member_id = w.id
        WHERE l.remaining > 0 AND l.expires_on > %(today)s
        GROUP BY w.id, l.expires_on
    ) lot
    GROUP BY id
),
ladder AS MATERIALIZED (
    SELECT t.id, t.rank, n.rank AS next_rank, n.nights, n.stays
    FROM loyalty_tier t LEFT JOIN LATERAL (
        SELECT rank, nights, stays FROM loyalty_tier WHERE rank > t.rank ORDER BY rank LIMIT 1
    ) n ON true
),
member AS (
    SELECT w.guest_id, t.rank, coalesce(r.since, w.joined_on) AS since, w.tier_until, w.balance,
        e.last_on, x."on" AS ends_on, x.points AS ending, t.next_rank,
        nullif(greatest(t.nights - coalesce(a.nights, 0), 0), 0) AS nights_short,
        nullif(greatest(t.stays - coalesce(a.stays, 0), 0), 0) AS stays_short
    FROM wanted w JOIN ladder t ON t.id = w.tier_id
    LEFT JOIN attained a ON a.id = w.id LEFT JOIN raised r ON r.id = w.id
    LEFT JOIN earned e ON e.id = w.id LEFT JOIN ending x ON x.id = w.id
)"""  # noqa: S608 (put together from constants)

VOUCHERS = """
held AS (
    SELECT v.guest_id, count(*) AS vouchers, min(v.valid_until) AS next_on
    FROM loyalty_voucher v WHERE v.state = 'issued' AND v.valid_until >= %(today)s AND {whom:v.guest_id}
    GROUP BY v.guest_id
)"""

MEMBERSHIP = f"{MEMBER},{VOUCHERS}"
