"""One row of each kind that belongs to a hotel, for tests that walk over every address."""

from datetime import timedelta
from uuid import uuid4

from hotelcrm.accounts.models import Hotel
from loyalty import ledger
from loyalty.actions import benefits, bulk, rewards, vouchers
from loyalty.models import Benefit, Member, PointsEntry, Programme, StayClaim, Tier, TierGrant
from tests.factories import NOW, RewardFactory, UserFactory, VoucherTypeFactory


def rows_of(hotel: Hotel, member: Member) -> dict[str, int]:
    """Ids by the name of the argument in an address: vouchers, a batch, a reward and its redemption, used benefits.

    The guest of `member` must be entitled to an upgrade. Everything is valid at `hotel` alone.
    """
    by, programme = UserFactory(), Programme.current()
    posting = ledger.Posting(member.pk, 500, PointsEntry.Kind.BONUS, uuid4().hex, NOW, programme.today(NOW))
    ledger.credit(posting, programme=programme)
    terms, reward = VoucherTypeFactory(), RewardFactory()
    for row in (terms, reward, reward.voucher_type):
        row.hotels.add(hotel)
    given = {"guest": member.guest, "source": "desk", "key": uuid4().hex, "by": by, "at": NOW, "hotel": hotel}
    order = bulk.Order(terms, 2, hotel.today(NOW), "fair")
    upgrade, key = Benefit.objects.get(code="upgrade"), uuid4().hex
    use = benefits.use(
        member.guest, benefit=upgrade, quantity=1, key=key, hotel=hotel, stay=None, by=by, at=NOW, beyond=True
    )
    return {
        "voucher_id": vouchers.issue(terms, **given).pk,
        "batch_id": bulk.issue_batch(order, key=key, hotel=hotel, by=by, at=NOW).pk,
        "reward_id": reward.pk,
        "redemption_id": rewards.redeem(member, reward=reward, key=key, hotel=hotel, by=by, at=NOW).pk,
        "use_id": use.pk,
        "benefit_id": upgrade.pk,
        "claim_id": _claim(hotel, member).pk,
        "grant_id": _grant(member).pk,
    }


def _claim(hotel: Hotel, member: Member) -> StayClaim:
    days = {"arrival": hotel.today(NOW) - timedelta(days=9), "departure": hotel.today(NOW) - timedelta(days=7)}
    return StayClaim.objects.create(member=member, hotel=hotel, by=UserFactory(), at=NOW, **days)


def _grant(member: Member) -> TierGrant:
    silver, starts = Tier.objects.get(code="silver"), member.joined_on
    return TierGrant.objects.create(member=member, tier=silver, starts_on=starts, reason="x", by=UserFactory(), at=NOW)
