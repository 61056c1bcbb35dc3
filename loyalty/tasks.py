"""What the clock asks of the programme."""

from celery import shared_task
from django.utils import timezone

from .actions import courtesy, expiring, settling, tiering, vouchers


# Turns that come late are those of the next: without an end they would pile up while no worker runs.
@shared_task(name="loyalty.settle_due", acks_late=True, expires=50)
def settle_due() -> None:
    """Reckon the points of stays that imports brought, changed or took away."""
    settling.settle_due(at=timezone.now())


@shared_task(name="loyalty.review_tiers", acks_late=True, expires=3_000)
def review_tiers() -> None:
    """Asked every hour, done once on a day of the programme."""
    tiering.review_nightly(at=timezone.now())


@shared_task(name="loyalty.expire_vouchers", acks_late=True, expires=3_000)
def expire_vouchers() -> None:
    """Asked every hour, for midnight comes to each hotel at its own."""
    vouchers.expire_due(timezone.now())


@shared_task(name="loyalty.release_courtesies", acks_late=True, expires=3_000)
def release_courtesies() -> None:
    """Asked every hour, for imports move departures; the boards leave such promises out at once."""
    courtesy.release_moved(at=timezone.now())


@shared_task(name="loyalty.expire_points", acks_late=True, expires=3_000)
def expire_points() -> None:
    """Asked every hour, for the day ends at the programme's midnight; it finds nothing twice."""
    expiring.expire_points(at=timezone.now())


@shared_task(name="loyalty.warn_of_expiry", acks_late=True, expires=3_000)
def warn_of_expiry() -> None:
    """Asked every hour, for a day of the programme begins at its midnight; nobody is warned twice."""
    expiring.warn(at=timezone.now())
