from celery import shared_task
from django.utils import timezone


@shared_task(name="outbox.apply_reports", acks_late=True)
def apply_reports() -> None:
    from hotelcrm.outbox.answers.applying import apply_waiting

    apply_waiting(at=timezone.now())
