"""Points given or taken by hand: at once up to the limit of a role, above it when another manager approves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.functions import Abs
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guests.actions import lock
from guests.models import Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.access import TABLE, Permission
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.actions import trail
from loyalty import ledger
from loyalty.ledger.family import family_of
from loyalty.models import Adjustment, AdjustmentLimit, Member, PointsEntry, Programme

from .refusal import Refused

State = Adjustment.State
COUNTED = timedelta(days=30)  # in which small adjustments add up to a large one


class MovesNothing(Refused):
    sentence = gettext_lazy("Zero points move nothing.")


class SentDifferently(Refused):
    sentence = gettext_lazy("This form was sent before with other contents. Open it again.")


class MembershipOver(Refused):
    sentence = gettext_lazy("This membership was closed: its points stay as they are.")


class JoinedMeanwhile(Refused):
    sentence = gettext_lazy("This account was joined to another one meanwhile. Its author asks again there.")


class OwnRequest(Refused):
    sentence = gettext_lazy("Somebody else than its author decides about an adjustment.")


class NotTheAuthor(Refused):
    sentence = gettext_lazy("Only its author withdraws an adjustment.")


class AlreadyDecided(Refused):
    """By whom, and how."""

    def __init__(self, row: Adjustment) -> None:
        super().__init__(
            _("%(who)s was there before you: %(state)s.") % {"who": row.decided_by, "state": row.get_state_display()}
        )


def limit_of(author: User, hotel: Hotel) -> int:
    """Up to how many points `author` adjusts alone at `hotel`: the highest limit of the roles that may; 0 for none."""
    roles = [
        held.role
        for held in author.memberships.filter(hotel=hotel)
        if Permission.ADJUST_POINTS in TABLE[Role(held.role)]
    ]
    found = AdjustmentLimit.objects.filter(role__in=roles).aggregate(most=Max("points"))["most"]
    return int(found or 0)


def posted_alone(member: Member, *, by: User, at: datetime) -> int:
    """Points that `by` moved alone, either way, for `member` and accounts joined to it in the 30 days before `at`."""
    rows = Adjustment.objects.filter(member__in=family_of(member.pk), by=by, at__gt=at - COUNTED)
    alone = rows.filter(state=State.POSTED, needed_approval=False)
    return int(alone.aggregate(points=Sum(Abs("points")))["points"] or 0)


def left_alone(member: Member, *, by: User, at: datetime, hotel: Hotel) -> int:
    """How many points `by` may still move alone for `member` now: `limit_of` less `posted_alone`, never below zero."""
    return max(limit_of(by, hotel) - posted_alone(member, by=by, at=at), 0)


@transaction.atomic
def adjust(member: Member, *, points: int, reason: str, key: str, by: User, at: datetime, hotel: Hotel) -> Adjustment:
    """Give `member` points, or take them (negative), and return what became of it: posted, or waiting for approval.

    It is posted at once if with what the author moved alone within 30 days it stays within `limit_of` the author's
    roles at `hotel`. The same `key` again returns the row there is. Raises `MovesNothing`, `SentDifferently`,
    `MembershipOver`, and `ledger.InsufficientPoints` for more points than can be taken.
    """
    if points == 0:
        raise MovesNothing
    lock(member.guest)
    found = Adjustment.objects.filter(member=member, key=key).first()
    if found is not None:
        if (found.points, found.reason, found.by_id) != (points, reason, by.pk):
            raise SentDifferently
        return found
    _check(member, points)
    with trail("loyalty.adjust", by=by, member=member.pk):
        row = Adjustment.objects.create(
            member=member,
            points=points,
            reason=reason,
            key=key,
            by=by,
            at=at,
            hotel=hotel,
            state=State.WAITING,
            needed_approval=abs(points) > left_alone(member, by=by, at=at, hotel=hotel),
        )
        return row if row.needed_approval else _post(row, by=by, at=at)


@transaction.atomic
def approve(adjustment: Adjustment, *, by: User, at: datetime) -> Adjustment:
    """Post what waited, once, and return it; the same person a second time changes nothing.

    Raises `OwnRequest` for its author, `AlreadyDecided`, and, when it goes on waiting, `MembershipOver`,
    `JoinedMeanwhile` or `ledger.InsufficientPoints`: the account was closed or joined, or the points are gone.
    """
    row = _hold(adjustment)
    if row.by_id == by.pk:
        raise OwnRequest
    if row.state == State.POSTED and row.decided_by_id == by.pk:
        return row
    if row.state != State.WAITING:
        raise AlreadyDecided(row)
    _check(row.member, row.points)
    with trail("loyalty.approve_adjustment", by=by, adjustment=row.pk):
        row.decided_by, row.decided_at = by, at
        return _post(row, by=by, at=at)


@transaction.atomic
def refuse(adjustment: Adjustment, *, note: str, by: User, at: datetime) -> Adjustment:
    """Say no to what waits, with a `note` for its author. Raises `OwnRequest` and `AlreadyDecided`."""
    row = _hold(adjustment)
    if row.by_id == by.pk:
        raise OwnRequest
    return _end(row, State.REFUSED, note=note, by=by, at=at)


@transaction.atomic
def withdraw(adjustment: Adjustment, *, by: User, at: datetime) -> Adjustment:
    """Let the author take back what waits. Raises `NotTheAuthor` and `AlreadyDecided`."""
    row = _hold(adjustment)
    if row.by_id != by.pk:
        raise NotTheAuthor
    return _end(row, State.WITHDRAWN, note="", by=by, at=at)


def _end(row: Adjustment, state: Adjustment.State, *, note: str, by: User, at: datetime) -> Adjustment:
    if row.state == state and row.decided_by_id == by.pk:
        return row
    if row.state != State.WAITING:
        raise AlreadyDecided(row)
    row.state, row.note, row.decided_by, row.decided_at = state, note, by, at
    with trail(f"loyalty.adjustment_{state}", by=by, adjustment=row.pk):
        row.save(update_fields=["state", "note", "decided_by", "decided_at"])
    return row


def _check(member: Member, points: int) -> None:
    """Refuse at once what nobody could approve; the ledger asks again when it posts, under its lock."""
    member.refresh_from_db(fields=["balance", "closed_on", "merged_into"])
    if member.closed_on is not None:
        raise MembershipOver
    if member.merged_into_id is not None:
        raise JoinedMeanwhile
    if -points > member.balance:
        raise ledger.InsufficientPoints(member.balance, -points)


def _hold(adjustment: Adjustment) -> Adjustment:
    """The row as it is now, held until the end of the transaction, and before it its guest, as a merge does."""
    lock(adjustment.member.guest)
    rows = Adjustment.objects.select_related("member__guest", "hotel", "by", "decided_by")
    return rows.select_for_update(of=("self",)).get(pk=adjustment.pk)


def _post(row: Adjustment, *, by: User, at: datetime) -> Adjustment:
    """Move the points by the ledger, whose key is this row's; told on the timeline.

    The reason stays in the row: an entry is for ever, and no erasure reaches what somebody wrote into it.
    """
    programme = Programme.current()
    posting = ledger.Posting(
        member_id=row.member_id,
        points=abs(row.points),
        kind=PointsEntry.Kind.ADJUST,
        key=f"adjust:{row.pk}",
        at=at,
        on=programme.today(at),
        hotel_id=row.hotel_id,
        by_id=row.by_id,
        details={"adjustment": row.pk},
    )
    move = ledger.credit if row.points > 0 else ledger.debit
    row.entry, row.state = move(posting, programme=programme), State.POSTED
    row.save(update_fields=["entry", "state", "decided_by", "decided_at"])
    _tell(row, by=by, at=at)
    return row


def _tell(row: Adjustment, *, by: User, at: datetime) -> None:
    key, kind, hotel = f"adjust:{row.pk}", Touchpoint.Kind.LOYALTY, row.hotel
    guest = row.member.guest
    touch(guest, kind=kind, key=key, at=at, hotel=hotel, by=by, what="points", points=row.points, adjustment=row.pk)
