"""Where something is due: a lane is one channel of one hotel, with the sender its messages take."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hotelcrm.outbox.models import Sender

from .waiting import OTHERS, SERVICE, everywhere


@dataclass(frozen=True)
class Lane:
    """`sender` is the hotel's own, else the group's, else None."""

    hotel_id: int
    channel: str
    sender: Sender | None


# The lanes come in any order, so that of several workers not all begin with the same.
BUSY = f"""
WITH RECURSIVE {everywhere("service", SERVICE)},
{everywhere("others", OTHERS)}
SELECT due.hotel_id, due.channel, s.id
FROM (SELECT * FROM service UNION SELECT * FROM others) due
LEFT JOIN LATERAL (
    SELECT s.id FROM outbox_sender s
    WHERE s.is_active AND s.channel = due.channel AND (s.hotel_id = due.hotel_id OR s.hotel_id IS NULL)
    ORDER BY s.hotel_id NULLS LAST LIMIT 1
) s ON true
LEFT JOIN outbox_senderstate t ON t.sender_id = s.id
WHERE t.closed_until IS NULL OR t.closed_until <= %(at)s
ORDER BY random()
"""  # noqa: S608 (put together from constants)


def busy(at: datetime) -> list[Lane]:
    """The lanes in which something is due at `at`, but those whose sender's breaker is open."""
    with connection.cursor() as cursor:
        cursor.execute(BUSY, {"at": at})
        found = cursor.fetchall()
    senders = Sender.objects.in_bulk([sender for _hotel, _channel, sender in found if sender is not None])
    return [Lane(hotel, channel, senders.get(sender)) for hotel, channel, sender in found]
