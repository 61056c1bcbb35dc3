"""Two guests become one, and two again: what becomes of their accounts."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db.models import Sum

from guests.actions import CannotUndoError, merge_guests, undo_merge
from guests.models import Guest, Merge
from hotelcrm.audit.invariants import verify
from loyalty import ledger
from loyalty.actions import rewards, tiering
from loyalty.actions.settling import settle_due
from loyalty.models import Member, PointsEntry, SettlementDue, Tier, TierChange, TierGrant
from stays.models import StayStatus
from tests.factories import (
    NOW,
    TODAY,
    ChargeFactory,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    RewardFactory,
    StayFactory,
    UserFactory,
)

from .ledger_world import Kind, lots, posting, programme, proven, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def terms():
    return programme()


def tier(code):
    return Tier.objects.get(code=code)


def all_points():
    return PointsEntry.objects.aggregate(sum=Sum("points"))["sum"]


def test_the_only_account_goes_to_the_survivor_and_back(user, terms):
    member = MemberFactory()
    survivor, absorbed = GuestFactory(), member.guest
    ledger.credit(posting(member, 100), programme=terms)
    record = merge_guests(survivor, absorbed=absorbed, by=user, at=NOW)

    assert Member.objects.get().guest == survivor
    undo_merge(record, by=user, at=NOW)
    assert Member.objects.get().guest == absorbed
    assert state(member) == (100, 0)


def test_the_survivors_own_account_stays(user):
    member = MemberFactory()
    record = merge_guests(member.guest, absorbed=GuestFactory(), by=user, at=NOW)
    undo_merge(record, by=user, at=NOW)

    assert Member.objects.get().guest == member.guest


def test_of_two_accounts_the_survivors_has_all_and_an_undo_is_exact(user, terms):
    mine, theirs = MemberFactory(), MemberFactory(joined_on=TODAY - timedelta(days=400))
    ledger.credit(posting(mine, 100), programme=terms)
    ledger.credit(posting(theirs, 50), programme=programme(expiry_months=6))
    before = [(state(member), [lot for lot in lots(member) if lot[1]]) for member in (mine, theirs)]
    record = merge_guests(mine.guest, absorbed=theirs.guest, by=user, at=NOW)

    assert (state(mine), state(theirs)) == ((150, 0), (0, 0))
    assert theirs.merged_into == mine
    assert mine.joined_on == TODAY - timedelta(days=400)
    assert ledger.credit(posting(theirs, 5, key="late"), programme=terms).member_id == mine.pk

    ledger.debit(posting(mine, 5, Kind.ADJUST), programme=programme(expiry_months=6))
    undo_merge(record, by=user, at=NOW)
    assert (state(mine), state(theirs)) == ((105, 0), (45, 0))
    assert theirs.merged_into is None
    assert mine.joined_on == TODAY
    assert before[0] == ((100, 0), [(100, 100, date(2028, 11, 21))])
    assert lots(theirs) == [(50, 45, date(2027, 5, 21))]
    assert all_points() == 150
    assert proven(mine, theirs)


@pytest.mark.parametrize(("mine_has", "theirs_has", "together"), [(-80, 50, -30), (50, -80, -30), (-10, -20, -30)])
def test_debts_are_joined_and_parted(user, terms, mine_has, theirs_has, together):
    mine, theirs = MemberFactory(), MemberFactory()
    for member, points in ((mine, mine_has), (theirs, theirs_has)):
        if points > 0:
            ledger.credit(posting(member, points), programme=terms)
        else:
            ledger.take_back(posting(member, -points, Kind.REVERSE), programme=terms)
    record = merge_guests(mine.guest, absorbed=theirs.guest, by=user, at=NOW)

    assert state(mine) == (0, -together)
    assert state(theirs) == (0, 0)
    assert proven(mine, theirs)

    undo_merge(record, by=user, at=NOW)
    assert [balance - debt for balance, debt in (state(mine), state(theirs))] == [mine_has, theirs_has]
    assert all_points() == mine_has + theirs_has
    assert proven(mine, theirs)


def test_the_better_tier_counts_and_goes_back(user):
    until = TODAY + timedelta(days=100)
    mine = MemberFactory()
    theirs = MemberFactory(tier=tier("gold"), tier_until=until, earned_tier=tier("gold"), earned_until=until)
    record = merge_guests(mine.guest, absorbed=theirs.guest, by=user, at=NOW)

    mine.refresh_from_db()
    assert (mine.tier.code, mine.tier_until, mine.earned_tier.code) == ("gold", until, "gold")
    change = TierChange.objects.get(member=mine)
    assert (change.why, change.after.code) == (TierChange.Why.MERGED, "gold")

    undo_merge(record, by=user, at=NOW)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.tier.rank, mine.tier_until) == (0, None)
    assert (theirs.tier.code, theirs.tier_until) == ("gold", until)


def test_a_tier_given_by_hand_comes_along(user):
    mine, theirs = MemberFactory(), MemberFactory(tier=tier("platinum"))
    TierGrant.objects.create(member=theirs, tier=tier("platinum"), starts_on=TODAY, reason="friend", by=user, at=NOW)
    record = merge_guests(mine.guest, absorbed=theirs.guest, by=user, at=NOW)

    mine.refresh_from_db()
    assert mine.tier.code == "platinum"
    assert TierGrant.objects.get().member == mine

    undo_merge(record, by=user, at=NOW)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.tier.rank, theirs.tier.code) == (0, "platinum")
    assert TierGrant.objects.get().member == theirs


def completed(guest, **fields):
    stay = StayFactory(
        guest=guest,
        status=StayStatus.CHECKED_OUT,
        arrival=TODAY,
        departure=TODAY + timedelta(days=1),
        room_revenue=Decimal(600),
        **fields,
    )
    ChargeFactory(stay=stay, amount=Decimal(100))
    return stay


def test_stays_of_the_parted_guest_are_reckoned_anew(user):
    mine, theirs = MemberFactory(), MemberFactory()
    stay = completed(theirs.guest)
    SettlementDue.objects.create(stay_id=stay.pk, since=NOW)
    settle_due(at=NOW)
    earned, _debt = state(theirs)
    assert earned > 0

    record = merge_guests(mine.guest, absorbed=theirs.guest, by=user, at=NOW)
    settle_due(at=NOW)
    assert (state(mine), state(theirs)) == ((earned, 0), (0, 0))
    during = completed(theirs.guest)
    stay.refresh_from_db()
    assert stay.guest == mine.guest
    during.guest = mine.guest
    during.save()
    SettlementDue.objects.create(stay_id=during.pk, since=NOW)
    settle_due(at=NOW)
    assert state(mine) == (2 * earned, 0)

    undo_merge(record, by=user, at=NOW)
    assert list(SettlementDue.objects.order_by("stay_id").values_list("stay_id", flat=True)) == [stay.pk, during.pk]
    settle_due(at=NOW)
    assert (state(mine), state(theirs)) == ((earned, 0), (earned, 0))
    assert proven(mine, theirs)


def test_merged_twice_and_undone_in_turn(user, terms):
    """C into B, B into A; undone from the last: everybody has what was theirs."""
    members = a, b, c = [MemberFactory() for _n in range(3)]
    for points, member in enumerate(members, start=1):
        ledger.credit(posting(member, points * 100, key="a"), programme=terms)
    first = merge_guests(b.guest, absorbed=c.guest, by=user, at=NOW)
    second = merge_guests(a.guest, absorbed=b.guest, by=user, at=NOW)

    assert [state(member) for member in members] == [(600, 0), (0, 0), (0, 0)]
    assert ledger.credit(posting(c, 1), programme=terms).member_id == a.pk

    undo_merge(second, by=user, at=NOW)
    undo_merge(first, by=user, at=NOW)
    assert [state(member) for member in members] == [(101, 0), (200, 0), (300, 0)]
    assert proven(*members)


# Out of order


def merge(survivor, absorbed, user):
    """As the desk does it: the profiles as they stand."""
    return merge_guests(Guest.objects.get(pk=survivor.pk), absorbed=Guest.objects.get(pk=absorbed.pk), by=user, at=NOW)


def broken():
    return [verdict.invariant.name for verdict in verify() if not verdict.holds]


def facts():
    """All that a parting may change."""
    accounts = Member.objects.order_by("pk").values_list("pk", "guest", "merged_into", "balance", "debt", "tier")
    guests = Guest.objects.order_by("pk").values_list("pk", "merged_into", "version")
    return list(accounts), list(guests), PointsEntry.objects.count(), SettlementDue.objects.count()


def test_an_account_goes_back_only_without_what_was_joined_to_it_since(user, terms):
    """A's account goes to B, who is no member, and C's is joined to it: A parted first would have taken C's points."""
    first, third = MemberFactory(), MemberFactory()
    a, b, c = first.guest, GuestFactory(), third.guest
    ledger.credit(posting(first, 100), programme=terms)
    ledger.credit(posting(third, 50), programme=terms)
    earlier, later = merge(b, a, user), merge(b, c, user)
    before = facts()

    with pytest.raises(CannotUndoError):
        undo_merge(earlier, by=user, at=NOW)
    assert facts() == before
    assert broken() == []

    undo_merge(later, by=user, at=NOW)
    undo_merge(earlier, by=user, at=NOW)
    assert (state(first), state(third)) == ((100, 0), (50, 0))
    assert [member.guest for member in (first, third)] == [a, c]
    assert ledger.credit(posting(third, 7), programme=terms).member_id == third.pk
    assert broken() == []


def test_of_two_joined_accounts_the_later_is_parted_first(user):
    """Each parting restores the tier, the day of joining and the end of before: they nest."""
    gold, until = tier("gold"), date(2027, 12, 31)
    long_ago = TODAY - timedelta(days=400)
    mine = MemberFactory(closed_on=TODAY)
    best = MemberFactory(tier=gold, tier_until=until, earned_tier=gold, earned_until=until, joined_on=long_ago)
    other = MemberFactory()
    earlier, later = merge(mine.guest, best.guest, user), merge(mine.guest, other.guest, user)

    with pytest.raises(CannotUndoError):
        undo_merge(earlier, by=user, at=NOW)
    undo_merge(later, by=user, at=NOW)
    mine.refresh_from_db()
    assert (mine.tier, mine.tier_until, mine.joined_on, mine.closed_on) == (gold, until, long_ago, None)
    undo_merge(earlier, by=user, at=NOW)
    mine.refresh_from_db()
    best.refresh_from_db()
    assert (mine.tier.rank, mine.tier_until, mine.joined_on, mine.closed_on) == (0, None, TODAY, TODAY)
    assert (best.tier, best.joined_on, best.closed_on) == (gold, long_ago, None)
    assert broken() == []


def test_a_merge_undone_and_one_without_an_account_hinder_nothing(user):
    first, third = MemberFactory(), MemberFactory()
    survivor, first_guest = GuestFactory(), first.guest
    earlier = merge(survivor, first_guest, user)
    undo_merge(merge(survivor, third.guest, user), by=user, at=NOW)
    merge(survivor, GuestFactory(), user)

    undo_merge(earlier, by=user, at=NOW)
    first.refresh_from_db()
    assert first.guest == first_guest
    assert broken() == []


def test_a_merge_that_moved_no_account_is_undone_in_any_order(user):
    survivor, other = GuestFactory(), MemberFactory()
    earlier = merge(survivor, GuestFactory(), user)
    merge(survivor, other.guest, user)

    undo_merge(earlier, by=user, at=NOW)
    other.refresh_from_db()
    assert other.guest == survivor


def test_an_account_that_is_not_where_the_merge_brought_it_is_not_passed_over(user):
    mine, theirs, third = MemberFactory(), MemberFactory(), MemberFactory()
    record = merge(mine.guest, theirs.guest, user)
    Member.objects.filter(pk=theirs.pk).update(merged_into=third)

    with pytest.raises(CannotUndoError):
        undo_merge(record, by=user, at=NOW)
    assert Merge.objects.get().undone_at is None
    assert broken() == ["loyalty.accounts_follow_their_guests"]


def test_an_account_closed_while_it_was_joined_stays_closed(user):
    mine, theirs = MemberFactory(), MemberFactory()
    record = merge(mine.guest, theirs.guest, user)
    Member.objects.filter(pk=mine.pk).update(closed_on=TODAY)

    undo_merge(record, by=user, at=NOW)
    mine.refresh_from_db()
    assert mine.closed_on == TODAY


# However many merges there were


def chain(user, count=4):
    """Accounts of which each was joined to the next."""
    members = [MemberFactory() for _n in range(count)]
    for gone, keep in pairwise(members):
        merge(keep.guest, gone.guest, user)
    return members


def test_qualifying_points_count_through_three_merges(user, terms):
    Tier.objects.filter(rank=1).update(nights=None, stays=None, spend=None, points=1000)
    first, *_between, last = chain(user)
    PointsEntry.objects.bulk_create(
        PointsEntry(member=member, kind=Kind.BONUS, points=1, qualifying=points, key="old", on=TODAY, at=NOW)
        for member, points in ((first, 900), (last, 200))
    )
    tiering.review([last.pk], at=NOW)

    last.refresh_from_db()
    assert last.tier.rank == 1


def test_rewards_of_a_family_count_through_three_merges(user, terms):
    first = MemberFactory()
    hotel, reward = HotelFactory(), RewardFactory(per_member=1)
    ledger.credit(posting(first, 5 * reward.points), programme=terms)
    bought = rewards.redeem(first, reward=reward, key="k", hotel=hotel, by=user, at=NOW)
    last = first
    for _n in range(3):
        last, before = MemberFactory(), last
        merge(last.guest, before.guest, user)

    assert rewards.redeem(last, reward=reward, key="k", hotel=hotel, by=user, at=NOW) == bought
    with pytest.raises(rewards.LimitReached):
        rewards.redeem(last, reward=reward, key="k2", hotel=hotel, by=user, at=NOW)
    rewards.cancel(bought, reason="error", by=user, at=NOW)
    assert state(last) == (5 * reward.points, 0)
