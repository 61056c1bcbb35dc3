"""Replies to the guest: through the outbox, and never across one that a colleague sent meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.links import ticket_url
from feedback.models import Ticket, TicketEvent
from feedback.queries.talk import READ
from hotelcrm.accounts.models import User

from .letters import CHANNELS, send
from .moving import answered, words
from .refusal import Refused
from .telling import lock, told

Kind = TicketEvent.Kind
SAID = {*READ, Kind.SPOKE}


class AnsweredMeanwhileError(Refused):
    """Something was said on the ticket that the person had not seen.

    `events` are it. What was typed can be sent again to `ticket` (the one that stands, if it was merged) as having seen
    its `version`.
    """

    sentence = gettext_lazy(
        "While you were writing, somebody else answered. Read it, and send yours if it is still needed."
    )

    def __init__(self, events: list[TicketEvent], ticket: Ticket) -> None:
        super().__init__()
        self.events = events
        self.ticket = ticket
        self.version = ticket.version


@transaction.atomic
def reply(
    ticket: Ticket,
    *,
    text: str,
    by: User,
    at: datetime,
    key: str,
    seen_version: int,
    channels: Sequence[str] | None = None,
) -> TicketEvent:
    """Send `text` to the guest on the first of `channels` that reaches him, and return the event.

    It is a message the guest needs: only dead addresses stop it. It counts as an answer. Raises
    `AnsweredMeanwhileError` when the guest or somebody else said something after `seen_version` of the ticket,
    `NothingSaidError`, `NobodyToAnswerError`, and `UnreachableError` with the reason; nothing is kept then.
    """
    said = words(text)
    row = lock(ticket)
    if known := told(row, key, Kind.REPLY, text=said):
        return known
    refuse_unseen(row, ticket, seen_version, by=by)
    to_say = partial(_paragraphs, row, said)
    message = send(row, to_say, by=by, at=at, key=key, channels=channels or CHANNELS)
    return answered(row, Kind.REPLY, text=said, by=by, at=at, key=key, message=message)


def refuse_unseen(row: Ticket, ticket: Ticket, version: int, *, by: User) -> None:
    """Raise `AnsweredMeanwhileError` if others said something on `row` after the `version` of `ticket` that `by` saw.

    A version of a ticket that was merged meanwhile says nothing of the one it was merged into.
    """
    unseen = said_since(row, version if row.pk == ticket.pk else 0, besides=by)
    if unseen:
        raise AnsweredMeanwhileError(unseen, row)


def said_since(ticket: Ticket, version: int, *, besides: User) -> list[TicketEvent]:
    """What guest and colleagues said to each other after `version` of `ticket`; `besides` knows his own words."""
    later = ticket.events.select_related("by").order_by("pk")[version:]  # an event a version: `tell` counts them
    return [event for event in later if event.kind in SAID and event.by_id != besides.pk]


def _paragraphs(row: Ticket, said: str) -> list[str]:
    return [said, _("Read everything about it and answer here: %(address)s") % {"address": ticket_url(row)}]
