"""Who listens in this room; each receiver makes one call."""

from datetime import datetime
from typing import Any

from guests.models import Guest, Merge
from guests.signals import merged, silenced, unmerged

from .actions import stopping


def connect() -> None:
    """Listen; called once, when the app is ready."""
    silenced.connect(stop_messages, dispatch_uid="outbox.stop_messages")
    merged.connect(stop_twins, dispatch_uid="outbox.stop_twins")
    unmerged.connect(let_twins_go, dispatch_uid="outbox.let_twins_go")


def stop_messages(*, guest: Guest, at: datetime, **_signal: Any) -> None:
    """A guest said no, or may not be written to any more."""
    stopping.stop_refused(guest, at=at)


def stop_twins(*, survivor: Guest, absorbed: Guest, record: Merge, **_signal: Any) -> None:
    """Two guests became one: so do their messages for one occasion."""
    stopping.stop_twins(record, survivor=survivor, absorbed=absorbed)


def let_twins_go(*, record: Merge, **_signal: Any) -> None:
    """That was undone."""
    stopping.let_twins_go(record)
