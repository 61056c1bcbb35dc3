"""What the clock asks of feedback."""

from celery import shared_task
from django.utils import timezone

from .actions import answering, inviting


@shared_task(name="feedback.invite_departed", acks_late=True, expires=3_000)
def invite_departed() -> None:
    """Asked every hour, for the day begins at each hotel's own midnight; nobody is asked twice."""
    inviting.invite_departed(at=timezone.now())


@shared_task(name="feedback.open_left", acks_late=True, expires=280)
def open_left() -> None:
    """Look into what was low in surveys that guests began and left."""
    answering.open_left(at=timezone.now())
