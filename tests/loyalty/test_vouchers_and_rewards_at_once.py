"""The same voucher, and the last pieces of a reward, wanted by many at one moment, each on a connection of its own."""

from collections import Counter

import pytest

from hotelcrm.accounts.models import Role
from loyalty import ledger
from loyalty.actions import bulk, rewards, vouchers
from loyalty.models import Member, PointsEntry, Programme, Redemption, Reward, Voucher
from tests.committed import at_once
from tests.factories import (
    NOW,
    TODAY,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    RewardFactory,
    VoucherTypeFactory,
    staff,
)

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_of_a_hundred_who_redeem_one_voucher_one_succeeds_and_the_others_are_told():
    hotel = HotelFactory(name_en="Lakeside")
    made = vouchers.issue(
        VoucherTypeFactory(), guest=GuestFactory(), source="desk", key="k", by=None, at=NOW, hotel=hotel
    )
    desks = [staff(Role.FRONT_DESK, hotel, display_name=f"Desk {n}") for n in range(100)]

    def redeem(number):
        try:
            vouchers.redeem(made, hotel=hotel, at=NOW, by=desks[number], key=f"form {number}")
        except vouchers.AlreadyRedeemed as refused:
            return str(refused)
        return "redeemed"

    answers = Counter(at_once(redeem, range(100)))

    winner = Voucher.objects.get().redeemed_by
    assert answers == {"redeemed": 1, f"Redeemed already: by {winner}, Sat 21 Nov 14:30, Lakeside.": 99}


def test_of_twenty_who_want_the_last_five_five_get_one():
    hotel = HotelFactory()
    reward, clerk = RewardFactory(stock=5), staff(Role.FRONT_DESK, hotel)
    members = [MemberFactory(hotel=hotel) for _ in range(20)]
    for member in members:
        posting = ledger.Posting(member.pk, 600, PointsEntry.Kind.BONUS, "start", NOW, TODAY)
        ledger.credit(posting, programme=Programme.current())

    def redeem(member):
        try:
            rewards.redeem(member, reward=reward, key="form", hotel=hotel, by=clerk, at=NOW)
        except rewards.OutOfStock:
            return "none left"
        return "redeemed"

    answers = Counter(at_once(redeem, members))

    assert answers == {"redeemed": 5, "none left": 15}
    assert Reward.objects.get().taken == Redemption.objects.count() == Voucher.objects.count() == 5
    assert Counter(Member.objects.values_list("balance", flat=True)) == {100: 5, 600: 15}


def test_a_price_changed_by_somebody_else_while_it_is_paid_takes_no_points(monkeypatch):
    hotel = HotelFactory()
    reward, clerk, member = RewardFactory(), staff(Role.FRONT_DESK, hotel), MemberFactory(hotel=hotel)
    ledger.credit(ledger.Posting(member.pk, 600, "bonus", "start", NOW, TODAY), programme=Programme.current())
    debit = ledger.debit

    def pay(*args, **facts):
        at_once(lambda points: Reward.objects.update(points=points), [501])
        return debit(*args, **facts)

    monkeypatch.setattr(ledger, "debit", pay)
    with pytest.raises(rewards.PriceChanged):
        rewards.redeem(member, reward=reward, key="form", hotel=hotel, by=clerk, at=NOW)

    assert Member.objects.get().balance == 600
    assert Reward.objects.get().taken == Redemption.objects.count() == 0


def test_two_clicks_on_one_order_of_many_make_one_batch():
    hotel = HotelFactory()
    manager, terms = staff(Role.MANAGER, hotel), VoucherTypeFactory()
    order = bulk.Order(terms, 50, TODAY, "fair")

    batches = at_once(lambda _n: bulk.issue_batch(order, key="form", hotel=hotel, by=manager, at=NOW).pk, range(4))

    assert len(set(batches)) == 1
    assert Voucher.objects.count() == 50
