"""What stays, charges and referrals come to; parts of `statement.FACTS`, each a set by guest.

Completed stays and the others are counted apart: that is cheaper than to ask for the state of a stay in each of thirty
aggregates. The latest stay is a maximum of arrays, its day first and its id second: nothing is sorted or looked up for
it. Favourites are what most stays have; of as many, the lowest id.
"""

# What a unit of each currency is worth in the programme's.
WORTH = """
worth AS MATERIALIZED (
    SELECT currency, worth FROM loyalty_currencyrate WHERE currency <> %(home)s UNION ALL SELECT %(home)s, 1
)"""
_AMOUNT = "CASE s.currency WHEN %(home)s THEN {0} ELSE ({0}) * coalesce(w.worth, 0) END"

# OFFSET 0 keeps the planner from reckoning an expression once for each use.
DONE = f"""
done AS (
    SELECT guest_id, count(*) AS stays, sum(nights) AS nights,
        count(*) FILTER (WHERE departure > %(year)s) AS stays_12m,
        sum(nights) FILTER (WHERE departure > %(year)s) AS nights_12m,
        count(*) FILTER (WHERE departure > %(two_years)s) AS stays_24m,
        count(*) FILTER (WHERE has_children) AS family_stays,
        round(100 * sum(amount)) AS revenue,
        round(100 * sum(amount) FILTER (WHERE departure > %(year)s)) AS revenue_12m,
        round(100 * sum(amount) FILTER (WHERE departure > %(two_years)s)) AS revenue_24m,
        count(*) FILTER (WHERE is_direct) AS direct_stays, count(*) FILTER (WHERE is_ota) AS ota_stays,
        min(arrival) AS first_arrival, max(arrival) AS last_arrival, count(DISTINCT arrival) AS arrivals,
        min(departure) AS first_departure, max(departure) AS last_departure, min(booked_on) AS first_booked,
        (array_agg(departure ORDER BY departure DESC))[2] AS earlier_departure,
        round(avg(arrival - booked_on) FILTER (WHERE booked_on <= arrival))::int AS lead_days,
        mode() WITHIN GROUP (ORDER BY hotel_id) AS favourite_hotel,
        mode() WITHIN GROUP (ORDER BY room_type_id) AS favourite_room_type,
        mode() WITHIN GROUP (ORDER BY channel_id) AS favourite_channel,
        count(*) FILTER (WHERE purpose = 1) AS business, count(*) FILTER (WHERE purpose = 2) AS leisure,
        count(*) FILTER (WHERE purpose = 3) AS meeting, count(*) FILTER (WHERE purpose = 4) AS family,
        max(ARRAY[departure - DATE '1970-01-01', id, hotel_id, channel_id, purpose]) AS last
    FROM (
        SELECT s.id, s.guest_id, s.hotel_id, s.room_type_id, s.channel_id, s.arrival, s.departure, s.booked_on,
            s.children + s.infants > 0 AS has_children, c.kind = 'direct' AS is_direct, c.kind = 'ota' AS is_ota,
            s.departure - s.arrival AS nights, {_AMOUNT.format("s.room_revenue + s.other_revenue")} AS amount,
            CASE s.purpose WHEN 'business' THEN 1 WHEN 'leisure' THEN 2 WHEN 'meeting' THEN 3 WHEN 'family' THEN 4
                ELSE 0 END AS purpose
        FROM stays_stay s JOIN stays_channel c ON c.id = s.channel_id LEFT JOIN worth w ON w.currency = s.currency
        WHERE s.status = 'checked_out' AND {{whom:s.guest_id}}
        OFFSET 0
    ) stay
    GROUP BY guest_id
)"""  # noqa: S608 (put together from constants)
PURPOSES = "ARRAY['business', 'leisure', 'meeting', 'family']"
# What most stays were for; of as many, what is rarer among guests.
SCENE = """CASE greatest(d.business, d.leisure, d.meeting, d.family)
    WHEN 0 THEN '' WHEN d.family THEN 'family' WHEN d.meeting THEN 'meeting' WHEN d.business THEN 'business'
    WHEN d.leisure THEN 'leisure' END"""

OTHER = """
other AS (
    SELECT guest_id, bool_or(status = 'in_house') AS is_in_house,
        count(*) FILTER (WHERE status = 'cancelled') AS cancellations,
        count(*) FILTER (WHERE status = 'no_show') AS no_shows,
        count(*) FILTER (WHERE is_ahead) AS bookings_ahead, min(arrival) FILTER (WHERE is_ahead) AS next_arrival,
        min(ARRAY[arrival - DATE '1970-01-01', id, hotel_id]) FILTER (WHERE is_ahead) AS next,
        min(arrival) AS first_arrival, min(booked_on) AS first_booked, bool_or(purpose <> '') AS has_purpose
    FROM (
        SELECT s.id, s.guest_id, s.hotel_id, s.status, s.arrival, s.booked_on, s.purpose,
            s.status = 'booked' AND s.arrival >= %(today)s AS is_ahead
        FROM stays_stay s WHERE s.status <> 'checked_out' AND {whom:s.guest_id}
        OFFSET 0
    ) stay
    GROUP BY guest_id
)"""

SPENT = """
spent AS (
    SELECT guest_id, round(100 * sum(food * worth)) AS food, round(100 * sum(spa * worth)) AS spa,
        round(100 * sum(meeting * worth)) AS meeting, round(100 * sum(recreation * worth)) AS recreation
    FROM (
        SELECT s.guest_id, c.currency, sum(c.amount) FILTER (WHERE c.department = 'food') AS food,
            sum(c.amount) FILTER (WHERE c.department = 'spa') AS spa,
            sum(c.amount) FILTER (WHERE c.department = 'meeting') AS meeting,
            sum(c.amount) FILTER (WHERE c.department = 'recreation') AS recreation
        FROM stays_stay s JOIN stays_charge c ON c.stay_id = s.id
        WHERE s.status = 'checked_out' AND {whom:s.guest_id}
            AND c.department IN ('food', 'spa', 'meeting', 'recreation')
        GROUP BY s.guest_id, c.currency
    ) bill
    JOIN worth USING (currency)
    GROUP BY guest_id
)"""

# A guest who was referred by two ways counts by the shorter one, and nobody refers oneself.
REFERRAL = f"""
brought AS (
    SELECT guest_id, referred_id, max(half) AS halves
    FROM (
        SELECT r.other_id AS guest_id, r.guest_id AS referred_id, 2 AS half
        FROM guests_relationship r WHERE r.kind = 'referred_by' AND {{whom:r.other_id}}
        UNION ALL
        SELECT r.other_id, next.guest_id, 1
        FROM guests_relationship r
        JOIN guests_relationship next ON next.other_id = r.guest_id AND next.kind = 'referred_by'
            AND next.guest_id <> r.other_id
        WHERE r.kind = 'referred_by' AND {{whom:r.other_id}}
    ) ways
    GROUP BY guest_id, referred_id
),
referral AS (
    SELECT b.guest_id, count(DISTINCT b.referred_id) FILTER (WHERE b.halves = 2) AS referred,
        round(50 * sum(b.halves * {_AMOUNT.format("s.room_revenue + s.other_revenue")})) AS value
    FROM brought b LEFT JOIN stays_stay s ON s.guest_id = b.referred_id AND s.status = 'checked_out'
    LEFT JOIN worth w ON w.currency = s.currency
    GROUP BY b.guest_id
)"""  # noqa: S608 (the same)

VISITS = f"{WORTH},{DONE},{OTHER},{SPENT},{REFERRAL}"
