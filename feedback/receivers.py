"""Who listens in this room; each receiver makes one call."""

from typing import Any

from guests.models import Guest, Merge
from guests.signals import unmerging

from .merging import check_tickets


def connect() -> None:
    """Listen; called once, when the app is ready."""
    unmerging.connect(refuse_parting, dispatch_uid="feedback.refuse_parting")


def refuse_parting(*, survivor: Guest, record: Merge, **_signal: Any) -> None:
    """Two guests are to be parted, and a ticket of the one may hold the words of the other."""
    check_tickets(record, survivor=survivor)
