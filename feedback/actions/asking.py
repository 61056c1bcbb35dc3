"""After a ticket was resolved: the guest is told what was done, asked whether it was right, and answers.

The guest answers on a page of his own (``feedback.views.public_ticket``), without signing in: what comes from there is
short, not too often, and once.
"""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.links import ticket_url
from feedback.models import Notice, State, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.given import given_for
from feedback.queries.talk import is_asked
from feedback.rules import states
from hotelcrm.accounts.models import User
from hotelcrm.outbox.models import Message

from .handling import guest_wrote, whose
from .letters import UnreachableError, send
from .moving import move
from .refusal import Refused
from .replying import refuse_unseen
from .telling import event_of, lock, notify, store, tell

log = logging.getLogger(__name__)

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
def ask(ticket: Ticket, *, text: str, at: datetime, by: User | None = None, seen_version: int = 0) -> TicketEvent:
    """Tell the guest what was done, in the words of `text`, with what was given, and ask whether it was right.

    Once for each time the ticket is resolved: the same words again return the event there is, others raise
    `AskedAlreadyError`. Who asks in person says which version of the ticket he saw: `AnsweredMeanwhileError` when the
    guest or somebody else said something since. Raises `NotResolvedError`, `NobodyToAnswerError`, `UnreachableError`.
    Nothing is kept then.
    """
    row, said = lock(ticket), text.strip()
    if row.state not in states.DONE or row.resolved_at is None:
        raise NotResolvedError
    key = _key("asked", row.resolved_at)
    known = event_of(row, key)
    if known is not None:
        if known.text != said:
            raise AskedAlreadyError
        return known
    if by is not None:
        refuse_unseen(row, ticket, seen_version, by=by)
    message = send(row, partial(_paragraphs, row, said), by=by, at=at, key=key)
    return _asked(row, key, text=said, message=message, by=by, at=at)


def ask_due(*, at: datetime) -> int:
    """Ask the guests of tickets that were resolved a while ago and whom nobody told; how many that were.

    Whom no channel reaches is left alone: the ticket says so. One that cannot be asked about is logged and left.
    """
    return sum(_ask_one(pk, at=at) for pk in list(_due(at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]))


def _ask_one(pk: int, *, at: datetime) -> bool:
    try:
        ask(Ticket(pk=pk), text="", at=at)
    except UnreachableError:
        _cannot_be_asked(pk, at=at)
        return False
    except Refused:
        return False  # reopened or asked meanwhile
    except Exception:
        log.exception("The guest of ticket %s cannot be asked.", pk)
        return False
    return True


@transaction.atomic
def judge(ticket: Ticket, *, was_right: bool, at: datetime, text: str = "") -> TicketEvent:
    """Keep what the guest says of the solution; if it was not right the ticket is open again, and its owner told.

    Once for each time he is asked: the same answer again changes nothing, the other, or other words with it, raise
    `JudgedAlreadyError`. Raises `NotAskedError`, `TooLongError`.
    """
    row, said = lock(ticket), _short(text)
    if row.asked_at is None:
        raise NotAskedError
    key = _key("judged", row.asked_at)
    known = event_of(row, key)
    if known is not None:
        if known.details.get("was_right") != was_right or said not in {"", known.text}:
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
    if event_of(row, key) is None:
        lately = TicketEvent.objects.filter(ticket__in=family(row.pk), kind=Kind.GUEST_WROTE, at__gt=at - WHILE)
        if lately.count() >= OFTEN:
            raise TooOftenError
    return guest_wrote(row, text=said, at=at, key=key)


def _key(what: str, since: datetime) -> str:
    return f"{what}:{since.timestamp():.6f}"


def _short(text: str) -> str:
    said = text.replace("\x00", "").strip()
    if len(said) > LONGEST:
        raise TooLongError
    return said


def _due(at: datetime) -> QuerySet[Ticket]:
    untold = Q(asked_at=None) | Q(asked_at__lt=F("resolved_at"))
    lately = Q(resolved_at__lte=at - PATIENCE, resolved_at__gt=at - OLDEST)
    rows = Ticket.objects.filter(untold, lately, state__in=states.DONE, guest__isnull=False, merged_into=None)
    return rows.exclude(kind=Ticket.Kind.PRAISE)


def _asked(
    row: Ticket, key: str, *, text: str, message: Message | None, by: User | None, at: datetime, **facts: bool
) -> TicketEvent:
    event, _is_new = tell(row, Kind.ASKED, key=key, at=at, by=by, text=text, message=message, **facts)
    store(row, asked_at=event.at, was_right=None)
    return event


@transaction.atomic
def _cannot_be_asked(pk: int, *, at: datetime) -> None:
    """So that nobody tries again every minute; on the ticket it says that nobody was reached."""
    row = lock(Ticket(pk=pk))
    if row.state in states.DONE and row.resolved_at is not None and not is_asked(row):
        _asked(row, _key("asked", row.resolved_at), text="", message=None, by=None, at=at, reached=False)


def _paragraphs(row: Ticket, said: str) -> list[str]:
    """What was done and given, and where to answer."""
    found = [said or _("We have dealt with what you told us, and thank you for telling us.")]
    if given := given_for(family(row.pk)):
        found.append("\n".join([_("To make good:"), *(f"- {words}" for words in given)]))
    return [*found, _("Was it right? Please tell us here: %(address)s") % {"address": ticket_url(row)}]
