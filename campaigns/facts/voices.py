"""What tickets, answers to surveys and reviews come to; parts of `statement.FACTS`, each a set by guest."""

from feedback.models import OPEN

VOICES = """
ticket AS (
    SELECT t.guest_id,
        count(*) FILTER (WHERE t.state IN ({open}) AND t.kind <> 'praise') AS open_tickets,
        count(*) FILTER (WHERE t.state IN ({open}) AND t.kind = 'complaint') AS open_complaints,
        (max(t.opened_at) FILTER (WHERE t.kind = 'complaint') AT TIME ZONE %(zone)s)::date AS complained_on
    FROM feedback_ticket t WHERE {whom:t.guest_id}
    GROUP BY t.guest_id
),
score AS (
    SELECT i.guest_id, (max(i.finished_at) AT TIME ZONE %(zone)s)::date AS "on",
        (array_agg(i.nps ORDER BY i.finished_at DESC, i.id DESC) FILTER (WHERE i.nps IS NOT NULL))[1] AS nps,
        (array_agg(i.csat ORDER BY i.finished_at DESC, i.id DESC) FILTER (WHERE i.csat IS NOT NULL))[1] AS csat
    FROM feedback_invitation i
    WHERE i.finished_at IS NOT NULL AND (i.nps IS NOT NULL OR i.csat IS NOT NULL) AND {whom:i.guest_id}
    GROUP BY i.guest_id
),
review AS (
    SELECT r.guest_id, count(*) AS reviews,
        (array_agg(round(r.rating * 20)::int ORDER BY r.written_on DESC, r.id DESC))[1] AS rating
    FROM feedback_review r WHERE {whom:r.guest_id}
    GROUP BY r.guest_id
)""".replace("{open}", ", ".join(f"'{state.value}'" for state in OPEN))
