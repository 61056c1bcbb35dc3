"""Tiers given by hand, with a reason and an end, and taken back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guests.actions import lock
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail
from loyalty.models import Member, Programme, Tier, TierGrant

from . import tiering
from .refusal import Refused


class FirstTier(Refused):
    sentence = _("The first tier is everybody's: there is nothing to give.")


class EndsBefore(Refused):
    sentence = _("The last day has passed.")


class AccountOver(Refused):
    sentence = _("This membership was closed or joined to another one.")


@transaction.atomic
def grant_tier(member: Member, *, tier: Tier, ends_on: date | None, reason: str, by: User, at: datetime) -> TierGrant:
    """Give `member` a tier until `ends_on` (the last day; None is for life), besides what is earned, and return it.

    The same again by the same person, while it runs, returns what was given. Raises `FirstTier`, `EndsBefore` or
    `AccountOver`.
    """
    if tier.rank == 0:
        raise FirstTier
    today = Programme.current().today(at)
    if ends_on is not None and ends_on < today:
        raise EndsBefore
    lock(member.guest)
    if not Member.objects.standing().filter(pk=member.pk).exists():
        raise AccountOver
    facts = {"tier": tier, "ends_on": ends_on, "reason": reason, "by": by}
    with trail("loyalty.grant_tier", by=by, member=member.pk):
        row, is_new = TierGrant.objects.get_or_create(
            member=member, starts_on=today, revoked_at=None, **facts, defaults={"at": at}
        )
    if is_new:
        tiering.review([member.pk], at=at, by=by)
    return row


@transaction.atomic
def revoke_tier(grant: TierGrant, *, by: User, at: datetime) -> TierGrant:
    """Take a tier that was given by hand back, now, and return the grant; what was earned holds. Twice is once."""
    lock(grant.member.guest)
    row = TierGrant.objects.select_for_update().get(pk=grant.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        with trail("loyalty.revoke_tier", by=by, member=row.member_id):
            row.save(update_fields=["revoked_at", "revoked_by"])
        tiering.review([row.member_id], at=at, by=by)
    return row
