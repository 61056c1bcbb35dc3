"""After a ticket was resolved: the guest is told what was done, asked whether it was right, and answers.

The guest answers on a page of his own (``feedback.views.public_ticket``), without signing in: what comes from there is
short, not too often, and once.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.links import ticket_url
from feedback.models import Compensation, Notice, State, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.given import in_words
from feedback.queries.talk import is_asked
from feedback.rules import states
from guests.models import Guest
from hotelcrm.accounts.models import User
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.actions.queueing import queue
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models import State as MessageState
from hotelcrm.outbox.models.template import MessagePurpose, TemplateLanguage
from hotelcrm.outbox.writing.languages import language_for
from hotelcrm.outbox.writing.rendering import READ_AS

from .handling import guest_wrote, whose
from .moving import move
from .refusal import Refused
from .replying import CHANNELS, NobodyToAnswerError, UnreachableError, thread
from .telling import lock, notify, store, tell

Kind = TicketEvent.Kind
LONGEST = 2000  # characters that a guest writes at once
OFTEN, WHILE = 10, timedelta(hours=1)  # times that one link is written by
PATIENCE = timedelta(minutes=30)  # in which whoever resolved it may tell the guest in his own words
OLDEST = timedelta(days=3)  # later nobody asks any more
AT_ONCE = 200


class NotResolvedError(Refused):
    sentence = gettext_lazy("The guest is asked once the ticket is resolved.")


class AskedAlreadyError(Refused):
    sentence = gettext_lazy("The guest was told and asked already.")


class TooLongError(Refused):
    sentence = gettext_lazy("That is more than fits here. Please write in a few words; we will call you if you like.")


class TooOftenError(Refused):
    sentence = gettext_lazy("You have written several times within the hour, and we have it all. Please wait a little.")


class NotAskedError(Refused):
    sentence = gettext_lazy("There is nothing to answer here at the moment.")


class JudgedAlreadyError(Refused):
    sentence = gettext_lazy("You have told us already. If it is different now, please write to us below.")


@transaction.atomic
def ask(ticket: Ticket, *, text: str, at: datetime, by: User | None = None) -> TicketEvent:
    """Tell the guest what was done, in the words of `text`, with what was given, and ask whether it was right.

    Once for each time the ticket is resolved: the same words again return the event there is, others raise
    `AskedAlreadyError`. Raises `NotResolvedError`, `NobodyToAnswerError`, `UnreachableError`; nothing is kept then.
    """
    row, said = lock(ticket), text.strip()
    if row.state not in states.DONE or row.resolved_at is None:
        raise NotResolvedError
    key = _key("asked", row.resolved_at)
    known = _event(row, key)
    if known is not None:
        if known.text != said:
            raise AskedAlreadyError
        return known
    if row.guest is None:
        raise NobodyToAnswerError
    message = _sent(row, row.guest, said, by=by, at=at, key=key)
    if message.state == MessageState.CANCELLED:
        why = {"why": message.get_reason_display()}
        raise UnreachableError(_("It cannot be sent: %(why)s. Speak with the guest and note what was said.") % why)
    return _asked(row, key, text=said, message=message, by=by, at=at)


def ask_due(*, at: datetime) -> int:
    """Ask the guests of tickets that were resolved a while ago and whom nobody told; how many that were.

    Whom no channel reaches is left alone: the ticket says so.
    """
    count = 0
    for pk in list(_due(at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            ask(Ticket(pk=pk), text="", at=at)
        except UnreachableError:
            _cannot_be_asked(pk, at=at)
        except Refused:
            continue  # reopened or asked meanwhile
        else:
            count += 1
    return count


@transaction.atomic
def judge(ticket: Ticket, *, was_right: bool, at: datetime, text: str = "") -> TicketEvent:
    """Keep what the guest says of the solution; if it was not right the ticket is open again, and its owner told.

    Once for each time he is asked: the same answer again changes nothing, the other raises `JudgedAlreadyError`.
    Raises `NotAskedError`, `TooLongError`.
    """
    row, said = lock(ticket), _short(text)
    if row.asked_at is None:
        raise NotAskedError
    key = _key("judged", row.asked_at)
    known = _event(row, key)
    if known is not None:
        if known.details.get("was_right") != was_right:
            raise JudgedAlreadyError
        return known
    if not is_asked(row):
        raise NotAskedError
    store(row, was_right=was_right)
    event, _is_new = tell(row, Kind.JUDGED, key=key, at=at, text=said, was_right=was_right)
    if not was_right:
        move(row, State.REOPENED, by=None, at=at, key=f"{key}:state")
    notify(event, whose(row), Notice.Why.GUEST_WROTE, at=at)
    return event


@transaction.atomic
def answer(ticket: Ticket, *, text: str, at: datetime, key: str) -> TicketEvent:
    """Keep what the guest wrote on his page, once for each `key` of the form.

    Raises `TooLongError`, `TooOftenError` past `OFTEN` times `WHILE`, and what `handling.guest_wrote` raises.
    """
    row, said = lock(ticket), _short(text)
    if _event(row, key) is None:
        lately = TicketEvent.objects.filter(ticket__in=family(row.pk), kind=Kind.GUEST_WROTE, at__gt=at - WHILE)
        if lately.count() >= OFTEN:
            raise TooOftenError
    return guest_wrote(row, text=said, at=at, key=key)


def _key(what: str, since: datetime) -> str:
    return f"{what}:{since.timestamp():.6f}"


def _event(row: Ticket, key: str) -> TicketEvent | None:
    return TicketEvent.objects.filter(ticket__in=family(row.pk), key=key).order_by("pk").first()


def _short(text: str) -> str:
    said = text.replace("\x00", "").strip()
    if len(said) > LONGEST:
        raise TooLongError
    return said


def _due(at: datetime) -> QuerySet[Ticket]:
    untold = Q(asked_at=None) | Q(asked_at__lt=F("resolved_at"))
    lately = Q(resolved_at__lte=at - PATIENCE, resolved_at__gt=at - OLDEST)
    rows = Ticket.objects.filter(untold, lately, state=State.RESOLVED, guest__isnull=False, merged_into=None)
    return rows.exclude(kind=Ticket.Kind.PRAISE)


def _asked(
    row: Ticket, key: str, *, text: str, message: Message | None, by: User | None, at: datetime, **facts: bool
) -> TicketEvent:
    store(row, asked_at=at, was_right=None)
    event, _is_new = tell(row, Kind.ASKED, key=key, at=at, by=by, text=text, message=message, **facts)
    return event


@transaction.atomic
def _cannot_be_asked(pk: int, *, at: datetime) -> None:
    """So that nobody tries again every minute; on the ticket it says that nobody was reached."""
    row = lock(Ticket(pk=pk))
    if row.state == State.RESOLVED and row.resolved_at is not None and not is_asked(row):
        _asked(row, _key("asked", row.resolved_at), text="", message=None, by=None, at=at, reached=False)


def _sent(row: Ticket, guest: Guest, said: str, *, by: User | None, at: datetime, key: str) -> Message:
    subject, body = letter(row, guest, said)
    try:
        return queue(
            guest,
            hotel=row.hotel,
            channels=CHANNELS,
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


def letter(ticket: Ticket, guest: Guest, said: str) -> tuple[str, str]:
    """Subject and text of the question in the guest's language: what was done and given, and where to answer."""
    given = Compensation.objects.filter(ticket__in=family(ticket.pk), state=Compensation.State.GIVEN)
    with translation.override(READ_AS[TemplateLanguage(language_for(guest))]):
        subject = _("Your message to %(hotel)s [%(ticket)s]") % {"hotel": ticket.hotel.name, "ticket": ticket}
        parts = [said or _("We have dealt with what you told us, and thank you for telling us.")]
        lines = [f"- {in_words(row)}" for row in given.select_related("voucher_type", "voucher").order_by("pk")]
        if lines:
            parts.append("\n".join([_("To make good:"), *lines]))
        parts.append(_("Was it right? Please tell us here: %(address)s") % {"address": ticket_url(ticket)})
        return subject, "\n\n".join(parts)
