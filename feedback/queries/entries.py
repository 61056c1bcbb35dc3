"""What happened to a ticket, in words: each event as the page tells it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.models import Attachment, Cause, Severity, State, Ticket, TicketEvent
from guests.models import Guest
from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.outbox.models import Message
from stays.models import Stay

Kind = TicketEvent.Kind

# How an event looks, and its icon; what people say to each other stands out, the rest is a line.
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    Kind.OPENED: ("line", "plus-circle"),
    Kind.STATE: ("line", "arrow-right"),
    Kind.ASSIGNED: ("line", "person-check"),
    Kind.CHANGED: ("line", "pencil"),
    Kind.NOTE: ("note", "lock"),
    Kind.REPLY: ("reply", "send"),
    Kind.SPOKE: ("reply", "chat-dots"),
    Kind.GUEST_WROTE: ("guest", "chat-quote"),
    Kind.VERIFIED: ("facts", "search"),
    Kind.ATTACHED: ("line", "paperclip"),
    Kind.LINKED: ("line", "link-45deg"),
    Kind.UNLINKED: ("line", "slash-circle"),
    Kind.MERGED: ("line", "layers"),
    Kind.UNMERGED: ("line", "layers-half"),
    Kind.WARNED: ("soon", "alarm"),
    Kind.BREACHED: ("alert", "exclamation-triangle-fill"),
    Kind.COMPENSATION: ("value", "gift"),
    Kind.ASKED: ("line", "question-circle"),
    Kind.JUDGED: ("guest", "chat-heart"),
    Kind.PRAISED: ("value", "award"),
}
CHOICES: Final = {"severity": Severity, "department": Department, "level": Role}
SAID: Final = frozenset({"note", "reply", "guest", "facts"})


@dataclass(frozen=True)
class Entry:
    """One event as the page tells it. `other` is the ticket it happened to, where that was merged into this one.

    `said` is what the guest said when that one was opened; of the ticket itself it stands above everything.
    """

    event: TicketEvent
    words: str
    look: str
    icon: str
    lines: tuple[str, ...] = ()
    attachment: Attachment | None = None
    message: Message | None = None
    other: Ticket | None = None
    said: str = ""

    @property
    def is_said(self) -> bool:
        """Whether somebody's words are shown, rather than a line of what was done."""
        return self.look in SAID


def in_words(events: Iterable[TicketEvent], ticket: Ticket, categories: Mapping[int, str]) -> list[Entry]:
    """`events` of `ticket` in words; a fixed number of statements."""
    listed = list(events)
    known = _Names.of(listed, categories)
    return [_entry(event, ticket, known) for event in listed]


def _entry(event: TicketEvent, ticket: Ticket, known: "_Names") -> Entry:
    look, icon = LOOKS[event.kind]
    words = WORDS.get(event.kind, _plain)(event.details, known) or str(capfirst(event.get_kind_display()))
    if event.kind == Kind.OPENED:
        words = _opened(event.ticket)
    if event.kind == Kind.VERIFIED:
        icon = "check2-circle" if event.details.get("is_true") else "x-circle"
    other = event.ticket if event.ticket_id != ticket.pk else None
    return Entry(
        event,
        words,
        look,
        icon,
        tuple(known.changes(event.details.get("changes", {}))),
        getattr(event, "attachment", None),
        event.message,
        other,
        (other.text or other.summary) if other and event.kind == Kind.OPENED else "",
    )


@dataclass(frozen=True)
class _Names:
    """What the ids in details stand for."""

    categories: Mapping[int, str]
    people: Mapping[int, User]
    causes: Mapping[int, Cause]
    guests: Mapping[int, Guest]
    hotels: Mapping[int, Hotel]
    stays: Mapping[int, Stay]

    @classmethod
    def of(cls, events: list[TicketEvent], categories: Mapping[int, str]) -> "_Names":
        """Those that `events` name; five statements."""
        changes = [event.details.get("changes", {}) for event in events]

        def ids(name: str) -> set[int]:
            found = {value for change in changes for value in change.get(name, ()) if value}
            return found | {value for event in events if (value := event.details.get(name)) and isinstance(value, int)}

        mentioned = {pk for event in events for pk in event.details.get("mentions", ())}
        return cls(
            categories,
            User.objects.in_bulk(ids("owner") | mentioned),
            Cause.objects.in_bulk(ids("cause")),
            Guest.objects.in_bulk(ids("guest")),
            Hotel.objects.in_bulk(ids("hotel")),
            Stay.objects.in_bulk(ids("stay")),
        )

    def said(self, name: str, value: Any) -> str:
        """A value of a column, as people say it."""
        if value in {None, ""}:
            return _("Front office") if name == "department" else "—"
        match name:
            case "severity" | "department" | "level":
                return str(CHOICES[name](value).label)
            case "category":
                return self.categories.get(value, "—")
            case "owner" | "cause" | "guest" | "hotel" | "stay":
                tables: dict[str, Mapping[int, Any]] = {
                    "owner": self.people,
                    "cause": self.causes,
                    "guest": self.guests,
                    "hotel": self.hotels,
                    "stay": self.stays,
                }
                return str(tables[name].get(value, "—"))
            case _:
                return str(value)

    def changes(self, found: Mapping[str, list[Any]]) -> list[str]:
        """What was changed, a line each: from what to what."""
        lines = []
        for name, (was, now) in found.items():
            label = capfirst(str(Ticket._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            lines.append(f"{label}: {self.said(name, was)} → {self.said(name, now)}")
        return lines


Details = Mapping[str, Any]


def _plain(_details: Details, _known: _Names) -> str:
    return ""


def _opened(ticket: Ticket) -> str:
    kind, channel = ticket.get_kind_display(), ticket.get_channel_display()
    return _("Opened: %(kind)s, %(channel)s") % {"kind": kind, "channel": channel}


def _state(details: Details, _known: _Names) -> str:
    try:
        was, now = State(details["from"]).label, State(details["to"]).label
    except (KeyError, ValueError):
        return ""
    return f"{capfirst(was)} → {now}"


def _assigned(details: Details, known: _Names) -> str:
    owner = details.get("changes", {}).get("owner")
    if owner and owner[1]:
        return _("Handed over to %(person)s") % {"person": known.said("owner", owner[1])}
    return _("Put back for the team") if owner else ""


def _note(details: Details, known: _Names) -> str:
    named = [str(known.people[pk]) for pk in details.get("mentions", ()) if pk in known.people]
    if not named:
        return _("Internal note")
    return _("Internal note for %(people)s") % {"people": pgettext("list", ", ").join(named)}


def _verified(details: Details, _known: _Names) -> str:
    return _("Verified: it is so") if details.get("is_true") else _("Verified: it is not so")


def _alarm(event: str) -> Callable[[Details, _Names], str]:
    sentences = {
        ("warned", "respond"): lambda: _("The time for a first answer is running out"),
        ("warned", "resolve"): lambda: _("The time for a solution is running out"),
        ("breached", "respond"): lambda: _("Not answered in time"),
        ("breached", "resolve"): lambda: _("Not solved in time"),
    }

    def words(details: Details, _known: _Names) -> str:
        found = sentences.get((event, str(details.get("promise"))))
        return found() if found else ""

    return words


def _judged(details: Details, _known: _Names) -> str:
    if "was_right" not in details:
        return ""
    return _("The guest says: it was right") if details["was_right"] else _("The guest says: it was not right")


WORDS: Final[Mapping[str, Callable[[Details, _Names], str]]] = {
    Kind.STATE: _state,
    Kind.ASSIGNED: _assigned,
    Kind.NOTE: _note,
    Kind.VERIFIED: _verified,
    Kind.WARNED: _alarm("warned"),
    Kind.BREACHED: _alarm("breached"),
    Kind.JUDGED: _judged,
}
