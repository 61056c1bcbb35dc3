"""The form of a campaign in a browser: written by the keyboard alone, with its steps, variants and numbers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from campaigns.actions.drafting import planned
from campaigns.models import Campaign, GuestFacts
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.outbox.models import Template
from tests.factories import TODAY, GuestFactory, HotelFactory, SegmentFactory, VoucherTypeFactory, staff
from tests.outbox.rows import template

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture(autouse=True)
def _manager(hotel: Hotel, sign_in: Callable[[User], None]) -> None:
    sign_in(staff(Role.MANAGER, hotel, language="en"))


def known(**facts: object) -> None:
    GuestFacts.objects.create(guest=GuestFactory(), **{"known_since": TODAY, "counted_on": TODAY, **facts})


def press(page: Page, button: Locator) -> None:
    """A button, by the keyboard."""
    button.focus()
    page.keyboard.press("Enter")


def choose(page: Page, box: Locator, typed: str, chosen: str) -> None:
    """An option of a `<select>`, by its first letters."""
    box.focus()
    page.keyboard.type(typed)
    expect(box.locator("option:checked")).to_have_text(chosen)


def texts() -> dict[str, Template]:
    return {
        "offer": template("offer", name_en="Quince offer"),
        "tea": template("tea", name_en="Yuzu tasting"),
        "reminder": template("reminder", name_en="Zest reminder", says=["email"]),
        "survey": template("survey", name_en="Wild survey", purpose="surveys"),
    }


def name_it(page: Page) -> None:
    page.get_by_label("Name in English").focus()
    page.keyboard.type("Spring tea")
    page.keyboard.press("Tab")
    page.keyboard.type("春茶")


def say_for_whom(page: Page) -> None:
    box = page.get_by_role("combobox", name="Audience")
    box.focus()
    page.keyboard.type("Quokka")
    expect(page.locator("#id_segment-ts-dropdown [role=option]")).to_have_text(["Quokka friends"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-matches] .seg-total")).to_have_text("2")
    expect(page.locator("[data-matches]")).to_contain_text("of them cannot be reached")
    page.get_by_label("Percent held out").focus()
    page.keyboard.type("50")
    expect(page.locator("[data-held]")).to_contain_text("Of 2 guests about 1 are held out")


def write_two_variants(page: Page, step: Locator) -> None:
    choose(page, step.get_by_label("Template"), "Qui", "Quince offer")
    press(page, step.get_by_role("button", name="Try another variant"))
    other = step.locator("[data-wording]").nth(1)
    expect(other.get_by_label("Template")).to_be_focused()
    choose(page, other.get_by_label("Template"), "Yuz", "Yuzu tasting")
    other.get_by_label("Weight").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    choose(page, step.get_by_label("The winner is told by"), "book", "bookings")


def write_a_reminder(page: Page) -> Locator:
    press(page, page.get_by_role("button", name="Another step"))
    step = page.locator("[data-step]").nth(1)
    expect(step.get_by_label("By", exact=False).first).to_be_focused()
    choose(page, step.get_by_label("Template"), "Zes", "Zest reminder")
    expect(step.locator("[data-missing]")).to_contain_text("No text for WeCom, Text message")
    after = step.get_by_label("Days after the step before")
    after.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("14")
    choose(page, step.get_by_label("Goes"), "to who f", "to guests who followed no link")
    return step


def test_a_campaign_is_written_from_nothing_by_the_keyboard_alone(page: Page, axe: Callable[[], list[str]]) -> None:
    chosen = texts()
    segment = SegmentFactory(name_en="Quokka friends", rule={"all": [{"field": "stays", "op": "at_least", "value": 2}]})
    known(stays=3)
    known(stays=2)
    known(stays=1)
    page.goto("/campaigns/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    press_link = page.get_by_role("link", name="New campaign").first
    press_link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New campaign")).to_be_visible()

    name_it(page)
    say_for_whom(page)
    first = page.locator("[data-step]").first
    expect(first.get_by_label("Template").locator("option", has_text="Wild survey")).to_be_disabled()
    write_two_variants(page, first)
    write_a_reminder(page)
    assert axe() == []

    # One too many is taken away, and brought back; steps change places, with everything typed in them.
    second = page.locator("[data-step]").nth(1)
    press(page, second.get_by_role("button", name="Remove this step"))
    expect(page.locator("[data-step]")).to_have_count(1)
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-step]")).to_have_count(2)
    press(page, page.locator("[data-step]").nth(1).get_by_role("button", name="Move this step up"))
    expect(page.locator("span[data-said]")).to_have_text("It is step 1 now.")
    expect(page.locator("[data-step]").first.locator("option:checked", has_text="Zest reminder")).to_have_count(1)
    press(page, page.locator("[data-step]").first.get_by_role("button", name="Move this step down"))
    press(page, page.get_by_role("button", name="Save the draft"))
    page.wait_for_url(lambda url: "/new/" not in url)

    campaign = Campaign.objects.get(name_en="Spring tea")
    offer, reminder = planned(campaign)
    assert (campaign.name_zh, campaign.segment, campaign.holdout_percent) == ("春茶", segment, 50)
    assert [(one.name, one.weight, one.template) for one in offer.wordings] == [
        ("A", 1, chosen["offer"]),
        ("B", 3, chosen["tea"]),
    ]
    assert (offer.channels, offer.picks_winner_by) == (["wecom", "sms", "email"], "bookings")
    assert [one.template for one in reminder.wordings] == [chosen["reminder"]]
    assert (reminder.after_days, reminder.condition) == (14, "no_click")


def test_a_fault_leads_to_its_field_and_nothing_typed_is_lost(page: Page, axe: Callable[[], list[str]]) -> None:
    texts()
    dinner = VoucherTypeFactory(name_en="Dinner")
    page.set_viewport_size(PHONE)
    page.goto("/campaigns/new/?occasion=birthday")
    expect(page.locator("[data-occasion-words]")).to_contain_text("On the guest's birthday")
    expect(page.get_by_label("Days before the birthday")).to_be_visible()
    step = page.locator("[data-step]").first
    step.get_by_label("Voucher in it").select_option(str(dinner.pk))
    page.get_by_role("button", name="Another step").click()
    page.locator("[data-step]").nth(1).get_by_label("Template").select_option(label="Zest reminder")
    page.get_by_role("button", name="Save the draft").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Step 1 · Template: Choose a template.")
    summary.get_by_role("link").first.click()
    expect(step.get_by_label("Template")).to_be_focused()
    expect(step.get_by_label("Voucher in it")).to_have_value(str(dinner.pk))
    expect(page.locator("[data-step]")).to_have_count(2)
    assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    step.get_by_label("Template").select_option(label="Quince offer")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    assert Campaign.objects.get(name_en="Birthday", by__isnull=False).steps.count() == 2

    page.goto("/campaigns/")
    page.locator("summary", has_text="Which run").click()
    expect(page.get_by_role("link", name="Birthday draft: switch on")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe() == []


def test_without_an_audience_nothing_is_being_counted(page: Page) -> None:
    """Not even where the count of the one before was still on its way."""
    SegmentFactory(name_en="Quokka friends")
    page.goto("/campaigns/new/")
    held: list[Route] = []
    page.route("**/segments/count/", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    box = page.get_by_role("combobox", name="Audience")
    box.focus()
    with page.expect_request("**/segments/count/"):
        page.keyboard.type("Quokka")
        expect(page.locator("#id_segment-ts-dropdown [role=option]")).to_have_text(["Quokka friends"])
        page.keyboard.press("Enter")
    expect(page.locator("[data-matches]")).to_have_attribute("aria-busy", "true")
    with page.expect_event("requestfailed") as called_off:
        page.keyboard.press("Backspace")

    assert called_off.value.failure == "net::ERR_ABORTED"
    expect(page.locator("[data-matches]")).to_have_attribute("aria-busy", "false")
