"""The page that writes a rule, in a browser: by the keyboard alone, counted as one types, faults at their rows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from campaigns.models import GuestFacts, Segment
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from tests.factories import TODAY, GuestFactory, HotelFactory, SegmentFactory, TagFactory, staff

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture(autouse=True)
def _marketing(hotel: Hotel, sign_in: Callable[[User], None]) -> None:
    sign_in(staff(Role.MARKETING, hotel, language="en"))


def known(name: str, **facts: object) -> Guest:
    guest: Guest = GuestFactory(full_name=name)
    GuestFacts.objects.create(guest=guest, **{"known_since": TODAY, "counted_on": TODAY, **facts})
    return guest


def press_on(page: Page, within: Locator, name: str) -> None:
    """The button of that name, by the keyboard."""
    within.get_by_role("button", name=name, exact=True).last.focus()
    page.keyboard.press("Enter")


def pick(page: Page, typed: str, option: str) -> None:
    """What is found by a few letters."""
    page.keyboard.type(typed)
    expect(page.get_by_role("option", name=option, exact=True)).to_be_visible()
    page.keyboard.press("Enter")


def ask_for_two_stays(page: Page) -> None:
    press_on(page, page.locator("segment-builder"), "Condition")
    expect(page.get_by_role("combobox", name="What is asked")).to_be_focused()
    pick(page, "完成", "Completed stays")  # the fields are found in either language
    expect(page.locator(".seg-op")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    expect(page.locator("[data-live=sentence]")).to_have_text("Guests who have stayed at least 2 times.")
    expect(page.locator("[data-live=status]")).to_have_text("1 guest matches.")
    expect(page.locator(".seg-row .seg-count")).to_have_text("1")
    expect(page.get_by_role("spinbutton", name="Completed stays")).to_be_focused()


def leave_out_who_likes_tea(page: Page) -> Locator:
    press_on(page, page.locator("segment-builder"), "Group")
    inner = page.locator(".seg-group .seg-group")
    expect(inner.get_by_role("combobox", name="How its conditions go together")).to_be_focused()
    page.keyboard.press("n")
    press_on(page, inner, "Condition")
    expect(page.locator("[data-live=status]")).to_contain_text("One condition is not complete yet and not counted.")
    pick(page, "preferences person", "Preferences")
    page.keyboard.press("Tab")
    pick(page, "osmanthus", "Osmanthus tea")
    return inner


def test_a_rule_is_written_by_the_keyboard_alone(page: Page, axe: Callable[[], list[str]]) -> None:
    tea = TagFactory(name_en="Osmanthus tea", name_zh="桂花茶")
    known("林一", stays=3, reach_email=True, tags=[tea.pk])
    known("林二", stays=1)
    page.goto("/admin/campaigns/segment/add/")
    total = page.locator(".seg-total")
    expect(total).to_have_text("2")

    ask_for_two_stays(page)
    inner = leave_out_who_likes_tea(page)
    expect(total).to_have_text("0")
    press_on(page, inner, "Remove")
    expect(total).to_have_text("1")
    press_on(page, page.locator("segment-builder"), "Undo")
    expect(total).to_have_text("0")
    assert axe() == []

    page.get_by_label("Name in English").fill("Regulars")
    page.get_by_label("Name in Chinese").fill("常客")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Segments", exact=True)).to_be_visible()
    stays = {"field": "stays", "op": "at_least", "value": 2}
    likes = {"field": "tags", "op": "any", "value": [tea.pk]}
    assert Segment.objects.get(name_en="Regulars").rule == {"all": [stays, {"none": [likes]}]}
    assert axe() == []


def test_a_fault_stands_at_its_row_and_a_guest_is_tried(page: Page, axe: Callable[[], list[str]]) -> None:
    guest = known("林三", stays=3, open_complaints=1)
    stays = {"field": "stays", "op": "between", "value": [2, 5]}
    rule = {"all": [stays, {"none": [{"field": "open_complaints", "op": "at_least", "value": 1}]}]}
    segment = SegmentFactory(rule=rule)
    page.set_viewport_size(PHONE)
    page.goto(f"/admin/campaigns/segment/{segment.pk}/change/")

    page.get_by_role("combobox", name="Test one guest").fill(str(guest.number))
    page.get_by_role("option", name="林三").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".seg-reasons")).to_contain_text("have at least 1 open complaint")
    page.get_by_role("spinbutton", name="Open complaints").fill("2")
    expect(page.locator(".seg-chip.in")).to_be_visible()
    page.get_by_role("button", name="Show ten guests").click()
    expect(page.get_by_role("listitem").filter(has_text="林三")).to_be_visible()

    upper = page.get_by_role("spinbutton", name="Completed stays: to")
    upper.fill("1")
    row = page.locator(".seg-row").first
    expect(row.get_by_role("alert")).to_have_text("Completed stays: The first value is greater than the second.")
    assert axe() == []
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(row.get_by_role("alert")).to_contain_text("The first value is greater than the second.")
    expect(upper).to_have_value("1")
    expect(page.get_by_role("spinbutton", name="Open complaints")).to_have_value("2")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    upper.fill("5")
    expect(page.locator(".seg-total")).to_have_text("1")


def test_what_is_superseded_is_called_off(page: Page) -> None:
    known("林四", stays=3)
    segment = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 5}]})
    page.goto(f"/admin/campaigns/segment/{segment.pk}/change/")
    expect(page.locator(".seg-row .seg-count")).to_have_text("0")
    held: list[Route] = []
    page.route("**/segments/count/", lambda route: held.append(route) if not held else route.continue_())
    stays = page.get_by_role("spinbutton", name="Completed stays")

    with page.expect_request("**/segments/count/"):
        stays.fill("4")
    with page.expect_event("requestfailed") as called_off:
        stays.fill("2")

    assert called_off.value.failure == "net::ERR_ABORTED"
    expect(page.locator(".seg-row .seg-count")).to_have_text("1")
