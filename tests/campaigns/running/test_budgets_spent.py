"""What a budget has been spent on: what left or will, what was issued, and what was redeemed of it."""

import pytest

from hotelcrm.outbox.models import Message
from loyalty.models import Voucher
from tests.campaigns.running.world import money, person, plan, run, started, stranger
from tests.factories import HotelFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db


def state(campaign):
    campaign.refresh_from_db()
    return campaign.state


def test_a_message_that_the_gate_refused_was_not_paid_for():
    for _n in range(3):
        stranger()
    guests = [person() for _n in range(2)]
    campaign = started(HotelFactory(), plan(cost=money("1")), budget=money("2"))

    for _turn in range(5):
        run()

    written = Message.objects.exclude(state="cancelled").order_by("guest")
    assert [row.guest for row in written] == guests
    assert state(campaign) == "running"


def test_a_voucher_that_was_redeemed_is_paid_for():
    for _n in range(2):
        person()
    campaign = started(HotelFactory(), plan(voucher_type=VoucherTypeFactory(cost=money("30"))), budget=money("30"))
    run()
    Voucher.objects.update(state="redeemed", redeemed_at=NOON)

    run()

    assert (Voucher.objects.count(), state(campaign)) == (1, "paused")
