"""Where something is due: a lane is one channel of one hotel, with the sender its messages take."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.models.sender import Road


@dataclass(frozen=True)
class Lane:
    """`sender` is the hotel's own, else the group's, else None."""

    hotel_id: int
    channel: str
    sender: Sender | None


# What a lane has is asked of the two indexes of what is due: one look into each, however much waits there. The lanes
# come in any order, so that of several workers not all begin with the same.
BUSY = """
WITH paused AS MATERIALIZED (SELECT id FROM outbox_mailing WHERE paused_at IS NOT NULL AND cancelled_at IS NULL)
SELECT h.id, c.channel, s.id
FROM accounts_hotel h
CROSS JOIN unnest(%(channels)s) c(channel)
LEFT JOIN LATERAL (
    SELECT s.id FROM outbox_sender s
    WHERE s.is_active AND s.channel = c.channel AND (s.hotel_id = h.id OR s.hotel_id IS NULL)
    ORDER BY s.hotel_id NULLS LAST LIMIT 1
) s ON true
LEFT JOIN outbox_senderstate t ON t.sender_id = s.id
WHERE (t.closed_until IS NULL OR t.closed_until <= %(at)s) AND (
    EXISTS (
        SELECT 1 FROM outbox_message m WHERE m.hotel_id = h.id AND m.channel = c.channel
            AND m.state IN ('queued', 'held') AND m.purpose = 'service' AND m.due_at <= %(at)s
            AND (m.mailing_id IS NULL OR m.mailing_id NOT IN (SELECT id FROM paused))
    ) OR EXISTS (
        SELECT 1 FROM outbox_message m WHERE m.hotel_id = h.id AND m.channel = c.channel
            AND m.state IN ('queued', 'held') AND NOT m.purpose = 'service' AND m.due_at <= %(at)s
            AND (m.mailing_id IS NULL OR m.mailing_id NOT IN (SELECT id FROM paused))
    )
)
ORDER BY random()
"""


def busy(at: datetime) -> list[Lane]:
    """The lanes in which something is due at `at`, but those whose sender's breaker is open."""
    with connection.cursor() as cursor:
        cursor.execute(BUSY, {"at": at, "channels": Road.values})
        found = cursor.fetchall()
    senders = Sender.objects.in_bulk([sender for _hotel, _channel, sender in found if sender is not None])
    return [Lane(hotel, channel, senders.get(sender)) for hotel, channel, sender in found]
