"""Celery's own signals, as heartbeats: what a process does proves more than that it exists."""

import contextlib

from celery.signals import after_task_publish, beat_init, worker_ready
from django.db import DatabaseError, connection

from hotelcrm.running.heartbeat import beat


def _mark(name: str) -> None:
    """In the parent process of Celery: leave no connection that a forked child could share."""
    with contextlib.suppress(DatabaseError):
        beat(name)
    connection.close()


@worker_ready.connect
def mark_worker(**_: object) -> None:
    _mark("worker")


@beat_init.connect
def mark_beat(**_: object) -> None:
    _mark("beat")


@after_task_publish.connect(sender="running.beat_tick")
def mark_tick(**_: object) -> None:
    _mark("beat")
