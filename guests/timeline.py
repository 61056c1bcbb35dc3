"""Writing the timeline: one row for each thing that happened, told once or ten times."""

from datetime import datetime
from typing import TYPE_CHECKING

from .models import Guest, Touchpoint

if TYPE_CHECKING:
    from hotelcrm.accounts.models import Hotel, User


def touch(
    guest: Guest,
    *,
    kind: Touchpoint.Kind,
    key: str,
    at: datetime,
    hotel: "Hotel | None" = None,
    by: "User | None" = None,
    **details: str | int | list[str],
) -> Touchpoint:
    """Put what happened on `guest`'s timeline and return its row.

    `key` names the cause (``stay:12:check_in``): a second call with the same key returns the first row unchanged.
    `details` hold codes, ids and amounts as text; never names, addresses or free text.
    """
    row, _created = Touchpoint.objects.get_or_create(
        guest=guest, key=key, defaults={"kind": kind, "at": at, "hotel": hotel, "by": by, "details": details}
    )
    return row


def retract(guest: Guest, *, key: str) -> None:
    """Take back what was told by mistake; the trail of whatever caused it stays."""
    Touchpoint.objects.filter(guest=guest, key=key).delete()
