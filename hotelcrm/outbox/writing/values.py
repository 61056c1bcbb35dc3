"""The allow-list of what templates may say: plain values, entered by the rooms that know them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django_stubs_ext import StrPromise

from hotelcrm.outbox.models import Message

Plain = str | int | Decimal | date | datetime | bool | None
# For many messages at once, each with the language it will be written in: values by the message's id.
Load = Callable[[Sequence[Message], Mapping[int, str]], Mapping[int, Mapping[str, Plain]]]


@dataclass(frozen=True)
class Value:
    """One value, written ``{{ group.name }}`` in a template.

    `samples` are what a preview shows without a guest, in English and in Chinese. `is_profile` says that it comes from
    what is known of the guest, so that a template for those who want generic offers only may not use it. `may_lack`
    says that some guests have none, so that a template must say what to write then.
    """

    name: str
    label: StrPromise
    samples: tuple[Plain, Plain]
    is_profile: bool = False
    may_lack: bool = False


@dataclass(frozen=True)
class Group:
    """Values that one room loads together."""

    name: str
    label: StrPromise
    values: tuple[Value, ...]
    load: Load


_GROUPS: dict[str, Group] = {}


def register(group: Group) -> None:
    """Let templates say these values; called when the app is ready."""
    _GROUPS[group.name] = group


def groups() -> list[Group]:
    """All groups, by name."""
    return [_GROUPS[name] for name in sorted(_GROUPS)]


def load(names: set[str], messages: Sequence[Message], languages: Mapping[int, str]) -> dict[int, dict[str, object]]:
    """For each message ``{group: {value: …}}`` of the groups in `names`: so many loads, whatever the messages."""
    found: dict[int, dict[str, object]] = {message.pk: {} for message in messages}
    for group in groups():
        if group.name in names:
            for pk, values in group.load(messages, languages).items():
                found[pk][group.name] = dict(values)
    return found
