"""Mails to the guest of a ticket: one thread, in the guest's language, through the outbox.

Next door: ``replying`` and ``asking`` (what is said in them), ``returning`` (what did not arrive).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import Ticket
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

from .refusal import Refused

CHANNELS = (Road.EMAIL, Road.WECOM, Road.SMS)  # the first that reaches the guest, where nobody chose


class NobodyToAnswerError(Refused):
    sentence = gettext_lazy("Nobody knows which guest this is about. Name the guest, or note what you said in person.")


class UnreachableError(Refused):
    """The gate refused every channel."""


def send(
    row: Ticket,
    paragraphs: Callable[[], Sequence[str]],
    *,
    by: User | None,
    at: datetime,
    key: str,
    channels: Sequence[str] = CHANNELS,
) -> Message:
    """Queue `paragraphs`, which are asked for in the guest's language, to the guest of `row`; return the message.

    Raises `NobodyToAnswerError`, and `UnreachableError` with the reason when no channel reaches the guest.
    """
    if row.guest is None:
        raise NobodyToAnswerError
    subject, body = _letter(row, row.guest, paragraphs)
    try:
        message = queue(
            row.guest,
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


def thread(ticket: Ticket) -> str:
    """What all mails of a ticket have in common, for mail clients."""
    return f"ticket-{ticket.pk}"


def _letter(row: Ticket, guest: Guest, paragraphs: Callable[[], Sequence[str]]) -> tuple[str, str]:
    """Subject and text. The subject is the same each time, so that mail clients keep them together.

    The summary is staff's own words and stays here.
    """
    with translation.override(READ_AS[TemplateLanguage(language_for(guest))]):
        subject = _("Your message to %(hotel)s [%(ticket)s]") % {"hotel": row.hotel.name, "ticket": row}
        return subject, "\n\n".join(paragraphs())
