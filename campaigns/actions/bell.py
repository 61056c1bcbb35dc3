"""Saying that a campaign has something to do, once that is committed; the clock says so again each minute."""

from django.db import transaction


def ring() -> None:
    """Ring when the transaction is committed; a queue that is down keeps nobody from starting a campaign."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    from campaigns.tasks import step_due  # it leads to running, which leads back here

    step_due.delay()
