"""What comes to its end, and what has none."""

import pytest

from campaigns.models import Campaign
from tests.factories import HotelFactory
from tests.outbox.rows import NOON

from .world import DAY, person, plan, run, started

pytestmark = pytest.mark.django_db


def state(campaign):
    return Campaign.objects.get(pk=campaign.pk).state


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("kind", [{}, {"occasion": "birthday"}], ids=["one-off", "automatic"])
def test_the_day_of_its_end_ends_it_paused_or_not(kind, paused):
    person()
    campaign = started(HotelFactory(), **kind, starts_at=NOON + 9 * DAY, ends_at=NOON + 10 * DAY)
    if paused:
        Campaign.objects.filter(pk=campaign.pk).update(state="paused")

    run(NOON + 8 * DAY)
    before = state(campaign)
    run(NOON + 10 * DAY)

    assert (before, state(campaign)) == ("paused" if paused else "running", "finished")


def test_an_automatic_one_is_not_over_because_nobody_is_due():
    person()
    campaign = started(HotelFactory(), plan(), plan("again", after_days=1), occasion="birthday")

    run()
    run(NOON + 400 * DAY)

    assert state(campaign) == "running"
