"""Pausing, going on, calling off, coming to an end."""

import pytest
from django.utils.translation import override

from campaigns.actions.stopping import IsOver, NotRunning, call_off, finish, pause, resume
from campaigns.models import Enrolment
from hotelcrm.outbox.actions import mailings
from hotelcrm.outbox.actions.checking import Draft, UnfitMessageError
from hotelcrm.outbox.actions.fitting import fitted
from hotelcrm.outbox.models import Mailing, Message, State
from loyalty.models import Voucher
from tests.campaigns.running.world import DAY, drafted, person, plan, run, started, stranger
from tests.factories import HotelFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def by():
    return UserFactory()


def two_steps(hotel):
    """A campaign whose first step is taken, with a voucher, and whose second is to come."""
    campaign = started(hotel, plan(voucher_type=VoucherTypeFactory()), plan("again", after_days=2))
    run()
    return campaign


def test_paused_its_messages_wait_and_resumed_they_go(hotel, by):
    person()
    campaign = two_steps(hotel)

    paused = pause(campaign, because=" rain ", by=by, at=NOON)
    assert (paused.state, paused.state_because) == ("paused", "rain")
    assert Mailing.objects.get().paused_at == NOON
    assert run(NOON + 2 * DAY) == {}

    resumed = resume(campaign, by=by, at=NOON + 2 * DAY)
    assert (resumed.state, resumed.state_because, Mailing.objects.get().paused_at) == ("running", "", None)
    assert run(NOON + 2 * DAY) == {"done": 1}


def test_paused_twice_it_keeps_its_first_reason(hotel, by):
    person()
    campaign = two_steps(hotel)
    pause(campaign, because="rain", by=by, at=NOON)

    assert pause(campaign, because="snow", by=by, at=NOON + DAY).state_because == "rain"


def test_a_reason_with_values_is_read_in_the_language_of_the_page(hotel, by):
    person()
    campaign = two_steps(hotel)
    again = campaign.steps.get(order=1).variants.get().template
    again.name_zh = "提醒"
    draft = Draft(hotel, ["sms"], "marketing", "k", NOON, None, again, "", "", is_generic=False, mailing=None)
    again.variants.all().delete()
    with pytest.raises(UnfitMessageError) as refused:
        fitted(draft)

    row = pause(campaign, because=refused.value.sentence, by=None, at=NOON)

    assert row.because == Mailing.objects.get().because == "“Spring” has no text for this channel: text message."
    with override("zh-hans"):
        assert row.because == Mailing.objects.get().because == "“提醒”没有可用于此渠道的文本：短信。"


def test_a_mailing_that_paused_by_itself_goes_on_with_its_campaign(hotel, by):
    person()
    campaign = two_steps(hotel)
    mailings.pause(Mailing.objects.get(), because="refused", by=None, at=NOON)

    assert resume(campaign, by=by, at=NOON).state == "running"
    assert Mailing.objects.get().paused_at is None


def test_a_mailing_that_was_called_off_by_itself_stays_so(hotel, by):
    person()
    campaign = two_steps(hotel)
    mailings.call_off(Mailing.objects.get(), by=by, at=NOON)

    pause(campaign, because="rain", by=by, at=NOON)
    assert resume(campaign, by=by, at=NOON).state == "running"
    assert (Mailing.objects.get().cancelled_at, Mailing.objects.get().paused_at) == (NOON, None)


def test_called_off_nothing_more_comes_and_what_was_sent_is_told(hotel, by):
    sent, waiting, refused = person(), person(), stranger()
    campaign = two_steps(hotel)
    Message.objects.filter(guest=sent).update(state=State.DELIVERED, handed_at=NOON)

    told = call_off(campaign, because="storm", by=by, at=NOON + DAY)

    assert (told.campaign.state, told.campaign.state_because) == ("cancelled", "storm")
    assert (told.sent, told.stopped, told.let_go) == (1, 1, 3)
    assert dict(Voucher.objects.values_list("guest", "state")) == {sent.pk: "issued", waiting.pk: "void"}
    assert Voucher.objects.get(guest=waiting).void_reason == "storm"
    assert set(Enrolment.objects.values_list("ended_because", "ended_at")) == {("called_off", NOON + DAY)}
    assert Message.objects.get(guest=refused).reason == "no_consent"
    assert run(NOON + 9 * DAY) == {}
    again = call_off(campaign, because="again", by=by, at=NOON + 9 * DAY)
    assert (again.sent, again.stopped, again.let_go, again.campaign.state_because) == (1, 0, 0, "storm")


def test_before_its_time_it_is_called_off_too(hotel, by):
    person()
    campaign = started(hotel, starts_at=NOON + DAY)
    call_off(campaign, because="storm", by=by, at=NOON)

    assert run(NOON + DAY) == {}
    assert call_off(drafted(hotel, plan("other")), because="", by=by, at=NOON).campaign.state == "cancelled"


def test_finished_by_hand_no_step_is_taken_but_what_waits_goes_out(hotel, by):
    guest = person()
    campaign = two_steps(hotel)

    assert finish(campaign, by=by, at=NOON + DAY).state == "finished"
    assert finish(campaign, by=by, at=NOON + 2 * DAY).version == finish(campaign, by=by, at=NOON).version
    assert run(NOON + 2 * DAY) == {}
    assert Enrolment.objects.get(guest=guest).ended_because == "late"
    assert Message.objects.get().state == "queued"


def test_finished_it_is_called_off_while_something_waits(hotel, by):
    person()
    campaign = two_steps(hotel)
    finish(campaign, by=by, at=NOON)

    assert call_off(campaign, because="storm", by=by, at=NOON).stopped == 1
    other = two_steps_sent(hotel)
    finish(other, by=by, at=NOON)
    with pytest.raises(IsOver):
        call_off(other, because="storm", by=by, at=NOON)


def two_steps_sent(hotel):
    campaign = started(hotel, plan("sent"))
    run()
    Message.objects.filter(mailing__template__code="sent").update(state=State.SENT, handed_at=NOON)
    return campaign


def test_what_does_not_run_is_neither_paused_nor_resumed_nor_finished(hotel, by):
    campaign = drafted(hotel)
    for verb in (
        lambda: pause(campaign, because="rain", by=by, at=NOON),
        lambda: resume(campaign, by=by, at=NOON),
        lambda: finish(campaign, by=by, at=NOON),
    ):
        with pytest.raises(NotRunning):
            verb()
    call_off(campaign, because="", by=by, at=NOON)
    with pytest.raises(IsOver):
        finish(campaign, by=by, at=NOON)
