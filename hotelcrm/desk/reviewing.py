"""The mark "I have read this brief", and whether what the brief says has changed since."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from .models import Reviewed

if TYPE_CHECKING:
    from hotelcrm.accounts.models import User
    from stays.models import Stay

Brief = Reviewed.Brief


class State(StrEnum):
    """How things stand between a brief and the people who should read it."""

    UNREAD = "unread"
    REVIEWED = "reviewed"
    CHANGED = "changed"


def fingerprint(stay: "Stay", *, visit: int) -> str:
    """A digest of everything a brief draws on, from rows a board has at hand anyway.

    Whatever is noted about a guest (preferences, contacts, consents, dates, names) moves the guest's `updated_at`, so
    it stands for all of that. The status is left out: checking in does not make a brief stale.
    """
    guest = stay.guest
    booking = (stay.pk, stay.guest_id, stay.company_id, stay.channel_id, stay.meal_plan, stay.requests, stay.purpose)
    room = (stay.room, stay.room_type_id, stay.adults, stay.children, stay.infants)
    time = (stay.arrival, stay.departure, stay.expected_at, visit, guest.updated_at.timestamp() if guest else None)
    facts = (booking, room, time)
    return sha256(repr(facts).encode()).hexdigest()


@transaction.atomic
def mark(stay: "Stay", brief: str, *, visit: int, by: "User", at: datetime) -> Reviewed:
    """Record that `by` has read `brief` of `stay` as it is now; a later reading replaces an earlier one."""
    row, _created = Reviewed.objects.update_or_create(
        stay=stay, brief=brief, defaults={"by": by, "at": at, "fingerprint": fingerprint(stay, visit=visit)}
    )
    return row


def marks(stay_ids: Collection[int], brief: str) -> dict[int, Reviewed]:
    """The marks on those stays' briefs, by stay; one query."""
    rows = Reviewed.objects.filter(stay__in=stay_ids, brief=brief).select_related("by")
    return {row.stay_id: row for row in rows}


def state(stay: "Stay", found: Reviewed | None, *, visit: int) -> State:
    """Whether the brief was read, and whether it still says the same."""
    if found is None:
        return State.UNREAD
    same = found.fingerprint == fingerprint(stay, visit=visit)
    return State.REVIEWED if same else State.CHANGED
