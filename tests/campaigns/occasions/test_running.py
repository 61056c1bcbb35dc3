"""The beat: who comes into which campaign, once; two at the same moment; an outage; what cannot run."""

from datetime import date

import pytest

from campaigns.models import Campaign, CampaignState, Enrolment
from campaigns.occasions import running as module
from campaigns.occasions.running import run
from campaigns.tasks import run_occasions
from tests import committed
from tests.factories import GuestFactory, HotelFactory, SegmentFactory

from .world import DAY, campaign_for, clock, count

BIRTHDAY = date(2027, 2, 28)
NINE = clock(BIRTHDAY)


def born(month=2, day=29, **fields):
    return GuestFactory(birth_month=month, birth_day=day, **fields)


def counted(campaign):
    count(campaign, NINE)
    return campaign


@pytest.mark.django_db
def test_who_is_named_comes_in_once_with_what_the_occasion_says():
    guest = born()
    campaign = counted(campaign_for("birthday"))

    assert run(at=NINE) == {campaign.pk: {"treated": 1}}
    assert run(at=NINE) == {campaign.pk: {}}
    assert run(at=NINE + DAY) == {campaign.pk: {}}

    one = Enrolment.objects.get()
    assert (one.campaign, one.guest, one.key, one.arm) == (campaign, guest, "2027", "treated")
    assert (one.due_at, one.expires_at) == (NINE, clock(BIRTHDAY + DAY, "21:00"))


@pytest.mark.django_db
def test_an_outage_of_a_day_is_made_up_for_and_a_longer_one_is_not():
    born(2, 27)
    campaign = counted(campaign_for("birthday"))

    assert run(at=clock(BIRTHDAY - DAY, "08:00")) == {campaign.pk: {}}
    assert run(at=clock(BIRTHDAY, "20:00")) == {campaign.pk: {"treated": 1}}  # a day and eleven hours later
    born(2, 26)
    counted(campaign)
    assert run(at=NINE) == {campaign.pk: {}}


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"merged_into_id": 1}, {"erased_at": NINE}, {"restricted_at": NINE}])
def test_nobody_whose_profile_may_not_be_used(fields):
    guest = born()
    campaign = counted(campaign_for("birthday"))
    if "merged_into_id" in fields:
        fields = {"merged_into_id": born(1, 1).pk}
    type(guest).objects.filter(pk=guest.pk).update(**fields)

    assert run(at=NINE) == {campaign.pk: {}}


@pytest.mark.django_db
def test_only_guests_of_the_audience():
    born()
    woman = born(gender="F")
    segment = SegmentFactory(rule={"all": [{"field": "gender", "op": "in", "value": ["F"]}]})
    counted(campaign_for("birthday", segment=segment))

    run(at=NINE)

    assert [one.guest for one in Enrolment.objects.all()] == [woman]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"state": CampaignState.DRAFT},
        {"state": CampaignState.PAUSED},
        {"state": CampaignState.FINISHED},
        {"starts_at": NINE + DAY},
        {"ends_at": NINE},
    ],
)
def test_a_campaign_that_does_not_run_takes_nobody_in(fields):
    born()
    counted(campaign_for("birthday", **fields))

    assert (run(at=NINE), Enrolment.objects.count()) == ({}, 0)


@pytest.mark.django_db
def test_one_whose_audience_cannot_be_asked_for_is_paused_and_the_others_run(monkeypatch):
    born()
    hotel = HotelFactory()
    nonsense = SegmentFactory(rule={"all": [{"field": "no_such", "op": "yes"}]})
    lost = campaign_for("birthday", hotel=hotel, segment=nonsense)
    broken = campaign_for("welcome", hotel=hotel)
    whole = counted(campaign_for("birthday", hotel=hotel))
    enrol = module.enrol

    def breaks(campaign, rows, *, at):
        if campaign == broken:
            raise ZeroDivisionError
        return enrol(campaign, rows, at=at)

    monkeypatch.setattr(module, "enrol", breaks)

    assert run(at=NINE) == {lost.pk: {}, broken.pk: {}, whole.pk: {"treated": 1}}
    states = dict(Campaign.objects.values_list("pk", "state"))
    assert states == {lost.pk: "paused", broken.pk: "running", whole.pk: "running"}
    assert Campaign.objects.get(pk=lost.pk).state_because != ""


@pytest.mark.django_db
def test_the_task_is_the_beats(settings, monkeypatch):
    asked = []
    monkeypatch.setattr(module, "run", lambda *, at: asked.append(at))

    run_occasions()

    assert len(asked) == 1
    assert settings.CELERY_BEAT_SCHEDULE["campaigns.run_occasions"]["task"] == run_occasions.name


def test_two_beats_at_the_same_moment_are_one(transactional_db):
    guests = {born().pk for _n in range(30)}
    campaign = counted(campaign_for("birthday", holdout_percent=50))

    done = committed.at_once(lambda _n: run(at=NINE)[campaign.pk].total(), range(4))

    assert sum(done) == 30
    assert set(Enrolment.objects.values_list("guest", flat=True)) == guests
