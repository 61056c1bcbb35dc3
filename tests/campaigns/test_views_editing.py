"""Writing a campaign down, changing a draft, copying."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.actions.drafting import StepPlan, Wording, planned, revise
from campaigns.models import Campaign, CampaignState, Step, Variant
from hotelcrm.accounts.models import Role
from tests.campaigns.running.world import drafted, plan
from tests.factories import CampaignFactory, HotelFactory, SegmentFactory, UserFactory, VoucherTypeFactory, staff
from tests.outbox.rows import NOON, template

pytestmark = pytest.mark.django_db
NEW = "/campaigns/new/"


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Harbour", time_zone="Asia/Shanghai", currency="CNY")


@pytest.fixture
def manager(client, hotel):
    """Of this hotel alone."""
    person = staff(Role.MANAGER, hotel, language="en")
    client.force_login(person)
    return person


def wording(chosen, **fields):
    """A row of a wording as a browser sends it."""
    return {"name": "", "weight": 1, "template": chosen.pk, "voucher_type": "", "points": 0, "cost": 0, **fields}


def step(*wordings, **fields):
    """A row of a step as a browser sends it."""
    usual = {"first": "wecom", "second": "sms", "third": "email", "after_days": 0, "condition": "always"}
    winner = {"picks_winner_by": "", "test_percent": 20, "winner_after_hours": 24}
    return {**usual, **winner, "wordings": wordings, **fields}


def sent(*steps, initial=0, **fields):
    """A whole form as a browser sends it."""
    usual = {"name_en": "Spring", "name_zh": "春", "occasion": "once", "purpose": "marketing", "goal": "booking"}
    found = {**usual, "click_days": 30, "delivery_days": 7, "key": "one", **fields}
    found |= {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": initial}
    for number, row in enumerate(steps):
        found |= {f"steps-{number}-{name}": value for name, value in row.items() if name != "wordings"}
        start = f"steps-{number}-wordings"
        found |= {f"{start}-TOTAL_FORMS": len(row["wordings"]), f"{start}-INITIAL_FORMS": 0}
        for place, one in enumerate(row["wordings"]):
            found |= {f"{start}-{place}-{name}": value for name, value in one.items()}
    return {name: value for name, value in found.items() if value is not None}


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def faults(answer):
    """The lines of the summary."""
    [summary] = re.findall(r'class="error-summary".*?<ul>(.*?)</ul>', answer.content.decode(), re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    ]


def test_a_campaign_of_two_steps_with_two_variants_is_what_was_typed(client, manager, hotel):
    first, other, again = template("a"), template("b"), template("c")
    dinner, segment, left_out = VoucherTypeFactory(), SegmentFactory(), SegmentFactory()
    rows = [
        step(
            wording(first, voucher_type=dinner.pk, points=50, cost="0.05"),
            wording(other, name="Tea", weight=3),
            picks_winner_by="clicks",
            test_percent=30,
            winner_after_hours=12,
        ),
        step(wording(again), first="sms", second="sms", third="", after_days=14, condition="no_click"),
    ]

    answer = client.post(
        NEW,
        sent(
            *rows,
            segment=segment.pk,
            excluded=[left_out.pk],
            starts_at="2030-03-01T09:30",
            ends_at="2030-03-31T22:00",
            budget="5000",
            holdout_percent=20,
            goal="click",
        ),
    )

    campaign = Campaign.objects.get()
    assert answer.status_code == 302
    assert (campaign.hotel, campaign.by, campaign.state) == (hotel, manager, CampaignState.DRAFT)
    assert (campaign.name_en, campaign.name_zh, campaign.segment, campaign.goal) == ("Spring", "春", segment, "click")
    assert campaign.starts_at == datetime(2030, 3, 1, 1, 30, tzinfo=UTC)  # half past nine in Shanghai
    assert campaign.ends_at == datetime(2030, 3, 31, 14, 0, tzinfo=UTC)
    assert (list(campaign.excluded.all()), campaign.budget, campaign.holdout_percent) == ([left_out], 5000, 20)
    assert planned(campaign) == [
        StepPlan(
            ["wecom", "sms", "email"],
            [Wording(first, "A", 1, dinner, 50, Decimal("0.05")), Wording(other, "Tea", 3)],
            0,
            "always",
            "clicks",
            30,
            12,
        ),
        StepPlan(["sms"], [Wording(again)], 14, "no_click"),
    ]


@pytest.mark.parametrize(("occasion", "percent"), [("once", 5), ("birthday", 10)])
def test_as_many_are_held_out_as_usual_unless_said_otherwise(client, manager, occasion, percent):
    segment = SegmentFactory().pk
    client.post(NEW, sent(step(wording(template())), occasion=occasion, segment=segment, holdout_percent="", days="3"))

    campaign = Campaign.objects.get()
    assert (campaign.occasion or "once", campaign.holdout_percent) == (occasion, percent)
    assert campaign.days == (3 if campaign.occasion else None)


def test_nobody_is_held_out_of_what_guests_need_unless_said_otherwise(client, manager):
    asked = {"purpose": "service", "segment": SegmentFactory().pk, "holdout_percent": ""}
    client.post(NEW, sent(step(wording(template("pool", purpose="service"))), **asked))

    assert Campaign.objects.get().holdout_percent == 0


def test_a_form_sent_twice_is_one_draft(client, manager):
    form = sent(step(wording(template())), segment=SegmentFactory().pk)

    answers = [client.post(NEW, form), client.post(NEW, form)]

    assert Campaign.objects.count() == 1
    assert {answer.url for answer in answers} == {answers[0].url}
    client.post(NEW, {**form, "key": "another"})
    assert Campaign.objects.count() == 2


def test_a_key_of_somebody_else_is_another_form(client, manager, hotel):
    form = sent(step(wording(template())), segment=SegmentFactory().pk)
    client.post(NEW, form)
    client.force_login(staff(Role.MANAGER, hotel))

    client.post(NEW, form)

    assert Campaign.objects.count() == 2


def test_steps_go_by_their_order_and_what_is_taken_away_or_left_empty_is_none(client, manager):
    chosen = {name: template(name, name_en=name) for name in ("a", "b", "c")}
    empty = wording(chosen["a"], template="")
    rows = [
        step(wording(chosen["a"]), ORDER="3", after_days=5),
        step(wording(chosen["b"]), ORDER="2", DELETE="on"),
        step(wording(chosen["c"]), wording(chosen["b"], DELETE="on"), empty, ORDER="1", condition="no_open"),
        step(empty, empty, ORDER=""),
    ]

    client.post(NEW, sent(*rows, segment=SegmentFactory().pk))

    steps = planned(Campaign.objects.get())
    assert [[one.template.code for one in row.wordings] for row in steps] == [["c"], ["a"]]
    assert [row.after_days for row in steps] == [0, 5]
    assert [row.condition for row in steps] == ["always", "always"]  # the first goes to everybody, wherever it was


def test_a_page_with_scripts_sends_no_empty_rows(client, manager):
    form = sent(step(wording(template())), segment=SegmentFactory().pk)
    form |= {"steps-TOTAL_FORMS": 2, "steps-0-wordings-TOTAL_FORMS": 2}

    assert client.post(NEW, form).status_code == 302
    assert Variant.objects.filter(step__campaign=Campaign.objects.get()).count() == 1


BAD = [
    ({"name_zh": " "}, {}, {}, ["Name in Chinese: This field is required."]),
    ({"segment": ""}, {}, {}, ["Audience: Say for whom it is: an audience, or an occasion."]),
    (
        {"starts_at": "2030-03-02T10:00", "ends_at": "2030-03-01T10:00"},
        {},
        {},
        ["Ends: A campaign cannot end before it starts."],
    ),
    ({"ends_at": "2020-03-01T10:00"}, {}, {}, ["Ends: This moment has passed."]),
    (
        {"holdout_percent": "51"},
        {},
        {},
        ["Percent held out: Ensure this value is less than or equal to 50."],
    ),
    ({}, {"first": "", "second": "", "third": ""}, {}, ["Step 1 · By: Say by which channel it goes."]),
    ({}, {"picks_winner_by": "clicks"}, {}, ["Step 1 · The winner is told by: A winner needs a second variant."]),
    ({}, {}, {"template": ""}, ["Step 1 · Template: Choose a template."]),
    (
        {"purpose": "surveys"},
        {},
        {},
        ["Step 1 · Template: “Spring” is a template for another purpose: offers and news."],
    ),
    ({}, {}, {"weight": "0"}, ["Step 1 · Weight: Ensure this value is greater than or equal to 1."]),
    ({}, {}, {"voucher_type": "999999"}, None),
]


@pytest.mark.parametrize(("of_form", "of_step", "of_wording", "expected"), BAD)
def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(
    client, manager, of_form, of_step, of_wording, expected
):
    row = step(wording(template(), cost="0.0321", **of_wording), **{"winner_after_hours": 77, **of_step})
    form = sent(row, **{"segment": SegmentFactory().pk, "name_en": "Spring tide", "budget": "321", **of_form})

    answer = client.post(NEW, form)

    assert answer.status_code == 422
    assert not Campaign.objects.exists()
    if expected is not None:
        assert faults(answer) == expected
    page = answer.content.decode()
    for typed in ("Spring tide", "321", "0.0321", "77"):
        assert f'value="{typed}"' in page
    for href in re.findall(r'<li><a href="#([^"]+)">', page):
        assert f'id="{href}"' in page


def test_two_variants_of_one_name_are_told_apart(client, manager):
    row = step(wording(template("a"), name="Tea"), wording(template("b"), name="Tea"))

    answer = client.post(NEW, sent(row, segment=SegmentFactory().pk))

    assert faults(answer) == ["Step 1 · Variant B · Name of the variant: Another variant of this step has this name."]


def test_a_voucher_of_another_hotel_is_not_offered(client, manager):
    elsewhere = VoucherTypeFactory()
    elsewhere.hotels.add(HotelFactory())

    answer = client.post(NEW, sent(step(wording(template(), voucher_type=elsewhere.pk)), segment=SegmentFactory().pk))

    assert faults(answer) == ["Step 1 · Voucher in it: This voucher does not hold at this hotel."]


def test_numbers_of_rows_that_nobody_typed_do_no_harm(client, manager):
    form = sent(step(wording(template())), segment=SegmentFactory().pk)
    for more in ({"steps-TOTAL_FORMS": "99999"}, {"steps-TOTAL_FORMS": "x"}, {"steps-0-wordings-TOTAL_FORMS": "-1"}):
        assert client.post(NEW, form | more).status_code == 422
    assert not Campaign.objects.exists()


def test_without_a_single_step_it_says_so(client, manager):
    row = step(wording(template()), DELETE="on")

    answer = client.post(NEW, sent(row, segment=SegmentFactory().pk))

    assert faults(answer) == ["A campaign has between 1 and 10 steps."]


def test_the_empty_form_works_without_scripts(client, manager):
    page = client.get(NEW).content.decode()
    spare = re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)

    assert any('name="steps-1-first"' in part for part in spare)
    assert any('name="steps-0-wordings-1-template"' in part for part in spare)
    assert "<style" not in page
    assert ' style="' not in page
    assert " onclick" not in page


def test_an_address_may_name_an_occasion_or_a_segment(client, manager):
    segment = SegmentFactory(name_en="Regulars")

    page = client.get(NEW, {"occasion": "birthday"}).content.decode()
    assert '<option value="birthday" selected>' in page
    assert 'value="Birthday"' in page
    assert 'value="生日"' in page
    assert f'<option value="{segment.pk}" selected>' in client.get(NEW, {"segment": segment.pk}).content.decode()
    for odd in ({"occasion": "full_moon"}, {"segment": "x"}, {"segment": "9" * 30}):
        assert client.get(NEW, odd).status_code == 200


def edit_url(campaign):
    return reverse("campaigns:edit-campaign", args=[campaign.pk])


def test_a_draft_is_shown_as_it_is_and_changed(client, manager, hotel):
    segment = SegmentFactory()
    campaign = drafted(hotel, plan("a"), segment=segment, starts_at=datetime(2030, 3, 1, 1, 30, tzinfo=UTC))
    new_words = template("b")
    page = client.get(edit_url(campaign)).content.decode()
    assert 'value="2030-03-01T09:30"' in page
    assert 'name="version" value="1"' in page

    answer = client.post(
        edit_url(campaign), sent(step(wording(new_words)), segment=segment.pk, name_en="Summer", version=1, initial=1)
    )

    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.name_en, campaign.version, campaign.changed_by, campaign.starts_at) == ("Summer", 2, manager, None)
    assert [one.template for row in planned(campaign) for one in row.wordings] == [new_words]


def test_who_saved_meanwhile_is_told_and_nothing_typed_is_lost(client, manager, hotel):
    segment = SegmentFactory(name_en="Regulars")
    campaign = drafted(hotel, plan("a"), segment=segment)
    colleague = UserFactory(display_name="Lin Yue")
    theirs = [replace(plan("b"), channels=["sms"])]
    revise(campaign, steps=theirs, by=colleague, at=NOON, version=1, name_en="Theirs", goal="click")
    mine = template("c", name_en="Mine as well")

    form = sent(step(wording(mine)), segment=segment.pk, name_en="Mine", version=1, initial=1)
    answer = client.post(edit_url(campaign), form)

    assert answer.status_code == 409
    words = text(answer)
    assert "Lin Yue changed this campaign while you were typing" in words
    assert "Name in English Theirs Mine" in words
    assert "Goal A followed link A booking" in words
    assert "1. text message · Spring 1. WeCom, text message, e-mail · Mine as well" in words
    page = answer.content.decode()
    assert 'value="Mine"' in page
    assert f'<option value="{mine.pk}"' in page
    assert 'name="version" value="2"' in page

    client.post(edit_url(campaign), form | {"version": 2})
    campaign.refresh_from_db()
    assert (campaign.name_en, campaign.goal, campaign.version) == ("Mine", "booking", 3)


@pytest.mark.parametrize("state", ["running", "waiting", "paused", "finished", "cancelled"])
def test_only_a_draft_can_be_changed_and_the_others_offer_a_copy(client, manager, hotel, state):
    campaign = CampaignFactory(hotel=hotel, state=state, name_en="Fixed")

    shown = client.get(edit_url(campaign))
    answer = client.post(edit_url(campaign), sent(step(wording(template())), segment=campaign.segment.pk, version=1))

    assert (shown.status_code, answer.status_code) == (200, 409)
    for page in (shown, answer):
        assert "This campaign is no draft any more" in text(page)
        assert reverse("campaigns:copy-campaign", args=[campaign.pk]) in page.content.decode()
    campaign.refresh_from_db()
    assert campaign.name_en == "Fixed"


def test_a_copy_is_a_draft_of_the_same_without_its_days(client, manager, hotel):
    dinner = VoucherTypeFactory(name_en="Dinner", is_active=False)
    segment = SegmentFactory()
    source = drafted(
        hotel,
        plan("a", voucher_type=dinner),
        name_en="Spring",
        segment=segment,
        starts_at=NOON,
        ends_at=NOON.replace(year=2030),
        holdout_percent=7,
    )
    Campaign.objects.filter(pk=source.pk).update(state=CampaignState.FINISHED)
    url = reverse("campaigns:copy-campaign", args=[source.pk])

    page = client.get(url).content.decode()
    assert 'value="Spring (copy)"' in page
    assert 'value="春（副本）"' in page
    assert 'value="7"' in page
    assert "2030-" not in page
    assert "Dinner (out of use)" in page
    client.post(url, sent(step(wording(template("b"))), segment=segment.pk, name_en="Spring (copy)", initial=1))

    copied = Campaign.objects.exclude(pk=source.pk).get()
    assert (copied.name_en, copied.state, copied.hotel, copied.by) == ("Spring (copy)", "draft", hotel, manager)
    assert copied.salt != source.salt
    assert Step.objects.filter(campaign=source).count() == 1


def test_the_form_asks_as_often_for_four_steps_as_for_two(client, manager, hotel, django_assert_num_queries):
    short = drafted(hotel, plan("a"), plan("b"))
    long = drafted(hotel, plan("c"), plan("d"), plan("e"), plan("f"))
    client.get(edit_url(short))

    with django_assert_num_queries(16):
        client.get(edit_url(short))
    with django_assert_num_queries(16):
        client.get(edit_url(long))


def test_the_form_in_chinese(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel, language="zh-hans"))

    words = text(client.get(NEW))

    for part in ("新建营销活动", "目标客群", "对照组", "步骤", "尝试另一个版本"):
        assert part in words


def test_a_campaign_of_another_hotel_answers_like_one_that_does_not_exist(client, manager):
    other = CampaignFactory(hotel=HotelFactory(), state="draft")

    for name in ("edit", "copy"):
        for pk in (other.pk, 999_999):
            url = reverse(f"campaigns:{name}-campaign", args=[pk])
            assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_does_not_manage_campaigns_is_refused(client, hotel, role):
    client.force_login(staff(role, hotel))
    campaign = drafted(hotel)

    for url in (NEW, edit_url(campaign), reverse("campaigns:copy-campaign", args=[campaign.pk])):
        assert (client.get(url).status_code, client.post(url, {}).status_code) == (403, 403)
