"""The steps that are due: what each guest gets, who goes on, who is let go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.actions.stopping import IsOver, finish, pause, resume
from campaigns.models import Arm, Campaign, Enrolment, Sent
from campaigns.running import stepping
from campaigns.running.choosing import Rows, enrol
from guests.models import Contact
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.actions import mailings
from hotelcrm.outbox.models import Message, MessagePolicy, Template
from loyalty.models import PointsEntry, Voucher
from tests.factories import ContactFactory, HotelFactory, MemberFactory, StayFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON, agree

from .world import DAY, PATIENT, drafted, money, of, person, plan, run, stands, started, stranger, taken

pytestmark = pytest.mark.django_db

FORTNIGHT = timedelta(days=14)


@pytest.fixture
def hotel():
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, **PATIENT)
    return hotel


@pytest.fixture(autouse=True)
def _verified(db):
    """Whatever a test did, the books are right."""
    yield
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


def state(campaign):
    campaign.refresh_from_db()
    return campaign.state, campaign.state_because


def test_everybody_of_the_audience_has_one_message_and_is_done(hotel):
    first, second = person(), person()
    campaign = started(hotel)

    done = run()

    assert stands() == [(first.pk, "email", "queued", ""), (second.pk, "email", "queued", "")]
    assert done == {"treated": 2, "done": 2}
    assert (of(first).ended_because, of(first).ended_at, of(first).due_at) == ("done", NOON, None)
    message = Message.objects.get(guest=first)
    step = campaign.steps.get()
    assert message.key == f"campaign:{campaign.pk}:{step.pk}:once"
    assert message.mailing == step.variants.get().mailing
    assert (message.mailing.queued, message.mailing.name) == (2, "Spring · 1A")
    assert Sent.objects.get(guest=first).message == message


def test_a_one_off_is_over_once_everything_has_left(hotel):
    person()
    campaign = started(hotel)
    run()
    assert state(campaign) == ("running", "")

    Message.objects.update(state="failed", reason="refused_address")
    run()

    assert state(campaign) == ("finished", "")


def test_the_clock_again_changes_nothing(hotel):
    person()
    started(hotel)
    run()

    assert run() == {}
    assert run(NOON + DAY) == {}
    assert Message.objects.count() == Sent.objects.count() == Enrolment.objects.count() == 1


def test_whom_the_gate_refuses_has_a_cancelled_message_and_no_present(hotel):
    kind = VoucherTypeFactory()
    welcome, refused = person(), stranger()
    for guest in (welcome, refused):
        MemberFactory(guest=guest)
    started(hotel, plan(voucher_type=kind, points=50))

    run()

    assert stands() == [(welcome.pk, "email", "queued", ""), (refused.pk, "email", "cancelled", "no_consent")]
    voucher = Voucher.objects.get()
    sent = Sent.objects.get(guest=welcome)
    assert (voucher.guest, voucher.type, voucher.source) == (welcome, kind, "campaign")
    assert voucher.key == f"campaign:{sent.variant_id}:{sent.enrolment_id}"
    assert (sent.voucher, sent.message.facts) == (voucher, {"voucher": voucher.pk})
    assert list(PointsEntry.objects.values_list("member__guest", "points", "kind")) == [(welcome.pk, 50, "bonus")]
    assert Sent.objects.get(guest=refused).voucher is None


def test_whom_the_gate_only_holds_gets_the_voucher(hotel):
    abroad = person(time_zone="America/New_York")
    started(hotel, plan(voucher_type=VoucherTypeFactory()))

    run()

    assert stands() == [(abroad.pk, "email", "held", "quiet_hours")]
    assert Voucher.objects.get().guest == abroad


def test_the_first_channel_that_leads_to_the_guest_is_taken(hotel):
    by_mail, by_phone = person(), stranger()
    agree(by_phone)
    ContactFactory(guest=by_phone, value="+8613900139000", is_primary=True)
    both = person()
    ContactFactory(guest=both, kind=Contact.Kind.PHONE, value="+8613900139001", is_primary=True)
    started(hotel, plan(channels=["wecom", "sms", "email"]))

    run()

    assert stands() == [
        (by_mail.pk, "email", "queued", ""),
        (by_phone.pk, "sms", "queued", ""),
        (both.pk, "sms", "queued", ""),
    ]


def test_who_is_held_out_gets_nothing_and_has_nothing_due(hotel):
    guests = [person() for _n in range(30)]
    started(hotel, plan(voucher_type=VoucherTypeFactory()), holdout_percent=50)

    run()

    held = set(Enrolment.objects.filter(arm=Arm.HOLDOUT).values_list("guest", flat=True))
    assert 2 < len(held) < 28
    assert {guest for guest, *_rest in stands()} == {guest.pk for guest in guests} - held
    assert not Enrolment.objects.filter(arm=Arm.HOLDOUT, due_at__isnull=False).exists()
    assert Voucher.objects.count() == 30 - len(held)


def test_a_second_step_comes_after_its_days_to_who_did_not_book(hotel):
    quiet, booker = person(), person()
    started(hotel, plan(), plan("again", after_days=14))
    run()
    StayFactory(guest=booker, hotel=hotel, booked_on=(NOON + 3 * DAY).date(), arrival=(NOON + 40 * DAY).date())

    assert run(NOON + FORTNIGHT - timedelta(minutes=1)) == {}
    done = run(NOON + FORTNIGHT)

    assert done == {"done": 1, "goal": 1}
    assert (taken(quiet), taken(booker)) == ([0, 1], [0])
    assert of(booker).ended_because == "goal"


@pytest.mark.parametrize(
    ("booked", "status", "is_met"),
    [
        (timedelta(days=-1), "booked", False),
        (timedelta(days=1), "booked", True),
        (timedelta(days=1), "cancelled", False),
        (timedelta(days=1), "checked_out", True),
        (None, "booked", True),  # heard of after the guest was chosen
    ],
)
def test_a_booking_counts_from_the_choice_on(hotel, booked, status, is_met):
    guest = person()
    started(hotel, plan(), plan("again", after_days=14))
    run()
    day = None if booked is None else (NOON + booked).date()
    stay = StayFactory(guest=guest, hotel=hotel, booked_on=day, status=status, arrival=(NOON + 2 * DAY).date())
    type(stay).objects.filter(pk=stay.pk).update(created_at=NOON + timedelta(hours=1))

    run(NOON + FORTNIGHT)

    assert of(guest).ended_because == ("goal" if is_met else "done")


def test_the_stay_that_an_occasion_is_about_is_no_booking(hotel):
    guest = person()
    campaign = started(hotel, plan(), plan("again", after_days=1), occasion="post_stay")
    stay = StayFactory(guest=guest, hotel=hotel, booked_on=(NOON + DAY).date())
    rows = Rows("SELECT %s, %s, %s::timestamptz, NULL::timestamptz, %s", (guest.pk, "stay", NOON, stay.pk))
    enrol(campaign, rows, at=NOON)
    run()

    run(NOON + DAY)

    assert taken(guest) == [0, 1]
    assert Message.objects.first().facts == {"stay": stay.pk}


def test_a_followed_link_is_a_goal_too(hotel):
    guest = person()
    started(hotel, plan(), plan("again", after_days=14), goal="click")
    run()
    Message.objects.update(clicked_at=NOON + DAY)

    run(NOON + FORTNIGHT)

    assert (of(guest).ended_because, taken(guest)) == ("goal", [0])


def test_a_redeemed_voucher_is_a_goal_too(hotel):
    redeemer, keeper = person(), person()
    started(hotel, plan(voucher_type=VoucherTypeFactory()), plan("again", after_days=14), goal="voucher")
    run()
    Voucher.objects.filter(guest=redeemer).update(state="redeemed", redeemed_at=NOON + DAY)

    run(NOON + FORTNIGHT)

    assert (of(redeemer).ended_because, of(keeper).ended_because) == ("goal", "done")


@pytest.mark.parametrize(("condition", "heard"), [("no_click", "clicked_at"), ("no_open", "opened_at")])
def test_a_step_with_a_condition_is_passed_by_but_not_the_next(hotel, condition, heard):
    deaf, hearing = person(), person()
    steps = plan(), plan("again", after_days=2, condition=condition), plan("last", after_days=2)
    started(hotel, *steps, goal="none")
    run()
    Message.objects.filter(guest=hearing).update(**{heard: NOON + DAY})

    run(NOON + 2 * DAY)
    run(NOON + 4 * DAY)

    assert (taken(deaf), taken(hearing)) == ([0, 1, 2], [0, 2])


def test_what_is_of_no_use_any_more_is_not_sent(hotel):
    late, early = person(), person()
    campaign = started(hotel, occasion="birthday")
    ends = NOON + DAY
    for guest, key in ((late, "2026"), (early, "2026")):
        rows = Rows("SELECT %s, %s, %s::timestamptz, %s::timestamptz, NULL::bigint", (guest.pk, key, NOON, ends))
        enrol(campaign, rows, at=NOON)
    Enrolment.objects.filter(guest=late).update(due_at=NOON + 2 * DAY)
    run(NOON + DAY - timedelta(seconds=1))

    run(NOON + 2 * DAY)

    assert (of(early).ended_because, of(late).ended_because) == ("done", "late")
    assert [guest for guest, *_rest in stands()] == [early.pk]
    assert Message.objects.get().expires_at == ends


def test_grace_moves_on_with_later_steps(hotel):
    guest = person()
    campaign = started(hotel, plan(), plan("again", after_days=14), occasion="birthday", goal="none")
    rows = Rows("SELECT %s, '2026', %s::timestamptz, %s::timestamptz, NULL::bigint", (guest.pk, NOON, NOON + DAY))
    enrol(campaign, rows, at=NOON)
    run()

    assert (of(guest).due_at, of(guest).expires_at) == (NOON + FORTNIGHT, NOON + FORTNIGHT + DAY)
    run(NOON + FORTNIGHT + timedelta(hours=1))
    assert taken(guest) == [0, 1]


def test_after_an_outage_steps_keep_their_distance(hotel):
    guest = person()
    started(hotel, plan(), plan("again", after_days=14), goal="none")

    run(NOON + 3 * DAY)

    assert of(guest).due_at == NOON + 17 * DAY


def test_a_paused_campaign_takes_no_step_and_goes_on_where_it_stood(hotel):
    guest = person()
    campaign = started(hotel)
    pause(campaign, because="rain", by=UserFactory(), at=NOON)

    assert (run(), stands(), state(campaign)) == ({}, [], ("paused", "rain"))
    resume(campaign, by=UserFactory(), at=NOON)
    run()
    assert [row[0] for row in stands()] == [guest.pk]


def test_a_template_that_was_put_away_pauses_the_campaign_and_nobody_has_anything(hotel):
    person()
    campaign = started(hotel, plan(voucher_type=VoucherTypeFactory()))
    Template.objects.update(archived_at=timezone.now())

    run()

    assert state(campaign) == ("paused", "This template is no longer in use.")
    assert (stands(), Voucher.objects.count(), Sent.objects.count()) == ([], 0, 0)


def test_of_a_mailing_that_was_called_off_by_itself_nobody_gets_more(hotel):
    first = person()
    campaign = started(hotel)
    run()
    mailings.call_off(Message.objects.get().mailing, by=UserFactory(), at=NOON)
    second = person()
    Campaign.objects.filter(pk=campaign.pk).update(prepared_at=None)

    run(NOON + DAY)

    assert [row[0] for row in stands()] == [first.pk]
    assert of(second).ended_because == "done"


def test_a_budget_is_not_overdrawn(hotel):
    for _n in range(5):
        person()
    stranger()
    campaign = started(hotel, plan(cost=money("0.10")), budget=money("0.35"))

    run(limit=2)
    run()
    run()

    assert Message.objects.exclude(state="cancelled").count() == 3
    assert state(campaign) == ("paused", "Its budget is used up.")


def test_its_end_ends_it(hotel):
    guest = person()
    campaign = started(hotel, plan(), plan("again", after_days=14), ends_at=NOON + 2 * DAY)
    run()

    run(NOON + 2 * DAY)

    assert (state(campaign)[0], of(guest).ended_because) == ("finished", "late")
    assert Message.objects.get().expires_at == NOON + 2 * DAY


def test_it_starts_when_it_is_to(hotel):
    person()
    started(hotel, starts_at=NOON + DAY)

    assert run() == {}
    assert run(NOON + DAY) == {"treated": 1, "done": 1}


def test_whoever_was_merged_meanwhile_or_must_not_be_written_to_is_let_go(hotel):
    merged, restricted = person(), person()
    started(hotel, plan(), plan("again", after_days=1))
    run()
    other = stranger()
    type(other).objects.filter(pk=merged.pk).update(merged_into=other)
    type(other).objects.filter(pk=restricted.pk).update(restricted_at=NOON)

    run(NOON + DAY)

    assert (of(merged).ended_because, of(restricted).ended_because) == ("merged", "silenced")


def test_handfuls_end_where_one_would(hotel):
    for _n in range(7):
        person()
    drafted(hotel)
    started(hotel, plan("other", voucher_type=VoucherTypeFactory()))

    run(limit=2)

    assert (Message.objects.count(), Voucher.objects.count(), Sent.objects.count()) == (7, 7, 7)


def test_a_campaign_that_fails_keeps_no_other_waiting(hotel, caplog):
    guest = person()
    first, second = started(hotel), started(hotel, plan("other"))
    Campaign.objects.filter(pk=first.pk).update(goal="unheard of"[:8])

    run()

    assert [(row.guest, row.mailing.variant.step.campaign) for row in Message.objects.all()] == [(guest, second)]
    assert caplog.messages == [f"Campaign {first.pk} could not go on."]
    Campaign.objects.filter(pk=first.pk).update(goal="none")
    run()
    assert Message.objects.count() == 2


def test_one_that_somebody_ended_first_keeps_no_other_from_its_end(hotel, monkeypatch):
    person()
    first, second = (started(hotel, plan(code), ends_at=NOON + DAY) for code in ("one", "two"))

    def end(campaign, **said):
        if campaign.pk == first.pk:
            raise IsOver
        return finish(campaign, **said)

    monkeypatch.setattr(stepping, "finish", end)
    run(NOON + DAY)

    assert Campaign.objects.get(pk=second.pk).state == "finished"
