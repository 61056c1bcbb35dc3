"""By which channels a guest can be reached now, what stands in the way of the others, and what can be written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.actions.checking import TO_GUESTS
from hotelcrm.outbox.actions.fitting import UNAPPROVED, is_approved
from hotelcrm.outbox.gate.asking import Question, ask
from hotelcrm.outbox.models import Message, Reason, Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from hotelcrm.outbox.queries.senders import approving
from hotelcrm.outbox.writing import values
from hotelcrm.outbox.writing.links import disarmed
from hotelcrm.outbox.writing.rendering import Unwritable, Written, write


@dataclass(frozen=True)
class Way:
    """A channel; `is_open` when a message would go now or later, else `why` says what the gate says."""

    channel: str
    label: str
    is_open: bool
    why: str


def roads_to(guest: Guest, hotel: Hotel, purpose: str, *, at: datetime) -> list[Way]:
    """Every channel that leads to guests, as the gate sees it for `guest`; one query."""
    asked = [Question(guest.pk, hotel.pk, channel, purpose, True, at, None) for channel in TO_GUESTS]
    found = []
    for channel, verdict in zip(TO_GUESTS, ask(asked, at=at), strict=True):
        why = str(Reason(verdict.reason).label) if verdict.reason else ""
        found.append(Way(channel, str(Road(channel).label), verdict.goes or verdict.waits, why))
    return found


@dataclass(frozen=True)
class Desk:
    """What one hotel may write to one guest now: on these channels, with templates for what the guest needs."""

    guest: Guest
    hotel: Hotel
    channels: Sequence[str]
    at: datetime

    @cached_property
    def facts(self) -> dict[str, int]:
        """What a template would be about: the guest's current or next stay at this hotel, where there is one."""
        found: dict[str, int] = {}
        for group in values.groups():
            if group.current is not None:
                found |= group.current(self.guest.pk, self.hotel.pk, self.hotel.today(self.at))
        return found

    @cached_property
    def templates(self) -> list[Template]:
        """Those in use that can be written for this guest on one of the channels, by name."""
        writable = {template.pk for (template, _channel), came in self._written.items() if isinstance(came, Written)}
        return [template for template in self._in_use if template.pk in writable]

    def shown(self, template: Template, channel: str) -> Written | Unwritable:
        """What the guest would receive; its links are nobody's. A sentence where it cannot be written."""
        return self._written[template, channel]

    def text(self, template: Template, channel: str) -> str:
        """The text of what can be written, for the eyes of staff; empty where it cannot."""
        came = self.shown(template, channel)
        return disarmed(came.text) if isinstance(came, Written) else ""

    def takes_own_words(self, channel: str) -> bool:
        """Whether the provider of `channel` sends more than templates that it approved."""
        return not self._approving[channel]

    @cached_property
    def _approving(self) -> dict[str, str]:
        """By channel the provider that sends nothing but what it approved; empty for those that send anything."""
        return {channel: approving(self.hotel, channel) for channel in self.channels}

    @cached_property
    def _in_use(self) -> list[Template]:
        held = Template.objects.filter(purpose=MessagePurpose.SERVICE, archived_at=None, variants__isnull=False)
        return list(held.distinct().order_by("code"))

    @cached_property
    def _written(self) -> dict[tuple[Template, str], Written | Unwritable]:
        """Everything at once: so many queries as there are groups of values, whatever the number of templates."""
        asked = [(template, channel) for template in self._in_use for channel in self.channels]
        came = write([self._draft(pk, *one) for pk, one in enumerate(asked)], at=self.at)
        return {one: self._taken(came[pk], one[1]) for pk, one in enumerate(asked)}

    def _taken(self, came: Written | Unwritable, channel: str) -> Written | Unwritable:
        """`came`, unless the provider of `channel` would not take it."""
        provider = self._approving[channel]
        if isinstance(came, Written) and provider and not is_approved(came.provider, provider):
            return Unwritable(UNAPPROVED)
        return came

    def _draft(self, pk: int, template: Template, channel: str) -> Message:
        return Message(
            pk=pk,
            guest=self.guest,
            hotel=self.hotel,
            channel=channel,
            purpose=MessagePurpose.SERVICE,
            template=template,
            facts=self.facts or None,
        )


def closed(ways: Iterable[Way]) -> bool:
    """Whether none of `ways` leads to the guest."""
    return not any(way.is_open for way in ways)
