"""The pulse of worker and beat, kept in the database, where everyone can look.

The beat leaves its mark when it has rung the bell, the worker when it has answered: a worker that lost the queue, or
whose processes all hang, falls silent. A task that takes minutes calls ``beat("worker")`` as it goes along.
"""

from datetime import datetime

from django.db import connection

from hotelcrm.running.models import Heartbeat

SAVE = """
INSERT INTO running_heartbeat (name, at) VALUES (%s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET at = excluded.at
"""


def beat(name: str) -> None:
    """Say that this part works now, by the database's clock: one for all processes."""
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [name])


def has_beaten(name: str, *, since: datetime) -> bool:
    return Heartbeat.objects.filter(name=name, at__gte=since).exists()
