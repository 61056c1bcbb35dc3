"""Who listens in this room; each receiver makes one call."""

from datetime import datetime
from typing import Any

from guests.models import Guest, Merge
from guests.signals import merged, unmerged, unmerging
from hotelcrm.accounts.models import User
from stays.signals import stay_reckoned

from .actions import courtesy
from .actions.joining import check_parting, join, part
from .actions.settling import settle_if_concerned


def connect() -> None:
    """Listen; called once, when the app is ready."""
    stay_reckoned.connect(settle_stay, dispatch_uid="loyalty.settle_stay")
    stay_reckoned.connect(release_courtesy, dispatch_uid="loyalty.release_courtesy")
    merged.connect(join_accounts, dispatch_uid="loyalty.join_accounts")
    unmerging.connect(check_accounts, dispatch_uid="loyalty.check_accounts")
    unmerged.connect(part_accounts, dispatch_uid="loyalty.part_accounts")


def settle_stay(*, stay_id: int, at: datetime, by: User | None, **_signal: Any) -> None:
    """A stay that a member completed, or no longer did, is reckoned anew."""
    settle_if_concerned(stay_id, at=at, by=by)


def release_courtesy(*, stay_id: int, at: datetime, by: User | None, **_signal: Any) -> None:
    """A late check-out was promised to the guest of a stay for a day, and both may be others now."""
    courtesy.release(stay_id, at=at, by=by)


def join_accounts(
    *, survivor: Guest, absorbed: Guest, record: Merge, at: datetime, by: User | None, **_signal: Any
) -> None:
    """Two guests became one: so do their accounts."""
    join(record, survivor=survivor, absorbed=absorbed, at=at, by=by)


def check_accounts(*, survivor: Guest, parted: Guest, record: Merge, **_signal: Any) -> None:
    """Somebody wants to undo that."""
    check_parting(record, survivor=survivor, parted=parted)


def part_accounts(
    *, survivor: Guest, parted: Guest, record: Merge, at: datetime, by: User | None, **_signal: Any
) -> None:
    """That was undone."""
    part(record, survivor=survivor, parted=parted, at=at, by=by)
