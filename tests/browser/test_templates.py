"""The editor of templates in a browser: a preview that follows typing, values clicked in, faults beside their lines."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, ViewportSize, expect

from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.outbox.models import Template
from tests.factories import HotelFactory, staff

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(name_en="Lakeside Hotel", name_zh="湖畔酒店")


@pytest.fixture(autouse=True)
def _marketing(hotel: Hotel, sign_in: Callable[[User], None]) -> None:
    sign_in(staff(Role.MARKETING, hotel, language="en"))


def open_editor(page: Page, code: str = "thank-you", language: str = "en", channel: str = "email") -> None:
    page.goto(f"/messages/templates/{Template.objects.get(code=code).pk}/{language}/{channel}/")


def preview(page: Page, name: str = "English") -> FrameLocator:
    return page.frame_locator(f"iframe[title='Preview, {name}']:not([data-waiting])")


def test_the_preview_shows_both_languages_and_follows_typing(page: Page) -> None:
    open_editor(page)
    expect(preview(page).get_by_text("Dear Ms Zhang,")).to_be_visible()
    expect(preview(page, "Simplified Chinese").get_by_text("尊敬的张女士：")).to_be_visible()
    page.locator("#id_source").fill("Good evening, {{ guest.full_name }}")
    expect(preview(page).get_by_text("Good evening, Zhang Min")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(2)


def test_faults_stand_beside_their_lines_and_lead_there(page: Page) -> None:
    open_editor(page)
    page.locator("#id_source").fill("one\n\n{{ guest.fist_name }}")
    fault = page.locator("#faults li")
    expect(fault).to_have_text("Line 3 There is no value “guest.fist_name”; did you mean “guest.first_name”?")
    expect(page.locator(".gutter .is-faulty")).to_have_text("3")
    fault.get_by_role("button").click()
    expect(page.locator("#id_source")).to_be_focused()
    selected = page.evaluate(
        "() => { const f = document.activeElement; return f.value.slice(f.selectionStart, f.selectionEnd); }"
    )
    assert selected == "{{ guest.fist_name }}"


def test_a_value_is_put_where_one_is_writing(page: Page) -> None:
    open_editor(page)
    page.locator("#id_subject").fill("Dear ")
    page.get_by_role("button", name="guest.first_name").click()
    expect(page.locator("#id_subject")).to_have_value('Dear {{ guest.first_name | default: "…" }}')
    page.keyboard.type("guest")
    expect(page.locator("#id_subject")).to_have_value('Dear {{ guest.first_name | default: "guest" }}')


def test_what_is_typed_is_saved(page: Page) -> None:
    open_editor(page)
    page.locator("#id_source").fill("Thank you, {{ guest.salutation }}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.locator("#id_source")).to_have_value("Thank you, {{ guest.salutation }}.")


def test_a_text_message_is_counted_while_typing(page: Page) -> None:
    open_editor(page, channel="sms")
    page.locator("#id_source").fill("x" * 161)
    expect(page.locator("#faults")).to_contain_text("161 signs · 2 parts paid for")


def test_the_preview_grows_as_broad_as_a_computer(page: Page) -> None:
    open_editor(page)
    frame = page.locator(".frame-box").first
    narrow: Any = frame.bounding_box()
    page.get_by_role("button", name="Computer").click()
    broad: Any = frame.bounding_box()
    assert broad["width"] > narrow["width"] * 1.8


def test_the_editor_fits_a_phone_and_is_open_to_everybody(page: Page, axe: Callable[[], list[str]]) -> None:
    for size in (None, PHONE):
        if size:
            page.set_viewport_size(size)  # type: ignore[arg-type]
        open_editor(page)
        expect(page.locator("#faults")).to_contain_text("Nothing wrong with it.")
        assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_list_and_settings_are_open_to_everybody(page: Page, axe: Callable[[], list[str]]) -> None:
    page.goto("/messages/templates/")
    assert axe() == []
    page.get_by_role("link", name="Win-back").click()
    expect(page.get_by_role("heading", name="Win-back")).to_be_visible()
    assert axe() == []


LIES_OVER = """() => {
  const [text, save] = ["#id_source", "#text .save-bar"].map((one) => document.querySelector(one));
  return save.getBoundingClientRect().top < text.getBoundingClientRect().bottom;
}"""


@pytest.mark.parametrize("size", [PHONE, {"width": 900, "height": 1100}, {"width": 1440, "height": 900}])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_save_never_lies_over_the_text_one_writes(page: Page, size: ViewportSize, channel: str) -> None:
    page.set_viewport_size(size)
    open_editor(page, channel=channel)
    page.locator("#id_source").fill("\n".join(f"line {number}" for number in range(60)))
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    for down in range(0, 1200, 150):
        page.evaluate(f"window.scrollTo(0, {down})")
        assert not page.evaluate(LIES_OVER)


def test_on_a_desk_save_is_in_sight_below_the_text(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_editor(page)
    page.locator("#id_subject").fill("Thank you")
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
