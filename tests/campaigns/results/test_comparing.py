"""Who is held against whom, and with which bookings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from campaigns.results import figures
from campaigns.results.comparing import arms, span
from campaigns.rules.lift import Verdict
from guests.actions.merging import merge_guests
from tests.factories import (
    NOW,
    CampaignFactory,
    EnrolmentFactory,
    GuestFactory,
    HotelFactory,
    StepFactory,
    UserFactory,
)

from .letters import DAY, HOUR, booking, letter, utc, variant_of

pytestmark = pytest.mark.django_db
LATER = NOW + 60 * DAY


def compared(campaign, at=LATER):
    campaign.refresh_from_db()
    return arms(campaign, list(campaign.steps.order_by("order")), home="CNY", at=at)


def test_bookings_per_guest_of_either_arm():
    campaign = CampaignFactory()
    for number in range(40):
        guest = EnrolmentFactory(campaign=campaign).guest
        for _ in range(2 if number < 15 else 0):
            booking(guest, NOW + 5 * DAY, room_revenue=Decimal("800.10"))
    for number in range(20):
        guest = EnrolmentFactory(campaign=campaign, arm="holdout").guest
        if number < 1:
            booking(guest, NOW + 5 * DAY, room_revenue=Decimal("800.10"))

    found = compared(campaign).whole

    assert (found.bookings.treated.guests, found.bookings.treated.total) == (40, 30)
    assert (found.bookings.held_out.guests, found.bookings.held_out.total) == (20, 1)
    assert (found.bookings.treated.active, found.bookings.treated.squares) == (15, 60)
    assert found.bookings.total == 28  # of 40 as many as 2 would have booked anyway
    assert found.revenue.total == 28 * Decimal("800.10")
    assert found.bookings.lift.verdict == found.revenue.lift.verdict == Verdict.LIKELY_WORKED
    assert 0 < found.bookings.low < found.bookings.total < found.bookings.high
    assert found.bookings.low == found.bookings.low.to_integral_value()
    assert found.revenue.low.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("after", "counts"),
    [(timedelta(0), 1), (30 * DAY, 1), (30 * DAY + timedelta(seconds=1), 0), (-timedelta(seconds=1), 0)],
)
def test_bookings_count_from_the_choice_until_the_days_are_over(after, counts):
    campaign = CampaignFactory()
    for arm in ("treated", "holdout"):
        booking(EnrolmentFactory(campaign=campaign, arm=arm).guest, NOW + after)

    found = compared(campaign).whole.bookings

    assert (found.treated.total, found.held_out.total) == (counts, counts)


@pytest.mark.parametrize(
    ("zone", "chosen_at", "after", "booked_on"),
    [
        ("Pacific/Honolulu", utc(2026, 11, 22, 5), HOUR, date(2026, 11, 21)),  # the day before by UTC's clock
        ("Pacific/Auckland", utc(2026, 11, 22, 12), 30 * DAY - HOUR, date(2026, 12, 23)),  # the day after
    ],
)
def test_bookings_of_the_first_and_the_last_day_count_by_the_hotels_clock(zone, chosen_at, after, booked_on):
    enrolment = EnrolmentFactory(campaign=CampaignFactory(), enrolled_at=chosen_at)
    hotel = HotelFactory(time_zone=zone)
    booking(enrolment.guest, chosen_at + after, hotel=hotel, booked_on=booked_on)

    assert compared(enrolment.campaign, chosen_at + 40 * DAY).whole.bookings.treated.total == 1


def test_the_days_are_over_at_the_end_of_the_last():
    campaign = EnrolmentFactory(campaign=CampaignFactory()).campaign

    assert [compared(campaign, NOW + 30 * DAY - wait).over for wait in (timedelta(seconds=1), timedelta(0))] == [0, 1]


def test_the_days_are_over_when_the_last_step_has_had_its_own():
    campaign = CampaignFactory(click_days=3, delivery_days=10)
    steps = [StepFactory(campaign=campaign, order=order, after_days=14) for order in range(3)]

    assert span(campaign, steps) == 38 * DAY
    assert span(campaign, []) == 10 * DAY


def test_waiting_for_a_winner_takes_its_hours():
    step = StepFactory(picks_winner_by="clicks", winner_after_hours=48)

    assert span(step.campaign, [step]) == 32 * DAY
    step.campaign.occasion = "birthday"
    assert span(step.campaign, [step]) == 30 * DAY


def test_who_no_message_reached_counts_like_who_would_not_have_been_reached():
    variant = variant_of()
    letter(variant, GuestFactory(), state="cancelled", reason="no_consent")
    EnrolmentFactory(campaign=variant.step.campaign, ended_because="late", ended_at=NOW)

    assert compared(variant.step.campaign).whole.bookings.treated.guests == 2


def test_a_guest_of_several_occasions_counts_once_and_so_does_a_stay():
    campaign = CampaignFactory(occasion="birthday")
    first = EnrolmentFactory(campaign=campaign, key="2026")
    EnrolmentFactory(campaign=campaign, key="2027", guest=first.guest, enrolled_at=NOW + 20 * DAY)
    booking(first.guest, NOW + 25 * DAY)
    booking(first.guest, NOW + 45 * DAY)

    early, late = compared(campaign, NOW + 31 * DAY), compared(campaign, NOW + 50 * DAY)

    assert (early.guests, early.whole.bookings.treated.guests, early.whole.bookings.treated.total) == (1, 1, 1)
    assert (late.guests, late.whole.bookings.treated.guests, late.whole.bookings.treated.total) == (1, 1, 2)


def test_who_is_in_both_arms_by_a_merge_is_in_neither():
    campaign = CampaignFactory()
    treated, held_out = (EnrolmentFactory(campaign=campaign, arm=arm).guest for arm in ("treated", "holdout"))
    EnrolmentFactory(campaign=campaign)
    merge_guests(treated, absorbed=held_out, by=UserFactory(), at=NOW)

    found, early = compared(campaign), compared(campaign, NOW + DAY)

    assert (found.guests, found.mixed, found.over) == (2, 1, 1)
    assert (early.guests, early.mixed, early.over, early.still_open) == (2, 1, 0, 1)
    assert found.whole.bookings.held_out.guests == 0


def test_the_stay_an_occasion_is_about_is_not_what_followed():
    campaign = CampaignFactory(occasion="pre_arrival")
    guest = GuestFactory()
    EnrolmentFactory(campaign=campaign, guest=guest, stay=booking(guest, NOW + HOUR))
    booking(guest, NOW + 2 * HOUR)

    assert compared(campaign).whole.bookings.treated.total == 1


def test_cancelled_bookings_and_refunds_bring_nothing():
    campaign = CampaignFactory()
    guest = EnrolmentFactory(campaign=campaign).guest
    booking(guest, NOW + DAY, status="cancelled")
    booking(guest, NOW + DAY, room_revenue=Decimal(-500))

    found = compared(campaign).whole

    assert (found.bookings.treated.total, found.revenue.treated.total) == (1, 0)


def test_wordings_of_the_first_step_are_held_against_all_held_out():
    first = variant_of()
    second = variant_of(step=first.step, name="B")
    later = variant_of(step=StepFactory(campaign=first.step.campaign, order=1))
    for variant in (first, second, second):
        letter(later, letter(variant, GuestFactory()).guest)
    for _ in range(4):
        EnrolmentFactory(campaign=first.step.campaign, arm="holdout")
    campaign = first.step.campaign
    campaign.refresh_from_db()

    steps = figures.of(campaign, at=LATER + 30 * DAY).steps

    found = [variant.comparison.bookings for variant in steps[0].variants]
    assert [(one.treated.guests, one.held_out.guests) for one in found] == [(1, 4), (2, 4)]
    assert [variant.comparison for variant in steps[1].variants] == [None]


@pytest.mark.parametrize(("missing", "known"), [(1, True), (2, False)])
def test_wordings_are_not_compared_when_too_many_never_came_to_the_step(missing, known):
    variant = variant_of()
    for _ in range(49):
        letter(variant, GuestFactory())
    for _ in range(missing):
        EnrolmentFactory(campaign=variant.step.campaign, ended_because="late", ended_at=NOW)

    assert (compared(variant.step.campaign).of(variant.pk) is not None) == known


def test_nobody_held_out_nobody_knows():
    campaign = CampaignFactory(holdout_percent=0)
    booking(EnrolmentFactory(campaign=campaign).guest, NOW + DAY)

    found = compared(campaign).whole.bookings

    assert (found.total, found.low, found.high) == (None, None, None)
    assert found.lift.verdict == Verdict.CANNOT_TELL
