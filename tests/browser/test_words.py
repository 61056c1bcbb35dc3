"""The words of guests and their reviews in a browser: by keyboard, on a phone, and for those who do not see colours."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedback.actions import reading
from feedback.actions.reviewing import enter_review
from hotelcrm.accounts.models import Hotel, Role, User
from tests.factories import HotelFactory, staff

PHONE = {"width": 390, "height": 844}
TEXTS = (
    ("5", "房间很干净，早餐丰富，服务员态度很好。"),
    ("2", "隔音太差，晚上很吵，没睡好。"),
    ("4", "The breakfast was excellent and the room was quiet."),
    ("1", "The bathroom was dirty and the staff were rude."),
)


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def _read(hotel: Hotel, sign_in: Callable[[User], None]) -> None:
    at = timezone.now()
    for n, (given, text) in enumerate(TEXTS):
        facts = {"site": "ctrip", "written_on": hotel.today(at) - timedelta(days=n), "at": at, "key": f"browser-{n}"}
        enter_review(hotel, given=Decimal(given), text=text, **facts)
    reading.read_waiting(at=at)
    sign_in(staff(Role.GUEST_RELATIONS, hotel))


@pytest.mark.usefixtures("_read")
def test_the_words_on_a_phone(page: Page, axe: Callable[[], list[str]]) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/feedback/words/")
    expect(page.locator(".cloud a").first).to_be_visible()
    assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("region", name="Most used words", exact=True)).to_be_visible()
    assert axe() == []


@pytest.mark.usefixtures("_read")
def test_a_word_leads_to_its_sentences_by_keyboard(page: Page, axe: Callable[[], list[str]]) -> None:
    page.goto("/feedback/words/")
    word = page.locator(".cloud a", has_text="吵")
    word.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sentences")).to_contain_text("隔音太差")
    assert axe() == []
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#sentences")).to_have_count(0)

    page.get_by_label("Sentiment", exact=True).select_option("-1")
    page.wait_for_url("**mood=-1**")
    expect(page.locator(".cloud")).not_to_contain_text("excellent")


@pytest.mark.usefixtures("_read")
def test_reviews_on_a_phone_and_a_reply(page: Page, axe: Callable[[], list[str]]) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/feedback/reviews/")
    expect(page.locator(".review-list li")).to_have_count(len(TEXTS))
    assert axe() == []
    page.locator(".review-link").first.click()
    page.get_by_label("What was replied").fill("谢谢您，欢迎再来。")
    page.get_by_role("button", name="Save the reply").click()
    expect(page.get_by_text("The reply is noted.")).to_be_visible()
    assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
