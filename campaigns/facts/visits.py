"""What stays, charges and referrals come to; parts of `statement.FACTS`, each a set by guest.

Completed stays and the others are counted apart: that is cheaper than to ask for the state of a stay in each of thirty
aggregates. A stay is kept as one number, its day before its id, so that the latest is a maximum and nothing is sorted.
"""

WORTH = """
-- What a hundredth of each currency is worth in hundredths of the programme's.
worth AS MATERIALIZED (
    SELECT currency, worth FROM loyalty_currencyrate WHERE currency <> %(home)s UNION ALL SELECT %(home)s, 1
)"""

DONE = """
done AS (
    SELECT guest_id, count(*) AS stays, sum(nights) AS nights,
        count(*) FILTER (WHERE departure > %(year)s) AS stays_12m,
        sum(nights) FILTER (WHERE departure > %(year)s) AS nights_12m,
        count(*) FILTER (WHERE departure > %(two_years)s) AS stays_24m,
        count(*) FILTER (WHERE children + infants > 0) AS family_stays,
        sum(cents) AS revenue,
        sum(cents) FILTER (WHERE departure > %(year)s) AS revenue_12m,
        sum(cents) FILTER (WHERE departure > %(two_years)s) AS revenue_24m,
        count(*) FILTER (WHERE kind = 'direct') AS direct_stays,
        count(*) FILTER (WHERE kind = 'ota') AS ota_stays,
        min(arrival) AS first_arrival, max(arrival) AS last_arrival,
        min(departure) AS first_departure, max(departure) AS last_departure, min(booked_on) AS first_booked,
        count(DISTINCT arrival) AS arrivals,
        round(avg(arrival - booked_on) FILTER (WHERE booked_on <= arrival))::int AS lead_days,
        mode() WITHIN GROUP (ORDER BY hotel_id) AS favourite_hotel,
        mode() WITHIN GROUP (ORDER BY room_type_id) AS favourite_room_type,
        mode() WITHIN GROUP (ORDER BY channel_id) AS favourite_channel,
        mode() WITHIN GROUP (ORDER BY purpose) FILTER (WHERE purpose <> '') AS scene,
        max((departure - DATE '1970-01-01')::bigint << 40 | id) & ((1::bigint << 40) - 1) AS last_id
    FROM (
        SELECT s.id, s.guest_id, s.hotel_id, s.room_type_id, s.channel_id, s.purpose, s.arrival, s.departure,
            s.booked_on, s.children, s.infants, c.kind, s.departure - s.arrival AS nights,
            round((s.room_revenue + s.other_revenue) * coalesce(w.worth, 0) * 100)::bigint AS cents
        FROM stays_stay s JOIN stays_channel c ON c.id = s.channel_id LEFT JOIN worth w ON w.currency = s.currency
        WHERE s.status = 'checked_out' AND {whom:s.guest_id}
    ) stay
    GROUP BY guest_id
)"""

OTHER = """
other AS (
    SELECT s.guest_id, bool_or(s.status = 'in_house') AS is_in_house,
        count(*) FILTER (WHERE s.status = 'cancelled') AS cancellations,
        count(*) FILTER (WHERE s.status = 'no_show') AS no_shows,
        count(*) FILTER (WHERE s.status = 'booked' AND s.arrival >= %(today)s) AS bookings_ahead,
        min(s.arrival) FILTER (WHERE s.status = 'booked' AND s.arrival >= %(today)s) AS next_arrival,
        min((s.arrival - DATE '1970-01-01')::bigint << 40 | s.id)
            FILTER (WHERE s.status = 'booked' AND s.arrival >= %(today)s) & ((1::bigint << 40) - 1) AS next_id,
        min(s.arrival) AS first_arrival, min(s.booked_on) AS first_booked, bool_or(s.purpose <> '') AS has_purpose
    FROM stays_stay s WHERE s.status <> 'checked_out' AND {whom:s.guest_id}
    GROUP BY s.guest_id
)"""

SPENT = """
spent AS (
    SELECT guest_id, sum(cents) FILTER (WHERE department = 'food') AS food,
        sum(cents) FILTER (WHERE department = 'spa') AS spa,
        sum(cents) FILTER (WHERE department = 'meeting') AS meeting,
        sum(cents) FILTER (WHERE department = 'recreation') AS recreation
    FROM (
        SELECT s.guest_id, c.department, round(c.amount * coalesce(w.worth, 0) * 100)::bigint AS cents
        FROM stays_stay s JOIN stays_charge c ON c.stay_id = s.id LEFT JOIN worth w ON w.currency = c.currency
        WHERE s.status = 'checked_out' AND {whom:s.guest_id}
            AND c.department IN ('food', 'spa', 'meeting', 'recreation')
    ) charge
    GROUP BY guest_id
)"""

# A guest who was referred by two ways counts by the shorter one, and nobody refers oneself.
REFERRAL = """
brought AS (
    SELECT guest_id, referred_id, max(half) AS halves
    FROM (
        SELECT r.other_id AS guest_id, r.guest_id AS referred_id, 2 AS half
        FROM guests_relationship r WHERE r.kind = 'referred_by' AND {whom:r.other_id}
        UNION ALL
        SELECT r.other_id, next.guest_id, 1
        FROM guests_relationship r
        JOIN guests_relationship next ON next.other_id = r.guest_id AND next.kind = 'referred_by'
            AND next.guest_id <> r.other_id
        WHERE r.kind = 'referred_by' AND {whom:r.other_id}
    ) ways
    GROUP BY guest_id, referred_id
),
referral AS (
    SELECT b.guest_id, count(DISTINCT b.referred_id) FILTER (WHERE b.halves = 2) AS referred,
        sum(b.halves * round((s.room_revenue + s.other_revenue) * coalesce(w.worth, 0) * 100)::bigint) / 2 AS value
    FROM brought b LEFT JOIN stays_stay s ON s.guest_id = b.referred_id AND s.status = 'checked_out'
    LEFT JOIN worth w ON w.currency = s.currency
    GROUP BY b.guest_id
)"""

VISITS = ",".join((WORTH, DONE, OTHER, SPENT, REFERRAL))
