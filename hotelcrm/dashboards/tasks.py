"""What the clock asks of the dashboards."""

from celery import shared_task
from django.utils import timezone

from . import snapshots


# A turn that comes late is one of the next: without an end they would pile up while no worker runs.
@shared_task(name="dashboards.refresh", acks_late=True, expires=240)
def refresh() -> None:
    """Renew the figures of large houses."""
    snapshots.refresh(at=timezone.now())
