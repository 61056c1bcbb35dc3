"""Replies to the guest: through the outbox, and never across one that a colleague sent meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.links import ticket_url
from feedback.models import Ticket, TicketEvent
from guests.models import Guest
from hotelcrm.accounts.models import User
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models import State as MessageState
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose, TemplateLanguage
from hotelcrm.outbox.writing.languages import language_for
from hotelcrm.outbox.writing.rendering import READ_AS

from .moving import answered, words
from .refusal import Refused
from .telling import lock, told

Kind = TicketEvent.Kind
CHANNELS = (Road.EMAIL, Road.WECOM, Road.SMS)  # the first that reaches the guest, where nobody chose
SAID = (Kind.REPLY, Kind.SPOKE, Kind.GUEST_WROTE, Kind.ASKED, Kind.JUDGED)


class NobodyToAnswerError(Refused):
    sentence = gettext_lazy("Nobody knows which guest this is about. Name the guest, or note what you said in person.")


class UnreachableError(Refused):
    """The gate refused every channel."""


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
    if row.guest is None:
        raise NobodyToAnswerError
    written = letter(row, row.guest, said)
    message = sent(row, row.guest, written, by=by, at=at, key=key, channels=channels or CHANNELS)
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


def thread(ticket: Ticket) -> str:
    """What all mails of a ticket have in common, for mail clients."""
    return f"ticket-{ticket.pk}"


def sent(
    row: Ticket,
    guest: Guest,
    written: tuple[str, str],
    *,
    by: User | None,
    at: datetime,
    key: str,
    channels: Sequence[str] = CHANNELS,
) -> Message:
    """Queue the subject and text `written` to the guest as a mail of `row`'s thread, and return the message.

    Raises `UnreachableError` with the reason when no channel reaches him.
    """
    subject, body = written
    try:
        message = queue(
            guest,
            hotel=row.hotel,
            channels=channels,
            purpose=MessagePurpose.SERVICE,
            key=f"ticket:{row.pk}:{key}",
            at=at,
            by=by,
            subject=subject,
            body=body,
            facts={"ticket": row.pk, "thread": thread(row)},
        )
    except UnfitMessageError as fault:
        raise UnreachableError(str(fault)) from fault
    if message.state == MessageState.CANCELLED:
        why = {"why": message.get_reason_display()}
        raise UnreachableError(_("It cannot be sent: %(why)s. Speak with the guest and note what was said.") % why)
    return message


def letter(ticket: Ticket, guest: Guest, said: str) -> tuple[str, str]:
    """Subject and text of a mail about `ticket` in the guest's language.

    The subject is the same each time, so that mail clients keep them together; the summary is staff's own words and
    stays here.
    """
    with translation.override(READ_AS[TemplateLanguage(language_for(guest))]):
        subject = _("Your message to %(hotel)s [%(ticket)s]") % {"hotel": ticket.hotel.name, "ticket": ticket}
        way = _("Read everything about it and answer here: %(address)s") % {"address": ticket_url(ticket)}
        return subject, f"{said}\n\n{way}"
