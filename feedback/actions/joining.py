"""Two tickets about one matter become one, and two again if that was an error.

What happened to either stays with it and is read of both (`feedback.queries.one`); from then on everything lands on the
one that stands. Its promises count from the earlier of both, so that a merge gives nobody more time; nor does undoing
it: the clocks of the parted one ran on (`feedback.clocks.happenings`), and of the other one is forgotten what it was
late with for the parted one's sake.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from feedback.clocks.happenings import ANSWERS
from feedback.models import OPEN, State, Ticket, TicketEvent
from feedback.queries.family import family, standing_id
from feedback.rules.alarms import higher, is_raised
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .moving import ends
from .opening import level_of, retell
from .refusal import Refused
from .telling import OtherEventError, in_order, lock_pair, plain, store, tell, told

Kind = TicketEvent.Kind
FILLED = ("guest", "stay", "room", "category", "owner")  # what the one that stands takes over where it has none
ALARMS = [f"{promise}_{alarm}_at" for promise in ("respond", "resolve") for alarm in ("warned", "breached")]


class CannotMergeError(Refused):
    """These two are not one matter."""


class CannotPartError(Refused):
    """What was merged cannot be parted now."""


@transaction.atomic
def merge(ticket: Ticket, *, into: Ticket, by: User, at: datetime, key: str) -> Ticket:
    """Make `ticket` part of `into` (or of what that was merged into) and return the one that stands, as it is now.

    The merged one is closed. The other keeps its state, takes over guest, stay, room, category and owner where it has
    none, the worse severity, and the higher of the roles that answer for them. Merging the same two again changes
    nothing, and neither does the same form after an undo. Raises `CannotMergeError`: of two hotels, of two guests (one
    must not read the other's words), praise with anything else, merged already, or an open ticket into one that is
    done; and `OtherEventError`.
    """
    gone, keep = lock_pair(ticket.pk, standing_id(into.pk))
    if gone.merged_into_id == keep.pk or told(keep, key, Kind.MERGED, absorbed=gone.pk):
        return keep
    _check(gone, keep)
    was, at = keep.guest, in_order(gone, in_order(keep, at))
    stood = {name: _text(getattr(keep, name)) for name in ALARMS} | {"level": keep.level}
    with trail("feedback.merge_tickets", by=by, ticket=gone.pk, into=keep.pk):
        changes = store(keep, **_taken_over(gone, keep))
        before = {"resolved_at": _text(gone.resolved_at), "closed_at": _text(gone.closed_at)}
        state = gone.state
        store(gone, state=State.CLOSED, merged_into=keep, **ends(gone, State.CLOSED, at=at))
        _reckon(keep)
    if "guest" in changes:
        retell(keep, was, by=by)
    # The merged one second: its events are the other one's too by now, and one key is told once.
    tell(keep, Kind.MERGED, key=key, at=at, by=by, absorbed=gone.pk, changes=changes, stood=stood)
    moved: dict[str, Any] = {"into": keep.pk, "from": state, "to": State.CLOSED, **before}
    tell(gone, Kind.MERGED, key=key, at=at, by=by, **moved)
    return keep


@transaction.atomic
def unmerge(ticket: Ticket, *, by: User, at: datetime, key: str) -> Ticket:
    """Part `ticket` from the one it was merged into, and return it as it was before: state, times and promises.

    What was taken over goes back where nobody changed it since; what happened since the merge stays with the other one,
    but for its alarms: those are told anew if it is late by itself. What was merged last is parted first. Parting it
    again with the same key changes nothing. Raises `CannotPartError`, and `OtherEventError`.
    """
    keep_id = Ticket.objects.values_list("merged_into", flat=True).get(pk=ticket.pk)
    gone, keep = lock_pair(ticket.pk, keep_id or ticket.pk)
    if (known := told(gone, key, Kind.UNMERGED)) and "of" in known.details:
        return gone
    if known or told(keep, key, Kind.UNMERGED):
        raise OtherEventError
    if gone.merged_into_id is None or gone.merged_into_id != keep.pk:
        raise CannotPartError(_("This ticket is not merged."))
    if keep.merged_into_id is not None or _merged_last(keep) != gone.pk:
        raise CannotPartError(_("Other tickets were merged since. Undo that first: the last one goes first."))
    facts = _merge_of(gone, into=keep.pk).details
    theirs = _merge_of(keep, absorbed=gone.pk).details
    stood = {name: _time(theirs["stood"][name]) for name in ALARMS}
    was, at = keep.guest, in_order(gone, in_order(keep, at))
    with trail("feedback.unmerge_tickets", by=by, ticket=gone.pk, parted_from=keep.pk):
        store(gone, merged_into=None, state=facts["from"], **{name: _time(facts[name]) for name in _ENDS})
        untold = store(keep, **stood)
        changes = store(keep, **_given_back(keep, theirs["changes"]), level=_fallen(keep, theirs["stood"]["level"]))
        _reckon(keep)
    if "guest" in changes:
        retell(keep, was, by=by)
    moved: dict[str, Any] = {"of": keep.pk, "from": State.CLOSED, "to": facts["from"]}
    tell(gone, Kind.UNMERGED, key=key, at=at, by=by, **moved)
    taken_back: dict[str, Any] = {"changes": changes, "untold": [_alarm(name) for name in untold]}
    tell(keep, Kind.UNMERGED, key=key, at=at, by=by, parted=gone.pk, **taken_back)
    return gone


_ENDS = ("resolved_at", "closed_at")


def _check(gone: Ticket, keep: Ticket) -> None:
    """Raise `CannotMergeError` with the first reason against it."""
    if gone.pk == keep.pk:
        raise CannotMergeError(_("This is one ticket, not two."))
    if gone.merged_into_id is not None or keep.merged_into_id is not None:
        raise CannotMergeError(_("One of the two was merged already. Look at it again."))
    if gone.hotel_id != keep.hotel_id:
        raise CannotMergeError(_("The two are of different hotels: link them instead."))
    if None not in {gone.guest_id, keep.guest_id} and gone.guest_id != keep.guest_id:
        raise CannotMergeError(_("The two are of different guests, who must not read each other's words: link them."))
    if (gone.kind == Ticket.Kind.PRAISE) != (keep.kind == Ticket.Kind.PRAISE):
        raise CannotMergeError(_("Praise stays by itself: link the two instead."))
    if gone.state in OPEN and keep.state not in OPEN:
        raise CannotMergeError(_("The other one is done already: open it again first, or merge it into this one."))


def _taken_over(gone: Ticket, keep: Ticket) -> dict[str, Any]:
    """What the one that stands takes over."""
    found: dict[str, Any] = {name: getattr(gone, name) for name in FILLED if not getattr(keep, name)}
    return found | {"severity": min(gone.severity, keep.severity), "level": higher(keep.level, gone.level)}


def _given_back(keep: Ticket, taken: dict[str, list[Any]]) -> dict[str, Any]:
    """What goes back: what is still as the merge left it. It was empty before, but for the severity."""
    columns = {name: values for name, values in taken.items() if name != "level"}
    return {name: before for name, (before, after) in columns.items() if plain(getattr(keep, name)) == after}


def _fallen(keep: Ticket, level: str) -> str:
    """Who answers for it once the other one is gone: `level`, if it had gone up to that by itself."""
    return level if is_raised(level) else level_of(keep.department)


def _alarm(column: str) -> str:
    """``respond:warned``, as the sweep calls what stands in `respond_warned_at`."""
    return column.removesuffix("_at").replace("_", ":")


def _reckon(keep: Ticket) -> None:
    """Opened and answered as early as any of the family was."""
    events = TicketEvent.objects.filter(ticket__in=family(keep.pk))
    opened = events.filter(kind=Kind.OPENED).aggregate(at=Min("at"))["at"]
    answered = events.filter(kind__in=ANSWERS).aggregate(at=Min("at"))["at"]
    store(keep, opened_at=opened, responded_at=answered)


def _merge_of(ticket: Ticket, **facts: Any) -> TicketEvent:
    """The last merge of `ticket` with such details."""
    return ticket.events.filter(kind=Kind.MERGED, details__contains=facts).order_by("-pk")[0]


def _merged_last(keep: Ticket) -> int:
    """The id of what was last made part of `keep`, of all that is."""
    merges = TicketEvent.objects.filter(ticket__merged_into=keep, kind=Kind.MERGED, details__into=keep.pk)
    return merges.order_by("-pk").values_list("ticket", flat=True)[0]


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
