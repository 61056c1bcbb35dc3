"""What a guest can be asked to agree to: purposes with the text of today, and a question for each channel.

The form on a tablet asks all of it; the preference centre shows the same with the answers that hold.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django_stubs_ext import StrOrPromise

from guests.consent import again_on, latest
from guests.models import Consent, Contact, Guest, Notice
from guests.models.consent import Channel, Purpose
from hotelcrm.accounts.models import Hotel

from .consents import CHANNELS
from .contacts import masked

# Which kind of contact a channel writes or speaks to.
REACHED_BY: dict[str, str] = {
    Channel.EMAIL: Contact.Kind.EMAIL,
    Channel.SMS: Contact.Kind.PHONE,
    Channel.WECOM: Contact.Kind.WECOM,
    Channel.PHONE: Contact.Kind.PHONE,
}


@dataclass(frozen=True)
class Question:
    """One purpose on one channel: the answer that holds, and until when staff may not ask again."""

    purpose: str
    channel: str
    label: StrOrPromise
    address: str
    answer: Consent | None
    again_on: date | None

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.purpose}-{self.channel}"

    @property
    def is_on(self) -> bool:
        """Whether the guest agrees as things stand."""
        return self.answer is not None and self.answer.decision == Consent.Decision.GIVEN

    @property
    def no(self) -> Consent.Decision:
        """What a no is now: taking back a yes, or refusing."""
        return Consent.Decision.WITHDRAWN if self.is_on else Consent.Decision.REFUSED


@dataclass(frozen=True)
class Topic:
    """One purpose: the text to be shown (None: nothing can be agreed to yet) and its questions."""

    purpose: str
    label: StrOrPromise
    notice: Notice | None
    questions: list[Question]


def topics(guest: Guest, *, at: datetime, hotel: Hotel) -> list[Topic]:
    """Every purpose with its text of `hotel`'s day and its questions, addresses masked; in three queries."""
    held = {(row.purpose, row.channel): row for row in latest(guest)}
    notices, addresses = _notices(at, hotel), _addresses(guest)
    found = []
    for purpose, channels in CHANNELS.items():
        questions = [_question(purpose, channel, held, addresses, at) for channel in channels]
        found.append(Topic(purpose, Purpose(purpose).label, notices.get(purpose), questions))
    return found


def _question(
    purpose: str, channel: str, held: dict[tuple[str, str], Consent], addresses: dict[str, str], at: datetime
) -> Question:
    answer = held.get((purpose, channel)) or held.get((purpose, Channel.ANY))
    return Question(
        purpose=purpose,
        channel=channel,
        label=Channel(channel).label,
        address=addresses.get(REACHED_BY.get(channel, ""), ""),
        answer=answer,
        again_on=again_on(answer, today=at.date()),
    )


def _notices(at: datetime, hotel: Hotel) -> dict[str, Notice]:
    rows = Notice.objects.filter(valid_from__lte=hotel.today(at)).order_by("purpose", "-version").distinct("purpose")
    return {row.purpose: row for row in rows}


def _addresses(guest: Guest) -> dict[str, str]:
    """By kind the address that a message would go to, masked."""
    rows = guest.contacts.order_by("kind", "-is_primary", "-created_at", "-pk").distinct("kind")
    return {row.kind: masked(row) for row in rows}
