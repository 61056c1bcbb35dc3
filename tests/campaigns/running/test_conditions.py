"""What a later step depends on: what was heard of any before it, what was booked since, whom it still reaches."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.models import Enrolment
from campaigns.running.choosing import Rows, enrol
from campaigns.running.stepping import take
from guests.models import Guest
from hotelcrm.outbox.models import Message, MessagePolicy
from stays.models import Stay
from tests.factories import HotelFactory, StayFactory, UserFactory
from tests.outbox.rows import NOON

from .world import DAY, PATIENT, of, person, plan, run, started, taken

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
AT_NIGHT = datetime(2026, 11, 21, 17, tzinfo=UTC)  # 01:00 of the 22nd in Hangzhou


@pytest.fixture
def hotel():
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, **PATIENT)
    return hotel


@pytest.mark.parametrize(("condition", "heard"), [("no_click", "clicked_at"), ("no_open", "opened_at")])
def test_one_message_that_was_heard_is_enough_however_many_were_not(hotel, condition, heard):
    guest = person()
    started(hotel, plan(), plan("again", after_days=1), plan("last", after_days=1, condition=condition), goal="none")
    run()
    Message.objects.update(**{heard: NOON})

    run(NOON + DAY)
    run(NOON + 2 * DAY)

    assert (taken(guest), of(guest).ended_because) == ([0, 1], "done")


def test_whoever_followed_a_link_has_opened_the_message(hotel):
    """Most programs for mail load no pictures, and so tell of no opening."""
    guest = person()
    started(hotel, plan(), plan("again", after_days=1, condition="no_open"), goal="none")
    run()
    Message.objects.update(clicked_at=NOON, opened_at=None)

    run(NOON + DAY)

    assert taken(guest) == [0]


def test_whoever_only_opened_the_message_has_followed_no_link(hotel):
    guest = person()
    started(hotel, plan(), plan("again", after_days=1, condition="no_click"), goal="none")
    run()
    Message.objects.update(opened_at=NOON)

    run(NOON + DAY)

    assert taken(guest) == [0, 1]


def test_whoever_was_erased_meanwhile_is_let_go(hotel):
    guest = person()
    started(hotel, plan(), plan("again", after_days=1))
    run()
    Guest.objects.filter(pk=guest.pk).update(erased_at=NOON)

    run(NOON + DAY)

    assert (taken(guest), of(guest).ended_because) == ([0], "silenced")


@pytest.mark.parametrize(
    ("chosen_at", "booked_on", "heard_of", "is_met"),
    [
        (NOON, NOON.date(), -HOUR, False),
        (NOON, NOON.date(), HOUR, True),
        (AT_NIGHT, date(2026, 11, 22), -HOUR, False),  # by the day of the hotel, not of UTC
        (AT_NIGHT, date(2026, 11, 22), HOUR, True),
        (AT_NIGHT, date(2026, 11, 21), HOUR, False),
    ],
)
def test_a_booking_of_the_day_of_the_choice_counts_if_it_was_heard_of_since(
    hotel, chosen_at, booked_on, heard_of, is_met
):
    guest = person()
    started(hotel, plan(), plan("again", after_days=14))
    run(chosen_at)
    stay = StayFactory(guest=guest, hotel=hotel, booked_on=booked_on, arrival=date(2027, 1, 10))
    Stay.objects.filter(pk=stay.pk).update(created_at=chosen_at + heard_of)

    run(chosen_at + 14 * DAY)

    assert of(guest).ended_because == ("goal" if is_met else "done")


def named(hotel, *steps, due=NOON, ends=None, **fields):
    """Somebody whom an occasion named for a campaign of these steps."""
    guest = person()
    campaign = started(hotel, *steps, occasion="birthday", goal="none", **fields)
    sql = "SELECT %s, '2026', %s::timestamptz, %s::timestamptz, NULL::bigint"
    enrol(campaign, Rows(sql, (guest.pk, due, ends)), at=NOON)
    return guest


def test_a_clock_that_is_late_by_an_hour_moves_no_later_step(hotel):
    guest = named(hotel, plan(), plan("again", after_days=14))

    run(NOON + HOUR)

    assert of(guest).due_at == NOON + 14 * DAY


def test_grace_that_is_long_enough_for_the_next_step_stays_as_it_is(hotel):
    guest = named(hotel, plan(), plan("again", after_days=14), ends=NOON + 20 * DAY)

    run()

    assert (of(guest).due_at, of(guest).expires_at) == (NOON + 14 * DAY, NOON + 20 * DAY)


def test_at_the_moment_its_grace_is_over_it_is_too_late(hotel):
    guest = named(hotel, ends=NOON + DAY)
    Enrolment.objects.update(due_at=NOON + DAY)

    run(NOON + DAY)

    assert (taken(guest), of(guest).ended_because) == ([], "late")


@pytest.mark.parametrize("state", ["paused", "waiting", "draft", "cancelled", "finished"])
def test_a_worker_that_comes_when_it_runs_no_more_takes_no_step(hotel, state):
    """Somebody paused it after the worker had seen that something is due."""
    guest = person()
    campaign = started(hotel, plan(), plan("again", after_days=1))
    run()
    type(campaign).objects.filter(pk=campaign.pk).update(state=state, asked_by=UserFactory())

    assert take(campaign.pk, at=NOON + DAY) == {}
    assert taken(guest) == [0]
