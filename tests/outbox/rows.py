"""Row-makers for messages: plausible by default, and whatever a test is about is passed in."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from guests.models import Consent, Contact, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Mailing, Message, Sender, State, Template, Variant
from tests.factories import ContactFactory, GuestFactory

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # 12:00 in Hangzhou: no quiet hours


def reachable(*, consents: tuple[str, ...] = ("marketing",), email: str = "", **fields: Any) -> Guest:
    """A guest with an e-mail address who agreed to `consents` on any channel."""
    guest = GuestFactory(**fields)
    ContactFactory(
        guest=guest, kind=Contact.Kind.EMAIL, value=email or f"guest-{guest.pk}@example.com", is_primary=True
    )
    for purpose in consents:
        agree(guest, purpose)
    return guest


def agree(
    guest: Guest, purpose: str = "marketing", channel: str = "any", decision: str = "given", at: datetime | None = None
) -> Consent:
    """An answer of `guest`, an hour old unless `at` says otherwise."""
    return Consent.objects.create(
        guest=guest,
        purpose=purpose,
        channel=channel,
        decision=decision,
        evidence=Consent.Evidence.DESK,
        at=at or NOON - timedelta(hours=1),
    )


def sent(guest: Guest, hotel: Hotel, *, handed_at: datetime, purpose: str = "marketing", **fields: Any) -> Message:
    """A message that went out at `handed_at`."""
    fields = {"channel": "email", "key": f"sent:{handed_at.isoformat()}:{purpose}", "body": "…", **fields}
    fate = {"state": State.SENT, "due_at": handed_at, "handed_at": handed_at, "sent_at": handed_at}
    return Message.objects.create(guest=guest, hotel=hotel, purpose=purpose, **fields, **fate)


def sender(transport: str, **fields: Any) -> Sender:
    """The group's sender of text messages, by that transport."""
    return Sender.objects.create(
        **{"channel": "sms", "transport": transport, "name": "Lakeside", "options": "{}", **fields}
    )


CHANNELS = ("email", "sms", "wecom")


def template(code: str = "spring", *, says: Iterable[str] = CHANNELS, **fields: Any) -> Template:
    """A template with an English text for each channel of `says`: enough to be queued."""
    made = Template.objects.create(
        **{"code": code, "name_en": "Spring", "name_zh": "春", "purpose": "marketing", **fields}
    )
    text = {"source": "The tea is in.", "text": "The tea is in."}
    for channel in says:
        Variant.objects.create(template=made, language="en", channel=channel, subject="Spring", **text)
    return made


def mailing_of(hotel: Hotel, **fields: Any) -> Mailing:
    """A marketing mailing of `hotel`."""
    fields = {"name": "Spring", "purpose": "marketing", **fields}
    if "template" not in fields:
        fields["template"] = template(purpose=fields["purpose"])
    return Mailing.objects.create(hotel=hotel, **fields)
