"""What the page of a ticket says of making good: what was given, what may be given, and what the guest says of it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from feedback.models import Compensation, Praise, State, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.one import lacks_facts
from feedback.queries.recovery import Item, Room, of_case, room_of
from feedback.queries.talk import is_asked
from feedback.rules.states import DONE
from hotelcrm.accounts.access import Access, Permission

Kind = TicketEvent.Kind


@dataclass(frozen=True)
class Panel:
    """`room` is what the reader may still give (None: nothing at this hotel), `why_not` why not now, if so.

    `asked` is the last time the guest was told and asked, `judged` what he said of it; `may_tell`: it is resolved
    or closed, and nobody told him yet.
    """

    given: list[Item]
    room: Room | None
    why_not: str = ""
    asked: TicketEvent | None = None
    judged: TicketEvent | None = None
    may_tell: bool = False
    named: list[Praise] = field(default_factory=list)
    may_name: bool = False

    @property
    def may_give(self) -> bool:
        """Whether the reader may give now, be it with approval."""
        return self.room is not None and not self.why_not

    @property
    def was_reached(self) -> bool:
        """Whether the question found a way to the guest."""
        return self.asked is not None and self.asked.details.get("reached", True)


def panel(ticket: Ticket, access: Access, *, at: datetime) -> Panel:
    """The panel of `ticket`, with its hotel and guest, for somebody with `access`; a fixed number of queries."""
    asked, judged = _last(ticket)
    gives, writes = access.ids_for(Permission.COMPENSATE), access.ids_for(Permission.WRITE_MESSAGES)
    is_praise = ticket.kind == Ticket.Kind.PRAISE
    return Panel(
        given=Item.of(of_case(ticket), access),
        room=room_of(ticket, access.user, at=at) if ticket.hotel_id in gives else None,
        why_not=_why_not(ticket),
        asked=asked,
        judged=judged if judged and asked and judged.pk > asked.pk else None,
        may_tell=_is_resolved(ticket) and not is_asked(ticket) and ticket.hotel_id in writes,
        named=_named(ticket) if is_praise else [],
        may_name=is_praise,
    )


def _named(ticket: Ticket) -> list[Praise]:
    """Whom it names, or what was merged into it; each once."""
    rows = Praise.objects.filter(ticket__in=family(ticket.pk)).select_related("user").order_by("-pk")
    return sorted({row.user_id: row for row in rows}.values(), key=lambda row: row.pk)


def _why_not(ticket: Ticket) -> str:
    if ticket.state == State.CLOSED:
        return _("This ticket is closed: reopen it first.")
    if lacks_facts(ticket, Compensation.Gives.GIFT):  # the least there is
        return _("First verify what happened: ask, and write down what was found. Then give.")
    return ""


def _is_resolved(ticket: Ticket) -> bool:
    return ticket.state in DONE and ticket.guest_id is not None and ticket.kind != Ticket.Kind.PRAISE


def _last(ticket: Ticket) -> tuple[TicketEvent | None, TicketEvent | None]:
    """The last question and the last judgement; one query."""
    rows = TicketEvent.objects.filter(ticket__in=family(ticket.pk), kind__in=[Kind.ASKED, Kind.JUDGED])
    found = {row.kind: row for row in rows.select_related("by", "message").order_by("pk")}
    return found.get(Kind.ASKED), found.get(Kind.JUDGED)
