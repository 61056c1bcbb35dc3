"""Points of a stay: what it should have earned less what is posted, however often and in whichever order it changes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guests.actions import merge_guests, undo_merge
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty.actions import settling
from loyalty.actions.enrolling import enrol
from loyalty.actions.settling import settle, settle_due
from loyalty.models import (
    CurrencyRate,
    EarnRule,
    Member,
    PointsEntry,
    Promotion,
    PromotionGuest,
    SettlementDue,
    StayClaim,
    Tier,
)
from stays.actions import (
    Posting,
    attach_guest,
    check_out,
    detach_guest,
    post_charge,
    undo_check_out,
)
from stays.models import Channel, Charge, Stay, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    ChargeFactory,
    CompanyFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    MemberFactory,
    StayFactory,
    staff,
)

from .ledger_world import proven, state

pytestmark = pytest.mark.django_db

ARRIVAL = TODAY - timedelta(days=2)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def member():
    return MemberFactory(joined_on=ARRIVAL)


def _stay(member: Member | None, **fields: Any) -> Stay:
    guest = {"guest": member.guest if member else None}
    facts = {"arrival": ARRIVAL, "status": StayStatus.CHECKED_OUT, "checked_out_at": NOW} | guest | fields
    return StayFactory(**facts)


def _settle(stay: Stay | int) -> list[PointsEntry]:
    return settle(stay if isinstance(stay, int) else stay.pk, at=NOW, by=None)


def _points(stay: Stay) -> list[tuple[str, int]]:
    return list(PointsEntry.objects.filter(stay=stay).order_by("pk").values_list("kind", "points"))


def _set(stay: Stay, **fields: Any) -> None:
    Stay.objects.filter(pk=stay.pk).update(**fields)


def _tier(member: Member, code: str) -> None:
    tier = Tier.objects.get(code=code)
    Member.objects.filter(pk=member.pk).update(tier=tier, earned_tier=tier, tier_until=None, earned_until=None)


# What it earns


def test_a_completed_stay_earns_and_says_how_it_was_reckoned(member):
    stay = _stay(member)

    [entry] = _settle(stay)

    assert (entry.kind, entry.points, entry.qualifying, entry.key) == ("earn", 1200, 1200, f"stay:{stay.pk}:0:1")
    rule = EarnRule.objects.get(department="")
    assert entry.details["lines"] == [
        {"department": "room", "amount": "1200.00", "rule": rule.pk, "rate": "1.0000", "points": "1200.000000"}
    ]
    assert (entry.details["tier"], entry.details["multiplier"], entry.details["worth"]) == ("member", "1.00", "1")
    assert proven(member)


def test_twice_changes_nothing(member):
    stay = _stay(member)
    _settle(stay)

    assert _settle(stay) == []
    assert state(member) == (1200, 0)
    assert Touchpoint.objects.filter(key=f"points:stay:{stay.pk}").count() == 1


@pytest.mark.parametrize("status", sorted(set(StayStatus) - {StayStatus.CHECKED_OUT}))
def test_only_completed_stays_earn(member, status):
    assert _settle(_stay(member, status=status, checked_in_at=NOW)) == []


def test_nobody_earns_without_a_membership():
    assert _settle(_stay(None)) == []
    assert _settle(StayFactory(arrival=ARRIVAL, status=StayStatus.CHECKED_OUT)) == []


def test_room_charges_count_instead_of_the_promise_and_dinner_besides(member):
    stay = _stay(member)
    ChargeFactory(stay=stay, department=Charge.Department.ROOM, amount=Decimal(1000))
    ChargeFactory(stay=stay, department=Charge.Department.FOOD, amount=Decimal("168.50"))

    _settle(stay)

    assert state(member) == (1168, 0)


def test_revenue_that_came_as_one_sum_counts_as_other(member):
    _settle(_stay(member, other_revenue=Decimal("99.90")))

    assert state(member) == (1299, 0)


def test_the_room_of_an_agency_on_the_web_earns_nothing(member):
    agency = ChannelFactory(code="agency", kind=Channel.Kind.OTA)
    stay = _stay(member, channel=agency)
    ChargeFactory(stay=stay, department=Charge.Department.SPA, amount=Decimal(300))

    _settle(stay)

    assert state(member) == (300, 0)


def test_company_rates_can_be_excluded(member):
    EarnRule.objects.create(any_company=True, rate=0)

    assert _settle(_stay(member, company=CompanyFactory())) == []


def test_the_tier_multiplies(member):
    _tier(member, "gold")

    _settle(_stay(member))

    assert state(member) == (1500, 0)
    assert PointsEntry.objects.get().qualifying == 1200


# Currencies


def test_another_currency_is_converted(member):
    CurrencyRate.objects.create(currency="EUR", worth=Decimal("7.8"))

    _settle(_stay(member, currency="EUR", rate=Decimal(100)))

    assert state(member) == (1560, 0)


def test_a_currency_without_a_rate_earns_nothing_and_says_why(member, caplog):
    assert _settle(_stay(member, currency="EUR")) == []
    assert "no rate for EUR" in caplog.text


def test_a_rate_taken_away_later_takes_no_points(member):
    rate = CurrencyRate.objects.create(currency="EUR", worth=Decimal(8))
    stay = _stay(member, currency="EUR", rate=Decimal(100))
    _settle(stay)
    rate.delete()

    assert _settle(stay) == []


# Joining and claiming


def test_a_stay_that_ended_before_joining_earns_nothing(member):
    stay = _stay(member, arrival=ARRIVAL - timedelta(days=3), departure=ARRIVAL - timedelta(days=1))

    assert _settle(stay) == []


def test_a_stay_that_ended_on_the_day_of_joining_earns(member):
    stay = _stay(member, arrival=ARRIVAL - timedelta(days=2), departure=ARRIVAL)

    assert [entry.points for entry in _settle(stay)] == [1200]


@pytest.mark.parametrize(("decided", "points"), [("approved", [1200]), ("open", []), ("rejected", [])])
def test_an_approved_claim_lets_an_earlier_stay_earn(member, hotel, desk, decided, points):
    stay = _stay(member, arrival=ARRIVAL - timedelta(days=3), departure=ARRIVAL - timedelta(days=1))
    StayClaim.objects.create(
        member=member, hotel=hotel, stay=stay, arrival=stay.arrival, departure=stay.departure,
        state=decided, reason="no", by=desk, at=NOW,
    )  # fmt: skip

    assert [entry.points for entry in _settle(stay)] == points


# Corrections


def test_more_on_the_bill_posts_the_difference(member):
    stay = _stay(member)
    _settle(stay)
    _set(stay, room_revenue=Decimal(1500))

    _settle(stay)

    assert _points(stay) == [("earn", 1200), ("earn", 300)]
    assert proven(member)


def test_less_on_the_bill_takes_the_difference_back(member):
    stay = _stay(member)
    _settle(stay)
    _set(stay, room_revenue=Decimal(500))

    _settle(stay)

    assert _points(stay) == [("earn", 1200), ("reverse", -700)]
    assert PointsEntry.objects.order_by("pk").last().qualifying == -700
    assert state(member) == (500, 0)


def test_cancelled_and_completed_again(member):
    stay = _stay(member)
    for status, balance in [("checked_out", 1200), ("in_house", 0), ("checked_out", 1200), ("cancelled", 0)]:
        _set(stay, status=status)
        _settle(stay)
        assert state(member) == (balance, 0)

    assert [key for (key,) in PointsEntry.objects.order_by("pk").values_list("key")] == [
        f"stay:{stay.pk}:0:{number}" for number in (1, 2, 3, 4)
    ]
    assert not Touchpoint.objects.filter(key=f"points:stay:{stay.pk}").exists()


def test_a_later_tier_does_not_change_what_was_earned(member):
    stay = _stay(member)
    _settle(stay)
    _tier(member, "platinum")
    _set(stay, room_revenue=Decimal(1300))

    _settle(stay)

    assert state(member) == (1300, 0)


def test_a_stay_that_is_gone_gives_its_points_back(member):
    stay = _stay(member)
    _settle(stay)
    number = stay.pk
    stay.delete()

    _settle(number)

    assert state(member) == (0, 0)
    assert proven(member)


def test_points_spent_meanwhile_become_a_debt(member):
    from loyalty import ledger

    from .ledger_world import Kind, posting, programme

    stay = _stay(member)
    _settle(stay)
    ledger.debit(posting(member, 1000, Kind.REDEEM), programme=programme())
    _set(stay, status=StayStatus.CANCELLED)

    _settle(stay)

    assert state(member) == (0, 1000)
    assert proven(member)


def test_another_guest_takes_the_stay_over_with_its_points(member):
    other = MemberFactory(joined_on=ARRIVAL)
    _tier(other, "gold")
    stay = _stay(member)
    _settle(stay)
    _set(stay, guest=other.guest)

    _settle(stay)

    assert (state(member), state(other)) == ((0, 0), (1500, 0))
    assert proven(member, other)


def test_an_account_joined_to_another_keeps_one_sum(member):
    stay = _stay(member)
    _settle(stay)
    survivor = MemberFactory(joined_on=ARRIVAL)
    Member.objects.filter(pk=member.pk).update(merged_into=survivor)
    _set(stay, guest=survivor.guest)

    assert _settle(stay) == []


def test_who_left_this_morning_and_joins_at_noon_has_earned(hotel, desk):
    today = StayFactory(hotel=hotel, arrival=ARRIVAL, status=StayStatus.CHECKED_OUT)
    StayFactory(hotel=hotel, guest=today.guest, arrival=ARRIVAL, departure=ARRIVAL, status=StayStatus.CHECKED_OUT)

    member = enrol(today.guest, hotel=hotel, by=desk, at=NOW)
    settle_due(at=NOW)

    assert _points(today) == [("earn", 1200)]
    assert proven(member)


def test_stays_that_come_to_a_member_by_a_merge_earn_and_go_with_its_undo(member, hotel):
    manager, stranger = staff(Role.MANAGER, hotel), GuestFactory()
    StayFactory(guest=stranger, hotel=hotel, arrival=ARRIVAL, status=StayStatus.CHECKED_OUT)

    record = merge_guests(member.guest, absorbed=stranger, by=manager, at=NOW)
    settle_due(at=NOW)
    assert state(member) == (1200, 0)

    undo_merge(record, by=manager, at=NOW)
    settle_due(at=NOW)
    assert state(member) == (0, 0)
    assert proven(member)


def test_a_closed_account_stays_as_it_is(member):
    stay = _stay(member)
    _settle(stay)
    Member.objects.filter(pk=member.pk).update(closed_on=TODAY)
    _set(stay, status=StayStatus.CANCELLED)

    assert _settle(stay) == []
    assert state(member) == (1200, 0)


# Promotions


def _promotion(**fields: Any) -> Promotion:
    facts = {"code": "double", "starts_on": TODAY, "ends_on": TODAY, "factor": Decimal(2)} | fields
    return Promotion.objects.create(**facts)


def test_a_promotion_is_an_entry_of_its_own(member):
    promotion = _promotion()
    stay = _stay(member)

    _settle(stay)

    assert _points(stay) == [("earn", 1200), ("bonus", 1200)]
    bonus = PointsEntry.objects.get(promotion=promotion)
    assert (bonus.key, bonus.qualifying) == (f"stay:{stay.pk}:{promotion.pk}:1", 0)


def test_promotions_are_those_of_the_first_posting(member):
    promotion = _promotion()
    stay = _stay(member)
    _settle(stay)
    Promotion.objects.filter(pk=promotion.pk).update(is_active=False)
    _promotion(code="late", points=50)
    _set(stay, room_revenue=Decimal(1000))

    _settle(stay)

    assert state(member) == (2000, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": TODAY - timedelta(days=1), "starts_on": ARRIVAL},
        {"starts_on": TODAY + timedelta(days=1), "ends_on": date(2027, 1, 1)},
        {"is_active": False},
        {"is_listed": True},
    ],
    ids=str,
)
def test_promotions_not_meant(member, fields):
    _promotion(**fields)
    stay = _stay(member)

    _settle(stay)

    assert _points(stay) == [("earn", 1200)]


def test_promotions_for_a_hotel_a_tier_a_tag_and_a_list(member):
    elsewhere, tagged, listed = _promotion(code="a"), _promotion(code="b"), _promotion(code="c", is_listed=True)
    elsewhere.hotels.add(HotelFactory())
    note = GuestTagFactory(guest=member.guest)
    tagged.tags.add(note.tag)
    PromotionGuest.objects.create(promotion=listed, guest=member.guest)
    _promotion(code="d", least_tier=Tier.objects.get(code="gold"))
    stay = _stay(member)

    _settle(stay)

    assert set(PointsEntry.objects.exclude(promotion=None).values_list("promotion", flat=True)) == {
        tagged.pk,
        listed.pk,
    }


# At the desk


def test_check_out_pays_in_the_same_transaction_and_its_undo_takes_back(member, hotel, desk):
    stay = _stay(member, status=StayStatus.IN_HOUSE, hotel=hotel, checked_out_at=None)

    check_out(stay, by=desk, at=NOW)
    assert state(member) == (1200, 0)
    assert PointsEntry.objects.get().by == desk

    undo_check_out(stay, by=desk, at=SOON)
    assert state(member) == (0, 0)

    check_out(stay, by=desk, at=SOON)
    assert state(member) == (1200, 0)


def test_a_late_charge_is_paid_and_a_refund_taken_back(member, hotel, desk):
    stay = _stay(member, hotel=hotel)
    _settle(stay)

    for number, amount, balance in ((1, "168", 1368), (2, "-168", 1200)):
        charge = Posting("food", Decimal(amount), "CNY", TODAY, "till", str(number))
        post_charge(stay, charge, by=desk, at=NOW)
        assert state(member) == (balance, 0)


def test_the_points_follow_the_guest(member, hotel, desk):
    stay = _stay(None, hotel=hotel)

    attach_guest(stay, guest=member.guest, by=desk, at=NOW)
    assert state(member) == (1200, 0)

    detach_guest(stay, by=desk, at=NOW)
    assert state(member) == (0, 0)


def test_a_stay_of_nobodys_membership_costs_one_query(hotel, desk):
    stay = StayFactory(hotel=hotel, arrival=ARRIVAL, status=StayStatus.IN_HOUSE)

    with CaptureQueriesContext(connection) as asked:
        check_out(stay, by=desk, at=NOW)

    assert len([query for query in asked.captured_queries if "loyalty_member" in query["sql"]]) == 1


def test_a_failure_leaves_the_stay_in_house(member, hotel, desk, monkeypatch):
    stay = _stay(member, status=StayStatus.IN_HOUSE, hotel=hotel, checked_out_at=None)

    def fail(*_args: Any, **_facts: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("loyalty.ledger.credit", fail)
    with pytest.raises(RuntimeError):
        check_out(stay, by=desk, at=NOW)

    stay.refresh_from_db()
    assert stay.status == StayStatus.IN_HOUSE


# The sweep


def _due(*stays: Stay) -> None:
    SettlementDue.objects.bulk_create([SettlementDue(stay_id=stay.pk, since=NOW) for stay in stays])


def test_what_is_due_is_settled_once(member):
    stays = [_stay(member) for _n in range(3)]
    _due(*stays)

    assert settle_due(at=NOW) == 3
    assert settle_due(at=NOW) == 0
    assert state(member) == (3600, 0)
    assert proven(member)


def test_stays_that_are_gone_are_due_as_well(member):
    stay = _stay(member)
    _settle(stay)
    _due(stay)
    stay.delete()

    assert settle_due(at=NOW) == 1
    assert state(member) == (0, 0)


def test_a_stay_without_a_rate_waits_until_there_is_one_and_is_left_alone_meanwhile(member):
    stay = _stay(member, currency="EUR")
    _due(stay)
    assert settle_due(at=NOW) == 1
    assert list(SettlementDue.objects.values_list("stay_id", "waits_for")) == [(stay.pk, "EUR")]
    assert settle_due(at=NOW) == 0

    CurrencyRate.objects.create(currency="EUR", worth=Decimal(8))

    assert settle_due(at=NOW) == 1
    assert _points(stay) == [("earn", 9600)]
    assert not SettlementDue.objects.exists()


def test_a_stay_settled_at_the_desk_waits_as_well_and_no_more_once_its_currency_was_corrected(member):
    stay = _stay(member, currency="EUR")
    _settle(stay)
    _settle(stay)
    assert list(SettlementDue.objects.values_list("stay_id", "waits_for")) == [(stay.pk, "EUR")]

    _set(stay, currency="CNY")

    assert settle_due(at=NOW) == 1
    assert _points(stay) == [("earn", 1200)]
    assert not SettlementDue.objects.exists()


def test_a_rate_entered_wakes_the_stays_that_waited_for_it(member):
    stay = _stay(member, currency="EUR")
    SettlementDue.objects.create(stay_id=stay.pk, since=NOW - timedelta(days=9), waits_for="EUR")

    settling.note_currency("EUR", at=NOW)

    assert list(SettlementDue.objects.values_list("since", "waits_for")) == [(NOW, "")]


def test_no_more_than_asked_for(member):
    _due(*(_stay(member) for _n in range(3)))

    assert settle_due(at=NOW, limit=2) == 2
    assert SettlementDue.objects.count() == 1


def test_one_that_fails_is_left_and_told_and_the_others_are_settled(member, monkeypatch, caplog):
    good, bad = _stay(member), _stay(member)
    _due(good, bad)
    settle_all = settling._settle

    def fail(stay_ids: list[int], *args: Any, **facts: Any) -> Any:
        if bad.pk in stay_ids:
            raise RuntimeError
        return settle_all(stay_ids, *args, **facts)

    monkeypatch.setattr(settling, "_settle", fail)

    assert settle_due(at=NOW) == 1
    assert settle_due(at=NOW) == 0
    assert list(SettlementDue.objects.values_list("stay_id", "failures")) == [(bad.pk, 2)]
    assert f"Stay {bad.pk} could not be settled" in caplog.text


def test_guests_and_stays_are_noted_only_for_members(member):
    mine, earned, nobodys = _stay(member), _stay(member), StayFactory(guest=GuestFactory())
    _settle(earned)
    _set(earned, guest=None)
    with connection.cursor() as cursor:
        settling.note_due(cursor, "SELECT id FROM stays_stay", at=NOW)
        settling.note_due(cursor, "SELECT id FROM stays_stay", at=NOW)

    assert set(SettlementDue.objects.values_list("stay_id", flat=True)) == {mine.pk, earned.pk}
    assert nobodys.pk not in {mine.pk, earned.pk}
