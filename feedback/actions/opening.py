"""Opening a ticket, from whatever cause: the desk, a survey, a review, another system."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, Notice, Severity, Ticket, TicketEvent
from feedback.queries.assigning import Place, place_of
from feedback.queries.handlers import handles
from guests.models import Guest, Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import trail
from stays.models import Stay
from stays.queries import people_of

from .refusal import Refused
from .telling import lock_guests, notify, tell

OPENED = "opened"  # the key of the first event


class OtherTicketError(Refused):
    """The key of a ticket that was opened before came again, and says something else."""

    sentence = _("A ticket was opened from this already, with other words. Look at it before you open another one.")


class OtherHousesStayError(Refused):
    sentence = _("That stay is at another hotel, or another guest's.")


class NotAHandlerError(Refused):
    sentence = _("This person does not handle tickets at this hotel.")


class ErasedGuestError(Refused):
    sentence = _("This guest's data was erased.")


@transaction.atomic
def open_ticket(  # noqa: PLR0913 (each is a column of the row)
    hotel: Hotel,
    *,
    kind: str,
    channel: str,
    key: str,
    at: datetime,
    by: User | None = None,
    guest: Guest | None = None,
    stay: Stay | None = None,
    room: str = "",
    category: Category | None = None,
    department: str | None = None,
    severity: int | None = None,
    owner: User | None = None,
    summary: str = "",
    text: str = "",
    language: str = "",
    **source_ids: int,
) -> Ticket:
    """Open a ticket at `hotel` and return it; the same `key` again returns the first one.

    What is not given follows from the rest: guest and room from the stay, severity from the category, department and
    owner from the assignment rules. It appears on the guest's timeline, its promises run (praise has none), and its
    owner is told. `source_ids` name what it came from. Raises `OtherTicketError` where the key says something else,
    `OtherHousesStayError`, `NotAHandlerError` and `ErasedGuestError`.
    """
    person = person_of(hotel, guest, stay)
    where = _place(hotel, category, department, owner, at=at)
    said = {
        "hotel": hotel,
        "kind": kind,
        "channel": channel,
        "summary": " ".join(summary.split()),
        "text": text.strip(),
    }
    rest: dict[str, Any] = {
        "guest": person,
        "stay": stay,
        "room": room or (stay.room if stay else ""),
        "category": category,
        "severity": severity or (category.severity if category else Severity.ORDINARY),
        "department": where.department,
        "owner": where.owner,
        "level": level_of(where.department),
        "language": language,
        "by": by,
        "opened_at": at,
    }
    with trail("feedback.open_ticket", by=by):
        ticket, is_new = Ticket.objects.get_or_create(key=key, defaults=said | rest)
    if is_new:
        _begin(ticket, by=by, at=at, source_ids=source_ids)
    elif any(getattr(ticket, name) != value for name, value in said.items()):
        raise OtherTicketError
    return ticket


def opened_from(cause: str) -> Exists:
    """Of rows of which a bad one opens a ticket by the key ``<cause>:<id>``: whether it did."""
    key = Concat(Value(f"{cause}:"), Cast(OuterRef("pk"), CharField()))
    return Exists(Ticket.objects.filter(key=key))


def level_of(department: str) -> Role:
    """The role that answers for a ticket at first."""
    return Role.DEPARTMENT if department else Role.FRONT_DESK


def on_timeline(ticket: Ticket, *, at: datetime, by: User | None) -> None:
    """Put the ticket on its guest's timeline, if it has a guest; told once."""
    if ticket.guest is not None:
        kind = Touchpoint.Kind.TICKET
        facts: dict[str, Any] = {"ticket": ticket.pk, "what": ticket.kind}
        touch(ticket.guest, kind=kind, key=f"ticket:{ticket.pk}", at=at, hotel=ticket.hotel, by=by, **facts)


def retell(ticket: Ticket, was: Guest | None, *, by: User | None) -> None:
    """Move it from the timeline of whom it was thought to be about to that of its guest, as of when it was opened."""
    if was is not None:
        retract(was, key=f"ticket:{ticket.pk}")
    on_timeline(ticket, at=ticket.opened_at, by=by)


def person_of(hotel: Hotel, guest: Guest | None, stay: Stay | None) -> Guest | None:
    """The profile that stands for `guest`, or for that of `stay`, held: while it is, nobody merges it away.

    Raises `ErasedGuestError`, and `OtherHousesStayError` for a stay that is not theirs, or not at `hotel`.
    """
    pk = guest.pk if guest else stay.guest_id if stay else None
    person = lock_guests([pk])[pk] if pk is not None else None
    if person is not None and person.erased_at is not None:
        raise ErasedGuestError
    if stay is not None:
        check_stay(stay, hotel, person)
    return person


def _place(
    hotel: Hotel, category: Category | None, department: str | None, owner: User | None, *, at: datetime
) -> Place:
    """Where the rules put it, but for what was said."""
    if owner is not None and not handles(owner, hotel):
        raise NotAHandlerError
    ruled = place_of(hotel, category, at=at)
    return Place(ruled.department if department is None else department, owner or ruled.owner)


def check_stay(stay: Stay, hotel: Hotel, guest: Guest | None) -> None:
    """Raise `OtherHousesStayError` unless `stay` is at `hotel`, and `guest` in the room, if it is known who was."""
    row = Stay.objects.get(pk=stay.pk)
    known = people_of(row)
    if row.hotel_id != hotel.pk or (guest is not None and known and guest.pk not in known):
        raise OtherHousesStayError


def _begin(ticket: Ticket, *, by: User | None, at: datetime, source_ids: dict[str, int]) -> TicketEvent:
    """The first event says how it was: what becomes of it later is in the events that follow."""
    on_timeline(ticket, at=at, by=by)
    facts: dict[str, Any] = {
        "guest": ticket.guest_id,
        "stay": ticket.stay_id,
        "room": ticket.room,
        "category": ticket.category_id,
        "severity": ticket.severity,
        "department": ticket.department,
        "owner": ticket.owner_id,
        "source": source_ids,
    }
    event, _is_new = tell(ticket, TicketEvent.Kind.OPENED, key=OPENED, at=at, by=by, **facts)
    if ticket.owner is not None:
        notify(event, [ticket.owner], Notice.Why.ASSIGNED, at=at)
    return event
