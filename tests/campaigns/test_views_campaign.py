"""The page of one campaign: plan, dry run, progress and results."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.starting import start
from campaigns.actions.stopping import call_off
from campaigns.models import Campaign, CampaignState, KeptFigures, Variant
from campaigns.results import keeping
from campaigns.running.arms import arm
from campaigns.running.stepping import step_due
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from hotelcrm.outbox.models import Message
from tests.factories import HotelFactory, SegmentFactory, VoucherTypeFactory, staff
from tests.outbox.rows import NOON

from .running.world import DAY, drafted, person, plan, started, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture(autouse=True)
def marketing(client, hotel):
    user = staff(Role.MARKETING, hotel, language="en")
    client.force_login(user)
    return user


def address(name, campaign, *args):
    return reverse(f"campaigns:{name}", args=[campaign.pk, *args])


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def part(client, name, campaign, **kwargs):
    """A tab as htmx fetches it."""
    headers = {"HX-Request": "true", "HX-Target": name}
    return client.get(address(name, campaign), headers=headers, **kwargs)


def test_the_plan_is_told_in_words(client, hotel):
    twice = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 2}]}, name_en="Regulars")
    late = plan("late", channels=["sms", "email"], after_days=14, condition="no_click")
    first = plan(channels=["wecom", "email"], voucher_type=VoucherTypeFactory(name_en="Dinner"), cost=Decimal("0.05"))
    campaign = drafted(hotel, first, late, segment=twice, holdout_percent=5, budget=Decimal(500), name_en="Tea days")
    campaign.excluded.add(SegmentFactory(rule={"any": []}, name_en="Not these"))

    said = text(client.get(address("campaign", campaign)))

    for words in [
        "Tea days draft one-off",
        "Nobody gets anything before it is started.",
        "Guests who have stayed at least 2 times. Segment: Regulars",
        "Without the guests of Nobody. Not these",
        "As soon as guests are chosen to everybody chosen who is not held out WeCom else e-mail",
        "Dinner CN¥0.05 a message",
        "14 days after the step before to guests who followed no link text message else e-mail",
        "Held out 5%",
        "Budget CN¥500 CN¥0 spent",
        "Goal a booking a guest who does it gets no further step",
        "30 days after a followed link 7 days after delivery",
    ]:
        assert words in said


def test_the_page_of_an_automatic_one_names_its_occasion(client, hotel):
    campaign = started(hotel, occasion="birthday", days=3)

    said = text(client.get(address("plan", campaign)))

    assert "running automatic" in said
    assert "It looks every five minutes whose occasion is at hand: Birthday." in said
    assert "days before the birthday: 3" in said
    assert "Everybody whom the occasion names." in said


def test_the_plan_of_what_has_begun_says_when(client, hotel):
    person()
    campaign = started(hotel)
    before = text(client.get(address("plan", campaign)))
    step_due(at=NOON)

    said = text(client.get(address("plan", campaign)))

    assert "asked again when guests are chosen" in before
    assert "Begins when it was started" in before
    assert "asked again when guests are chosen" not in said
    with timezone.override(hotel.zone):
        noon = formats.moment(NOON)
    assert f"its guests were chosen {noon}" in said
    assert f"Begun {noon}" in said


def test_who_started_it_himself_is_told_so_once(client, hotel, marketing, settings):
    settings.CAMPAIGN_APPROVAL_SIZE = 0
    person()
    campaign = start(drafted(hotel), by=marketing, at=NOON)

    said = text(client.get(address("campaign", campaign)))

    assert "You started it: somebody else decides." in said
    assert "Started by" not in said


def test_what_waits_says_for_whom(client, hotel, settings):
    settings.CAMPAIGN_APPROVAL_SIZE = 1
    for _n in range(2):
        person()
    campaign = started(hotel)

    said = text(client.get(address("campaign", campaign)))

    assert "waits for approval" in said
    assert f"it might reach 2 guests. Started by {campaign.asked_by}." in said


def test_a_dry_run_says_who_gets_what_and_who_does_not(client, hotel, marketing):
    guest, other = person(full_name="欧阳静"), stranger(full_name="无名氏")
    campaign = drafted(hotel, plan(channels=["email"]))

    whole = text(client.get(address("dry-run", campaign)))
    answer = part(client, "dry-run", campaign)

    assert "欧阳静" not in whole
    assert "The gate is asked about each guest" in whole
    said = text(answer)
    assert "Would be chosen 2" in said
    assert "Would get something 1 e-mail 1" in said
    assert "The gate refuses 1" in said
    assert f'<a href="{guest.get_absolute_url()}">欧阳静</a>' in answer.content.decode()
    assert "the guest did not agree to this" in said
    looked = ReadLog.objects.filter(user=marketing, what=ReadLog.What.SEGMENT).values_list("guest_id", flat=True)
    assert set(looked) == {guest.pk, other.pk}
    assert Message.objects.count() == 0


def test_a_dry_run_comes_without_scripts_too(client, hotel):
    person(full_name="欧阳静")
    campaign = drafted(hotel)

    assert "欧阳静" in text(client.get(address("dry-run", campaign) + "?now=1"))


def test_a_dry_run_that_could_not_run_says_why(client, hotel):
    person()
    campaign = drafted(hotel)
    campaign.steps.get().variants.get().template.variants.all().delete()

    assert "It could not run:" in text(part(client, "dry-run", campaign))


def test_a_large_dry_run_is_asked_of_a_worker(client, hotel, monkeypatch):
    monkeypatch.setattr(keeping, "LARGE", 1)
    for _n in range(2):
        person(full_name="欧阳静")
    campaign = drafted(hotel)

    first = part(client, "dry-run", campaign)
    posted = client.post(address("dry-run", campaign), headers={"HX-Request": "true", "HX-Target": "dry-run"})
    keeping.keep(campaign.pk, "dry_run", at=KeptFigures.objects.get().asked_at)
    last = part(client, "dry-run", campaign)

    assert 'hx-post="' in first.content.decode()
    assert 'hx-trigger="every 2s"' in posted.content.decode()
    assert 'hx-trigger="every 2s"' not in last.content.decode()
    assert "Would get something 2" in text(last)
    assert "欧阳静" in text(last)
    assert "Reckon anew" in text(last)


def test_progress_counts_each_step(client, hotel):
    people = [person() for _n in range(3)]
    stranger()
    voucher = VoucherTypeFactory()
    campaign = started(hotel, plan(voucher_type=voucher), plan("again", after_days=14))
    step_due(at=NOON)
    Message.objects.filter(guest=people[0]).update(state="delivered", handed_at=NOON, sent_at=NOON)

    said = text(client.get(address("campaign", campaign)))

    assert "Chosen 4 4 get it, 0 are held out" in said
    assert "Vouchers issued 3" in said
    assert "Something more comes 4" in said
    assert "Step 1 its messages 0 4 2 0 1 1 0 3" in said  # due, came, on its way, held, sent, refused, failed, vouchers
    assert re.search(r"Step 2 4 \S+.*? 0 0 0 0 0 0 0", said)


def test_what_was_called_off_counts_no_voucher_that_is_void(client, hotel, marketing):
    sent, _waits = person(), person()
    campaign = started(hotel, plan(voucher_type=VoucherTypeFactory()))
    step_due(at=NOON)
    Message.objects.filter(guest=sent).update(state="delivered", handed_at=NOON, sent_at=NOON)
    call_off(campaign, because="storm", by=marketing, at=NOON + DAY)

    assert "Vouchers issued 1" in text(client.get(address("progress", campaign)))
    assert "Vouchers redeemed 0 of 1 issued" in text(client.get(address("results", campaign)))


def test_progress_in_chinese_uploads_nothing(client, hotel):
    person()
    campaign = started(hotel)
    step_due(at=NOON)
    client.force_login(staff(Role.MARKETING, hotel, language="zh-hans"))

    said = text(client.get(address("progress", campaign)))

    assert "发送途中" in said
    assert "上传" not in said


def test_progress_says_who_left_and_why(client, hotel):
    person()
    campaign = started(hotel)
    step_due(at=NOON)

    said = text(client.get(address("progress", campaign)))

    assert "Who is no longer in it, and why 1 1 all steps done" in said


def test_results_say_what_came_of_it(client, hotel):
    for _n in range(3):
        person()
    campaign = started(hotel, plan(cost=Decimal("0.10")))
    step_due(at=NOON)
    Message.objects.update(state="delivered", handed_at=NOON, sent_at=NOON, delivered_at=NOON, opened_at=NOON)

    said = text(client.get(address("results", campaign)))

    assert "Did it work?" in said
    assert "Nobody is held out: what would have come without it cannot be told." in said
    assert "Cannot tell yet: there is nobody to compare with." in said
    assert "Audience 3 3 get it, 0 are held out" in said
    assert "Opened 100% 3 of those sent" in said
    row = said[said.index("Step 1 Spring") :]
    assert row.startswith("Step 1 Spring 3 0 3 3 3 100% 0 0% 0 0 CN¥0 0 / 0 CN¥0.30"), row[:90]


def test_results_are_not_compared_before_anybodys_days_are_over(client, hotel):
    for _n in range(24):
        person()
    campaign = started(hotel, holdout_percent=50)
    step_due(at=timezone.now())
    arms = set(campaign.enrolments.values_list("arm", flat=True))

    said = text(client.get(address("results", campaign)))

    assert arms == {"treated", "holdout"}
    assert "Too early to tell: bookings still count, for the first guests until" in said
    assert "nobody to compare with" not in said


@pytest.mark.parametrize("state", CampaignState.values)
def test_a_state_looks_the_same_on_its_page_and_in_the_list(client, hotel, state):
    campaign = drafted(hotel)
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    chip = re.compile(r'<span class="chip \w+"><svg.*?</span>', re.DOTALL)

    on_page = chip.search(client.get(address("campaign", campaign)).content.decode())
    in_list = chip.search(client.get(reverse("campaigns:campaigns")).content.decode().partition("<tbody>")[2])

    assert on_page
    assert in_list
    assert on_page[0] == in_list[0]


def test_results_of_a_large_campaign_are_those_kept(client, hotel, monkeypatch):
    monkeypatch.setattr(keeping, "LARGE", 1)
    for _n in range(3):
        person()
    campaign = started(hotel)
    step_due(at=NOON)

    first = client.get(address("results", campaign)).content.decode()
    keeping.refresh(at=NOON)
    Message.objects.update(state="delivered", handed_at=NOON, sent_at=NOON, delivered_at=NOON)
    kept = text(client.get(address("results", campaign)))
    client.post(address("results", campaign))
    awaited = client.get(address("results", campaign)).content.decode()

    assert "Results of so many guests are reckoned every hour" in first
    assert "Audience 3" in kept
    assert "Sent 0 " in kept
    assert "as of Sat 21 Nov 12:00" in kept
    assert 'hx-trigger="every 2s"' in awaited


def test_what_guests_read_is_shown(client, hotel):
    campaign = drafted(hotel, plan(channels=["email", "wecom"]))
    variant = Variant.objects.get()

    page = text(client.get(address("wording", campaign, variant.pk)))
    dialog = client.get(address("wording", campaign, variant.pk), headers={"HX-Request": "true"}).content.decode()

    assert "e-mail Spring The tea is in." in page
    assert dialog.lstrip().startswith("<dialog")


def test_a_variant_of_another_campaign_is_not_found(client, hotel):
    campaign, other = drafted(hotel), drafted(hotel, plan("other"))

    variant = Variant.objects.get(step__campaign=other)

    assert client.get(address("wording", campaign, variant.pk)).status_code == 404


@pytest.mark.parametrize("name", ["campaign", "plan", "dry-run", "progress", "results"])
def test_campaigns_of_other_hotels_are_not_there(client, hotel, name):
    client.force_login(staff(Role.MANAGER, hotel))
    campaign = drafted(HotelFactory())

    assert client.get(address(name, campaign)).status_code == 404


def test_the_desk_stays_outside(client, hotel):
    client.force_login(staff(Role.FRONT_DESK, hotel))

    assert client.get(address("campaign", drafted(hotel))).status_code == 403


@pytest.mark.parametrize("name", ["plan", "progress", "results"])
def test_more_guests_and_steps_ask_no_more(client, hotel, name, django_assert_num_queries):
    person()
    small = started(hotel, plan("one", voucher_type=VoucherTypeFactory()))
    step_due(at=NOON)
    count = {"plan": 13, "progress": 14, "results": 16}[name]
    with django_assert_num_queries(count):
        client.get(address(name, small))
    Campaign.objects.update(state="finished")
    steps = [plan(f"step {n}", voucher_type=VoucherTypeFactory(), after_days=n) for n in range(3)]
    for _n in range(3):
        person()
    large = started(hotel, *steps)
    step_due(at=NOON + DAY)

    with django_assert_num_queries(count):
        client.get(address(name, large))


def look_up(client, campaign, **data):
    return text(client.post(address("look-up", campaign), data, headers={"HX-Request": "true"}))


def test_one_guest_is_looked_for(client, hotel, marketing):
    guest, other = person(pk=7_000_000, full_name="欧阳静"), stranger(pk=7_000_002, full_name="欧阳修")
    regulars = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 2}]}, name_en="Regulars")
    campaign, narrow = drafted(hotel), drafted(hotel, plan("narrow"), segment=regulars)
    running = started(hotel, plan("running"))
    step_due(at=NOON)

    assert "Name, pinyin, number" in look_up(client, campaign)
    assert f"欧阳静 {guest.number}" in look_up(client, campaign, q=str(guest.number))
    assert "Nobody was found." in look_up(client, campaign, q="nobody at all")
    assert "Gets “Spring” by e-mail." in look_up(client, campaign, guest=guest.number)
    assert "Gets nothing. the guest did not agree to this" in look_up(client, campaign, guest=other.number)
    assert "Is not in its audience. Regulars" in look_up(client, narrow, guest=guest.number)
    assert "Is in it since Sat 21 Nov 12:00. all steps done" in look_up(client, running, guest=guest.number)
    Campaign.objects.filter(pk=campaign.pk).update(holdout_percent=50, salt="lot 1")
    held = [one for one in (guest, other) if "Gets nothing. held out" in look_up(client, campaign, guest=one.number)]
    assert held == [one for one in (guest, other) if arm("lot 1", one.pk, 50) == "holdout"] == [guest]
    narrow.excluded.add(SegmentFactory(name_en="All of them"))
    Campaign.objects.filter(pk=narrow.pk).update(segment=SegmentFactory())
    assert "Is left out, as one of “All of them”." in look_up(client, narrow, guest=guest.number)
    assert ReadLog.objects.filter(user=marketing, guest_id=guest.pk).exists()
