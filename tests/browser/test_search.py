"""Finding a guest with the keyboard only, in Chinese, and what the address bar does not learn."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guests.actions import index_names
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from stays.models import StayStatus
from tests.factories import ContactFactory, GuestFactory, HotelFactory, StayFactory, staff


@pytest.fixture
def hotel(transactional_db):
    return HotelFactory(name_zh="湖畔酒店")


@pytest.fixture
def desk(hotel, sign_in: Callable[[User], None]):
    sign_in(staff(Role.FRONT_DESK, hotel, language="zh-hans"))


def guest(hotel: Hotel, full: str, phone: str, room: str) -> Guest:
    today = hotel.today()
    found = GuestFactory(family_name=full[0], given_name=full[1:], full_name=full)
    index_names(found)
    ContactFactory(guest=found, value=phone)
    StayFactory(guest=found, hotel=hotel, status=StayStatus.IN_HOUSE, room=room, arrival=today)
    return found


@pytest.mark.usefixtures("desk")
def test_four_digits_arrow_and_enter_open_the_guest(page: Page, hotel, axe):
    guest(hotel, "张敏", "+8613800138000", "1608")
    second = guest(hotel, "马骏驰", "+8613900138000", "1808")
    page.goto("/search/")
    page.keyboard.press("/")
    page.keyboard.type("8000", delay=20)
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("手机尾号")
    expect(options.first).to_contain_text("在住")
    assert axe() == []
    page.keyboard.press("ArrowDown")
    while "马骏驰" not in page.locator("[role='option'][aria-selected='true']").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/guests/{second.number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("马骏驰")


@pytest.mark.usefixtures("desk")
def test_enter_on_two_shows_the_page_without_the_question_in_its_address(page: Page, hotel, axe):
    guest(hotel, "张敏", "+8613800138000", "1608")
    guest(hotel, "张丽", "+8613900138001", "1808")
    page.goto("/search/")
    page.keyboard.press("Control+k")
    page.keyboard.type("张")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("张")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    assert page.url.endswith("/search/")
    assert axe() == []


@pytest.mark.usefixtures("desk")
def test_whole_name_and_enter_open_the_guest_at_once(page: Page, hotel):
    only = guest(hotel, "马骏驰", "+8613900138000", "1808")
    page.goto("/search/")
    page.get_by_role("combobox").fill("mjc")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/guests/{only.number}/")


@pytest.mark.usefixtures("desk")
def test_nobody_found_is_said(page: Page):
    page.goto("/search/")
    page.get_by_role("combobox").fill("nobody")
    expect(page.locator("#search-results")).to_contain_text("没有找到")
