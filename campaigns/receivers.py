"""Who listens in this room; each receiver makes one call."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_save

from guests.models import Guest, Merge
from guests.signals import merged, silenced, unmerged
from hotelcrm.accounts.models import Hotel

from .actions import leaving
from .occasions import ready_made


def connect() -> None:
    """Listen; called once, when the app is ready."""
    silenced.connect(let_silenced_go, dispatch_uid="campaigns.let_silenced_go")
    merged.connect(join_twins, dispatch_uid="campaigns.join_twins")
    unmerged.connect(part_twins, dispatch_uid="campaigns.part_twins")
    post_save.connect(write_drafts, sender=Hotel, dispatch_uid="campaigns.write_drafts")


def let_silenced_go(*, guest: Guest, at: datetime, **_signal: Any) -> None:
    """A guest said no, or may not be written to any more."""
    leaving.let_go(guest, at=at)


def join_twins(*, survivor: Guest, absorbed: Guest, record: Merge, at: datetime, **_signal: Any) -> None:
    """Two guests became one, who is in each campaign once."""
    leaving.join_twins(record, survivor=survivor, absorbed=absorbed, at=at)


def part_twins(*, record: Merge, **_signal: Any) -> None:
    """That was undone."""
    leaving.part_twins(record)


def write_drafts(*, instance: Hotel, created: bool, raw: bool, **_signal: Any) -> None:
    """A hotel was entered: it begins with the ready-made campaigns."""
    if created and not raw:
        ready_made.write_soon(instance)
