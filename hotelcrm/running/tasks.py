from celery import shared_task

from hotelcrm.running.heartbeat import beat


# A tick that was not answered in time is worth nothing; without an end they would pile up while no worker runs.
@shared_task(name="running.beat_tick", acks_late=True, expires=30)
def beat_tick() -> None:
    beat("worker")
