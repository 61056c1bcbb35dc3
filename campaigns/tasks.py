"""What the clock asks of campaigns."""

from celery import shared_task
from django.utils import timezone

from .running import stepping


# A turn that comes late is the next one's: without an end they would pile up while no worker runs.
@shared_task(name="campaigns.step_due", acks_late=True, expires=50)
def step_due() -> None:
    """Choose guests of campaigns whose time has come, and take the steps that are due."""
    stepping.step_due(at=timezone.now())
