"""What providers tell us afterwards, as transports read it: who may say so, about which message, and what.

A transport that is told something has a method ``hear``; ``hotelcrm.outbox.views.reports`` calls it and stores what it
heard. One that must ask has ``asking``, which ``hotelcrm.outbox.answers.asking`` uses. Next door:
``hotelcrm.outbox.answers`` (what comes of it).
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.answers import Callback

from .contract import Option
from .options import told

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

CHINA = ZoneInfo("Asia/Shanghai")
OLDEST = timedelta(days=30)  # no provider goes on telling for longer
SHORTEST_TOKEN = 22  # of 64 signs: 132 bits
# For providers that sign nothing: whoever knows the address is the provider. Filled when the sender is saved.
REPORT_TOKEN = Option("report_token", _("secret in the address for reports"), is_secret=True, is_required=False)


@dataclass(frozen=True)
class Call:
    """A provider's call. `address` is the whole address as the provider knows it, `token` the last part of its path."""

    method: str
    address: str
    at: datetime
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True)
class Report:
    """One thing that was said. `key` is the same however often it is said; `reference` is that of the outcome.

    `address` is set where a guest wants no more messages: who that is, since such an answer names no message.
    `message_id` is ours, where the provider repeats what we told it.
    """

    key: str
    kind: Callback.Kind
    happened_at: datetime
    raw: str
    reference: str = ""
    code: str = ""
    address: str = ""
    message_id: int | None = None

    def __post_init__(self) -> None:
        """Providers decide how long these are and what is in them; columns do not."""
        object.__setattr__(self, "key", _kept(self.key, 160))
        object.__setattr__(self, "reference", _kept(self.reference, 120))
        object.__setattr__(self, "code", self.code.replace("\0", "")[:60])


def _kept(text: str, most: int) -> str:
    """`text`, or what stands for one that is too long: cut off, two might become one."""
    clean = text.replace("\0", "")
    return clean if len(clean) <= most else hashlib.sha256(clean.encode()).hexdigest()


@dataclass(frozen=True)
class Heard:
    """What was said, and what the provider wants to hear in return."""

    reports: tuple[Report, ...] = ()
    reply: str = ""
    content_type: str = "text/plain; charset=utf-8"


class NotTheirsError(Exception):
    """The call does not come from the provider: its signature or secret is wrong."""


class UnreadableCallError(Exception):
    """The call comes from the provider, but says nothing that can be read."""


@runtime_checkable
class Hears(Protocol):
    """A transport whose provider reports."""

    def hear(self, call: Call, sender: "Sender") -> Heard:
        """Check who calls and read what is said. Raises `NotTheirsError` or `UnreadableCallError`."""
        ...


@dataclass(frozen=True)
class Asked:
    """A question: what became of the messages of one `call`, the part of their references before the colon?"""

    call: str
    at: datetime


class UnansweredError(Exception):
    """The provider answers no question now; its text is a code."""


@runtime_checkable
class Asks(Protocol):
    """A transport whose provider does not report what became of a message, but can be asked."""

    def asking(self, sender: "Sender") -> AbstractContextManager[Callable[[Asked], Iterable[Report]]]:
        """What answers questions with what is known so far, for as long as the block runs.

        A question may raise `UnansweredError`, or what the road raises: then the next one is not worth asking.
        """
        ...


def check_token(call: Call, token: str) -> None:
    """Refuse a call whose address does not end with the sender's `token`; compared in constant time."""
    if len(token) < SHORTEST_TOKEN or not hmac.compare_digest(call.token.encode(), token.encode()):
        raise NotTheirsError


def each(call: Call, read: Callable[[Mapping[str, object]], Report]) -> tuple[Report, ...]:
    """What `read` makes of each JSON object of a call: of a list of them, or of one alone.

    A call that holds anything else is kept as it came. It was proved to be the provider's; refused, its address would
    stand in the log of refusals, and that address is the proof.
    """
    try:
        found = json.loads(call.body)
    except ValueError:
        found = None
    listed = found if isinstance(found, list) else [found]
    if all(isinstance(item, dict) for item in listed):
        return tuple(read(item) for item in listed)
    return (_unread(call),) if call.body else ()


def _unread(call: Call) -> Report:
    raw = call.body.decode(errors="replace")
    key = f"unread:{hashlib.sha256(call.body).hexdigest()}"
    return Report(key=key, kind=Callback.Kind.OTHER, happened_at=call.at, raw=raw, code="unread")


def as_text(item: Mapping[str, object]) -> str:
    """One thing of several that were said together, as it is stored."""
    return json.dumps(item, ensure_ascii=False)


def plausible(said: datetime | None, at: datetime) -> datetime:
    """When something happened that we were told of `at`: `said`, where that can be; else `at`.

    A withdrawal in the year 2100 would outlive every later yes, and one in 1970 would be outlived by the yes it ends.
    """
    if said is None or said.tzinfo is None:
        return at
    return said if at - OLDEST <= said <= at else at


def china_time(text: object, otherwise: datetime) -> datetime:
    """``2017-01-01 00:00:00`` by China's clock; `otherwise`, when we were told, where it says no time that can be."""
    try:
        return plausible(datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA), otherwise)
    except ValueError:
        return otherwise


# What we tell providers that give it back: a message is found by it even where no answer to the handing over came.
_OURS = re.compile(r"message:(\d{1,18})")


def named(message_id: int) -> str:
    """Our name of a message, for a provider to repeat."""
    return f"message:{message_id}"


def message_named(text: object) -> int | None:
    """The message that a provider repeats the name of; None where it repeats none."""
    found = _OURS.fullmatch(str(text))
    return int(found[1]) if found else None


def unix_time(text: object, otherwise: datetime) -> datetime:
    """Seconds since 1970; `otherwise`, when we were told, where it says no time that can be."""
    try:
        return plausible(datetime.fromtimestamp(int(str(text)), UTC), otherwise)
    except (ValueError, OverflowError, OSError):
        return otherwise


def report_address(sender: "Sender") -> str:
    """Where the provider of `sender` is to report to; with the secret where the sender has one."""
    place = {"transport": sender.transport, "sender_id": sender.pk}
    if token := told(sender).get(REPORT_TOKEN.key, ""):
        return settings.PUBLIC_URL + reverse("outbox:reports-by-secret", kwargs=place | {"token": token})
    return settings.PUBLIC_URL + reverse("outbox:reports", kwargs=place)
