"""Campaigns as they are planned."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaigns.actions.drafting import BadPlan, NotADraft, StalePlan, StepPlan, Wording, draft, planned, revise
from campaigns.models import Campaign, CampaignState, Step, Variant
from tests.campaigns.running.world import drafted, money, plan
from tests.factories import HotelFactory, SegmentFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON, template

pytestmark = pytest.mark.django_db
NAMES = {"name_en": "Spring", "name_zh": "春"}


@pytest.fixture
def hotel():
    return HotelFactory()


def test_a_draft_is_what_was_planned(hotel):
    by, dinner, segment, without = UserFactory(), VoucherTypeFactory(), SegmentFactory(), SegmentFactory()
    steps = [
        plan(channels=["wecom", "sms"], voucher_type=dinner, points=50, cost=money("0.05")),
        plan("again", after_days=14, condition="no_click"),
    ]

    campaign = draft(
        hotel, steps=steps, by=by, at=NOON, **NAMES, segment=segment, excluded=[without], budget=money("500")
    )

    campaign.refresh_from_db()
    assert (campaign.state, campaign.by, campaign.created_at, campaign.hotel) == ("draft", by, NOON, hotel)
    assert (list(campaign.excluded.all()), campaign.budget, campaign.segment) == ([without], money("500"), segment)
    assert planned(campaign) == [replace(step, channels=list(step.channels)) for step in steps]
    assert list(Step.objects.filter(campaign=campaign).values_list("order", flat=True)) == [0, 1]
    assert len(campaign.salt) == 32
    assert not Variant.objects.filter(step__campaign=campaign, mailing__isnull=False).exists()


def test_no_two_campaigns_are_dealt_alike(hotel):
    assert drafted(hotel).salt != drafted(hotel, plan("other")).salt


@pytest.mark.parametrize(("fields", "percent"), [({}, 5), ({"occasion": "birthday"}, 10), ({"holdout_percent": 0}, 0)])
def test_so_many_are_held_out_unless_it_says_otherwise(hotel, fields, percent):
    fields = {"segment": SegmentFactory()} | fields
    assert draft(hotel, steps=[plan()], by=None, at=NOON, **NAMES, **fields).holdout_percent == percent


@pytest.mark.parametrize("occasion", ["", "pre_arrival"])
def test_nobody_is_held_out_of_what_guests_need(hotel, occasion):
    step = StepPlan(["email"], [Wording(template("pool", purpose="service"))])
    fields = {"segment": SegmentFactory(), "occasion": occasion, "purpose": "service"}

    assert draft(hotel, steps=[step], by=None, at=NOON, **NAMES, **fields).holdout_percent == 0


def bad_steps():
    one, other = plan(), plan("other")
    survey = template("survey", purpose="surveys")
    return {
        "A campaign has between 1 and 10 steps": [],
        "Each step needs a channel": [replace(one, channels=[])],
        "“wecom_staff” is no channel to guests": [replace(one, channels=["wecom_staff"])],
        "Each step needs a template": [replace(one, wordings=[])],
        "Two variants of a step have the same name": [replace(one, wordings=[*one.wordings, *other.wordings])],
        "A winner needs a second variant": [replace(one, picks_winner_by="clicks")],
        "The first step goes to everybody": [replace(one, condition="no_open")],
        "a template for another purpose: surveys": [replace(one, wordings=[Wording(survey)])],
        "needs a weight of 1 or more": [replace(one, wordings=[replace(one.wordings[0], weight=0)])],
    }


def test_a_plan_that_does_not_hold_is_refused_with_a_sentence_and_nothing_is_kept(hotel):
    segment, before = SegmentFactory(), Campaign.objects.count()
    for sentence, steps in bad_steps().items():
        with pytest.raises(BadPlan, match=sentence):
            draft(hotel, steps=steps, by=None, at=NOON, **NAMES, segment=segment)
    assert Campaign.objects.count() == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name_zh": " "}, "a name in both languages"),
        ({"segment": None}, "Say for whom it is"),
        ({"starts_at": NOON, "ends_at": NOON}, "cannot end before it starts"),
        ({"occasion": "full_moon"}, "no such occasion"),
        ({"occasion": "birthday", "days": -1}, "between 0 and 365"),
        ({"occasion": "birthday", "days": 366}, "between 0 and 365"),
    ],
)
def test_a_campaign_says_who_when_and_what(hotel, fields, sentence):
    with pytest.raises(BadPlan, match=sentence):
        drafted(hotel, **fields)


def test_a_draft_is_revised_by_who_saw_the_latest(hotel):
    campaign = drafted(hotel)
    revised = revise(campaign, steps=None, by=None, at=NOON, version=1, name_en="Summer")

    with pytest.raises(StalePlan) as stale:
        revise(campaign, steps=None, by=None, at=NOON, version=1, name_en="Autumn")

    assert stale.value.current == revised
    campaign.refresh_from_db()
    assert (campaign.name_en, campaign.version, len(planned(campaign))) == ("Summer", 2, 1)


def test_steps_are_replaced_as_a_whole(hotel):
    campaign = drafted(hotel, plan(), plan("again", after_days=3))
    revise(campaign, steps=[plan("new")], by=None, at=NOON, version=1)

    [step] = planned(campaign)
    assert step.wordings[0].template.code == "new"


def test_a_revision_is_checked_with_the_steps_there_are(hotel):
    campaign = drafted(hotel)
    with pytest.raises(BadPlan, match="template for another purpose"):
        revise(campaign, steps=None, by=None, at=NOON, version=1, purpose="surveys")
    with pytest.raises(BadPlan, match="cannot end before"):
        revise(campaign, steps=None, by=None, at=NOON, version=1, starts_at=NOON, ends_at=NOON - timedelta(days=1))


@pytest.mark.parametrize("state", [state for state in CampaignState if state != CampaignState.DRAFT])
def test_what_was_started_stays_as_it_is(hotel, state):
    campaign = drafted(hotel)
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    with pytest.raises(NotADraft):
        revise(campaign, steps=None, by=None, at=NOON, version=1, name_en="Summer")
