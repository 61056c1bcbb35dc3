"""A budget is for messages, points and vouchers together, and is never overdrawn."""

from decimal import Decimal

import pytest
from django.utils import translation

from campaigns.actions.stopping import resume
from campaigns.models import Sent, Variant
from campaigns.results import figures
from hotelcrm.outbox.models import Mailing, Message
from loyalty.models import CurrencyRate, PointsEntry, Programme, Voucher
from tests.campaigns.running.world import DAY, money, person, plan, run, started, stranger
from tests.factories import HotelFactory, MemberFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db
USED_UP = ("paused", "Its budget is used up.")


@pytest.fixture
def hotel():
    return HotelFactory()


def stands(campaign):
    campaign.refresh_from_db()
    return campaign.state, campaign.because


def people(number):
    return [person() for _n in range(number)]


def test_vouchers_cost_when_they_are_issued(hotel):
    people(5)
    gift = VoucherTypeFactory(cost=money("30"))
    campaign = started(hotel, plan(voucher_type=gift, cost=money("1")), budget=money("100"))
    run()
    assert (Voucher.objects.count(), stands(campaign)[0]) == (3, "running")
    run()

    assert (Voucher.objects.count(), stands(campaign)) == (3, USED_UP)
    assert figures.of(campaign, at=NOON).counts.cost <= Decimal(100)


def test_points_cost_for_whom_they_were_given(hotel):
    Programme.objects.update(cost_per_point="0.01")
    people(2)  # who are no members
    for guest in people(4):
        MemberFactory(guest=guest)
    campaign = started(hotel, plan(points=1000), budget=money("30"))
    for _turn in range(4):
        run()

    assert PointsEntry.objects.filter(kind="bonus").count() == 3
    assert Variant.objects.get().given == 3
    assert (Message.objects.count(), stands(campaign)) == (5, USED_UP)


def test_whom_the_gate_refuses_costs_nothing(hotel):
    for _n in range(3):
        stranger()
    people(2)
    gift = VoucherTypeFactory(cost=money("30"))
    campaign = started(hotel, plan(voucher_type=gift), budget=money("60"))
    for _turn in range(5):
        run()

    assert (Voucher.objects.count(), Sent.objects.count()) == (2, 5)
    assert stands(campaign)[1] == ""


def test_a_voucher_that_has_expired_costs_nothing_any_more(hotel):
    people(2)
    campaign = started(hotel, plan(voucher_type=VoucherTypeFactory(cost=money("30"))), budget=money("30"))
    run()
    run()
    assert stands(campaign) == USED_UP
    Voucher.objects.update(state="expired")

    resume(campaign, by=UserFactory(), at=NOON)
    run()
    assert Voucher.objects.count() == 2


def test_a_cheaper_step_goes_on_where_a_dearer_one_could_not(hotel):
    people(2)
    dear = plan(voucher_type=VoucherTypeFactory(cost=money("30")))
    campaign = started(hotel, dear, plan("again", after_days=1, cost=money("0.10")), budget=money("60.20"))
    run()
    run(NOON + DAY)

    assert Message.objects.filter(mailing__template__code="again").count() == 2
    assert stands(campaign)[1] == ""


def test_what_is_queued_and_paid_for_goes_out(hotel):
    people(2)
    campaign = started(hotel, plan(cost=money("1")), budget=money("1"))
    run()
    run()

    assert stands(campaign) == USED_UP
    assert Mailing.objects.get().paused_at is None


def test_without_a_budget_nothing_is_reckoned(hotel):
    people(2)
    campaign = started(hotel, plan(voucher_type=VoucherTypeFactory(cost=money("30")), cost=money("9")))
    run()

    assert (Message.objects.count(), stands(campaign)) == (2, ("running", ""))


def test_a_budget_is_in_the_hotels_currency(hotel):
    hotel.currency = "EUR"
    hotel.save()
    CurrencyRate.objects.create(currency="EUR", worth=8)
    people(3)
    gift = VoucherTypeFactory(cost=money("16"))  # two euros
    campaign = started(hotel, plan(voucher_type=gift, cost=money("1")), budget=money("6"))
    run()
    run()

    assert (Voucher.objects.count(), stands(campaign)) == (2, USED_UP)


def test_without_a_rate_gifts_cannot_be_reckoned_and_messages_can(hotel):
    hotel.currency = "EUR"
    hotel.save()
    people(3)
    given = started(hotel, plan(voucher_type=VoucherTypeFactory(cost=money("16"))), budget=money("6"))
    told = started(hotel, plan("told", cost=money("1")), budget=money("2"))
    run()
    run()

    assert stands(given) == ("paused", "There is no rate for EUR: its budget cannot be reckoned.")
    with translation.override("zh-hans"):
        assert stands(given) == ("paused", "没有EUR的汇率，无法核算预算。")
    assert Voucher.objects.count() == 0
    assert stands(told) == USED_UP
    assert Message.objects.count() == 2
