"""The allow-list of what templates may say: plain values, entered by the rooms that know them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property

from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from hotelcrm.outbox.models import Message

from .harmless import harmless

Plain = str | int | Decimal | date | datetime | bool | None
# For many messages at once, each with the language it will be written in: values by the message's id.
Load = Callable[[Sequence[Message], Mapping[int, str]], Mapping[int, Mapping[str, Plain]]]


@dataclass(frozen=True)
class Value:
    """One value, written ``{{ group.name }}`` in a template.

    `samples` are what a preview shows without a guest, in English and in Chinese. `is_profile` says that it comes from
    what is known of the guest, so that a template for those who want generic offers only may not use it. `may_lack`
    says that some guests have none, so that a template must say what to write then. `is_ours` says that the house
    wrote it: a number, a name from a list. Everything else is text somebody typed, and never becomes a link. `is_link`
    says that it is the whole address of a page of ours.
    """

    name: str
    label: StrPromise
    samples: tuple[Plain, Plain]
    is_profile: bool = False
    may_lack: bool = False
    is_ours: bool = False
    is_link: bool = False


@dataclass(frozen=True)
class Group:
    """Values that one room loads together.

    `newest` finds, for a preview, what a message to that guest would be about: facts, of these hotels only.
    `current` finds what a message of one hotel to that guest would be about on that day: facts, if there are any.
    """

    name: str
    label: StrPromise
    values: tuple[Value, ...]
    load: Load
    newest: Callable[[int, Collection[int]], Mapping[str, int]] | None = None
    current: Callable[[int, int, date], Mapping[str, int]] | None = None

    @cached_property
    def by_name(self) -> dict[str, Value]:
        """The values by their names."""
        return {value.name: value for value in self.values}


_GROUPS: dict[str, Group] = {}


def register(group: Group) -> None:
    """Let templates say these values; called when the app is ready."""
    _GROUPS[group.name] = group


def groups() -> list[Group]:
    """All groups, by name."""
    return [_GROUPS[name] for name in sorted(_GROUPS)]


def group_called(name: str) -> Group | None:
    """The group of that name."""
    return _GROUPS.get(name)


def load(
    wanted: Mapping[int, Collection[str]], messages: Sequence[Message], languages: Mapping[int, str]
) -> dict[int, dict[str, dict[str, object]]]:
    """For each message ``{group: {value: …}}`` of the groups it wants: so many loads as groups, whatever the messages.

    What is missing is left out. Text that somebody typed comes as one line that no mail client takes for a link.
    """
    found: dict[int, dict[str, dict[str, object]]] = {message.pk: {} for message in messages}
    for group in groups():
        asking = [message for message in messages if group.name in wanted.get(message.pk, ())]
        if asking:
            for pk, values in group.load(asking, languages).items():
                found[pk][group.name] = _cleaned(group, values)
    return found


def samples(language: str, *, without_lacking: bool = False) -> dict[str, dict[str, object]]:
    """Every value as a preview without a guest shows it; `without_lacking` leaves out what some guests lack."""
    at = 1 if language == "zh-hans" else 0
    return {
        group.name: _cleaned(
            group,
            {value.name: value.samples[at] for value in group.values if not (without_lacking and value.may_lack)},
        )
        for group in groups()
    }


def nearest(written: str) -> str:
    """The name of a value that looks like `written`; nothing where none does."""
    names = [f"{group.name}.{value.name}" for group in groups() for value in group.values]
    return next(iter(get_close_matches(written, names, n=1, cutoff=0.7)), "")


def lacking(written: str) -> str:
    """That the value `written` is missing, named as people name it: for whoever reads it, in their language."""
    group_name, _dot, name = written.partition(".")
    group = group_called(group_name)
    value = group.by_name.get(name) if group else None
    if group is None or value is None:
        return _("%(value)s is not known for this guest.") % {"value": written}
    return _("This is missing: %(group)s · %(value)s.") % {"value": value.label, "group": group.label}


def _cleaned(group: Group, values: Mapping[str, Plain]) -> dict[str, object]:
    known = group.by_name
    return {
        name: value if known[name].is_ours or known[name].is_link or not isinstance(value, str) else harmless(value)
        for name, value in values.items()
        if value is not None and value != ""
    }
