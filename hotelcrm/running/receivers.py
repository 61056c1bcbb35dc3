"""Celery's own signals, as heartbeats: what a process does proves more than that it exists. And time for migrations."""

import contextlib

from celery.signals import after_task_publish, beat_init, worker_ready
from django.db import Error, connection, connections

from hotelcrm.running.heartbeat import beat


def _mark(name: str) -> None:
    """In the parent process of Celery: leave no connection that a forked child could share."""
    with contextlib.suppress(Error):
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


# What cuts off a page that takes too long would cut off an index over a million rows too. `lock_timeout` stays: a
# migration that waits for a lock holds up the whole site behind it.
PATIENT = ("statement_timeout", "idle_in_transaction_session_timeout")


def give_time(using: str, **_: object) -> None:
    """Before `migrate`: let a statement take as long as it takes."""
    with connections[using].cursor() as cursor:
        for setting in PATIENT:
            cursor.execute(f"SET {setting} = 0")


def take_time_back(using: str, **_: object) -> None:
    """After it: the limits of the connection again; `up --first migrate` goes on in the same process."""
    with connections[using].cursor() as cursor:
        for setting in PATIENT:
            cursor.execute(f"RESET {setting}")
