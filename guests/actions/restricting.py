"""Keeping a guest's data without using it: no message at all goes out until the restriction is lifted."""

from datetime import datetime

from django.db import transaction

from guests.models import Guest, Touchpoint
from guests.signals import silenced
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail

from .profiles import lock, stamp


def restrict(guest: Guest, *, reason: str, by: User, at: datetime, hotel: Hotel | None = None) -> Guest:
    """Restrict the use of `guest`'s data from `at` on and return the guest; once more changes nothing.

    `reason` is a code of `guests.models.guest.Restriction`; words about the person belong in no trail.
    """
    with transaction.atomic(), trail("guests.restrict", by=by, guest=guest.pk, reason=reason):
        row = lock(guest)
        if row.restricted_at is not None:
            return row
        _set(row, at, at=at)
        _tell(row, "restricted", reason, by=by, at=at, hotel=hotel)
        silenced.send(Guest, guest=row, at=at, by=by)
    return row


def lift_restriction(guest: Guest, *, reason: str, by: User, at: datetime, hotel: Hotel | None = None) -> Guest:
    """Let `guest`'s data be used again, for a `reason` of `guests.models.guest.Lifting`, and return the guest.

    One that is not restricted stays as it is. What was cancelled meanwhile is not sent later.
    """
    with transaction.atomic(), trail("guests.lift_restriction", by=by, guest=guest.pk, reason=reason):
        row = lock(guest)
        if row.restricted_at is None:
            return row
        _set(row, None, at=at)
        _tell(row, "unrestricted", reason, by=by, at=at, hotel=hotel)
    return row


def _set(guest: Guest, since: datetime | None, *, at: datetime) -> None:
    guest.restricted_at = since
    guest.save(update_fields=["restricted_at"])
    stamp(guest, at)


def _tell(guest: Guest, what: str, reason: str, *, by: User, at: datetime, hotel: Hotel | None) -> None:
    key = f"guest:{guest.pk}:{what}:{at.isoformat()}"
    touch(guest, kind=Touchpoint.Kind.PROFILE, key=key, at=at, hotel=hotel, by=by, what=what, reason=reason)
