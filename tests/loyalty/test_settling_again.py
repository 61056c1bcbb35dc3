"""What the first posting of a stay fixes, what expired meanwhile, and that every way there and back ends the same."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guests.actions import merge_guests, undo_merge
from guests.models import Guest, Merge
from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions.enrolling import enrol
from loyalty.actions.settling import settle, settle_due
from loyalty.models import CurrencyRate, EarnRule, Member, PointsEntry, Programme
from stays.actions import check_out
from stays.models import Channel, Stay, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    ChargeFactory,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    StayFactory,
    staff,
)

from .ledger_world import lots, posting, programme, proven, state

pytestmark = pytest.mark.django_db

LONG_AGO = TODAY - timedelta(days=900)
THEN = NOW - timedelta(days=797)  # two years and some weeks: what was earned then is gone


@pytest.fixture
def member():
    return MemberFactory(joined_on=LONG_AGO)


def _stay(member: Member, **fields: Any) -> Stay:
    facts = {"guest": member.guest, "arrival": TODAY - timedelta(days=2), "status": StayStatus.CHECKED_OUT} | fields
    return StayFactory(**facts)


def _old(member: Member) -> Stay:
    """A stay of 1200 points that have expired since."""
    stay = _stay(member, arrival=TODAY - timedelta(days=800), departure=TODAY - timedelta(days=798))
    settle(stay.pk, at=THEN, by=None)
    return stay


def _set(stay: Stay, **fields: Any) -> None:
    Stay.objects.filter(pk=stay.pk).update(**fields)


def _settle(stay: Stay, at: datetime = NOW) -> list[int]:
    return [entry.points for entry in settle(stay.pk, at=at, by=None)]


def _rate(rate: int, **which: Any) -> None:
    EarnRule.objects.filter(**({"department": "", "channel_kind": ""} | which)).update(rate=rate)


# Rates


def test_a_rate_changed_later_does_not_reach_what_was_posted(member):
    stay = _stay(member)
    _settle(stay)
    _rate(2)
    assert _settle(stay) == []

    _set(stay, room_revenue=Decimal(1300))
    assert _settle(stay) == [100]


def test_a_rule_deleted_takes_no_points(member):
    stay = _stay(member)
    _settle(stay)
    EarnRule.objects.all().delete()

    assert _settle(stay) == []


def test_what_is_spent_on_later_earns_by_the_rules_of_now_and_keeps_them(member):
    stay = _stay(member)
    _settle(stay)
    _rate(3)
    ChargeFactory(stay=stay, department="spa", amount=Decimal(100))

    assert _settle(stay) == [300]
    _rate(5)
    assert _settle(stay) == []


def test_a_channel_corrected_earns_by_the_rules_of_the_right_one(member):
    stay = _stay(member, channel=ChannelFactory(code="agency", kind=Channel.Kind.OTA))
    ChargeFactory(stay=stay, department="spa", amount=Decimal(100))
    assert _settle(stay) == [100]

    _set(stay, channel=ChannelFactory(code="ours", kind=Channel.Kind.DIRECT))
    assert _settle(stay) == [1200]


def test_a_merge_after_a_change_of_rates_posts_nothing(member):
    stay, by = _stay(member), staff(Role.MANAGER, HotelFactory())
    _settle(stay)
    _rate(2)

    merge_guests(member.guest, absorbed=GuestFactory(), by=by, at=NOW)
    settle_due(at=NOW)

    assert state(member) == (1200, 0)


def test_another_guest_has_the_stay_at_its_own_rates(member):
    other, stay = MemberFactory(joined_on=LONG_AGO), _stay(member)
    _settle(stay)
    _rate(2)
    _set(stay, guest=other.guest)

    _settle(stay)

    assert (state(member), state(other)) == ((0, 0), (1200, 0))


def test_a_corrected_currency_is_worth_its_own(member):
    CurrencyRate.objects.create(currency="EUR", worth=Decimal(7))
    stay = _stay(member)
    _settle(stay)

    _set(stay, currency="EUR")
    assert _settle(stay) == [1200 * 6]

    CurrencyRate.objects.update(worth=Decimal(9))
    assert _settle(stay) == []
    _set(stay, currency="CNY")
    assert _settle(stay) == [-1200 * 6]


# Expired


@pytest.mark.parametrize("swept", [True, False])
def test_expired_points_are_not_taken_a_second_time(member, swept):
    stay = _old(member)
    if swept:
        ledger.expire_due(TODAY, at=NOW)
    _set(stay, status=StayStatus.CANCELLED)

    assert _settle(stay) == _settle(stay) == []
    ledger.expire_due(TODAY, at=NOW)
    assert state(member) == (0, 0)

    _set(stay, status=StayStatus.CHECKED_OUT)
    assert _settle(stay) == []
    assert proven(member)


def test_what_was_spent_before_the_rest_expired_is_owed(member):
    stay = _old(member)
    ledger.debit(posting(member, 1000, "redeem", on=TODAY - timedelta(days=790)), programme=programme())
    ledger.expire_due(TODAY, at=NOW)
    _set(stay, status=StayStatus.CANCELLED)

    assert _settle(stay) == [-1000]
    assert _settle(stay) == []
    assert state(member) == (0, 1000)


def test_a_smaller_bill_takes_nothing_that_is_gone(member):
    stay = _old(member)
    ledger.debit(posting(member, 1000, "redeem", on=TODAY - timedelta(days=790)), programme=programme())
    ledger.expire_due(TODAY, at=NOW)
    _set(stay, room_revenue=Decimal(1100))

    assert _settle(stay) == []
    assert state(member) == (0, 0)


def test_undone_and_done_again_points_do_not_live_longer(member):
    stay = _stay(member, arrival=TODAY - timedelta(days=702), departure=TODAY - timedelta(days=700))
    _settle(stay, NOW - timedelta(days=700))
    [(*_numbers, end)] = lots(member)
    for status in (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT):
        _set(stay, status=status)
        _settle(stay)

    assert lots(member) == [(1200, 0, end), (1200, 1200, end)]


def test_an_old_stay_of_another_guest_brings_no_points_back_to_life(member):
    other, stay = MemberFactory(joined_on=LONG_AGO), _old(member)
    ledger.expire_due(TODAY, at=NOW)
    _set(stay, guest=other.guest)

    _settle(stay)
    ledger.expire_due(TODAY, at=NOW)

    assert (state(member), state(other)) == ((0, 0), (0, 0))
    assert proven(member, other)


def test_many_at_once_end_on_their_days_too(member):
    stays = [_old(member), _stay(member)]
    for stay in stays:
        _set(stay, room_revenue=Decimal(2000))
    by = staff(Role.MANAGER, HotelFactory())
    merge_guests(member.guest, absorbed=GuestFactory(), by=by, at=NOW)
    settle_due(at=NOW)
    ledger.expire_due(TODAY, at=NOW)

    assert state(member) == (2000, 0)


def test_where_points_live_by_activity_a_stay_done_again_is_one(member):
    Programme.objects.update(expiry=Programme.Expiry.ACTIVITY)
    stay = _old(member)
    _set(stay, room_revenue=Decimal(1500))

    _settle(stay)

    assert lots(member)[-1][:2] == (300, 300)
    assert lots(member)[-1][2] > TODAY


# The day of joining


def test_who_joins_in_the_west_on_the_day_of_leaving_earns(member):
    hotel = HotelFactory(time_zone="America/Los_Angeles")
    desk = staff(Role.FRONT_DESK, hotel)
    at = datetime(2026, 11, 21, 19, tzinfo=UTC)  # 11 in the morning, and the next day for the programme
    day = date(2026, 11, 21)
    facts = {"hotel": hotel, "arrival": day - timedelta(days=2), "departure": day}
    after = StayFactory(status=StayStatus.IN_HOUSE, **facts)
    before = StayFactory(status=StayStatus.CHECKED_OUT, **facts)

    joined = enrol(after.guest, hotel=hotel, by=desk, at=at)
    check_out(after, by=desk, at=at + timedelta(minutes=10))
    enrol(before.guest, hotel=hotel, by=desk, at=at)
    settle_due(at=at + timedelta(minutes=10))

    assert joined.joined_on == day
    for stay in (after, before):
        assert PointsEntry.objects.filter(stay=stay).values_list("points", flat=True).get() == 1200


# A currency without a rate


def test_stays_earn_once_the_rate_is_there(client, member):
    hotel = HotelFactory()
    stay = _stay(member, hotel=hotel, currency="EUR")
    assert _settle(stay) == []
    client.force_login(staff(Role.MANAGER, hotel))

    client.post(reverse("admin:loyalty_currencyrate_add"), {"currency": "EUR", "worth": "8"})
    settle_due(at=NOW)

    assert state(member) == (9600, 0)


# There and back


class Ways:
    """One stay of one member, and what can happen to it; each step is followed by a settlement."""

    def __init__(self) -> None:
        self.mine, self.other = (MemberFactory(joined_on=LONG_AGO) for _n in range(2))
        self.by = staff(Role.MANAGER, HotelFactory())
        self.stay, self.record, self.rate = _stay(self.mine), None, 1
        _settle(self.stay)

    record: Merge | None

    def cancel(self) -> None:
        _set(self.stay, status=StayStatus.CANCELLED)

    def complete(self) -> None:
        _set(self.stay, status=StayStatus.CHECKED_OUT)

    def bill(self, amount: int = 700) -> None:
        _set(self.stay, room_revenue=Decimal(amount))

    def change_rate(self) -> None:
        self.rate += 1
        _rate(self.rate)

    def give_away(self, member: Member | None = None) -> None:
        if self.record is None:
            _set(self.stay, guest=(member or self.other).guest_id)

    def merge(self) -> None:
        if self.record is None:
            mine, other = (Guest.objects.get(pk=one.guest_id) for one in (self.mine, self.other))
            merge_guests(other, absorbed=mine, by=self.by, at=NOW)
            self.record = Merge.objects.latest("pk")

    def part(self) -> None:
        if self.record is not None:
            undo_merge(self.record, by=self.by, at=NOW)
            self.record = None

    def go_back(self) -> None:
        for step in (self.part, self.complete, lambda: self.bill(1200), lambda: self.give_away(self.mine)):
            step()
            self.settle()

    def settle(self) -> None:
        settle_due(at=NOW)
        _settle(self.stay)


STEPS = [Ways.cancel, Ways.complete, Ways.bill, Ways.change_rate, Ways.give_away, Ways.merge, Ways.part]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(STEPS), max_size=6))
def test_every_way_there_and_back_ends_the_same(steps):
    with transaction.atomic():
        ways = Ways()
        for step in steps:
            step(ways)
            ways.settle()
            assert _settle(ways.stay) == []
        ways.go_back()

        assert (state(ways.mine), state(ways.other)) == ((1200, 0), (0, 0))
        assert proven(ways.mine, ways.other)
        transaction.set_rollback(True)
