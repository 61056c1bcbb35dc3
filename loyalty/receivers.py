"""Who listens in this room; each receiver makes one call."""

from datetime import datetime
from typing import Any

from hotelcrm.accounts.models import User
from stays.signals import stay_reckoned

from .actions.settling import settle_if_concerned


def connect() -> None:
    """Listen; called once, when the app is ready."""
    stay_reckoned.connect(settle_stay, dispatch_uid="loyalty.settle_stay")


def settle_stay(*, stay_id: int, at: datetime, by: User | None, **_signal: Any) -> None:
    """A stay that a member completed, or no longer did, is reckoned anew."""
    settle_if_concerned(stay_id, at=at, by=by)
