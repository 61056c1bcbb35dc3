"""Starting: at once, or when another person agreed."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from campaigns.actions.approving import NothingToDecide, OwnCampaign, SayWhy, approve, refuse
from campaigns.actions.drafting import BadPlan, NotADraft
from campaigns.actions.starting import NobodyThere, OverAlready, start
from campaigns.models import Campaign, Enrolment
from campaigns.occasions.running import run as run_occasions
from campaigns.queries.consequences import of_start
from campaigns.segments import compiling, sizing
from hotelcrm.outbox.models import Message, Template, Variant
from tests.campaigns.running.world import DAY, drafted, person, plan, run, stranger
from tests.factories import HotelFactory, MemberFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def bell(monkeypatch):
    """How often it rang."""
    rung = []
    monkeypatch.setattr("campaigns.tasks.step_due.delay", lambda: rung.append(1))
    return rung


@pytest.fixture
def few(settings):
    """Above two guests another person agrees."""
    settings.CAMPAIGN_APPROVAL_SIZE = 2


def waiting(hotel, by=None):
    for _n in range(3):
        person()
    return start(drafted(hotel), by=by or UserFactory(), at=NOON)


def test_a_small_one_runs_and_the_bell_rings(hotel, bell, django_capture_on_commit_callbacks):
    person(), stranger()
    by = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        campaign = start(drafted(hotel), by=by, at=NOON)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.asked_by, campaign.asked_size, campaign.approved_by) == ("running", by, 2, None)
    assert bell == [1]


def test_twice_is_once(hotel):
    person()
    campaign = start(drafted(hotel), by=UserFactory(), at=NOON)
    again = start(campaign, by=UserFactory(), at=NOON + DAY)

    assert (again.asked_by, again.version) == (campaign.asked_by, campaign.version)


@pytest.mark.usefixtures("few")
def test_exactly_so_many_need_nobody_else_one_more_does(hotel):
    person(), person()
    assert start(drafted(hotel), by=UserFactory(), at=NOON).state == "running"
    person()
    assert start(drafted(hotel, plan("other")), by=UserFactory(), at=NOON).state == "waiting"


@pytest.mark.usefixtures("few")
def test_a_large_one_waits_and_nobody_is_chosen(hotel, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        campaign = waiting(hotel)

    run()

    assert (campaign.state, campaign.asked_size, bell) == ("waiting", 3, [])
    assert (Enrolment.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.usefixtures("few")
def test_an_automatic_one_is_as_large_as_whom_it_could_name(hotel):
    for _n in range(3):
        person()
    campaign = drafted(hotel, occasion="birthday")

    assert start(campaign, by=UserFactory(), at=NOON).state == "waiting"


def test_an_automatic_one_starts_with_nobody_there(hotel):
    assert start(drafted(hotel, occasion="birthday"), by=UserFactory(), at=NOON).state == "running"


@pytest.mark.usefixtures("few")
def test_another_person_agrees(hotel, bell, django_capture_on_commit_callbacks):
    campaign, by = waiting(hotel), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        approve(campaign, by=by, at=NOON + DAY)
    run(NOON + DAY)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by, campaign.approved_at, bell) == ("running", by, NOON + DAY, [1])
    assert Message.objects.count() == 3
    assert approve(campaign, by=by, at=NOON + 2 * DAY).approved_at == NOON + DAY
    with pytest.raises(NothingToDecide):
        approve(campaign, by=UserFactory(), at=NOON)


@pytest.mark.usefixtures("few")
def test_who_started_it_does_not_agree_to_it(hotel):
    by = UserFactory()
    campaign = waiting(hotel, by)

    with pytest.raises(OwnCampaign):
        approve(campaign, by=by, at=NOON)
    campaign.refresh_from_db()
    assert campaign.state == "waiting"


@pytest.mark.usefixtures("few")
def test_the_database_wants_four_eyes_too(hotel):
    campaign = waiting(hotel)
    campaign.approved_by = campaign.asked_by
    with pytest.raises(ValidationError):
        campaign.validate_constraints()


@pytest.mark.usefixtures("few")
def test_refused_it_is_a_draft_again_that_says_why(hotel):
    campaign = waiting(hotel)
    with pytest.raises(SayWhy):
        refuse(campaign, because=" ", by=UserFactory(), at=NOON)

    refused = refuse(campaign, because="Too dear.", by=UserFactory(), at=NOON)
    assert (refused.state, refused.state_because, refused.asked_by) == ("draft", "Too dear.", None)
    assert refuse(campaign, because="Too dear.", by=UserFactory(), at=NOON).version == refused.version
    with pytest.raises(NothingToDecide):
        approve(campaign, by=UserFactory(), at=NOON)
    assert start(campaign, by=UserFactory(), at=NOON).state_because == ""


@pytest.mark.usefixtures("few")
def test_what_was_put_away_meanwhile_is_not_agreed_to(hotel):
    campaign = waiting(hotel)
    Template.objects.update(archived_at=NOON)

    with pytest.raises(BadPlan, match="no longer in use"):
        approve(campaign, by=UserFactory(), at=NOON)


@pytest.mark.usefixtures("few")
def test_an_audience_that_grew_above_what_needs_nobody_waits_again(hotel):
    person()
    campaign = start(drafted(hotel, starts_at=NOON + DAY), by=UserFactory(), at=NOON)
    for _n in range(3):
        person()

    run(NOON + DAY)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.asked_size) == ("waiting", 4)
    assert campaign.because == "Its audience has grown to 4 guests since it was started."
    with translation.override("zh-hans"):
        assert campaign.because == "启动后，目标客群已增至 4 位客人。"
    assert Enrolment.objects.count() == 0
    approve(campaign, by=UserFactory(), at=NOON + DAY)
    run(NOON + DAY)
    assert Enrolment.objects.count() == 4


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("more", "state"), [(3, "running"), (4, "waiting")])
def test_what_was_agreed_to_may_double(hotel, more, state):
    campaign = waiting(hotel)
    approve(campaign, by=UserFactory(), at=NOON)
    for _n in range(more):
        person()

    run()

    campaign.refresh_from_db()
    assert campaign.state == state
    assert (campaign.approved_by is None) == (state == "waiting")


@pytest.mark.usefixtures("few")
def test_an_automatic_one_that_was_approved_may_grow(hotel):
    """What was agreed to is its rule, whoever fits it in the years to come."""
    for _n in range(3):
        person()
    campaign = start(drafted(hotel, occasion="welcome"), by=UserFactory(), at=NOON)
    approve(campaign, by=UserFactory(), at=NOON)
    for _n in range(6):
        person()
    MemberFactory(guest=person(), joined_on=NOON.date())

    assert run_occasions(at=NOON) == {campaign.pk: {"treated": 1}}
    assert Campaign.objects.get(pk=campaign.pk).state == "running"


def test_what_keeps_it_from_running_is_said(hotel):
    with pytest.raises(NobodyThere):
        start(drafted(hotel), by=UserFactory(), at=NOON)
    person()
    with pytest.raises(OverAlready):
        start(drafted(hotel, plan("over"), ends_at=NOON), by=UserFactory(), at=NOON)
    kind = VoucherTypeFactory(is_active=False)
    with pytest.raises(BadPlan, match="“A hundred off” is no longer issued"):
        start(drafted(hotel, plan("gift", voucher_type=kind)), by=UserFactory(), at=NOON)
    mute = drafted(hotel, plan("mute", channels=["sms"]))
    Variant.objects.filter(template__code="mute").delete()
    with pytest.raises(BadPlan, match="has no text for this channel: text message"):
        start(mute, by=UserFactory(), at=NOON)
    assert not Campaign.objects.exclude(state="draft").exists()


@pytest.mark.parametrize("state", ["paused", "finished", "cancelled"])
def test_only_a_draft_is_started(hotel, state):
    campaign = drafted(hotel)
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    with pytest.raises(NotADraft):
        start(campaign, by=UserFactory(), at=NOON)


def test_an_audience_that_takes_too_long_is_said(hotel, monkeypatch):
    person()
    campaign = drafted(hotel)
    monkeypatch.setattr(compiling, "USABLE", "pg_sleep(2) IS NOT NULL")
    monkeypatch.setattr(sizing, "PATIENCE", "50ms")

    assert "five seconds" in of_start(campaign, NOON).fault
    with pytest.raises(BadPlan, match="five seconds"):
        start(campaign, by=UserFactory(), at=NOON)
    campaign.refresh_from_db()
    assert campaign.state == "draft"
