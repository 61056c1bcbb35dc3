"""Who is in the audience of a campaign on a day of its hotel, and who is kept out of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.models import Enrolment
from campaigns.running.choosing import Rows, enrol, once
from tests.factories import CampaignFactory, HotelFactory, SegmentFactory, StepFactory
from tests.outbox.rows import NOON

from .world import DAY, person

pytestmark = pytest.mark.django_db

AT_NIGHT = datetime(2026, 11, 21, 17, tzinfo=UTC)  # 01:00 of the 22nd in Hangzhou
A_DAY_AGO = {"all": [{"field": "last_departure", "op": "days_ago_between", "value": [1, 1]}]}


def somebody(**facts):
    guest = person()
    for name, value in facts.items():
        setattr(guest.facts, name, value)
    guest.facts.save()
    return guest


def with_stays(number):
    return SegmentFactory(rule={"all": [{"field": "stays", "op": "equals", "value": number}]})


def campaign_for(*, excluded=(), **fields):
    campaign = CampaignFactory(hotel=HotelFactory(), holdout_percent=0, **fields)
    StepFactory(campaign=campaign)
    campaign.excluded.add(*excluded)
    return campaign


def chosen(campaign, rows, at=NOON):
    enrol(campaign, rows, at=at)
    return set(Enrolment.objects.filter(campaign=campaign).values_list("guest", flat=True))


def naming(*guests):
    """Rows as an occasion yields them."""
    sql = "SELECT g, '2026', %s::timestamptz, NULL::timestamptz, NULL::bigint FROM unnest(%s::bigint[]) g"
    return Rows(sql, (NOON, [guest.pk for guest in guests]))


def test_who_is_in_any_excluded_segment_is_out():
    guests = [somebody(stays=number) for number in range(4)]
    campaign = campaign_for(excluded=[with_stays(1), with_stays(2), with_stays(3)])

    assert chosen(campaign, once(campaign, at=NOON)) == {guests[0].pk}


def test_an_occasion_for_everybody_leaves_out_who_is_excluded():
    guests = [somebody(stays=number) for number in range(3)]
    campaign = campaign_for(segment=None, occasion="birthday", excluded=[with_stays(1), with_stays(2)])

    assert chosen(campaign, naming(*guests)) == {guests[0].pk}


@pytest.mark.parametrize("occasion", ["", "birthday"])
def test_today_is_that_of_the_hotel(occasion):
    left, others = somebody(last_departure=date(2026, 11, 21)), [somebody(last_departure=date(2026, 11, 20))]
    campaign = campaign_for(segment=SegmentFactory(rule=A_DAY_AGO), occasion=occasion)
    rows = naming(left, *others) if occasion else once(campaign, at=AT_NIGHT)

    assert chosen(campaign, rows, at=AT_NIGHT) == {left.pk}


@pytest.mark.parametrize("starts_at", [NOON - 2 * DAY, NOON, None])
def test_whom_a_late_clock_chooses_has_the_first_step_now(starts_at):
    """Not two days ago: what follows would come two days too early."""
    somebody()
    campaign = campaign_for(starts_at=starts_at)
    enrol(campaign, once(campaign, at=NOON), at=NOON)

    assert Enrolment.objects.get().due_at == NOON


def test_who_is_chosen_before_it_starts_waits_for_the_start():
    somebody()
    campaign = campaign_for(starts_at=NOON + timedelta(hours=3))
    enrol(campaign, once(campaign, at=NOON), at=NOON)

    assert Enrolment.objects.get().due_at == NOON + timedelta(hours=3)
