from celery import shared_task

from hotelcrm.running.heartbeat import beat


@shared_task(name="running.beat_tick", acks_late=True)
def beat_tick() -> None:
    """Rung by the beat, answered by a worker: when this runs, both of them work."""
    beat("beat", "worker")
