"""The statement every message passes, when it is queued and again when it is claimed.

`VERDICTS` are common table expressions, joined by commas: whoever uses them opens a ``WITH`` that defines::

    asked(id, guest_id, hotel_id, channel, purpose, is_generic, due_at, expires_at, at_address)

puts `VERDICTS` behind it, and reads::

    verdict(id, reason, later, contact_id, address_index)

No reason: it may go. A reason with a time `later`: held until then. A reason without: refused for good. `at_address`
says that it goes to an address of its own, so that none is looked up; a message to staff has no guest. The one
parameter is ``%(at)s``.

Every fact is a set joined by the id of what was asked: for a million guests the planner hashes, for one it follows
indexes. A message is judged at the moment it would go: when it is due, or now.
"""

from hotelcrm.outbox.models import MessagePolicy

# What a hotel without a row of its own holds itself to.
USUAL = MessagePolicy()

RULE = f"""
rule AS (
    SELECT h.id AS hotel_id, h.time_zone,
        coalesce(p.quiet_from, '{USUAL.quiet_from}') AS quiet_from,
        coalesce(p.quiet_until, '{USUAL.quiet_until}') AS quiet_until,
        coalesce(p.weekly_cap, {USUAL.weekly_cap}) AS weekly_cap,
        coalesce(p.monthly_cap, {USUAL.monthly_cap}) AS monthly_cap,
        make_interval(hours => coalesce(p.min_gap_hours, {USUAL.min_gap_hours})) AS gap,
        coalesce(p.adult_age, {USUAL.adult_age}) AS adult_age
    FROM accounts_hotel h LEFT JOIN outbox_messagepolicy p ON p.hotel_id = h.id
),
"""  # noqa: S608 (put together from constants)

FACTS = """
-- The address is the primary one, of which there is at most one, else the newest.
newest AS (
    SELECT DISTINCT ON (a.id) a.id, c.id AS contact_id, c.value_index, c.bounced_at
    FROM asked a
    JOIN guests_contact c ON c.guest_id = a.guest_id AND NOT c.is_primary
        AND c.kind = CASE a.channel WHEN 'sms' THEN 'phone' ELSE a.channel END
    WHERE NOT a.at_address
    ORDER BY a.id, c.created_at DESC, c.id DESC
),
-- Who unsubscribed still gets what is needed.
suppressed AS (
    SELECT DISTINCT a.id, c.id AS contact_id
    FROM asked a
    JOIN guests_contact c ON c.guest_id = a.guest_id
    JOIN outbox_suppression s ON s.value_index = c.value_index AND s.channel = a.channel AND s.lifted_at IS NULL
        AND (a.purpose <> 'service' OR s.why <> 'unsubscribed')
),
-- The latest answer on the channel, else on any; what profiles said that were merged into the guest is the guest's.
answer AS (
    SELECT DISTINCT ON (id) id, decision
    FROM (
        SELECT a.id, c.channel, c.at, c.id AS answer_id, c.decision
        FROM asked a
        JOIN guests_consent c ON c.guest_id = a.guest_id AND c.purpose = a.purpose AND c.channel IN (a.channel, 'any')
        UNION ALL
        SELECT a.id, c.channel, c.at, c.id, c.decision
        FROM asked a
        JOIN guests_guest p ON p.merged_into_id = a.guest_id
        JOIN guests_consent c ON c.guest_id = p.id AND c.purpose = a.purpose AND c.channel IN (a.channel, 'any')
    ) heard
    ORDER BY id, channel = 'any', at DESC, answer_id DESC
),
-- A no to personal recommendations is a wish for generic offers, as guests.consent.by_profile has it.
unprofiled AS (
    SELECT DISTINCT ON (id) id, decision
    FROM (
        SELECT a.id, c.at, c.id AS answer_id, c.decision
        FROM asked a
        JOIN guests_consent c ON c.guest_id = a.guest_id AND c.purpose = 'profiling' AND c.channel = 'any'
        WHERE a.purpose = 'marketing' AND NOT a.is_generic
        UNION ALL
        SELECT a.id, c.at, c.id, c.decision
        FROM asked a
        JOIN guests_guest p ON p.merged_into_id = a.guest_id
        JOIN guests_consent c ON c.guest_id = p.id AND c.purpose = 'profiling' AND c.channel = 'any'
        WHERE a.purpose = 'marketing' AND NOT a.is_generic
    ) heard
    ORDER BY id, at DESC, answer_id DESC
),
-- When marketing went out to the guest in the longest of the windows, the last one first. What went out a day and more
-- after the moment in question was not known then: so a moment that is past is judged as it was.
lately AS (
    SELECT a.id, array_agg(m.handed_at ORDER BY m.handed_at DESC) AS times
    FROM asked a
    JOIN outbox_message m ON m.guest_id = a.guest_id AND m.purpose = 'marketing'
        AND m.handed_at > %(at)s - interval '720 hours'
        AND m.handed_at < greatest(a.due_at, %(at)s) + interval '24 hours'
    WHERE a.purpose = 'marketing'
    GROUP BY a.id
),
addressed AS (
    SELECT a.id, a.guest_id, a.hotel_id, a.purpose, a.is_generic, a.expires_at, greatest(a.due_at, %(at)s) AS moment,
        a.guest_id IS NOT NULL AND NOT a.at_address AS needs_address,
        coalesce(c.id, n.contact_id) AS contact_id, coalesce(c.value_index, n.value_index) AS address_index,
        CASE WHEN c.id IS NULL THEN n.bounced_at ELSE c.bounced_at END AS bounced_at
    FROM asked a
    LEFT JOIN guests_contact c ON c.guest_id = a.guest_id AND c.is_primary AND NOT a.at_address
        AND c.kind = CASE a.channel WHEN 'sms' THEN 'phone' ELSE a.channel END
    LEFT JOIN newest n ON n.id = a.id
),
-- What cannot change any more by waiting. OFFSET 0 keeps the planner from reckoning an expression once for each use.
judged AS (
    SELECT a.id, a.purpose, a.contact_id, a.address_index, a.expires_at, a.moment, r.quiet_from, r.quiet_until,
        coalesce(nullif(g.time_zone, ''), r.time_zone) AS zone,
        CASE WHEN r.weekly_cap > 0 THEN l.times[r.weekly_cap] + interval '168 hours' END AS week_until,
        CASE WHEN r.monthly_cap > 0 THEN l.times[r.monthly_cap] + interval '720 hours' END AS month_until,
        l.times[1] + r.gap AS gap_until,
        CASE
            WHEN g.erased_at IS NOT NULL THEN 'erased'
            WHEN g.merged_into_id IS NOT NULL THEN 'merged'
            WHEN g.restricted_at IS NOT NULL THEN 'restricted'
            WHEN a.moment > a.expires_at THEN 'too_late'
            WHEN a.guest_id IS NOT NULL AND a.purpose <> 'service' AND w.decision IS DISTINCT FROM 'given'
                THEN 'no_consent'
            WHEN a.purpose <> 'service' AND g.birth_year + r.adult_age + 2 > date_part('year', a.moment) AND (
                    CASE WHEN g.birth_is_lunar THEN (g.birth_year + 1) * 10000 + 220
                        ELSE g.birth_year * 10000 + coalesce(g.birth_month * 100 + g.birth_day, 1231) END
                    + r.adult_age * 10000
                ) > to_char(a.moment AT TIME ZONE coalesce(nullif(g.time_zone, ''), r.time_zone), 'YYYYMMDD')::int
                THEN 'minor'
            WHEN a.purpose = 'marketing' AND NOT a.is_generic AND (g.generic_offers_only OR u.decision <> 'given')
                THEN 'generic_only'
            WHEN a.needs_address AND a.contact_id IS NULL THEN 'no_address'
            WHEN a.bounced_at IS NOT NULL THEN 'bounced'
            WHEN s.id IS NOT NULL THEN 'suppressed'
            WHEN a.purpose = 'marketing' AND r.weekly_cap = 0 THEN 'weekly_cap'
            WHEN a.purpose = 'marketing' AND r.monthly_cap = 0 THEN 'monthly_cap'
        END AS never
    FROM addressed a
    LEFT JOIN rule r ON r.hotel_id = a.hotel_id
    LEFT JOIN guests_guest g ON g.id = a.guest_id
    LEFT JOIN answer w ON w.id = a.id
    LEFT JOIN unprofiled u ON u.id = a.id
    LEFT JOIN suppressed s ON s.id = a.id AND s.contact_id = a.contact_id
    LEFT JOIN lately l ON l.id = a.id
    OFFSET 0
),
-- When caps and the gap let it go, and whether the guest's clock then says night.
spaced AS (
    SELECT j.*, greatest(moment, week_until, month_until, gap_until) AS free_at,
        CASE WHEN never IS NULL AND purpose <> 'service' AND quiet_from <> quiet_until
            THEN greatest(moment, week_until, month_until, gap_until) AT TIME ZONE zone END AS clock
    FROM judged j
    OFFSET 0
),
-- A time that a clock change skips is taken after it, one that comes twice the second time: nobody is woken.
timed AS (
    SELECT s.*,
        CASE
            WHEN clock IS NULL THEN NULL
            WHEN quiet_from < quiet_until AND clock::time >= quiet_from AND clock::time < quiet_until
                THEN (clock::date + quiet_until) AT TIME ZONE zone
            WHEN quiet_from > quiet_until AND clock::time < quiet_until
                THEN (clock::date + quiet_until) AT TIME ZONE zone
            WHEN quiet_from > quiet_until AND clock::time >= quiet_from
                THEN (clock::date + 1 + quiet_until) AT TIME ZONE zone
        END AS quiet_ends
    FROM spaced s
    OFFSET 0
),
verdict AS (
    SELECT id, contact_id, address_index,
        CASE
            WHEN never IS NOT NULL THEN never
            WHEN free_at > moment AND free_at = month_until THEN 'monthly_cap'
            WHEN free_at > moment AND free_at = week_until THEN 'weekly_cap'
            WHEN free_at > moment THEN 'min_gap'
            WHEN quiet_ends IS NOT NULL THEN 'quiet_hours'
        END AS reason,
        -- What may go only after it is of no use is refused now, by the reason that keeps it.
        CASE WHEN never IS NULL AND coalesce(quiet_ends, free_at) > moment
            AND (expires_at IS NULL OR coalesce(quiet_ends, free_at) <= expires_at)
            THEN coalesce(quiet_ends, free_at) END AS later
    FROM timed
    OFFSET 0
)
"""

VERDICTS = RULE + FACTS
