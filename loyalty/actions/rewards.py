"""Points become a reward, and points again when it is cancelled."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guests.actions.profiles import lock
from guests.models import Guest, Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from loyalty import codes, ledger
from loyalty.ledger.family import family_of
from loyalty.models import Member, PointsEntry, Programme, Redemption, Reward, Voucher

from . import vouchers
from .refusal import Refused

REFERENCE = 12  # signs
State = Redemption.State


class NoMember(Refused):
    sentence = gettext_lazy("This guest has no membership to pay with.")


class NotOffered(Refused):
    sentence = gettext_lazy("This reward is not offered here now.")


class TierTooLow(Refused):
    """Which tier it takes."""


class LimitReached(Refused):
    """How many a member may have in a year."""


class OutOfStock(Refused):
    sentence = gettext_lazy("None is left.")


class PriceChanged(Refused):
    sentence = gettext_lazy("The reward was changed at this moment. Look at it again.")


class TooLateToCancel(Refused):
    sentence = gettext_lazy("A reward is cancelled on the day itself; later, guest relations or a manager does it.")


@dataclass(frozen=True)
class Buyer:
    """What counts of a member: the rank of the tier, the points, and how many of a reward this year."""

    rank: int
    points: int
    bought: int


@transaction.atomic
def redeem(member: Member, *, reward: Reward, key: str, hotel: Hotel, by: User, at: datetime) -> Redemption:
    """Pay for `reward` with points and return the redemption, with its voucher or its reference for the partner.

    The same `key` (of the form) again returns the redemption there is; for another reward or hotel, or by another
    person, it raises ``vouchers.KeyReused``. Raises `NoMember`, `NotOffered`, `TierTooLow`, `LimitReached`,
    `OutOfStock`, `PriceChanged` or ``ledger.InsufficientPoints``; nothing is half-done then.
    """
    person = lock(Guest(pk=member.guest_id))
    account = Member.objects.standing().select_related("tier").filter(guest=person).first()
    if account is None:
        raise NoMember
    known = of_family(account).filter(key=key).first()
    if known is not None:
        return _same(known, reward=reward, hotel=hotel, by=by)
    programme = Programme.current()
    on = programme.today(at)
    reward = Reward.objects.select_related("least_tier", "voucher_type").get(pk=reward.pk)
    bought = of_family(account).filter(reward=reward, on__year=on.year, state=State.DONE).count()
    buyer = Buyer(account.tier.rank, account.balance, bought)
    check(reward, buyer, hotel=hotel, on=on)
    with trail("loyalty.redeem_reward", by=by, member=account.pk, reward=reward.pk):
        posting = ledger.Posting(
            account.pk,
            reward.points,
            PointsEntry.Kind.REDEEM,
            f"redeem:{key}",
            at,
            on,
            hotel_id=hotel.pk,
            by_id=by.pk,
            details={"reward": reward.code},
        )
        entry = ledger.debit(posting, programme=programme)
        reward = _take(reward, buyer, hotel=hotel, on=on)
        row = Redemption(member=account, reward=reward, key=key, points=reward.points, entry=entry, hotel=hotel)
        row.voucher = _voucher(row, person, by=by, at=at)
        row.reference, row.on, row.at, row.by = codes.new(REFERENCE), on, at, by
        row.save()
    _tell(person, row, "redeemed", by=by, at=at)
    return row


@transaction.atomic
def cancel(redemption: Redemption, *, reason: str, by: User, at: datetime, any_day: bool = False) -> Redemption:
    """Give the points back to the lots they came from, the stock its piece, and make the voucher void.

    Cancelled already, it stays as it is. Raises `TooLateToCancel` after the day unless `any_day`,
    ``vouchers.AlreadyRedeemed`` or ``vouchers.IsExpired`` for what the guest has had or let lapse.
    """
    person = lock(Guest(pk=redemption.member.guest_id))
    rows = Redemption.objects.select_related("reward", "voucher", "entry", "hotel")
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=redemption.pk)
    if row.state == State.CANCELLED:
        return row
    programme = Programme.current()
    on = programme.today(at)
    if not any_day and row.on != on:
        raise TooLateToCancel
    with trail("loyalty.cancel_redemption", by=by, redemption=row.pk):
        key = f"reverse:{row.entry_id}"
        # Why stays in the row: no erasure reaches what is written into an entry.
        ledger.reverse(row.entry, key=key, at=at, on=on, by_id=by.pk, programme=programme)
        _give_back(row.reward)
        if row.voucher is not None:
            vouchers.void(row.voucher, reason=reason, by=by, at=at, with_points=True)
        row.state, row.cancelled_at, row.cancelled_by, row.cancel_reason = State.CANCELLED, at, by, reason
        row.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancel_reason"])
    _tell(person, row, "redemption_cancelled", by=by, at=at)
    return row


def check(reward: Reward, buyer: Buyer, *, hotel: Hotel, on: date) -> None:
    """Raise what `redeem` would raise for `buyer` on that day of the programme; the hotels may be fetched before."""
    hotels = list(reward.hotels.all())
    if not reward.is_active or (hotels and hotel not in hotels) or not is_on_offer(reward, on):
        raise NotOffered
    if reward.least_tier is not None and buyer.rank < reward.least_tier.rank:
        raise TierTooLow(_("From %(tier)s on.") % {"tier": reward.least_tier.name})
    if reward.per_member is not None and buyer.bought >= reward.per_member:
        raise LimitReached(_("At most %(n)s in a year for a member.") % {"n": reward.per_member})
    if reward.stock is not None and reward.taken >= reward.stock:
        raise OutOfStock
    if buyer.points < reward.points:
        raise ledger.InsufficientPoints(buyer.points, reward.points)


def is_on_offer(reward: Reward, on: date) -> bool:
    """Whether that day of the programme lies between the reward's first and last."""
    return (reward.starts_on is None or reward.starts_on <= on) and (reward.ends_on is None or on <= reward.ends_on)


def of_family(account: Member) -> QuerySet[Redemption]:
    """What was redeemed from `account` or from one that was joined to it."""
    return Redemption.objects.filter(member__in=family_of(account.pk))


def _same(known: Redemption, *, reward: Reward, hotel: Hotel, by: User) -> Redemption:
    if (known.reward_id, known.hotel_id, known.by_id) != (reward.pk, hotel.pk, by.pk):
        raise vouchers.KeyReused
    return known


def _take(reward: Reward, buyer: Buyer, *, hotel: Hotel, on: date) -> Reward:
    """Take one from the stock, under the last lock of this action, and return the reward as it is now.

    The price must still be what was paid, and the reward still be for this member, here and today.
    """
    rows = Reward.objects.select_related("least_tier", "voucher_type")
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=reward.pk)
    if row.points != reward.points:
        raise PriceChanged
    check(row, buyer, hotel=hotel, on=on)
    row.taken += 1
    row.save(update_fields=["taken"])
    return row


def _give_back(reward: Reward) -> None:
    """Return one to the stock; the database refuses less than none."""
    row = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    row.taken -= 1
    row.save(update_fields=["taken"])


def _voucher(row: Redemption, person: Guest, *, by: User, at: datetime) -> Voucher | None:
    terms = row.reward.voucher_type
    if terms is None:
        return None
    key = f"reward:{row.member_id}:{row.key}"
    return vouchers.issue(terms, guest=person, source=Voucher.Source.REWARD, key=key, by=by, at=at, hotel=row.hotel)


def _tell(person: Guest, row: Redemption, what: str, *, by: User, at: datetime) -> None:
    kind, reward = Touchpoint.Kind.LOYALTY, row.reward.code
    details = {"redemption": row.pk, "points": row.points}
    key = f"redemption:{row.pk}:{what}"
    touch(person, kind=kind, key=key, at=at, hotel=row.hotel, by=by, what=what, reward=reward, **details)
