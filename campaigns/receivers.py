"""Who listens in this room; each receiver makes one call."""

from datetime import datetime
from typing import Any

from guests.models import Guest, Merge
from guests.signals import merged, silenced, unmerged

from .actions import leaving


def connect() -> None:
    """Listen; called once, when the app is ready."""
    silenced.connect(let_silenced_go, dispatch_uid="campaigns.let_silenced_go")
    merged.connect(join_twins, dispatch_uid="campaigns.join_twins")
    unmerged.connect(part_twins, dispatch_uid="campaigns.part_twins")


def let_silenced_go(*, guest: Guest, at: datetime, **_signal: Any) -> None:
    """A guest said no, or may not be written to any more."""
    leaving.let_go(guest, at=at)


def join_twins(*, survivor: Guest, absorbed: Guest, record: Merge, at: datetime, **_signal: Any) -> None:
    """Two guests became one, who is in each campaign once."""
    leaving.join_twins(record, survivor=survivor, absorbed=absorbed, at=at)


def part_twins(*, record: Merge, **_signal: Any) -> None:
    """That was undone."""
    leaving.part_twins(record)
