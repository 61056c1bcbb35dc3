"""What was written to a guest and did not arrive: a reply keeps its promise when it is queued, and may fail later.

Next door: ``feedback.actions.replying`` (what is sent), ``hotelcrm.outbox`` (what becomes of it).
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from feedback.models import Notice, TicketEvent
from hotelcrm.outbox.models import Reason
from hotelcrm.outbox.models import State as MessageState

LOOK_BACK: Final = timedelta(days=7)  # so long after it was written a message may still come back
LOST: Final = (MessageState.FAILED, MessageState.CANCELLED)
NOBODYS: Final = (Reason.ERASED, Reason.MERGED)  # there is nobody any more to be written to
# By the messages of the last days that are lost, a few; of their tickets what was not told yet. Told are the owner of
# the ticket that stands and whoever wrote it, as far as they are at work, else everybody of the role that answers.
TELL = """
WITH RECURSIVE lost AS (
    SELECT e.id, e.by_id, e.ticket_id
    FROM accounts_hotel h
    JOIN outbox_message m ON m.hotel_id = h.id AND m.state = ANY(%(lost)s) AND m.created_at > %(since)s
    JOIN feedback_ticketevent e ON e.message_id = m.id
    WHERE m.purpose = 'service' AND m.reason <> ALL(%(nobodys)s) AND e.kind = ANY(%(kinds)s)
        AND NOT EXISTS (SELECT FROM feedback_notice n WHERE n.event_id = e.id AND n.why = %(why)s)
), standing AS (
    SELECT lost.id AS event_id, t.id, t.merged_into_id FROM lost JOIN feedback_ticket t ON t.id = lost.ticket_id
    UNION ALL
    SELECT s.event_id, t.id, t.merged_into_id FROM standing s JOIN feedback_ticket t ON t.id = s.merged_into_id
), concerned AS (
    SELECT lost.id AS event_id, lost.ticket_id, u.id AS user_id, t.hotel_id, t.level, t.department
    FROM lost JOIN standing s ON s.event_id = lost.id AND s.merged_into_id IS NULL
    JOIN feedback_ticket t ON t.id = s.id
    LEFT JOIN accounts_user u ON u.is_active AND u.id IN (t.owner_id, lost.by_id)
)
INSERT INTO feedback_notice (user_id, ticket_id, event_id, why, at)
SELECT coalesce(c.user_id, m.user_id), c.ticket_id, c.event_id, %(why)s, %(at)s
FROM concerned c
LEFT JOIN accounts_membership m ON c.user_id IS NULL AND m.hotel_id = c.hotel_id AND m.role = c.level
    AND (m.role <> 'department' OR m.department = c.department)
    AND EXISTS (SELECT FROM accounts_user u WHERE u.id = m.user_id AND u.is_active)
WHERE coalesce(c.user_id, m.user_id) IS NOT NULL
ON CONFLICT (event_id, user_id, why) DO NOTHING
RETURNING event_id
"""


def tell_undelivered(*, at: datetime) -> int:
    """Tell of every reply and question to a guest that failed, bounced or was refused, once; return how many.

    One statement. The owner is told, and whoever wrote it; where neither is at work, who answers for the ticket.
    """
    facts: dict[str, Any] = {
        "lost": list(LOST),
        "nobodys": list(NOBODYS),
        "kinds": [TicketEvent.Kind.REPLY, TicketEvent.Kind.ASKED],
        "why": Notice.Why.UNDELIVERED,
        "since": at - LOOK_BACK,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(TELL, facts)
        return len({event for (event,) in cursor.fetchall()})
