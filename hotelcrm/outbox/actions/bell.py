"""Saying that something is due, once it is committed. A bell that nobody hears is rung again by the sweep."""

from django.db import transaction


def ring() -> None:
    """Ring when the transaction is committed; a queue that is down keeps nobody from queueing."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    from hotelcrm.outbox.tasks import deliver_due  # it leads to delivery, which leads back here

    deliver_due.delay()
