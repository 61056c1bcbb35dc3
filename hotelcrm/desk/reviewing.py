"""The mark "I have read this brief", and whether what the brief says has changed since."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from stays.models import StayGuest

from .models import Reviewed

if TYPE_CHECKING:
    from hotelcrm.accounts.models import User
    from stays.models import Stay

Brief = Reviewed.Brief
Companions = list[tuple[int, datetime]]  # who, and when last changed


class State(StrEnum):
    """How things stand between a brief and the people who should read it."""

    UNREAD = "unread"
    REVIEWED = "reviewed"
    CHANGED = "changed"


def companions_of(stay_ids: Collection[int]) -> dict[int, Companions]:
    """Who shares the room of each of those stays, and when they were last changed; one query."""
    rows = StayGuest.objects.filter(stay__in=stay_ids).order_by("guest")
    found: dict[int, Companions] = defaultdict(list)
    for stay_id, guest_id, changed_at in rows.values_list("stay", "guest", "guest__updated_at"):
        found[stay_id].append((guest_id, changed_at))
    return found


def fingerprint(stay: "Stay", *, visit: int, companions: Companions) -> str:
    """A digest of what a brief says about the booking and the people in the room, from rows a board has at hand.

    Whatever is noted about a guest or a companion (preferences, contacts, consents, dates, names) moves that person's
    `updated_at`, so it stands for all of that. Left out are the status (checking in does not make a brief stale) and
    what was spent, with the offers that follow from it: every dinner would make every brief stale.
    """
    guest = stay.guest
    booking = (stay.pk, stay.guest_id, stay.company_id, stay.channel_id, stay.meal_plan, stay.requests, stay.purpose)
    room = (stay.room, stay.room_type_id, stay.adults, stay.children, stay.infants)
    time = (stay.arrival, stay.departure, stay.expected_at, visit, guest.updated_at.timestamp() if guest else None)
    others = sorted((guest_id, changed_at.timestamp()) for guest_id, changed_at in companions)
    facts = (booking, room, time, others)
    return sha256(repr(facts).encode()).hexdigest()


@transaction.atomic
def mark(stay: "Stay", brief: str, *, visit: int, by: "User", at: datetime) -> Reviewed:
    """Record that `by` has read `brief` of `stay` as it is now; a later reading replaces an earlier one."""
    digest = fingerprint(stay, visit=visit, companions=companions_of([stay.pk])[stay.pk])
    row, _created = Reviewed.objects.update_or_create(
        stay=stay, brief=brief, defaults={"by": by, "at": at, "fingerprint": digest}
    )
    return row


def marks(stay_ids: Collection[int], brief: str) -> dict[int, Reviewed]:
    """The marks on those stays' briefs, by stay; one query."""
    rows = Reviewed.objects.filter(stay__in=stay_ids, brief=brief).select_related("by")
    return {row.stay_id: row for row in rows}


def state(stay: "Stay", found: Reviewed | None, *, visit: int, companions: Companions) -> State:
    """Whether the brief was read, and whether it still says the same."""
    if found is None:
        return State.UNREAD
    same = found.fingerprint == fingerprint(stay, visit=visit, companions=companions)
    return State.REVIEWED if same else State.CHANGED
