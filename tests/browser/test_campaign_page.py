"""A campaign from its dry run to its results, with two people at two screens."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from campaigns.results import keeping
from campaigns.running.stepping import step_due
from guests.models import Guest
from hotelcrm.accounts.models import Role, User
from hotelcrm.outbox.models import Message, MessagePolicy
from tests.campaigns.running.world import PATIENT, drafted, person, plan, stranger
from tests.factories import HotelFactory, VoucherTypeFactory, staff

from .hands import take_back

PHONE = {"width": 390, "height": 844}


def a_campaign() -> Campaign:
    """A draft of two steps for four guests, one of whom nobody may write to; no hour is quiet.

    Dealt by "lot 1", 林一 and 林二 are among the half who are held out.
    """
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, quiet_from="00:00", quiet_until="00:00", **PATIENT)
    for number, name in enumerate(("林一", "林二", "林三"), 7_000_000):
        person(pk=number, full_name=name)
    stranger(pk=7_000_003, full_name="无名氏")
    step = plan(voucher_type=VoucherTypeFactory(), cost=Decimal("0.10"))
    return drafted(hotel, step, plan("again", after_days=14), name_en="Tea days")


def try_it(page: Page, axe: Callable[[], list[str]]) -> None:
    page.get_by_role("link", name="Spring").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("The tea is in.")
    assert axe() == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Dry run").click()
    expect(page.locator("#dry-run")).to_contain_text("Would get something")
    expect(page.get_by_role("link", name="林一")).to_be_visible()
    page.get_by_label("Look for one guest").fill(str(Guest.objects.get(full_name="林二").number))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="林二").click()
    expect(page.locator("#one-guest")).to_contain_text("Gets “Spring” by e-mail.")
    assert axe() == []
    tells_why_on_a_phone(page)


def tells_why_on_a_phone(page: Page) -> None:
    """What waits says so below what it is, not beside the screen."""
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    page.locator("#dry-run summary").first.evaluate(
        "row => row.insertAdjacentHTML('beforeend', '<span class=chip>enough messages in 7 days</span>')"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if wide:
        page.set_viewport_size(wide)


def start(page: Page, axe: Callable[[], list[str]]) -> None:
    page.get_by_role("link", name="Start", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("4 guests are in its audience.")
    expect(dialog).to_contain_text("another person must approve")
    assert axe() == []
    dialog.get_by_role("button", name="Ask for approval").click()
    expect(page.locator("#campaign")).to_contain_text("waits for approval")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()


def approve(page: Page) -> None:
    page.get_by_role("link", name="Approve", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()


def test_a_campaign_is_tried_started_and_approved_by_another(
    page: Page, sign_in: Callable[[User], None], axe: Callable[[], list[str]], settings
) -> None:
    settings.CAMPAIGN_APPROVAL_SIZE = 3
    campaign = a_campaign()
    sign_in(staff(Role.MARKETING, campaign.hotel, language="en"))
    page.goto(f"/campaigns/{campaign.pk}/")
    try_it(page, axe)
    start(page, axe)

    sign_in(staff(Role.MANAGER, campaign.hotel, language="en"))
    page.goto(f"/campaigns/{campaign.pk}/")
    approve(page)
    page.wait_for_url("**/reauthenticate/**")
    take_back(page)
    approve(page)

    expect(page.locator("#campaign .page-head")).to_contain_text("running")
    assert Campaign.objects.get(pk=campaign.pk).state == "running"


def test_a_campaign_runs_pauses_and_is_read(page: Page, sign_in, axe) -> None:
    campaign = a_campaign()
    rows = Campaign.objects.filter(pk=campaign.pk)
    rows.update(state="running", holdout_percent=50, salt="lot 1")
    now = timezone.now()
    step_due(at=now)
    arrived = {"handed_at": now, "sent_at": now, "delivered_at": now, "opened_at": now}
    Message.objects.filter(state="queued").update(state="delivered", **arrived)
    sign_in(staff(Role.MARKETING, campaign.hotel, language="en"))

    page.goto(f"/campaigns/{campaign.pk}/")
    expect(page.get_by_role("row", name="Step 1")).to_be_visible()
    assert axe() == []
    page.get_by_role("link", name="Pause", exact=True).click()
    page.get_by_role("dialog").get_by_label("Why").fill("Flood")
    page.keyboard.press("Enter")
    expect(page.locator("#campaign")).to_contain_text("Flood")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#campaign .page-head")).to_contain_text("running")
    page.get_by_role("link", name="Results").click()
    expect(page.locator("#results")).to_contain_text("Too early to tell")
    assert axe() == []
    page.set_viewport_size(PHONE)
    for tab in ("plan", "progress", "results"):
        page.goto(f"/campaigns/{campaign.pk}/{tab}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_results_of_a_large_campaign_come_when_a_worker_has_them(page: Page, sign_in, axe, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "LARGE", 1)
    hotel, now = HotelFactory(), timezone.now()
    for _n in range(2):
        person()
    campaign = drafted(hotel)
    Campaign.objects.filter(pk=campaign.pk).update(state="running")
    step_due(at=now - timedelta(days=60))
    sign_in(staff(Role.MARKETING, hotel, language="en"))

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.goto(f"/campaigns/{campaign.pk}/results/")
    expect(page.locator("#results progress")).to_be_visible()
    assert axe() == []
    keeping.keep(campaign.pk, "results", at=timezone.now())

    expect(page.locator("#results")).to_contain_text("Did it work?")
    page.get_by_role("button", name="Reckon anew").click()
    expect(page.locator("#results")).to_contain_text("Being reckoned anew")
    assert axe() == []
