"""A mailing on its way to a sink, and the sums that must close whatever happened."""

import json
from collections import Counter
from datetime import datetime, time, timedelta

from django.utils import timezone

from guests.models import Contact, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.delivery.claiming import LEASE
from hotelcrm.outbox.delivery.sweeping import sweep
from hotelcrm.outbox.models import Mailing, Message, MessagePolicy, Sender, State
from hotelcrm.pii import blind
from tests.factories import HotelFactory

ENDED = {State.SENT, State.FAILED, State.CANCELLED, State.UNKNOWN}
AFTER_LEASES = LEASE + timedelta(minutes=1)


def house(port: int) -> Hotel:
    """A hotel that writes at any hour, by way of the server at `port`."""
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, quiet_from=time(0), quiet_until=time(0))
    options = json.dumps({"host": "127.0.0.1", "port": str(port), "security": "none", "timeout": "5"})
    facts = {"channel": "email", "transport": "smtp", "name": "Lakeside", "address": "hotel@example.com"}
    Sender.objects.create(hotel=hotel, options=options, per_second=1_000_000, **facts)
    return hotel


def mailing(hotel: Hotel, count: int, *, purpose: str = "marketing") -> Mailing:
    """A mailing to `count` new guests who agreed, due now."""
    from guests.models import Consent

    begun = Mailing.objects.create(name="Autumn", hotel=hotel, purpose=purpose, queued=count)
    due = timezone.now() - timedelta(minutes=1)
    guests = Guest.objects.bulk_create([Guest(full_name=f"Guest {n}", language="en") for n in range(count)])
    Contact.objects.bulk_create([_contact(guest) for guest in guests])
    answer = {"purpose": "marketing", "channel": "any", "decision": "given", "evidence": "desk"}
    Consent.objects.bulk_create([Consent(guest=guest, at=due - timedelta(days=1), **answer) for guest in guests])
    said = {"hotel": hotel, "channel": "email", "purpose": purpose, "mailing": begun, "due_at": due}
    Message.objects.bulk_create(
        [Message(guest=guest, key=f"{begun.pk}", subject="Autumn", body="Come.", **said) for guest in guests]
    )
    return begun


def _contact(guest: Guest) -> Contact:
    value = f"guest-{guest.pk}@example.com"
    return Contact(guest=guest, kind="email", value=value, value_index=blind.index("email", value), is_primary=True)


def states(begun: Mailing) -> Counter[str]:
    return Counter(begun.messages.values_list("state", flat=True))


def is_under_way(begun: Mailing) -> bool:
    return begun.messages.filter(state__in=[State.QUEUED, State.SENDING]).exists()


def sweep_later(at: datetime | None = None) -> None:
    """A sweep at a time when every lease of those that died is over."""
    sweep(at=(at or timezone.now()) + AFTER_LEASES)


def broken() -> list[str]:
    """The invariants of messages that do not hold."""
    return [said.invariant.name for said in verify() if said.invariant.name.startswith("outbox.") and not said.holds]
