"""A member leaves the programme at the guest's own wish. An erasure of the profile is another matter."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy

from guests.actions.profiles import lock
from guests.models import Guest, Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from loyalty import ledger
from loyalty.models import Adjustment, Member, PointsEntry, PointsLot, Programme, StayClaim
from loyalty.queries.causes import CLOSED

from .refusal import Refused


class SomethingWaits(Refused):
    sentence = gettext_lazy("An adjustment or a claim of this member waits for a decision. Decide it first.")


@transaction.atomic
def leave(member: Member, *, hotel: Hotel, by: User, at: datetime) -> Member:
    """Close the membership and return it as it is then; closed already, or joined to another, it stays as it is.

    The points lapse by an entry of their own. Vouchers are the guest's and stay so; stays earn no more, and a debt is
    not asked for. Raises `SomethingWaits`.
    """
    lock(Guest(pk=member.guest_id))
    row = Member.objects.select_related("guest").get(pk=member.pk)
    if row.closed_on is not None or row.merged_into_id is not None:
        return row
    if _waits(row):
        raise SomethingWaits
    programme = Programme.current()
    with trail("loyalty.leave", by=by, member=row.pk):
        lapsed = _lapse(row, programme, hotel=hotel, by=by, at=at)
        row.refresh_from_db()
        row.closed_on = programme.today(at)
        row.save(update_fields=["closed_on"])
    kind, key = Touchpoint.Kind.LOYALTY, f"member:{row.pk}:left"
    touch(row.guest, kind=kind, key=key, at=at, hotel=hotel, by=by, what="left", points=lapsed)
    return row


def _waits(member: Member) -> bool:
    adjustments = Adjustment.objects.filter(member=member, state=Adjustment.State.WAITING)
    return adjustments.exists() or StayClaim.objects.filter(member=member, state=StayClaim.State.OPEN).exists()


def _lapse(member: Member, programme: Programme, *, hotel: Hotel, by: User, at: datetime) -> int:
    """Take all points that can still be spent, and return how many they were; those that are over expire anyway."""
    on = programme.today(at)
    alive = PointsLot.objects.filter(Q(expires_on=None) | Q(expires_on__gt=on), member=member, remaining__gt=0)
    points: int = alive.aggregate(points=Sum("remaining"))["points"] or 0
    if points:
        posting = ledger.Posting(
            member.pk,
            points,
            PointsEntry.Kind.ADJUST,
            f"{CLOSED}{member.pk}",
            at,
            on,
            hotel_id=hotel.pk,
            by_id=by.pk,
        )
        ledger.debit(posting, programme=programme)
    return points
