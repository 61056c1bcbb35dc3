"""The answers a guest gave, as a table of purposes and channels and as a history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django_stubs_ext import StrOrPromise

from guests.consent import again_on, answers
from guests.models import Consent, Contact, Guest
from guests.models.consent import Channel, Purpose

# Agreement to personal recommendations or sensitive data does not depend on a channel.
CHANNELS: dict[str, tuple[str, ...]] = {
    Purpose.MARKETING: (Channel.EMAIL, Channel.SMS, Channel.WECOM, Channel.PHONE),
    Purpose.SURVEYS: (Channel.EMAIL, Channel.SMS, Channel.WECOM, Channel.PHONE),
    Purpose.PROFILING: (Channel.ANY,),
    Purpose.SENSITIVE: (Channel.ANY,),
}
# Which channels a contact of each kind opens; an answer for any channel is one for whichever there is.
OPENED: dict[str, tuple[str, ...]] = {
    Contact.Kind.PHONE: (Channel.SMS, Channel.PHONE, Channel.ANY),
    Contact.Kind.EMAIL: (Channel.EMAIL, Channel.ANY),
    Contact.Kind.WECOM: (Channel.WECOM, Channel.ANY),
    Contact.Kind.WECHAT: (Channel.ANY,),
}


@dataclass(frozen=True)
class Cell:
    """What holds for one purpose and channel; `answer` is None while nobody asked, `again_on` while staff may ask."""

    purpose: str
    channel: str
    channel_label: StrOrPromise
    answer: Consent | None
    is_general: bool
    again_on: date | None


@dataclass(frozen=True)
class ConsentRow:
    """One purpose and its channels."""

    purpose: str
    label: StrOrPromise
    cells: list[Cell]

    @property
    def again_on(self) -> date | None:
        """The day from which staff may ask again about all of it; None when they may today."""
        return max((cell.again_on for cell in self.cells if cell.again_on), default=None)


@dataclass(frozen=True)
class Consents:
    """The table of what holds, and every answer there ever was, latest first."""

    rows: list[ConsentRow]
    history: list[Consent]

    def has_marketing_answer(self, kinds: Collection[str]) -> bool:
        """Whether the guest was asked about offers on a channel that one of these kinds of contact opens."""
        open_ones = {channel for kind in kinds for channel in OPENED[kind]}
        return any(answer.purpose == Purpose.MARKETING and answer.channel in open_ones for answer in self.history)


def consents(guest: Guest, *, today: date) -> Consents:
    """What `guest` agreed to; answers of profiles merged into this one count as its own."""
    history = list(answers(guest).select_related("notice", "by", "hotel").order_by("-at", "-pk"))
    latest: dict[tuple[str, str], Consent] = {}
    for answer in history:
        latest.setdefault((answer.purpose, answer.channel), answer)
    return Consents([_row(purpose, latest, today) for purpose in CHANNELS], history)


def _row(purpose: str, latest: dict[tuple[str, str], Consent], today: date) -> ConsentRow:
    general = latest.get((purpose, Channel.ANY))
    cells = []
    for channel in CHANNELS[purpose]:
        own = latest.get((purpose, channel))
        answer = own or general
        again = again_on(answer, today=today)
        cells.append(Cell(purpose, channel, Channel(channel).label, answer, is_general=own is None, again_on=again))
    return ConsentRow(purpose, Purpose(purpose).label, cells)
