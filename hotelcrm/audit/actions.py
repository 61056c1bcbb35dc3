"""Writing the trail."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory

from .models import ReadLog

if TYPE_CHECKING:
    from hotelcrm.accounts.models import User

ONE_LOOK = timedelta(minutes=5)  # so long one look lasts: parts of a page drawn anew meanwhile are no further ones


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


def log_looks(
    guest_ids: Iterable[int],
    *,
    what: ReadLog.What,
    by: "User",
    at: datetime,
    hotel_id: int | None,
    object_id: int | None = None,
    is_part: bool = False,
) -> None:
    """Record that `by` saw `what` of each of these guests, in a fixed number of queries.

    With `is_part` what was seen may belong to a look that is recorded already: a part of a page, or a list that renews
    itself. Guests at whom `by` looked within `ONE_LOOK` get no further line then.
    """
    wanted = set(guest_ids)
    if is_part:
        lately = ReadLog.objects.filter(user=by, at__gt=at - ONE_LOOK, at__lte=at, guest_id__in=wanted)
        wanted -= set(lately.values_list("guest_id", flat=True))
    ReadLog.objects.bulk_create(
        [
            ReadLog(guest_id=guest_id, what=what, user=by, at=at, hotel_id=hotel_id, object_id=object_id)
            for guest_id in sorted(wanted)
        ],
        batch_size=1000,
    )


def trail(verb: str, *, by: "User | None", **facts: Any) -> AbstractContextManager[Any]:
    """Say, for every row changed inside, which action (``guests.edit``) by whom caused it.

    `facts` are ids and names of fields, never personal data; they are kept with the history rows.
    """
    return pghistory.context(verb=verb, by=by.pk if by else None, **facts)


def log_exported(guest_ids: Iterable[int], *, by: "User", at: datetime, hotel_id: int | None) -> None:
    """Record that `by` took the data of these guests out of the house as a file."""
    log_looks(guest_ids, what=ReadLog.What.EXPORT, by=by, at=at, hotel_id=hotel_id)
