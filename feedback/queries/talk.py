"""What a guest and the house said to each other of a ticket, for the guest's own page: no notes, no names of staff."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from feedback.models import Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.given import given_for
from feedback.rules.states import DONE

Kind = TicketEvent.Kind
READ = (Kind.REPLY, Kind.GUEST_WROTE, Kind.ASKED, Kind.JUDGED)  # what stands on the guest's own page


@dataclass(frozen=True)
class Said:
    """One thing that was said; `is_own`: by the guest."""

    text: str
    at: datetime
    is_own: bool


@dataclass(frozen=True)
class Talk:
    """`given` is what was given, in words; `asks`: the guest is to say whether it was right, and has not yet."""

    said: list[Said]
    given: list[str] = field(default_factory=list)
    is_done: bool = False
    asks: bool = False
    was_right: bool | None = None


def talk_of(ticket: Ticket) -> Talk:
    """The guest's side of `ticket`, oldest first; a fixed number of queries."""
    ids = family(ticket.pk)
    events = TicketEvent.objects.filter(ticket__in=ids, kind__in=READ).order_by("at", "pk")
    return Talk(
        [Said(_words(event), event.at, event.kind in {Kind.GUEST_WROTE, Kind.JUDGED}) for event in events],
        given_for(ids),
        is_done=ticket.state in DONE,
        asks=is_asked(ticket) and ticket.was_right is None,
        was_right=ticket.was_right,
    )


def is_asked(ticket: Ticket) -> bool:
    """Whether the guest was asked since it was resolved last."""
    return bool(ticket.asked_at and ticket.resolved_at and ticket.asked_at >= ticket.resolved_at)


def _words(event: TicketEvent) -> str:
    if event.kind == Kind.ASKED:
        return event.text or _("We have dealt with what you told us, and thank you for telling us.")
    if event.kind == Kind.JUDGED:
        verdict = _("It was right.") if event.details.get("was_right") else _("It was not right.")
        return f"{verdict}\n{event.text}" if event.text else verdict
    return event.text or ""
