"""Guests leave campaigns: they say no, or two profiles become one, and two again."""

import pytest

from campaigns.actions import stopping
from campaigns.models import Enrolment, Sent
from guests.actions import merge_guests, record_consent, undo_merge
from guests.actions.restricting import restrict
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Message, MessagePolicy
from loyalty.models import Voucher
from tests.campaigns.running.world import DAY, PATIENT, of, person, plan, run, started, taken
from tests.factories import HotelFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON, agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, **PATIENT)
    return hotel


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture(autouse=True)
def _verified(db):
    """Whatever a test did, the books are right."""
    yield
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


def says(guest, decision, channel="any", at=NOON):
    record_consent(guest, purpose="marketing", channel=channel, decision=decision, evidence="desk", by=None, at=at)


def stepwise(hotel, *channels):
    """Two steps, a day apart."""
    steps = plan(channels=channels or ["email"]), plan("again", channels=channels or ["email"], after_days=1)
    return started(hotel, *steps, goal="none")


def test_who_withdraws_is_let_go_at_once(hotel):
    guest, other = person(), person()
    stepwise(hotel)
    run()

    says(guest, "withdrawn")

    assert (of(guest).ended_because, of(guest).due_at, of(other).due_at) == ("silenced", None, NOON + DAY)
    agree(guest, at=NOON + DAY / 2)
    run(NOON + DAY)
    assert (taken(guest), taken(other)) == ([0], [0, 1])


def test_who_refuses_one_channel_of_two_stays(hotel):
    guest = person()
    stepwise(hotel, "sms", "email")
    run()

    says(guest, "withdrawn", channel="sms")

    assert of(guest).due_at == NOON + DAY


def test_whose_data_may_not_be_used_is_let_go(hotel, by):
    guest = person()
    stepwise(hotel)
    run()

    restrict(guest, reason="asked", by=by, at=NOON)

    assert of(guest).ended_because == "silenced"


def test_whom_no_message_reaches_for_another_reason_stays(hotel):
    guest = person()
    stepwise(hotel)
    run()
    guest.contacts.all().delete()

    says(guest, "withdrawn", channel="sms")

    assert of(guest).due_at == NOON + DAY


def merged(keep, gone, by):
    return merge_guests(keep, absorbed=gone, by=by, at=NOON + DAY / 2)


def test_in_a_campaign_only_the_absorbed_was_in_the_survivor_goes_on(hotel, by):
    gone = person()
    stepwise(hotel)
    run()
    keep = person()

    record = merged(keep, gone, by)

    assert (of(keep).due_at, taken(keep)) == (NOON + DAY, [0])
    undo_merge(record, by=by, at=NOON + DAY / 2)
    assert (of(gone).due_at, taken(gone), taken(keep)) == (NOON + DAY, [0], [])


def test_of_two_one_goes_on_and_nobody_gets_a_step_twice(hotel, by):
    keep, gone = person(), person()
    stepwise(hotel)
    run()

    record = merged(keep, gone, by)
    run(NOON + DAY)

    assert (of(keep).ended_because, of(gone).ended_because) == ("done", "merged")
    assert Message.objects.filter(guest=keep, key__endswith=":once").exclude(state="cancelled").count() == 2
    undo_merge(record, by=by, at=NOON + DAY)
    assert of(gone).due_at == NOON + DAY
    run(NOON + DAY)
    assert taken(gone) == [0, 1]


@pytest.mark.parametrize(("over", "because"), [("call_off", "called_off"), ("finish", "late")])
def test_of_what_is_over_meanwhile_nothing_goes_on_when_they_are_parted(hotel, by, over, because):
    survivor, absorbed = person(), person()
    campaign = stepwise(hotel)
    run()
    record = merge_guests(survivor, absorbed=absorbed, by=by, at=NOON)
    reason = {"because": "rain"} if over == "call_off" else {}
    getattr(stopping, over)(campaign, by=by, at=NOON + DAY / 2, **reason)
    undo_merge(record, by=by, at=NOON + DAY)

    assert [(of(one).due_at, of(one).ended_because) for one in (survivor, absorbed)] == [(None, because)] * 2
    left = set(Message.objects.values_list("state", "reason"))
    assert left == ({("cancelled", "called_off")} if over == "call_off" else {("queued", "")})


def test_the_survivor_goes_on_behind_what_the_absorbed_had(hotel, by):
    gone = person()
    campaign = stepwise(hotel)
    run()
    keep = person()
    Enrolment.objects.create(
        campaign=campaign, guest=keep, key="once", arm="treated", enrolled_at=NOON, due_at=NOON + DAY, next_order=0
    )

    record = merged(keep, gone, by)

    assert (of(keep).next_order, of(gone).ended_because) == (1, "merged")
    undo_merge(record, by=by, at=NOON + DAY)
    assert (of(keep).next_order, of(gone).next_order, of(gone).ended_because) == (0, 1, "")


def test_what_the_absorbed_had_finished_is_finished(hotel, by):
    keep, gone = person(), person()
    campaign = stepwise(hotel)
    run()
    run(NOON + DAY)
    assert campaign.enrolments.filter(ended_because="done").count() == 2
    Enrolment.objects.filter(guest=keep).update(due_at=NOON + 2 * DAY, ended_at=None, ended_because="", next_order=1)

    merge_guests(keep, absorbed=gone, by=by, at=NOON + DAY)

    assert of(keep).ended_because == "done"


def test_vouchers_and_steps_move_with_the_guest(hotel, by):
    gone = person()
    started(hotel, plan(voucher_type=VoucherTypeFactory()))
    run()
    keep = person()

    record = merged(keep, gone, by)

    assert Voucher.objects.get().guest == Sent.objects.get().guest == of(keep).guest == keep
    undo_merge(record, by=by, at=NOON + DAY)
    assert Voucher.objects.get().guest == Sent.objects.get().guest == gone


def test_what_went_further_since_stays_where_it_is_when_they_are_parted(hotel, by):
    keep, gone = person(), person()
    stepwise(hotel)
    run()
    record = merged(keep, gone, by)
    Enrolment.objects.filter(guest=gone).update(ended_because="called_off")

    undo_merge(record, by=by, at=NOON + DAY)

    assert of(gone).ended_because == "called_off"
