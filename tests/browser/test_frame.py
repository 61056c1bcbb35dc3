"""The frame in a browser: sign-in, menus, keys, themes; and what axe says of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hotelcrm.accounts.models import Role, User
from tests.factories import HotelFactory, staff

ACCOUNT = "/accounts/password/change/"  # a page inside the frame that needs nothing but a person
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def receptionist() -> User:
    return staff(Role.FRONT_DESK, HotelFactory(), username="front")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_sign_in_page_has_nothing_axe_objects_to(page: Page, axe: Callable[[], list[str]], language: str) -> None:
    page.goto("/accounts/login/")
    page.click(f".languages button[value={language}]")

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert axe() == []


def test_sign_in_with_the_keyboard_alone(page: Page, receptionist: User) -> None:
    page.goto("/accounts/login/?next=/accounts/password/change/")
    page.focus("#id_login")
    page.keyboard.type("front")
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough password")
    page.keyboard.press("Enter")

    page.wait_for_url("**/accounts/password/change/")
    expect(page.locator(".person .name")).to_have_text(str(receptionist))


def test_faulty_sign_in_says_so_beside_the_field(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", "nobody")
    page.fill("#id_password", "not the password")
    page.click("main button[type=submit]")

    expect(page.locator(".error-summary")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_in_the_frame_has_nothing_axe_objects_to(
    page: Page,
    receptionist: User,
    sign_in: Callable[[User], None],
    axe: Callable[[], list[str]],
    theme: str,
) -> None:
    sign_in(receptionist)
    page.goto(ACCOUNT)
    page.click(".person > summary")
    page.click(f"[data-theme-choice={theme}]")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    assert axe() == []


def test_theme_and_density_are_there_again_on_the_next_page(
    page: Page, receptionist: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(receptionist)
    page.goto(ACCOUNT)
    page.click(".person > summary")
    page.click("[data-density-toggle]")
    page.click("[data-theme-choice=dark]")
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-density", "compact")


def test_slash_goes_to_the_search_box_but_not_from_a_field(
    page: Page, receptionist: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(receptionist)
    page.goto(ACCOUNT)
    page.focus("#id_oldpassword")
    page.keyboard.press("/")
    expect(page.locator("#id_oldpassword")).to_have_value("/")

    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")


def test_question_mark_lists_the_shortcuts_and_escape_closes_them(
    page: Page, receptionist: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(receptionist)
    page.goto(ACCOUNT)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_menu_closes_on_escape_and_gives_the_focus_back(
    page: Page, receptionist: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(receptionist)
    page.goto(ACCOUNT)
    page.click(".person > summary")
    page.keyboard.press("Escape")

    expect(page.locator(".person .sheet")).to_be_hidden()
    expect(page.locator(".person > summary")).to_be_focused()


def test_phone_has_a_bottom_bar_with_targets_for_thumbs_and_no_sideways_scrolling(
    page: Page, receptionist: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(receptionist)
    page.set_viewport_size(PHONE)
    page.goto(ACCOUNT)

    targets = [target for target in page.locator(".rail :is(a, button)").all() if target.is_visible()]
    assert len(targets) == 5
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_managers_phone_shows_five_targets_and_the_other_places_behind_more(
    page: Page, sign_in: Callable[[User], None], axe: Callable[[], list[str]]
) -> None:
    sign_in(staff(Role.MANAGER, HotelFactory()))
    page.set_viewport_size(PHONE)
    page.goto(ACCOUNT)
    targets = [target for target in page.locator(".rail :is(a, button)").all() if target.is_visible()]
    assert len(targets) == 5
    boxes = [target.bounding_box() for target in targets]
    assert all(box and min(box["height"], box["width"]) >= 44 for box in boxes)
    assert page.evaluate("[...document.querySelectorAll('.rail span')].every((s) => s.scrollWidth <= s.clientWidth)")

    page.get_by_role("button", name="More").click()
    messages = page.get_by_role("link", name="Messages")
    expect(messages).to_be_in_viewport()
    behind = [link.bounding_box() for link in page.locator(".rail a").all() if link.is_visible()]
    assert len(behind) > len(boxes)
    assert all(box and min(box["height"], box["width"]) >= 44 for box in behind)
    assert axe() == []
    page.keyboard.press("Escape")
    expect(messages).to_be_hidden()

    page.get_by_role("button", name="More").click()
    messages.click()
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    expect(page.get_by_role("button", name="More")).to_have_attribute("data-here", "")


def test_where_there_is_room_no_place_is_behind_another(page: Page, sign_in: Callable[[User], None]) -> None:
    sign_in(staff(Role.MANAGER, HotelFactory()))
    page.set_viewport_size({"width": 900, "height": 1000})
    page.goto(ACCOUNT)

    expect(page.locator(".rail .more")).to_be_hidden()
    for link in page.locator(".rail a").all():
        expect(link).to_be_in_viewport()


def test_admin_wears_the_frame_and_axe_objects_to_nothing(
    page: Page, sign_in: Callable[[User], None], axe: Callable[[], list[str]]
) -> None:
    hotel = HotelFactory()
    sign_in(staff(Role.ADMINISTRATOR, hotel))
    page.goto("/admin/")

    expect(page.locator(".rail a[aria-current=page]")).to_have_attribute("href", "/admin/")
    assert axe() == []
