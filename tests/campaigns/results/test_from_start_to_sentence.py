"""A campaign as it runs, with nothing made by hand but what guests and providers do."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from campaigns.models import Campaign, Enrolment, Sent
from campaigns.results import figures, telling
from campaigns.results.attributing import attribute
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Attempt, Message, MessagePolicy
from loyalty.models import Programme, Voucher
from tests.campaigns.running.world import PATIENT, person, plan, run, started, stranger
from tests.factories import HotelFactory, MemberFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

from .letters import DAY, HOUR, booking, follow

pytestmark = pytest.mark.django_db


def test_from_start_to_sentence():
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, **PATIENT)
    people = [person(pk=7_000_000 + number) for number in range(12)]
    stranger(pk=7_000_012)
    MemberFactory(guest=people[0])
    kind = VoucherTypeFactory(cost=Decimal(20))
    step = plan(voucher_type=kind, points=100, cost=Decimal("0.10"))
    campaign = started(hotel, step, plan("again", after_days=14), holdout_percent=25)
    Campaign.objects.filter(pk=campaign.pk).update(salt="lot 13")
    run()
    treated = list(Enrolment.objects.filter(arm="treated").order_by("pk"))
    arrived = {"handed_at": NOON + HOUR, "sent_at": NOON + HOUR, "delivered_at": NOON + HOUR}
    for message in Message.objects.filter(state="queued"):
        moments = {"started_at": NOON + HOUR, "finished_at": NOON + HOUR}
        Attempt.objects.create(message=message, attempt=uuid4(), outcome="accepted", **moments)
    Message.objects.filter(state="queued").update(state="delivered", **arrived)
    written = [one for one in treated if one.sent.get().message.state == "delivered"]

    follow(written[0].sent.get().message, NOON + 2 * HOUR)
    booking(written[1].guest, NOON + 2 * DAY, room_revenue=Decimal(500))
    Voucher.objects.filter(guest=written[1].guest).update(state="redeemed", redeemed_at=timezone.now())
    run(NOON + 14 * DAY)
    stay = booking(written[0].guest, NOON + 20 * DAY, room_revenue=Decimal(900))
    later = NOON + 60 * DAY
    assert attribute(at=later) == {"credited": 2, "withdrawn": 0}
    results = figures.of(campaign, at=later)

    first, second = (step.variants[0].counts for step in results.steps)
    assert (results.audience, results.treated, results.held_out) == (13, 10, 3)
    assert (first.came, first.sent, first.refused) == (10, 9, 1)
    assert (first.delivered, first.clicked, first.vouchers, first.redeemed) == (9, 1, 9, 1)
    assert first.points == 100
    assert first.cost == Decimal("0.10") * 9 + 20 + 100 * Programme.current().cost_per_point
    assert (first.bookings, first.revenue) == (2, Decimal(1_400))
    assert second.came == Sent.objects.filter(step__order=1).count() == 9  # who had booked by then had left
    assert (results.arms.over, results.arms.still_open) == (13, 0)
    assert results.comparison.bookings.treated.total == 2
    assert results.steps[0].variants[0].comparison == results.comparison
    assert telling.of_bookings(results.comparison.bookings).startswith("Cannot tell yet: about ")
    assert stay.conversion.touch == "click"
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []
