"""Points become a reward, and points again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions import rewards, vouchers
from loyalty.models import Member, PointsEntry, PointsLot, Programme, Redemption, Reward, Tier, Voucher
from loyalty.queries.statement import statement
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory, RewardFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def clerk(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def member(hotel):
    return with_points(MemberFactory(hotel=hotel), 1_000)


def with_points(member, points, key="start"):
    posting = ledger.Posting(member.pk, points, PointsEntry.Kind.BONUS, key, NOW, TODAY)
    ledger.credit(posting, programme=Programme.current())
    return Member.objects.get(pk=member.pk)


def balance(member):
    return Member.objects.get(pk=member.pk).balance


def redeem(member, reward, hotel, clerk, key="form", at=NOW):
    return rewards.redeem(member, reward=reward, key=key, hotel=hotel, by=clerk, at=at)


def taken(reward):
    return Reward.objects.get(pk=reward.pk).taken


def test_a_reward_costs_its_points_and_gives_its_voucher(hotel, clerk, member):
    reward = RewardFactory(stock=3)
    row = redeem(member, reward, hotel, clerk)

    assert (row.points, row.state, row.on, row.by) == (500, "done", TODAY, clerk)
    assert (row.voucher.guest, row.voucher.type, row.voucher.source) == (member.guest, reward.voucher_type, "reward")
    assert (row.entry.kind, row.entry.points, row.entry.details) == ("redeem", -500, {"reward": reward.code})
    assert (balance(member), taken(reward)) == (500, 1)
    told = Touchpoint.objects.get(guest=member.guest, details__what="redeemed").details
    assert told == {"what": "redeemed", "reward": reward.code, "redemption": row.pk, "points": 500}


def test_a_partners_reward_gives_a_reference_instead(hotel, clerk, member):
    row = redeem(member, RewardFactory(kind="partner", partner="Air East", voucher_type=None), hotel, clerk)

    assert row.voucher is None
    assert len(row.reference) == 12
    assert not Voucher.objects.exists()


def test_the_same_form_again_redeems_once(hotel, clerk, member):
    reward = RewardFactory()
    first = redeem(member, reward, hotel, clerk)

    assert redeem(member, reward, hotel, clerk, at=NOW + timedelta(seconds=1)) == first
    assert balance(member) == 500
    with pytest.raises(vouchers.KeyReused):
        redeem(member, RewardFactory(), hotel, clerk)
    with pytest.raises(vouchers.KeyReused):
        redeem(member, reward, HotelFactory(), clerk)


@pytest.mark.parametrize(
    ("terms", "refusal", "sentence"),
    [
        ({"points": 1_001}, ledger.InsufficientPoints, "1001 points are wanted, 1000 are there."),
        ({"stock": 2, "taken": 2}, rewards.OutOfStock, "None is left."),
        ({"is_active": False}, rewards.NotOffered, "This reward is not offered here now."),
        ({"starts_on": TODAY + timedelta(days=1)}, rewards.NotOffered, "This reward is not offered here now."),
        ({"ends_on": TODAY - timedelta(days=1)}, rewards.NotOffered, "This reward is not offered here now."),
    ],
)
def test_what_cannot_be_had_changes_nothing(hotel, clerk, member, terms, refusal, sentence):
    reward = RewardFactory(**terms)

    with pytest.raises(refusal) as refused:
        redeem(member, reward, hotel, clerk)
    assert str(refused.value) == sentence
    assert (balance(member), taken(reward)) == (1_000, terms.get("taken", 0))
    assert not Redemption.objects.exists()
    assert not Voucher.objects.exists()


def test_other_hotels_rewards_are_not_offered(hotel, clerk, member):
    reward = RewardFactory()
    reward.hotels.add(HotelFactory())

    with pytest.raises(rewards.NotOffered):
        redeem(member, reward, hotel, clerk)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"points": 501}, rewards.PriceChanged),
        ({"points": 499}, rewards.PriceChanged),
        ({"is_active": False}, rewards.NotOffered),
        ({"ends_on": TODAY - timedelta(days=1)}, rewards.NotOffered),
        ({"stock": 0}, rewards.OutOfStock),
        ({"per_member": 0}, rewards.LimitReached),
        ({"least_tier": "gold"}, rewards.TierTooLow),
        ({"hotels": None}, rewards.NotOffered),
    ],
)
def test_terms_changed_while_it_is_paid_count(hotel, clerk, member, monkeypatch, change, refusal):
    reward, debit = RewardFactory(), ledger.debit

    def pay(*args, **facts):
        entry = debit(*args, **facts)
        if "hotels" in change:
            reward.hotels.add(HotelFactory())
        elif "least_tier" in change:
            Reward.objects.update(least_tier=Tier.objects.get(code=change["least_tier"]))
        else:
            Reward.objects.update(**change)
        return entry

    monkeypatch.setattr(ledger, "debit", pay)
    with pytest.raises(refusal):
        redeem(member, reward, hotel, clerk)

    assert (balance(member), taken(reward)) == (1_000, 0)
    assert not Redemption.objects.exists()


def test_more_cannot_be_given_back_than_was_taken(hotel, clerk, member):
    reward = RewardFactory()
    row = redeem(member, reward, hotel, clerk)
    Reward.objects.update(taken=0)

    with pytest.raises(IntegrityError), transaction.atomic():
        rewards.cancel(row, reason="x", by=clerk, at=NOW)
    assert balance(member) == 500


def test_the_tier_must_be_high_enough(hotel, clerk, member):
    gold = Tier.objects.get(code="gold")
    reward = RewardFactory(least_tier=gold)

    with pytest.raises(rewards.TierTooLow, match="From Gold on"):
        redeem(member, reward, hotel, clerk)
    Member.objects.update(tier=Tier.objects.get(code="platinum"))
    assert redeem(member, reward, hotel, clerk).state == "done"


def test_the_limit_of_a_member_is_per_calendar_year_and_cancelled_ones_do_not_count(hotel, clerk, member):
    reward = RewardFactory(points=100, per_member=1)
    row = redeem(member, reward, hotel, clerk, key="a")

    with pytest.raises(rewards.LimitReached, match="At most 1 in a year for a member"):
        redeem(member, reward, hotel, clerk, key="b")
    rewards.cancel(row, reason="changed his mind", by=clerk, at=NOW)
    redeem(member, reward, hotel, clerk, key="c")
    redeem(member, reward, hotel, clerk, key="d", at=NOW + timedelta(days=60))
    assert balance(member) == 800


def test_a_voucher_type_out_of_use_leaves_the_points(hotel, clerk, member):
    reward = RewardFactory(voucher_type__is_active=False)

    with pytest.raises(vouchers.NotIssuedAnyMore):
        redeem(member, reward, hotel, clerk)
    assert (balance(member), taken(reward)) == (1_000, 0)


def test_who_left_the_programme_has_nothing_to_pay_with(hotel, clerk, member):
    Member.objects.update(closed_on=TODAY)

    with pytest.raises(rewards.NoMember):
        redeem(member, RewardFactory(), hotel, clerk)


# Cancelled


def test_cancelling_gives_points_to_the_same_lots_stock_and_voids_the_voucher(hotel, clerk, member):
    with_points(member, 300, key="more")
    lots = list(PointsLot.objects.order_by("pk").values_list("pk", "remaining"))
    reward = RewardFactory(points=1_200, stock=1)
    row = redeem(member, reward, hotel, clerk)

    done = rewards.cancel(row, reason="ill", by=clerk, at=NOW + timedelta(hours=1))

    assert (done.state, done.cancelled_by, done.cancel_reason) == ("cancelled", clerk, "ill")
    assert PointsEntry.objects.get(reverses=row.entry).reason == ""  # no erasure reaches an entry
    assert [entry.why for entry in statement(member).entries() if entry.reverses_id] == ["ill"]
    assert list(PointsLot.objects.order_by("pk").values_list("pk", "remaining")) == lots
    assert (balance(member), taken(reward)) == (1_300, 0)
    assert (Voucher.objects.get().state, Voucher.objects.get().void_reason) == ("void", "ill")


def test_cancelling_twice_gives_back_once(hotel, clerk, member):
    row = redeem(member, RewardFactory(stock=5), hotel, clerk)
    rewards.cancel(row, reason="ill", by=clerk, at=NOW)
    rewards.cancel(row, reason="ill", by=clerk, at=NOW)

    assert balance(member) == 1_000


def test_a_used_voucher_keeps_its_points_spent(hotel, clerk, member):
    row = redeem(member, RewardFactory(), hotel, clerk)
    vouchers.redeem(row.voucher, hotel=hotel, at=NOW, by=clerk)

    with pytest.raises(vouchers.AlreadyRedeemed, match="Redeemed already: by"):
        rewards.cancel(row, reason="ill", by=clerk, at=NOW)
    row.refresh_from_db()
    assert (row.state, balance(member)) == ("done", 500)


def test_after_the_day_only_who_may_any_day_cancels(hotel, clerk, member):
    row = redeem(member, RewardFactory(), hotel, clerk)
    later = NOW + timedelta(days=3)

    with pytest.raises(rewards.TooLateToCancel):
        rewards.cancel(row, reason="ill", by=clerk, at=later)
    assert rewards.cancel(row, reason="ill", by=clerk, at=later, any_day=True).state == "cancelled"


def test_a_voucher_that_cost_points_is_not_made_void_alone(hotel, clerk, member):
    row = redeem(member, RewardFactory(), hotel, clerk)

    with pytest.raises(vouchers.BoughtWithPoints):
        vouchers.void(row.voucher, reason="x", by=clerk, at=NOW)
