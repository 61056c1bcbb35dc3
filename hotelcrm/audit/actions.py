"""Writing the trail."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory

from .models import ReadLog

if TYPE_CHECKING:
    from hotelcrm.accounts.models import User


def log_look(
    guest_id: int,
    *,
    what: ReadLog.What,
    by: "User",
    at: datetime,
    hotel_id: int | None,
    object_id: int | None = None,
    reason: str = "",
) -> ReadLog:
    """Record that `by` saw `what` of the guest; the one write that a GET may cause."""
    return ReadLog.objects.create(
        guest_id=guest_id, what=what, user=by, at=at, hotel_id=hotel_id, object_id=object_id, reason=reason
    )


def trail(verb: str, *, by: "User | None", **facts: Any) -> AbstractContextManager[Any]:
    """Say, for every row changed inside, which action (``guests.edit``) by whom caused it.

    `facts` are ids and names of fields, never personal data; they are kept with the history rows.
    """
    return pghistory.context(verb=verb, by=by.pk if by else None, **facts)


def log_exported(guest_ids: Iterable[int], *, by: "User", at: datetime, hotel_id: int | None) -> None:
    """Record that `by` took the data of these guests out of the house as a file."""
    ReadLog.objects.bulk_create(
        [
            ReadLog(guest_id=guest_id, what=ReadLog.What.EXPORT, user=by, at=at, hotel_id=hotel_id)
            for guest_id in guest_ids
        ],
        batch_size=1000,
    )
