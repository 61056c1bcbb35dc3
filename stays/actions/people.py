"""Who a stay is about: its guest, and who shares the room."""

from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guests.models import Guest, Touchpoint
from guests.timeline import retract, touch
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from stays import purpose
from stays.models import Stay, StayGuest, StayStatus
from stays.signals import stay_reckoned

from .charges import tell_charge, untell_charges
from .entering import NewGuest, enter
from .locking import lock_guests, lock_stay, lock_visit, standing, store
from .refusal import Refused

Kind = Touchpoint.Kind


class HasAnotherGuest(Refused):
    sentence = _("This stay has a guest already. Detach that guest first.")


class GuestIsGone(Refused):
    sentence = _("This profile was merged into another one or erased. Choose another guest.")


class IsTheGuest(Refused):
    sentence = _("The guest of the stay cannot be a companion as well.")


@transaction.atomic
def attach_guest(stay: Stay, *, guest: Guest | NewGuest, by: User, at: datetime) -> Stay:
    """Say whose stay it is, put what happened so far on the guest's timeline, and return the stay.

    A new guest is entered first. Saying the same again changes nothing. Refuses with `HasAnotherGuest` or
    `GuestIsGone`; raises what `guests.actions.create_guest` raises. Nothing is kept then.
    """
    person = enter(guest, stay.hotel, by=by, at=at) if isinstance(guest, NewGuest) else _locked(guest)
    stay = lock_stay(stay)
    if stay.guest_id == person.pk:
        return stay
    if stay.guest_id is not None:
        raise HasAnotherGuest
    stay.guest = person
    if not stay.purpose:
        stay.purpose = purpose.of_stay(stay)
        stay.purpose_is_inferred = bool(stay.purpose)
    StayGuest.objects.filter(stay=stay, guest=person).delete()
    with trail("stays.attach_guest", by=by, stay=stay.pk):
        store(stay, "guest", "purpose", "purpose_is_inferred", at=at)
    tell_so_far(stay, by=by)
    stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    return stay


@transaction.atomic
def detach_guest(stay: Stay, *, by: User, at: datetime) -> Stay:
    """Forget whose stay it is, on the timeline too, and return the stay; without a guest nothing changes."""
    stay = lock_visit(stay)
    if stay.guest is None:
        return stay
    guest, stay.guest = standing(stay.guest), None
    with trail("stays.detach_guest", by=by, stay=stay.pk):
        store(stay, "guest", at=at)
    for kind in (Kind.BOOKING, Kind.CHECK_IN, Kind.CHECK_OUT, Kind.NO_SHOW, Kind.CANCELLATION):
        retract(guest, key=f"stay:{stay.pk}:{kind.value}")
    untell_charges(stay, guest)
    stay_reckoned.send(Stay, stay_id=stay.pk, at=at, by=by)
    return stay


@transaction.atomic
def add_companion(stay: Stay, *, guest: Guest, by: User, at: datetime) -> StayGuest:
    """Say that `guest` shares the room and return the row, the one there was if it was said before.

    Refuses with `IsTheGuest` or `GuestIsGone`.
    """
    guest = _locked(guest)
    stay = lock_stay(stay)
    if stay.guest_id == guest.pk:
        raise IsTheGuest
    row, created = StayGuest.objects.get_or_create(stay=stay, guest=guest)
    if created:
        with trail("stays.add_companion", by=by, stay=stay.pk):
            store(stay, at=at)
    return row


@transaction.atomic
def remove_companion(stay: Stay, *, guest: Guest, by: User, at: datetime) -> Stay:
    """Say that `guest` does not share the room after all, and return the stay."""
    stay = lock_stay(stay)
    deleted, _rows = StayGuest.objects.filter(stay=stay, guest=guest).delete()
    if deleted:
        with trail("stays.remove_companion", by=by, stay=stay.pk):
            store(stay, at=at)
    return stay


def tell_so_far(stay: Stay, *, by: User | None) -> None:
    """Write what has happened to `stay` on its guest's timeline, each at its own time."""
    if stay.guest is None:
        return
    for kind, at in _milestones(stay):
        touch(stay.guest, kind=kind, key=f"stay:{stay.pk}:{kind.value}", at=at, hotel=stay.hotel, by=by)
    for charge in stay.charges.order_by("pk"):
        tell_charge(stay, charge, by=by)


def _milestones(stay: Stay) -> list[tuple[Touchpoint.Kind, datetime]]:
    closing = {StayStatus.NO_SHOW.value: Kind.NO_SHOW, StayStatus.CANCELLED.value: Kind.CANCELLATION}.get(stay.status)
    found = [
        (Kind.BOOKING, _noon(stay.booked_on, stay)),
        (Kind.CHECK_IN, stay.checked_in_at),
        (Kind.CHECK_OUT, stay.checked_out_at),
        (closing, _noon(stay.closed_on, stay)),
    ]
    return [(kind, at) for kind, at in found if kind is not None and at is not None]


def _noon(on: date | None, stay: Stay) -> datetime | None:
    return datetime.combine(on, time(12), tzinfo=stay.hotel.zone).astimezone(UTC) if on else None


def _locked(guest: Guest) -> Guest:
    guest = lock_guests([guest.pk])[guest.pk]
    if guest.merged_into_id is not None or guest.erased_at is not None:
        raise GuestIsGone
    return guest
