"""What is done with a ticket, from its first answer to its end.

Every action locks the ticket (the one it was merged into, if it was) and writes one event under the key of the form;
the same form again changes nothing and returns the event of the first time.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.clocks.happenings import ANSWERS
from feedback.models import Compensation, Notice, State, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.handlers import all_handle, handles
from feedback.queries.talk import READ
from feedback.rules import states
from guests.models import Guest
from hotelcrm.accounts.models import Department, User
from hotelcrm.audit.actions import trail
from stays.models import Stay
from stays.queries import people_of

from .moving import NothingSaidError, answered, go_on, move, words
from .opening import NotAHandlerError, check_stay, level_of, retell
from .refusal import Refused
from .replying import AnsweredMeanwhileError, reply
from .telling import kept, lock, lock_with, notify, store, tell, told

__all__ = [
    "AnsweredMeanwhileError",
    "MergedGuestError",
    "NoSuchMoveError",
    "NotNamedError",
    "NothingSaidError",
    "OtherGuestError",
    "assign",
    "change",
    "guest_wrote",
    "note",
    "reply",
    "set_state",
    "spoke",
    "verify",
]

Kind = TicketEvent.Kind
CHANGEABLE = frozenset({"severity", "category", "department", "cause", "guest", "stay", "room"})
GRANTED = (Compensation.State.ASKED, Compensation.State.GIVEN)


class NoSuchMoveError(Refused):
    sentence = _("The ticket cannot be put into that state from where it stands now.")


class MergedGuestError(Refused):
    sentence = _("Another ticket of this guest is part of this one. Part the two before you name another guest.")


class OtherGuestError(Refused):
    sentence = _(
        "The guest of this ticket wrote, was written to or was given something: another guest must not read that. "
        "Open a new ticket for the other guest, and link the two."
    )


class NotNamedError(Refused):
    sentence = _("Say who was asked, and what was found.")


@transaction.atomic
def set_state(ticket: Ticket, state: str, *, by: User | None, at: datetime, key: str, text: str = "") -> TicketEvent:
    """Put `ticket` into `state`, with a reason if there is one. Raises `NoSuchMoveError`."""
    row = lock(ticket)
    if known := told(row, key, Kind.STATE, text=text.strip(), to=state):
        return known
    if state not in states.moves(row.kind, row.state):
        raise NoSuchMoveError
    return move(row, State(state), by=by, at=at, key=key, text=text.strip())


@transaction.atomic
def assign(
    ticket: Ticket, *, owner: User | None, department: str, by: User, at: datetime, key: str
) -> TicketEvent | None:
    """Hand `ticket` over to a department (empty: guest relations and the front desk) and to `owner`, or nobody.

    Who is handed it is told, and who had it. The clocks go on as they were. None when it is theirs already. Raises
    `NotAHandlerError`.
    """
    row = lock(ticket)
    columns = {"owner": owner, "department": department}
    if known := told(row, key, Kind.ASSIGNED, columns=columns):
        return known
    if department and department not in Department.values:
        raise ValueError(department)
    if owner is not None and not handles(owner, row.hotel_id):
        raise NotAHandlerError
    was = row.owner
    with trail("feedback.assign", by=by, ticket=row.pk):
        changes = store(row, **columns)
        if not changes:
            return None
        _follow(row)
    event, _is_new = tell(row, Kind.ASSIGNED, key=key, at=at, by=by, changes=changes, **kept(columns, changes))
    if owner is not None and "owner" in changes:
        notify(event, [owner], Notice.Why.ASSIGNED, at=at)
    if was is not None and "owner" in changes:
        notify(event, [was], Notice.Why.TAKEN, at=at)
    return event


@transaction.atomic
def note(ticket: Ticket, *, text: str, by: User, at: datetime, key: str, mentions: Iterable[User] = ()) -> TicketEvent:
    """Write down what the guest does not read, and let those mentioned see it: the ticket opens to them.

    Raises `NothingSaidError`, and `NotAHandlerError` for somebody who does not handle tickets at this hotel.
    """
    said, named = words(text), {user.pk: user for user in mentions}
    row = lock(ticket)
    if known := told(row, key, Kind.NOTE, text=said, mentions=sorted(named)):
        return known
    if not all_handle(named, row.hotel_id):
        raise NotAHandlerError
    event, _is_new = tell(row, Kind.NOTE, key=key, at=at, by=by, text=said, mentions=sorted(named))
    notify(event, named.values(), Notice.Why.MENTIONED, at=at)
    return event


@transaction.atomic
def spoke(ticket: Ticket, *, text: str, by: User, at: datetime, key: str) -> TicketEvent:
    """Write down what was said to the guest, in person or by phone: an answer too. Raises `NothingSaidError`."""
    said = words(text)
    row = lock(ticket)
    if known := told(row, key, Kind.SPOKE, text=said):
        return known
    return answered(row, Kind.SPOKE, text=said, by=by, at=at, key=key)


@transaction.atomic
def verify(ticket: Ticket, *, asked: str, found: str, is_true: bool, by: User, at: datetime, key: str) -> TicketEvent:
    """Write down who was `asked`, what was `found`, and whether it is true; compensation needs that it is.

    Again with another finding: the last one holds. Raises `NotNamedError`.
    """
    asked, found = " ".join(asked.split()), found.strip()
    if not asked or not found:
        raise NotNamedError
    text = f"{asked}\n{found}"
    row = lock(ticket)
    if known := told(row, key, Kind.VERIFIED, text=text, is_true=is_true):
        return known
    event, _is_new = tell(row, Kind.VERIFIED, key=key, at=at, by=by, text=text, is_true=is_true)
    go_on(row, states.after_facts(row.state), by=by, at=at, key=key)
    return event


@transaction.atomic
def change(ticket: Ticket, *, by: User, at: datetime, key: str, **fields: Any) -> TicketEvent | None:
    """Correct what `ticket` is about: any of severity, category, department, cause, guest, stay and room.

    A stay brings its guest and its room where the ticket has none; another guest leaves a stay that is not theirs.
    None when everything is so already. Raises `opening.OtherHousesStayError` for a stay of another hotel or guest,
    `MergedGuestError` for another guest than that of what was merged into it, and `OtherGuestError` once something was
    said to the guest or given: one must not read the other's words.
    """
    if unknown := fields.keys() - CHANGEABLE:
        raise TypeError(f"A ticket has no {', '.join(sorted(unknown))} to change.")
    stay = fields.get("stay")
    guest = fields.get("guest", stay.guest if stay else None)
    row, held = lock_with(ticket, *([guest] if guest else []))
    asked = fields | ({"guest": held[guest.pk]} if guest and "guest" in fields else {})
    if known := told(row, key, Kind.CHANGED, columns=asked):
        return known
    if guest is not None and ("guest" in fields or row.guest is None):
        fields["guest"] = held[guest.pk]
    if stay is not None:
        check_stay(stay, row.hotel, fields.get("guest", row.guest))
        fields.setdefault("room", row.room or stay.room)
    was = row.guest
    if "guest" in fields and fields["guest"] != was:
        _check_merged(row, fields["guest"])
        _check_read(row, fields["guest"])
        if "stay" not in fields and row.stay is not None and not _is_of(row.stay, fields["guest"]):
            fields["stay"] = None
    with trail("feedback.change_ticket", by=by, ticket=row.pk, fields=sorted(fields)):
        changes = store(row, **fields)
        if not changes:
            return None
        _follow(row)
    if "guest" in changes:
        retell(row, was, by=by)
    event, _is_new = tell(row, Kind.CHANGED, key=key, at=at, by=by, changes=changes, **kept(asked, changes))
    return event


@transaction.atomic
def guest_wrote(ticket: Ticket, *, text: str, at: datetime, key: str) -> TicketEvent:
    """Write down what the guest wrote: who waited for it goes on, what was solved or closed is open again.

    The owner is told, or whoever answered last where there is none. Raises `NothingSaidError`.
    """
    said = words(text)
    row = lock(ticket)
    if known := told(row, key, Kind.GUEST_WROTE, text=said):
        return known
    event, _is_new = tell(row, Kind.GUEST_WROTE, key=key, at=at, text=said)
    go_on(row, states.after_guest_wrote(row.state), by=None, at=at, key=key)
    notify(event, whose(row), Notice.Why.GUEST_WROTE, at=at)
    return event


def _check_merged(row: Ticket, guest: Guest | None) -> None:
    parts = Ticket.objects.filter(pk__in=family(row.pk), guest__isnull=False).exclude(pk=row.pk)
    if parts.exclude(guest=guest).exists():
        raise MergedGuestError


def _check_read(row: Ticket, guest: Guest | None) -> None:
    """Raise `OtherGuestError` if another guest than `guest` would lose, or find, what was said and given.

    What somebody wrote of whom nobody knew who it is, is read by whoever that turns out to be.
    """
    said = TicketEvent.objects.filter(ticket__in=family(row.pk), kind__in=READ)
    if row.guest is None:
        is_anothers = said.filter(message__isnull=False).exclude(message__guest=guest).exists()
    else:
        given = Compensation.objects.filter(ticket__in=family(row.pk), state__in=GRANTED)
        is_anothers = said.exists() or given.exists()
    if is_anothers:
        raise OtherGuestError


def _is_of(stay: Stay, guest: Guest | None) -> bool:
    """Whether `guest` stays there, as far as anybody knows who does."""
    known = people_of(stay)
    return not known or (guest is not None and guest.pk in known)


def _follow(row: Ticket) -> None:
    """Until it was escalated, the role that answers for a ticket is that of its department."""
    if row.level in {level_of(""), level_of("any")}:
        store(row, level=level_of(row.department))


def whose(row: Ticket) -> list[User]:
    """Who is to know what the guest says: the owner, or whoever answered last where there is none."""
    if row.owner is not None:
        return [row.owner]
    answers = row.events.filter(kind__in=ANSWERS, by__isnull=False).select_related("by")
    last = answers.order_by("-pk").first()
    return [last.by] if last and last.by and last.by.is_active else []
