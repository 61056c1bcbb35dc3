from celery import shared_task

from . import actions, work


@shared_task(name="ingest.work_on_import", acks_late=True)
def work_on_import(upload_id: int) -> None:
    actions.work_on(upload_id, as_worker=True)


# Rings again for what was lost: a bell that did not sound, a worker that died.
@shared_task(name="ingest.sweep", acks_late=True, expires=30)
def sweep() -> None:
    for upload_id in work.due():
        work_on_import.delay(upload_id)
