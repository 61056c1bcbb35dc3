"""Ask the providers that do not report by themselves what became of what they took.

Who was answered is asked no more: the message is not *sent* any more, it arrived or failed. Others are asked ever less
often, and no more after a week. Nothing is kept of that: when to ask follows from the age of a message and the clock.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import SenderFaultError, registry
from hotelcrm.outbox.transports.http import NoReplyError, RoadDownError
from hotelcrm.outbox.transports.reports import Asked, Asks, UnansweredError

from .storing import store

logger = logging.getLogger(__name__)

TICK: Final = timedelta(minutes=10)  # how often the clock comes round
AT_MOST: Final = timedelta(seconds=60)  # for one sender; what is left is asked another time

# By age: up to two hours at each tick, up to a day each hour, up to a week twice a day. A call is due where a new such
# period has begun since the last tick. In any order, so that where time is short nobody always comes last.
DUE = """
SELECT call FROM (
    SELECT split_part(reference, ':', 1) AS call, extract(epoch FROM %(at)s - min(sent_at)) AS age
    FROM outbox_message
    WHERE sender_id = %(sender)s AND channel = %(channel)s AND state = 'sent' AND reference <> ''
        AND sent_at > %(at)s - interval '7 days' AND sent_at <= %(at)s
    GROUP BY 1
) waiting
CROSS JOIN LATERAL (
    SELECT CASE WHEN age < 7200 THEN %(tick)s WHEN age < 86400 THEN 3600 ELSE 43200 END AS period
) p
WHERE floor(age / period) > floor((age - %(tick)s) / period)
ORDER BY random()
"""


def ask_all(*, at: datetime) -> int:
    """Ask what is due to be asked at `at`, store what is said, and return how many questions were answered.

    A provider that does not answer is asked again at the next tick; it keeps no other waiting.
    """
    return sum(_ask(sender, at) for sender in _senders())


def _senders() -> QuerySet[Sender]:
    """Also those out of use: what they sent is on its way."""
    names = [transport.name for transport in registry.all_transports() if isinstance(transport, Asks)]
    return Sender.objects.filter(transport__in=names).order_by("pk")


def _ask(sender: Sender, at: datetime) -> int:
    transport, answered = registry.transport_called(sender.transport), 0
    calls = _due(sender, at)
    if not calls or not isinstance(transport, Asks):
        return 0
    until = time.monotonic() + AT_MOST.total_seconds()
    try:
        with transport.asking(sender) as question:
            for call in calls:
                if time.monotonic() > until:
                    break
                store(sender.transport, question(Asked(call, at)), sender=sender)
                answered += 1
    except (UnansweredError, RoadDownError, NoReplyError) as fault:
        logger.warning("Sender %d does not say what became of messages: %s", sender.pk, fault)
    except SenderFaultError:
        logger.warning("Sender %d cannot ask what became of messages: it is not told all it needs.", sender.pk)
    return answered


def _due(sender: Sender, at: datetime) -> list[str]:
    facts: dict[str, Any] = {"sender": sender.pk, "channel": Road.WECOM.value, "at": at, "tick": TICK.total_seconds()}
    with connection.cursor() as cursor:
        cursor.execute(DUE, facts)
        return [call for (call,) in cursor.fetchall()]
