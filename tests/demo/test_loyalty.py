"""The demo's programme: believable, the same for the same seed, and its books in order."""

from datetime import timedelta

import pytest
from django.db.models import Count, F, Sum

from guests.models import Guest
from hotelcrm.accounts.models import User
from hotelcrm.demo import loyalty
from loyalty.actions.claiming import approve_claim
from loyalty.actions.settling import settle
from loyalty.models import (
    Adjustment,
    BenefitUse,
    LotUse,
    Member,
    PointsEntry,
    PointsLot,
    Programme,
    Redemption,
    SettlementDue,
    StayClaim,
    Tier,
    TierChange,
    Voucher,
)
from stays.models import Stay, StayStatus
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 1_500
IS_WHOLE = True
Kind = PointsEntry.Kind


def tier_of(name):
    return Guest.objects.filter(full_name=name).order_by("pk")[0].member.tier.code


def test_four_guests_in_ten_are_members_in_every_tier(made):
    assert Member.objects.count() == pytest.approx(GUESTS * 0.4, rel=0.1)
    held = dict(Tier.objects.order_by("rank").values_list("code").annotate(Count("members")))
    assert held["member"] > held["silver"] > held["gold"] >= held["platinum"] > 0


def test_the_stars_have_the_tiers_of_their_story(made):
    assert (tier_of("马骏驰"), tier_of("Jonas Müller")) == ("platinum", "gold")


def test_balances_entries_and_lots_say_the_same(made):
    entries = dict(Member.objects.values_list("pk").annotate(Sum("entries__points")))
    lots = dict(PointsLot.objects.order_by().values_list("member").annotate(Sum("remaining")))
    for member in Member.objects.order_by("pk"):
        assert member.balance - member.debt == (entries[member.pk] or 0)
        assert member.balance == lots.get(member.pk, 0)
    used = LotUse.objects.aggregate(sum=Sum("points"))["sum"]
    assert PointsLot.objects.aggregate(sum=Sum(F("points") - F("remaining")))["sum"] == used


def test_a_stay_that_earned_earns_nothing_more_when_it_is_settled_anew(made):
    stays = PointsEntry.objects.filter(stay__isnull=False).order_by("-pk").values_list("stay", flat=True)

    assert [settle(stay, at=AT, by=None) for stay in [*stays[:15], *stays.reverse()[:5]]] == [[]] * 20


def test_every_stay_since_joining_earned(made):
    ended = Stay.objects.filter(
        status=StayStatus.CHECKED_OUT, departure__gte=F("guest__member__joined_on"), channel__kind="direct"
    )
    earned = set(PointsEntry.objects.filter(kind=Kind.EARN).values_list("stay", flat=True))

    assert {stay.pk for stay in ended.filter(room_revenue__gt=1)} - earned == set()


def test_points_were_earned_spent_and_expired_over_two_years(made):
    kinds = dict(PointsEntry.objects.order_by().values_list("kind").annotate(Count("pk")))

    assert {Kind.EARN, Kind.BONUS, Kind.REDEEM, Kind.EXPIRE} <= kinds.keys()
    assert PointsEntry.objects.filter(on__lt=AT.date() - timedelta(days=500)).exists()
    assert TierChange.objects.filter(why="reached").values("on").distinct().count() > 3
    assert Redemption.objects.count() >= 20


def test_nothing_has_happened_that_lies_ahead(made):
    assert not PointsEntry.objects.filter(at__gt=AT).exists()
    assert not TierChange.objects.filter(at__gt=AT).exists()
    assert not Voucher.objects.filter(redeemed_at__gt=AT).exists()
    assert not PointsLot.objects.filter(remaining__gt=0, expires_on__lte=Programme.current().today(AT)).exists()


def test_vouchers_are_open_redeemed_and_expired(made):
    states = dict(Voucher.objects.order_by().values_list("state").annotate(Count("pk")))

    assert {"issued", "redeemed", "expired"} <= states.keys()
    assert not Voucher.objects.filter(state="issued", valid_until__lt=AT.date()).exists()


def test_something_waits_to_be_decided(made):
    assert Adjustment.objects.get().state == "waiting"
    assert StayClaim.objects.filter(state="open").count() == 2
    assert BenefitUse.objects.count() > 3


def test_guest_relations_may_approve_the_claim_that_the_desk_took_down(made):
    claim = StayClaim.objects.get(by__username="front")
    relations = User.objects.get(username="relations")
    stay = Stay.objects.get(hotel=claim.hotel, confirmation=claim.confirmation)

    assert approve_claim(claim, stay=stay, by=relations, at=AT).state == "approved"
    assert StayClaim.objects.filter(state="open").exclude(pk=claim.pk).get().by == relations


def test_a_second_time_adds_nothing(made):
    before = PointsEntry.objects.count()

    assert loyalty.fill(at=AT) == 0
    assert PointsEntry.objects.count() == before


def test_stays_that_end_later_are_noted_for_the_worker(made):
    stay = Stay.objects.filter(status=StayStatus.CHECKED_OUT, guest__member__isnull=False).order_by("pk")[0]
    other = Stay.objects.filter(status=StayStatus.BOOKED, guest__member__isnull=False).order_by("pk")[0]

    loyalty.note_due([stay.pk, other.pk], at=AT)

    assert set(SettlementDue.objects.values_list("stay_id", flat=True)) == {stay.pk}
