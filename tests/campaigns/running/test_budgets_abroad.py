"""A budget in another currency than the programme's, and one that several workers draw on."""

import pytest

from campaigns.running.preparing import prepare
from hotelcrm.outbox.models import Message
from loyalty.models import CurrencyRate
from tests.campaigns.running.world import money, person, plan, run, started
from tests.committed import at_once
from tests.factories import HotelFactory
from tests.outbox.rows import NOON


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 100])
def test_messages_cost_in_the_hotels_currency(limit):
    """In the programme's they would be an eighth as dear, or the budget an eighth as large."""
    CurrencyRate.objects.create(currency="EUR", worth=8)
    for _n in range(6):
        person()
    campaign = started(HotelFactory(currency="EUR"), plan(cost=money("1")), budget=money("3"))

    for _turn in range(3):
        run(limit=limit)

    campaign.refresh_from_db()
    assert (Message.objects.count(), campaign.state) == (3, "paused")


@pytest.mark.usefixtures("transactional_db")
def test_workers_that_meet_do_not_overdraw_it():
    for _n in range(30):
        person()
    campaign = started(HotelFactory(), plan(cost=money("0.10")), budget=money("0.50"))
    prepare(campaign.pk, at=NOON)

    at_once(lambda _n: run(limit=5), range(6))
    run()

    campaign.refresh_from_db()
    assert (Message.objects.count(), campaign.state) == (5, "paused")
