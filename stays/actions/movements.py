"""A stay's way from booking to check-out, moved by the desk, and the way back within the day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guests.models import Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from stays.models import Stay, StayStatus
from stays.signals import stay_reckoned

from .doubts import doubt_room
from .leaving import CHECK_OUT, Plan, come_back, leave
from .locking import lock_house, lock_visit, standing, store
from .refusal import Doubtful, Refused
from .rooms import NoRoom, check_free, clean_room

Kind = Touchpoint.Kind


class MovedByPropertySystem(Refused):
    sentence = _("At this hotel the property system reports check-in and check-out; please do it there.")


class AlreadyCheckedIn(Refused):
    sentence = _("This guest is checked in already.")


class AlreadyCheckedOut(Refused):
    sentence = _("This guest is checked out already.")


class NotBooked(Refused):
    sentence = _("This stay is no longer open: it was cancelled, marked as no-show or has ended.")


class NotInHouse(Refused):
    sentence = _("This guest is not in house, so there is nobody to check out.")


class NotDue(Refused):
    sentence = _("This booking is for other days. For a guest who is here today, open a walk-in.")


class NoGuest(Refused):
    sentence = _("Nobody knows yet who this guest is. Attach a guest first.")


class StillExpected(Doubtful):
    """The guest said a time of arrival that has not come yet."""


class TooLateToUndo(Refused):
    sentence = _("That was not today, so it can no longer be taken back here.")


@transaction.atomic
def check_in(stay: Stay, *, room: str = "", by: User, at: datetime, sure: bool = True) -> Stay:
    """Move a booked stay into the house, into `room` or the one it has been given, and return it.

    Refuses with `AlreadyCheckedIn`, `NotBooked`, `NotDue` (arrival after the hotel's today, or departure before it),
    `NoGuest`, `NoRoom`, `RoomTaken` or `MovedByPropertySystem`, and, unless `sure`, with a `Doubtful` when another
    room than planned looks like a slip. Two desks that give out one room at the same moment
    are served one after the other, so the second is refused.
    """
    hotel = _own_house(lock_house(stay.hotel_id))
    stay = lock_visit(stay)
    if stay.status == StayStatus.IN_HOUSE:
        raise AlreadyCheckedIn
    if stay.status != StayStatus.BOOKED:
        raise NotBooked
    if not stay.arrival <= hotel.today(at) <= stay.departure:
        raise NotDue
    if stay.guest is None:
        raise NoGuest
    planned, stay.room = stay.room, clean_room(room) or stay.room
    if not stay.room:
        raise NoRoom
    check_free(stay, moving_in=True)
    if stay.room != planned and not sure:
        doubt_room(stay, today=hotel.today(at))
    stay.status, stay.checked_in_at = StayStatus.IN_HOUSE, at
    with trail("stays.check_in", by=by, stay=stay.pk):
        store(stay, "status", "checked_in_at", "room", at=at)
    _tell(stay, Kind.CHECK_IN, by=by, at=at, room=stay.room)
    return stay


@transaction.atomic
def check_out(stay: Stay, *, by: User, at: datetime) -> Stay:
    """Let the guest go and return the stay, whose departure becomes the day of leaving, early or late.

    Without room charges the room revenue follows the nights. What was planned is kept with the history, for an undo.
    Refuses with `AlreadyCheckedOut`, `NotInHouse` or `MovedByPropertySystem`.
    """
    hotel = _own_house(stay.hotel)
    stay = lock_visit(stay)
    if stay.status == StayStatus.CHECKED_OUT:
        raise AlreadyCheckedOut
    if stay.status != StayStatus.IN_HOUSE:
        raise NotInHouse
    stay.status, stay.checked_out_at = StayStatus.CHECKED_OUT, at
    planned = Plan(stay.departure, stay.room_revenue)
    leave(stay, on=max(hotel.today(at), stay.arrival))
    with trail(CHECK_OUT, by=by, stay=stay.pk, **planned.facts()):
        store(stay, "status", "checked_out_at", "departure", "room_revenue", at=at)
    _tell(stay, Kind.CHECK_OUT, by=by, at=at)
    stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    return stay


@transaction.atomic
def mark_no_show(stay: Stay, *, by: User, at: datetime, sure: bool = True) -> Stay:
    """Record that the guest never came, and return the stay.

    Refuses with `NotBooked`, `NotDue` (the arrival is to come) or `MovedByPropertySystem`, and, unless `sure`, with
    `StillExpected` before the time the guest said.
    """
    hotel = _own_house(stay.hotel)
    stay = lock_visit(stay)
    if stay.arrival > hotel.today(at):
        raise NotDue
    if not sure and stay.status == StayStatus.BOOKED:
        _doubt_absence(stay, at=at)
    return _close(stay, StayStatus.NO_SHOW, Kind.NO_SHOW, by=by, at=at)


@transaction.atomic
def cancel(stay: Stay, *, by: User, at: datetime) -> Stay:
    """Record that the booking is called off. Refuses with `NotBooked` or `MovedByPropertySystem`."""
    _own_house(stay.hotel)
    return _close(lock_visit(stay), StayStatus.CANCELLED, Kind.CANCELLATION, by=by, at=at)


@transaction.atomic
def reinstate(stay: Stay, *, by: User, at: datetime) -> Stay:
    """Take a no-show or a cancellation of the hotel's today back. Refuses with `NotBooked` or `TooLateToUndo`."""
    hotel = _own_house(stay.hotel)
    stay = lock_visit(stay)
    if stay.status not in {StayStatus.NO_SHOW, StayStatus.CANCELLED}:
        raise NotBooked(_("This stay is open; there is nothing to take back."))
    if stay.closed_on != hotel.today(at):
        raise TooLateToUndo
    kind = Kind.NO_SHOW if stay.status == StayStatus.NO_SHOW else Kind.CANCELLATION
    stay.status, stay.closed_on = StayStatus.BOOKED, None
    with trail("stays.reinstate", by=by, stay=stay.pk):
        store(stay, "status", "closed_on", at=at)
    _untell(stay, kind)
    stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    return stay


@transaction.atomic
def undo_check_in(stay: Stay, *, by: User, at: datetime) -> Stay:
    """Put a guest who was checked in today back among the arrivals. Refuses with `NotInHouse` or `TooLateToUndo`."""
    hotel = _own_house(stay.hotel)
    stay = lock_visit(stay)
    if stay.status != StayStatus.IN_HOUSE or stay.checked_in_at is None:
        raise NotInHouse(_("This guest is not in house, so there is no check-in to take back."))
    if hotel.today(stay.checked_in_at) != hotel.today(at):
        raise TooLateToUndo
    stay.status, stay.checked_in_at = StayStatus.BOOKED, None
    with trail("stays.undo_check_in", by=by, stay=stay.pk):
        store(stay, "status", "checked_in_at", at=at)
    _untell(stay, Kind.CHECK_IN)
    return stay


@transaction.atomic
def undo_check_out(stay: Stay, *, by: User, at: datetime) -> Stay:
    """Put a guest who was checked out today back in house, to leave on the day that was planned before.

    Refuses with `NotInHouse`, `TooLateToUndo`, or `RoomTaken` when somebody else has the room by now.
    """
    hotel = _own_house(lock_house(stay.hotel_id))
    stay = lock_visit(stay)
    if stay.status != StayStatus.CHECKED_OUT or stay.checked_out_at is None:
        raise NotInHouse(_("This guest is not checked out, so there is nothing to take back."))
    if hotel.today(stay.checked_out_at) != hotel.today(at):
        raise TooLateToUndo
    check_free(stay, moving_in=True)
    stay.status, stay.checked_out_at = StayStatus.IN_HOUSE, None
    come_back(stay)
    with trail("stays.undo_check_out", by=by, stay=stay.pk):
        store(stay, "status", "checked_out_at", "departure", "room_revenue", at=at)
    _untell(stay, Kind.CHECK_OUT)
    stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    return stay


def _own_house(hotel: Hotel) -> Hotel:
    if hotel.pms_reports_movements:
        raise MovedByPropertySystem
    return hotel


def _doubt_absence(stay: Stay, *, at: datetime) -> None:
    expected = stay.expected_at
    if expected is not None and at < datetime.combine(stay.arrival, expected, tzinfo=stay.hotel.zone):
        raise StillExpected(
            _("This guest is expected at %(time)s, which is still to come.") % {"time": f"{expected:%H:%M}"}
        )


def _close(stay: Stay, status: StayStatus, kind: Touchpoint.Kind, *, by: User, at: datetime) -> Stay:
    if stay.status != StayStatus.BOOKED:
        raise NotBooked
    stay.status, stay.closed_on = status, stay.hotel.today(at)
    with trail(f"stays.{status.value}", by=by, stay=stay.pk):
        store(stay, "status", "closed_on", at=at)
    _tell(stay, kind, by=by, at=at)
    stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    return stay


def _tell(stay: Stay, kind: Touchpoint.Kind, *, by: User, at: datetime, **details: str) -> None:
    if stay.guest is not None:
        key = f"stay:{stay.pk}:{kind.value}"
        touch(standing(stay.guest), kind=kind, key=key, at=at, hotel=stay.hotel, by=by, **details)


def _untell(stay: Stay, kind: Touchpoint.Kind) -> None:
    if stay.guest is not None:
        retract(standing(stay.guest), key=f"stay:{stay.pk}:{kind.value}")
