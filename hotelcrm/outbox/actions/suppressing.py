"""Addresses that are never written to again, and those that may be after all."""

from datetime import datetime

from django.db import transaction

from guests.actions.profiles import lock, stamp
from guests.models import Contact, Guest
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.models import Suppression
from hotelcrm.outbox.models.sender import Road
from hotelcrm.pii import blind

KINDS = {Road.EMAIL: Contact.Kind.EMAIL, Road.SMS: Contact.Kind.PHONE, Road.WECOM: Contact.Kind.WECOM}


def index_of(channel: str, address: str) -> bytes:
    """The blind index by which `address`, as it is kept in `guests.Contact`, is known on `channel`."""
    return blind.index(_kind(channel), address)


def suppress(
    value_index: bytes, *, channel: str, why: str, at: datetime, by: User | None = None, note: str = ""
) -> Suppression:
    """Write no more to the address with this blind index, and return the row that says so; told again, it stays one.

    A dead address is also marked as bounced with every guest who has it. `note` holds a code, no address. What happened
    before somebody lifted the same is old news and changes nothing.
    """
    facts = {"channel": channel, "why": why}
    with transaction.atomic(), trail("outbox.suppress", by=by, **facts):
        row, _is_new = Suppression.objects.get_or_create(
            value_index=value_index, **facts, defaults={"at": at, "by": by, "note": note}
        )
        row = Suppression.objects.select_for_update().get(pk=row.pk)
        if row.lifted_at is not None and row.lifted_at < at:
            row.at, row.by, row.note, row.lifted_at = at, by, note, None
            row.save(update_fields=["at", "by", "note", "lifted_at"])
        if row.why == Suppression.Why.DEAD and row.lifted_at is None:
            _mark(row, bounced_at=at, at=at)
    return row


def lift(suppression: Suppression, *, by: User | None, at: datetime, reason: str = "") -> Suppression:
    """Allow the address to be written to again, as far as `suppression` goes, and return it; a dead one is tried anew.

    Whatever else stands against the address stays. `reason` is a code, kept with the trail.
    """
    facts = {"channel": suppression.channel, "why": suppression.why, "reason": reason}
    with transaction.atomic(), trail("outbox.lift", by=by, **facts):
        row = Suppression.objects.select_for_update().get(pk=suppression.pk)
        if row.lifted_at is None:
            row.lifted_at = at
            row.save(update_fields=["lifted_at"])
            if row.why == Suppression.Why.DEAD:
                _mark(row, bounced_at=None, at=at)
    return row


def _mark(row: Suppression, *, bounced_at: datetime | None, at: datetime) -> None:
    """Say of every contact with this address whether it bounced; the guests are locked in the order of their ids."""
    held = Contact.objects.filter(kind=_kind(row.channel), value_index=bytes(row.value_index))
    changing = held.filter(bounced_at__isnull=bounced_at is not None)
    for guest in Guest.objects.filter(pk__in=changing.values("guest")).order_by("pk"):
        lock(guest)
        changing.filter(guest=guest).update(bounced_at=bounced_at)
        stamp(guest, at)


def _kind(channel: str) -> str:
    """The kind of contact that `channel` writes to; staff have none among them."""
    return KINDS.get(Road(channel), channel)
