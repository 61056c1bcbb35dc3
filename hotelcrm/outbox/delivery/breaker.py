"""The circuit breaker of a sender: a road that is down is left alone for a while, then tried with one message."""

from datetime import datetime, timedelta

from django.db import connection

from hotelcrm.outbox.models import Sender, SenderState

PATIENCE = 5  # calls in a row that failed for the road or the sender, not for an address
FIRST, LONGEST = timedelta(seconds=30), timedelta(minutes=15)
REMEMBERED = timedelta(minutes=1)  # `last_ok_at` is as exact as this: not every message needs to write it
SHOWN = 200

FAILED = """
INSERT INTO outbox_senderstate AS s (sender_id, failures, last_error) VALUES (%(sender)s, 1, %(error)s)
ON CONFLICT (sender_id) DO UPDATE SET failures = s.failures + 1, last_error = excluded.last_error
RETURNING failures
"""


def pause_after(failures: int) -> timedelta | None:
    """How long nothing is sent after so many failures in a row; doubled each time. None: go on."""
    if failures < PATIENCE:
        return None
    return min(LONGEST, FIRST * (1 << min(failures - PATIENCE, 10)))


def failed(sender: Sender, *, error: str, at: datetime) -> bool:
    """The road or the sender failed once more; whether the breaker is open now."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED, {"sender": sender.pk, "error": error[:SHOWN]})
        [failures] = cursor.fetchone()
    pause = pause_after(failures)
    if pause is not None:
        open_for(sender, pause, at=at)
    return pause is not None


def open_for(sender: Sender, pause: timedelta, *, at: datetime) -> None:
    """Nothing is claimed for `sender` until `pause` is over."""
    SenderState.objects.filter(sender=sender).update(closed_until=at + pause)


def misconfigured(sender: Sender, *, error: str, at: datetime) -> None:
    """What `sender` was told does not suffice: nothing is claimed until somebody can have looked."""
    failed(sender, error=error, at=at)
    open_for(sender, LONGEST, at=at)


def worked(sender: Sender, *, at: datetime) -> None:
    """Something got through; writes only where that is news."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE outbox_senderstate SET failures = 0, closed_until = NULL, last_ok_at = %(at)s
            WHERE sender_id = %(sender)s
                AND (failures > 0 OR last_ok_at IS NULL OR last_ok_at < %(stale)s)
            """,
            {"sender": sender.pk, "at": at, "stale": at - REMEMBERED},
        )


def is_open(state: SenderState, *, at: datetime) -> bool:
    """Whether nothing is claimed now, because of a pause or because somebody else tries the road."""
    return state.closed_until is not None and state.closed_until > at


def is_probing(state: SenderState) -> bool:
    """Whether the pause is over but nothing got through since: one message tries the road."""
    return state.failures >= PATIENCE
