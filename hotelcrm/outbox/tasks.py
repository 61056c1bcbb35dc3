"""The bell, and the clock that rings it again."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from .answers import applying, asking
from .delivery import slots, sweeping

TURN: Final = timedelta(seconds=50)


@shared_task(name="outbox.deliver_due", acks_late=True, expires=300)
def deliver_due() -> None:
    """Deliver for a while, if not enough others do; what is left then is the next turn's."""
    if slots.take_turn(at_most=TURN):
        deliver_due.delay()


# Rings for what no bell was heard for: an emptied queue, a held message whose time has come, a worker that died.
@shared_task(name="outbox.sweep", acks_late=True, expires=50)
def sweep() -> None:
    """Tidy up after whatever died, then ring."""
    sweeping.sweep(at=timezone.now())
    apply_reports.delay()
    deliver_due.delay()


@shared_task(name="outbox.ask_providers", acks_late=True, expires=500)
def ask_providers() -> None:
    """Ask what became of messages, where nobody tells."""
    asking.ask_all(at=timezone.now())


@shared_task(name="outbox.apply_reports", acks_late=True)
def apply_reports() -> None:
    """Apply what providers reported."""
    applying.apply_waiting(at=timezone.now())
