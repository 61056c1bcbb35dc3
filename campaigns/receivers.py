"""Who listens in this room; each receiver makes one call."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from guests.models import Guest, Merge
from guests.signals import merged, silenced, unmerged
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Block, Template, Variant

from .actions import leaving, withdrawing
from .occasions import ready_made


def connect() -> None:
    """Listen; called once, when the app is ready."""
    silenced.connect(let_silenced_go, dispatch_uid="campaigns.let_silenced_go")
    merged.connect(join_twins, dispatch_uid="campaigns.join_twins")
    unmerged.connect(part_twins, dispatch_uid="campaigns.part_twins")
    post_save.connect(write_drafts, sender=Hotel, dispatch_uid="campaigns.write_drafts")
    for sender in (Template, Variant, Block):
        post_save.connect(hold_changed, sender=sender, dispatch_uid=f"campaigns.hold_changed.{sender.__name__}")
    post_delete.connect(hold_changed, sender=Variant, dispatch_uid="campaigns.hold_removed")


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


def hold_changed(*, instance: Template | Variant | Block, created: bool = False, raw: bool = False, **_s: Any) -> None:
    """A text was changed, or taken away: campaigns that were approved with it wait for another approval."""
    if raw or (created and not isinstance(instance, Variant)):
        return
    template = {Template: instance.pk, Variant: getattr(instance, "template_id", None)}.get(type(instance))
    withdrawing.hold_changed(at=timezone.now(), template=template)
