"""What happened to a ticket, and who is to see it: the one place where events and notices are written.

Locks are taken in one order everywhere: guests by id, then tickets by id. A merge of guests holds the guests before it
moves their tickets, and a reply needs the guest for its message.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from feedback.clocks.promises import renew
from feedback.models import Notice, Ticket, TicketEvent
from feedback.queries.family import family, standing_id
from guests.models import Guest
from hotelcrm.accounts.models import User
from hotelcrm.outbox.models import Message

from .refusal import Refused

Held = TypeVar("Held")
Kind = TicketEvent.Kind
# What moves a clock; of the changes only some of the columns do.
_MOVES = {Kind.OPENED, Kind.STATE, Kind.REPLY, Kind.SPOKE, Kind.MERGED, Kind.UNMERGED}
_MOVING_COLUMNS = {"severity", "hotel"}
_BY_THE_WAY = {"stay": {"guest", "room"}, "guest": {"stay"}}  # what a column brings along when it is changed
_PROMISES = ["respond_warn_at", "respond_due_at", "resolve_warn_at", "resolve_due_at", "next_alarm_at"]


class OtherEventError(Refused):
    """The key of a form that was sent before came again, and says something else."""

    sentence = _("This form was sent before, with other words. What was sent is there; open the form again.")


def lock(ticket: Ticket) -> Ticket:
    """`ticket` as it is now, or the one it was merged into, held until the end of the transaction, its guest before it.

    To be called inside a transaction, and before any other ticket or guest is locked.
    """
    return lock_with(ticket)[0]


def lock_with(ticket: Ticket, *guests: Guest) -> tuple[Ticket, dict[int, Guest]]:
    """The same with further guests; also returns, by the ids asked for, the profiles that stand for them now."""

    def attempt() -> tuple[Ticket, dict[int, Guest]] | None:
        pk = standing_id(ticket.pk)
        guest_id = Ticket.objects.values_list("guest", flat=True).get(pk=pk)
        held = _guests({guest.pk for guest in guests} | ({guest_id} if guest_id else set()))
        if held is None:
            return None
        row = _row(pk)
        return (row, held) if row.merged_into_id is None and row.guest_id == guest_id else None

    return _until_it_holds(attempt)


def lock_pair(one_id: int, other_id: int) -> tuple[Ticket, Ticket]:
    """Both tickets as they are now, merged or not, held with their guests, all in id order."""

    def attempt() -> tuple[Ticket, Ticket] | None:
        ids = sorted({one_id, other_id})
        guests = dict(Ticket.objects.filter(pk__in=ids).values_list("pk", "guest"))
        if _guests({guest for guest in guests.values() if guest}) is None:
            return None
        rows = {pk: _row(pk) for pk in ids}
        is_so = all(row.guest_id == guests[pk] for pk, row in rows.items())
        return (rows[one_id], rows[other_id]) if is_so else None

    return _until_it_holds(attempt)


def lock_guests(ids: Iterable[int]) -> dict[int, Guest]:
    """By the ids asked for the profiles that stand for them; those and all on the way are held in id order."""
    wanted = set(ids)
    return _until_it_holds(lambda: _guests(wanted))


def _until_it_holds(attempt: Callable[[], Held | None]) -> Held:
    """What `attempt` locked, once it found what it had read before: merged or parted meanwhile, all is given back.

    Nobody who holds a lock waits here for one that comes before it. One savepoint, and none within it: who waits for a
    lock taken in a released one waits for the end of the whole transaction, also after the lock is given back.
    """
    while True:
        mark = transaction.savepoint()
        found = attempt()
        if found is not None:
            transaction.savepoint_commit(mark)
            return found
        transaction.savepoint_rollback(mark)


def _guests(asked: set[int]) -> dict[int, Guest] | None:
    """By the ids asked for the profiles that stand for them, held; None if one was merged while this waited."""
    wanted, last = set(asked), asked
    while last:
        rows = Guest.objects.filter(pk__in=last, merged_into__isnull=False).values_list("merged_into", flat=True)
        last = {pk for pk in rows if pk is not None}
        wanted |= last
    locked = Guest.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    held = {row.pk: row for row in (locked if wanted else ())}
    if {row.merged_into_id for row in held.values()} - held.keys() - {None}:
        return None
    return {pk: _standing(held, pk) for pk in asked}


def _standing(held: Mapping[int, Guest], pk: int) -> Guest:
    row = held[pk]
    return row if row.merged_into_id is None else _standing(held, row.merged_into_id)


def event_of(ticket: Ticket, key: str) -> TicketEvent | None:
    """The event of that key, at `ticket` or at one merged into it."""
    return TicketEvent.objects.filter(ticket__in=family(ticket.pk), key=key).order_by("pk").first()


def told(
    ticket: Ticket, key: str, kind: Kind, *, text: str = "", columns: Mapping[str, Any] | None = None, **details: Any
) -> TicketEvent | None:
    """The `event_of` that key: what a form that is sent twice did the first time.

    Raises `OtherEventError` where it says something else: another kind or `text`, other `details`, or other values for
    the `columns` that were to be changed.
    """
    event = event_of(ticket, key)
    if event is None:
        return None
    is_same = (event.kind, event.text) == (kind, text) and details.items() <= event.details.items()
    if not is_same or (columns is not None and not _asks_for(event, columns)):
        raise OtherEventError
    return event


def _asks_for(event: TicketEvent, columns: Mapping[str, Any]) -> bool:
    """Whether `event` is of a form that asked for those values; some were there already."""
    changed = {name: now for name, (_was, now) in event.details.get("changes", {}).items()}
    found = changed | event.details.get("kept", {})
    besides: set[str] = set().union(*(_BY_THE_WAY.get(name, ()) for name in columns))
    wanted = {name: plain(value) for name, value in columns.items()}
    return {name: value for name, value in found.items() if name in wanted or name not in besides} == wanted


def kept(columns: Mapping[str, Any], changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Details of what a form asked for and was there already: by them `told` knows the form again."""
    found = {name: plain(value) for name, value in columns.items() if name not in changes}
    return {"kept": found} if found else {}


def in_order(ticket: Ticket, at: datetime) -> datetime:
    """`at`, or the moment of the last event of `ticket`, which the caller holds, where that is later.

    Pages take the time before they hold the ticket: who waited for it may have been earlier, and writes later. What
    follows from events is read in the order of their moments, so that has to be the order in which they were written.
    """
    if not ticket.version:
        return at
    last = ticket.events.aggregate(at=Max("at"))["at"]
    return at if last is None else max(at, last)


def tell(
    ticket: Ticket,
    kind: Kind,
    *,
    key: str,
    at: datetime,
    by: User | None = None,
    text: str = "",
    message: Message | None = None,
    **details: Any,
) -> tuple[TicketEvent, bool]:
    """Write what happened to `ticket`, which the caller holds, and return the event and whether it is new.

    The same key again returns the first event; one that says something else raises `OtherEventError`. A new one is not
    before the last one (`in_order`), raises the ticket's `version` by one and, where it moves the clock, reckons the
    ticket's promises anew: columns the event follows from are written before. `details` are codes and ids, never text.
    """
    first = told(ticket, key, kind, text=text)
    if first is not None:
        return first, False
    at = in_order(ticket, at)
    event = TicketEvent.objects.create(
        ticket=ticket, kind=kind, key=key, at=at, by=by, text=text, message=message, details=details
    )
    Ticket.objects.filter(pk=ticket.pk).update(version=F("version") + 1)
    ticket.version += 1
    if kind in _MOVES or not _MOVING_COLUMNS.isdisjoint(details.get("changes", ())):
        renew([ticket.pk], at=at)
        ticket.refresh_from_db(fields=_PROMISES)
    return event, True


def notify(event: TicketEvent, users: Iterable[User], why: Notice.Why, *, at: datetime) -> None:
    """Let `users` see that `event` concerns them: once each, and nobody is told of his own doing."""
    ids = {user.pk for user in users} - {event.by_id}
    Notice.objects.bulk_create(
        [Notice(user_id=pk, ticket_id=event.ticket_id, event=event, why=why, at=at) for pk in sorted(ids)],
        ignore_conflicts=True,
    )


def store(ticket: Ticket, **columns: Any) -> Mapping[str, list[Any]]:
    """Write the columns of `ticket` that differ, and return them: what each was before, and what it is now.

    Of rows their ids, as `details` hold them.
    """
    changed = {name: value for name, value in columns.items() if getattr(ticket, name) != value}
    was = {name: plain(getattr(ticket, name)) for name in changed}
    for name, value in changed.items():
        setattr(ticket, name, value)
    if changed:
        ticket.save(update_fields=list(changed))
    return {name: [was[name], plain(value)] for name, value in changed.items()}


def _row(pk: int) -> Ticket:
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("hotel", "guest", "stay", "category", "owner", "cause").get(pk=pk)


def plain(value: Any) -> Any:
    """A value as details hold it: of a row its id."""
    return getattr(value, "pk", value)
