"""What addresses, answers and preferences come to; parts of `statement.FACTS`, each a set by guest.

Address and answer are chosen as `hotelcrm.outbox.gate.statement` chooses them; a test asks both about random guests.
"""

# The address of a kind is the primary one, of which there is at most one, else the newest.
REACHED = """
address AS (
    SELECT DISTINCT ON (c.guest_id, c.kind) c.guest_id, c.kind,
        c.bounced_at IS NULL AND NOT EXISTS (
            SELECT FROM outbox_suppression s
            WHERE s.value_index = c.value_index AND s.lifted_at IS NULL
                AND s.channel = CASE c.kind WHEN 'phone' THEN 'sms' ELSE c.kind END
        ) AS lives
    FROM guests_contact c WHERE c.kind IN ('email', 'phone', 'wecom') AND {whom:c.guest_id}
    ORDER BY c.guest_id, c.kind, c.is_primary DESC, c.created_at DESC, c.id DESC
),
reached AS (
    SELECT guest_id, bool_or(kind = 'email') AS has_email, bool_or(kind = 'phone') AS has_phone,
        bool_or(kind = 'wecom') AS has_wecom,
        bool_or(kind = 'email' AND lives) AS email_lives, bool_or(kind = 'phone' AND lives) AS phone_lives,
        bool_or(kind = 'wecom' AND lives) AS wecom_lives
    FROM address GROUP BY guest_id
),
-- The kinds that completeness counts: any address that did not bounce.
living AS (
    SELECT c.guest_id, bool_or(c.kind = 'email') AS email, bool_or(c.kind = 'phone') AS phone,
        bool_or(c.kind = 'wecom') AS wecom
    FROM guests_contact c WHERE c.bounced_at IS NULL AND {whom:c.guest_id} GROUP BY c.guest_id
)"""

# What profiles said that were merged into a guest is the guest's. The latest answer to each purpose and channel holds.
ANSWERED = """
answer AS (
    SELECT DISTINCT ON (guest_id, purpose, channel) guest_id, purpose, channel, decision
    FROM (
        SELECT c.guest_id, c.purpose, c.channel, c.decision, c.at, c.id
        FROM guests_consent c WHERE {whom:c.guest_id}
        UNION ALL
        SELECT p.merged_into_id, c.purpose, c.channel, c.decision, c.at, c.id
        FROM guests_guest p JOIN guests_consent c ON c.guest_id = p.id WHERE {whom:p.merged_into_id}
    ) heard
    ORDER BY guest_id, purpose, channel, at DESC, id DESC
),
answered AS (
    SELECT guest_id,
        coalesce(max(yes) FILTER (WHERE purpose = 'marketing' AND channel = 'email'),
            max(yes) FILTER (WHERE purpose = 'marketing' AND channel = 'any')) AS email,
        coalesce(max(yes) FILTER (WHERE purpose = 'marketing' AND channel = 'sms'),
            max(yes) FILTER (WHERE purpose = 'marketing' AND channel = 'any')) AS sms,
        coalesce(max(yes) FILTER (WHERE purpose = 'marketing' AND channel = 'wecom'),
            max(yes) FILTER (WHERE purpose = 'marketing' AND channel = 'any')) AS wecom,
        greatest(max(yes) FILTER (WHERE purpose = 'surveys' AND channel IN ('email', 'sms', 'wecom')),
            -- A yes for any channel is one for those without an answer of their own.
            CASE WHEN count(*) FILTER (WHERE purpose = 'surveys' AND channel IN ('email', 'sms', 'wecom')) < 3
                THEN max(yes) FILTER (WHERE purpose = 'surveys' AND channel = 'any') END) AS surveys,
        max(yes) FILTER (WHERE purpose = 'profiling' AND channel = 'any') AS profiling,
        max(yes) FILTER (WHERE purpose = 'sensitive' AND channel = 'any') AS sensitive,
        bool_or(purpose = 'marketing' AND channel = 'any') AS asked_any,
        bool_or(purpose = 'marketing' AND channel = 'email') AS asked_email,
        bool_or(purpose = 'marketing' AND channel IN ('sms', 'phone')) AS asked_phone,
        bool_or(purpose = 'marketing' AND channel = 'wecom') AS asked_wecom
    FROM (SELECT *, (decision = 'given')::int AS yes FROM answer) said
    GROUP BY guest_id
)"""

# Sensitive ones are for segments only after a yes; for the guest's completeness, unless there was a no.
LIKED = """
liked AS (
    SELECT t.guest_id, count(*) AS tags, count(*) FILTER (WHERE k.is_sensitive) AS sensitive,
        array_agg(t.tag_id ORDER BY t.tag_id) AS ids,
        array_agg(t.tag_id ORDER BY t.tag_id) FILTER (WHERE NOT k.is_sensitive) AS plain_ids
    FROM guests_guesttag t JOIN guests_tag k ON k.id = t.tag_id
    WHERE t.withdrawn_at IS NULL AND {whom:t.guest_id}
    GROUP BY t.guest_id
)"""

PROFILE = f"{REACHED},{ANSWERED},{LIKED}"
