"""A member says: I stayed here, and no points came. Somebody looks, and approves or says why not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from loyalty.ledger.accounts import standing
from loyalty.models import Member, Programme, StayClaim
from stays.actions import attach_guest
from stays.actions.locking import lock_guests, lock_stay
from stays.models import Stay, StayStatus

from .refusal import Refused
from .settling import settle

State = StayClaim.State


class NotOver(Refused):
    sentence = _("That stay is not over yet: its points come with the check-out.")


class TooLong(Refused):
    sentence = _("That stay is too long ago to be claimed.")


class AccountOver(Refused):
    sentence = _("This membership was closed.")


class AlreadyDecided(Refused):
    sentence = _("This claim was decided before.")


class NotThisStay(Refused):
    sentence = _("That stay is at another hotel, or was not completed.")


class SomebodyElses(Refused):
    sentence = _("That stay is another guest's.")


class ClaimedBefore(Refused):
    sentence = _("That stay was claimed and approved before.")


class OwnClaim(Refused):
    sentence = _("Whoever took a claim down does not approve it: somebody else looks.")


class NoReason(Refused):
    sentence = _("Say why not: the member will ask.")


@dataclass(frozen=True)
class Claimed:
    """What the member says; `confirmation` may be empty."""

    hotel: Hotel
    arrival: date
    departure: date
    confirmation: str = ""
    note: str = ""


@transaction.atomic
def open_claim(member: Member, claimed: Claimed, *, by: User, at: datetime) -> StayClaim:
    """Put a claim into the queue and return it; the same stay claimed again while it waits returns the one there is.

    Raises `NotOver`, `TooLong` or `AccountOver`.
    """
    lock_guests([member.guest_id])
    if not Member.objects.standing().filter(pk=member.pk).exists():
        raise AccountOver
    if claimed.departure > claimed.hotel.today(at):
        raise NotOver
    _check_age(claimed.departure, at)
    what = {"hotel": claimed.hotel, "arrival": claimed.arrival, "departure": claimed.departure}
    rest = {"confirmation": claimed.confirmation, "note": claimed.note, "by": by, "at": at}
    with trail("loyalty.claim_stay", by=by, member=member.pk):
        claim, _is_new = StayClaim.objects.get_or_create(member=member, state=State.OPEN, **what, defaults=rest)
    return claim


@transaction.atomic
def approve_claim(claim: StayClaim, *, stay: Stay, by: User, at: datetime) -> StayClaim:
    """Say that `stay` is the member's and earns, though it was before joining, and return the claim.

    A stay without a guest becomes the member's. The same again changes nothing. Raises `AlreadyDecided`, `OwnClaim`
    for who took it down, `NotThisStay`, `SomebodyElses`, `ClaimedBefore`, `TooLong` (counted to the day of the claim),
    or what `stays.actions.attach_guest` raises; nothing is kept then.
    """
    guest = _hold_claimant(claim)
    stay = lock_stay(stay)
    row = _held(claim)
    if row.state == State.APPROVED and row.stay_id == stay.pk:
        return row
    if row.state != State.OPEN:
        raise AlreadyDecided
    if row.by_id == by.pk:
        raise OwnClaim
    if stay.hotel_id != row.hotel_id or stay.status != StayStatus.CHECKED_OUT:
        raise NotThisStay
    if stay.guest_id not in {None, guest.pk}:
        raise SomebodyElses
    if StayClaim.objects.filter(stay=stay, state=State.APPROVED).exists():
        raise ClaimedBefore
    _check_age(stay.departure, row.at)
    row.stay = stay
    _decide(row, State.APPROVED, by=by, at=at)
    if stay.guest_id is None:
        attach_guest(stay, guest=guest, by=by, at=at)
    settle(stay.pk, at=at, by=by)
    return row


@transaction.atomic
def reject_claim(claim: StayClaim, *, reason: str, by: User, at: datetime) -> StayClaim:
    """Say no, with the `reason` that the member is told, and return the claim. Raises `NoReason`, `AlreadyDecided`."""
    if not reason.strip():
        raise NoReason
    row = _held(claim)
    if row.state != State.OPEN:
        raise AlreadyDecided
    row.reason = reason.strip()
    return _decide(row, State.REJECTED, by=by, at=at)


def _decide(row: StayClaim, state: StayClaim.State, *, by: User, at: datetime) -> StayClaim:
    row.state, row.decided_by, row.decided_at = state, by, at
    with trail(f"loyalty.claim_{state}", by=by, claim=row.pk):
        row.save(update_fields=["state", "stay", "reason", "decided_by", "decided_at"])
    return row


def _held(claim: StayClaim) -> StayClaim:
    return StayClaim.objects.select_related("member").select_for_update(of=("self",)).get(pk=claim.pk)


def _hold_claimant(claim: StayClaim) -> Guest:
    """The guest of the account to which the claimant's belongs now, held, before the stay is.

    Merged or parted while this waited, the guest is given back, and whose account it is now is taken: whoever does
    either holds the guest.
    """
    while True:
        mark = transaction.savepoint()
        guest_id = _claimant(claim)
        guest = lock_guests([guest_id])[guest_id]
        if _claimant(claim) == guest_id:
            transaction.savepoint_commit(mark)
            return guest
        transaction.savepoint_rollback(mark)


def _claimant(claim: StayClaim) -> int:
    account = standing([claim.member_id])[claim.member_id]
    return Member.objects.values_list("guest", flat=True).get(pk=account)


def _check_age(departure: date, at: datetime) -> None:
    programme = Programme.current()
    if departure < programme.today(at) - timedelta(days=programme.claim_days):
        raise TooLong
