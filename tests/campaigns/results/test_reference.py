"""Whole worlds, read by one statement and by loops that anybody can follow: they must agree."""

import pytest

from campaigns.models import Campaign, Conversion
from campaigns.results.attributing import attribute
from campaigns.results.comparing import arms, span
from campaigns.rules.lift import Sample
from tests.factories import NOW

from . import worlds
from .letters import DAY

pytestmark = pytest.mark.django_db
FIELDS = ("campaign_id", "variant_id", "guest_id", "message_id", "touch", "touched_at", "booked_at")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_booking_has_the_message_that_loops_find(seed: int):
    worlds.build(seed)

    for after in (30, 75):  # the second time some are there already
        at = NOW + after * DAY
        attribute(at=at)

        found = {row.stay_id: tuple(getattr(row, name) for name in FIELDS) for row in Conversion.objects.all()}
        assert found == worlds.credited(at)
        assert len(found) > 5
    assert {touch for *_, touch, _, _ in found.values()} == {"click", "delivery"}


@pytest.mark.parametrize("seed", [4, 5])
def test_every_arm_has_the_bookings_and_revenue_that_loops_find(seed: int):
    worlds.build(seed)

    for campaign in Campaign.objects.all():
        steps = list(campaign.steps.order_by("order"))
        length = span(campaign, steps)
        for after in (20, 60, 100):
            at = NOW + after * DAY
            found = arms(campaign, steps, home="CNY", at=at)
            expected = worlds.values(campaign, length, at)

            assert {(one.arm, one.variant_id): one.bookings for one in found.groups if one.counts} == {
                key: Sample.of(bookings for bookings, _ in rows) for key, rows in expected.items()
            }
            assert {(one.arm, one.variant_id): one.revenue for one in found.groups if one.counts} == {
                key: Sample.of(revenue for _, revenue in rows) for key, rows in expected.items()
            }
            assert found.over == sum(map(len, expected.values()))
            people = {row.guest.merged_into_id or row.guest_id for row in campaign.enrolments.select_related("guest")}
            assert found.guests == len(people) == found.over + found.still_open + found.mixed
        assert len(expected) >= 3
