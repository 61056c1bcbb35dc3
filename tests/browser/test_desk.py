"""A day at the desk in a browser: keyboard, two panes, undo, Chinese, a phone; and what axe says."""

from collections.abc import Callable
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from guests.models import Guest, Tag
from hotelcrm.accounts.models import Department, Hotel, Role, User
from stays.models import Stay, StayStatus
from tests.factories import GuestFactory, GuestTagFactory, HotelFactory, StayFactory, staff

PHONE = {"width": 390, "height": 844}
SignIn = Callable[[User], None]
Axe = Callable[[], list[str]]


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def front(hotel: Hotel) -> User:
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def ma() -> Guest:
    guest = GuestFactory(family_name="马", given_name="骏驰", full_name="马骏驰", pinyin="Mǎ Jùnchí", vip_level=2)
    for code in ("allergy-peanut", "longjing-tea"):
        GuestTagFactory(guest=guest, tag=Tag.objects.get(code=code))
    return guest


@pytest.fixture
def stays(hotel: Hotel, ma: Guest) -> list[Stay]:
    today = hotel.today()
    first = StayFactory(hotel=hotel, arrival=today, room="1608")
    return [first, StayFactory(hotel=hotel, guest=ma, arrival=today, room="1808")]


@pytest.fixture
def board(page: Page, front: User, stays: list[Stay], sign_in: SignIn) -> Page:
    sign_in(front)
    page.goto("/")
    return page


def status(stay: Stay) -> str:
    return Stay.objects.get(pk=stay.pk).status


def test_check_in_by_keyboard_alone_and_take_it_back(board: Page, stays: list[Stay]) -> None:
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    expect(board.locator("#brief h2")).to_contain_text("马骏驰")
    expect(board.locator("#brief .notice.alert")).to_contain_text("Peanut allergy")
    assert board.url.endswith(f"stay={stays[1].pk}")

    board.keyboard.press("Enter")
    expect(board.locator("#toasts")).to_contain_text("马骏驰 is checked in, room 1808.")
    expect(board.locator(f"#stay-{stays[1].pk} .chips")).to_contain_text("In house")
    expect(board.locator(".tab[aria-current]")).to_contain_text("1/2")
    assert status(stays[1]) == StayStatus.IN_HOUSE

    board.locator("#toasts").get_by_text("Undo").click()
    expect(board.locator(f"#stay-{stays[1].pk} .chips")).not_to_contain_text("In house")
    assert status(stays[1]) == StayStatus.BOOKED


def test_enter_on_another_row_never_checks_in_the_guest_who_is_open(board: Page, stays: list[Stay]) -> None:
    board.click(f"#stay-{stays[0].pk}")
    expect(board.locator("#brief [data-enter]")).to_be_visible()

    board.focus(f"#stay-{stays[1].pk}")
    board.keyboard.press("Enter")
    expect(board.locator("#brief h2")).to_contain_text("马骏驰")

    assert [status(stay) for stay in stays] == ["booked", "booked"]


def test_an_occupied_room_is_said_beside_the_button(board: Page, hotel: Hotel, stays: list[Stay]) -> None:
    StayFactory(hotel=hotel, arrival=hotel.today(), room="1608", status=StayStatus.IN_HOUSE)
    board.click(f"#stay-{stays[0].pk}")
    board.locator("#brief").get_by_role("button", name="Check in").click()

    expect(board.locator("#refusal")).to_contain_text("Room 1608 is occupied. Choose another room.")
    assert status(stays[0]) == StayStatus.BOOKED


def test_a_room_is_typed_where_none_was_given(board: Page, hotel: Hotel) -> None:
    stay = StayFactory(hotel=hotel, arrival=hotel.today())
    board.reload()
    board.focus(f"#stay-{stay.pk}")
    board.keyboard.press("Enter")
    expect(board.locator("#brief input.room").first).to_be_visible()
    board.keyboard.press("Enter")
    expect(board.locator("#brief .inline-form input.room")).to_be_focused()
    board.keyboard.type("305")
    board.keyboard.press("Enter")
    expect(board.locator("#refusal")).to_contain_text("No stay was ever in room 305.")
    board.get_by_role("button", name="Do it all the same").click()

    expect(board.locator("#toasts")).to_contain_text("room 305")
    assert (status(stay), Stay.objects.get(pk=stay.pk).room) == (StayStatus.IN_HOUSE, "305")


def test_back_button_and_reload_keep_what_is_open(board: Page, stays: list[Stay]) -> None:
    board.click(f"#stay-{stays[0].pk}")
    expect(board.locator("#brief h2")).to_contain_text("张敏")
    board.click(f"#stay-{stays[1].pk}")
    expect(board.locator("#brief h2")).to_contain_text("马骏驰")

    board.go_back()
    expect(board.locator("#brief h2")).to_contain_text("张敏")
    board.reload()
    expect(board.locator("#brief h2")).to_contain_text("张敏")
    expect(board.locator(f"#stay-{stays[0].pk}")).to_have_attribute("aria-current", "true")


def test_an_address_opens_its_brief_and_enter_does_nothing_until_the_row_is_chosen(
    board: Page, stays: list[Stay]
) -> None:
    board.goto(f"/?stay={stays[1].pk}")
    expect(board.locator("#brief-body h2")).to_contain_text("马骏驰")
    assert board.url.endswith(f"/?stay={stays[1].pk}")
    board.keyboard.press("Enter")
    assert board.evaluate("document.activeElement === document.body")

    board.focus(f"#stay-{stays[1].pk}")
    board.keyboard.press("Enter")
    expect(board.locator("#toasts")).to_contain_text("马骏驰 is checked in, room 1808.")


def test_the_guest_chosen_last_is_the_one_shown(board: Page, stays: list[Stay]) -> None:
    slow = board.context.new_page()

    def late(route: Route) -> None:
        slow.wait_for_timeout(400)
        route.continue_()

    board.route(f"**/desk/stays/{stays[0].pk}/brief/**", late)
    board.goto(f"/?stay={stays[0].pk}")
    board.click(f"#stay-{stays[1].pk}")
    expect(board.locator("#brief-body h2")).to_contain_text("马骏驰")
    board.wait_for_load_state("networkidle")

    expect(board.locator("#brief-body h2")).to_contain_text("马骏驰")


def test_without_scripts_a_link_opens_the_brief(
    browser: Browser, base_url: str, board: Page, stays: list[Stay]
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=base_url, storage_state=board.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"/?stay={stays[1].pk}")
    plain.get_by_role("link", name="Open the brief").click()

    expect(plain.locator("#brief-body h2")).to_contain_text("马骏驰")
    context.close()


def test_the_box_above_the_list_sifts_it_by_pinyin_name_and_room(board: Page, stays: list[Stay]) -> None:
    rows = board.locator("#board .rows > li")
    for typed, room in (("zhāng", "1608"), ("马", "1808"), ("16", "1608")):
        board.fill("#sift", typed)
        expect(rows.locator("visible=true").locator(".lead")).to_have_text([room])
    board.fill("#sift", "nobody")
    expect(board.locator("[data-sifted-out]")).to_be_visible()


def test_reviewed_is_marked_in_the_list_and_a_note_makes_it_changed(board: Page, stays: list[Stay]) -> None:
    board.click(f"#stay-{stays[0].pk}")
    board.get_by_role("button", name="Mark as reviewed").click()
    expect(board.locator(f"#stay-{stays[0].pk} .chips")).to_contain_text("Reviewed")

    Guest.objects.filter(stays=stays[0]).update(updated_at=timezone.now())
    board.reload()

    expect(board.locator(f"#stay-{stays[0].pk} .chips")).to_contain_text("Changed since")
    expect(board.locator("#reviewed")).to_contain_text("Changed since")


def test_enter_checks_in_after_the_brief_was_marked_with_the_mouse(board: Page, stays: list[Stay]) -> None:
    board.click(f"#stay-{stays[0].pk}")
    board.get_by_role("button", name="Mark as reviewed").click()
    expect(board.locator(f"#stay-{stays[0].pk} .chips")).to_contain_text("Reviewed")
    expect(board.locator(f"#stay-{stays[0].pk}")).to_be_focused()
    board.keyboard.press("Enter")

    expect(board.locator("#toasts")).to_contain_text("is checked in, room 1608.")


def test_the_menu_keeps_its_words_on_one_line(board: Page, stays: list[Stay]) -> None:
    board.click(".languages button[value=zh-hans]")
    board.click(f"#stay-{stays[0].pk}")
    board.locator("#brief .menu > summary").click()
    for part in ("label", "button"):
        box = board.locator(f"#brief .room-form {part}").bounding_box()
        assert box is not None
        assert box["width"] > box["height"] or (part == "button" and box["width"] > 48)


def test_a_no_show_before_the_hour_is_asked_about(board: Page, stays: list[Stay]) -> None:
    Stay.objects.filter(pk=stays[0].pk).update(expected_at=time(23, 59, 59))
    board.click(f"#stay-{stays[0].pk}")
    board.locator("#brief .menu > summary").click()
    board.locator("#brief .sheet").get_by_role("button", name="No-show").click()
    expect(board.locator("#refusal")).to_contain_text("which is still to come")
    expect(board.locator("#brief .sheet")).to_be_hidden()
    board.get_by_role("button", name="Do it all the same").click()

    expect(board.locator("#brief h2")).to_contain_text("no-show")
    expect(board.locator("#brief")).not_to_contain_text("You could offer")
    assert status(stays[0]) == StayStatus.NO_SHOW


def test_check_out_from_the_departures(page: Page, hotel: Hotel, front: User, sign_in: SignIn) -> None:
    today = hotel.today()
    stay = StayFactory(hotel=hotel, arrival=today, departure=today, room="7", status=StayStatus.IN_HOUSE)
    sign_in(front)
    page.goto("/departures/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#brief")).to_contain_text("Thank for")
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("is checked out, room 7 is free.")
    assert status(stay) == StayStatus.CHECKED_OUT


def test_a_question_is_answered_in_place(board: Page, stays: list[Stay]) -> None:
    board.click(f"#stay-{stays[0].pk}")
    board.locator("#brief").get_by_role("button", name="Fill in").first.click()
    board.fill("#ask-form input[name=value]", "13900139000")
    board.locator("#ask-form .btn-primary").click()

    expect(board.locator("#brief")).not_to_contain_text("A phone number or an e-mail address")
    assert stays[0].guest is not None
    assert stays[0].guest.contacts.count() == 1


def test_phone_shows_one_pane_at_a_time(page: Page, front: User, stays: list[Stay], sign_in: SignIn, axe: Axe) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(front)
    page.goto("/")
    expect(page.locator("#brief")).to_be_hidden()

    page.click(f"#stay-{stays[1].pk}")
    expect(page.locator("#brief h2")).to_contain_text("马骏驰")
    expect(page.locator("#board")).to_be_hidden()
    assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.get_by_role("button", name="Back to the list").click()
    expect(page.locator("#board")).to_be_visible()


def test_a_waiter_on_a_phone_sees_allergies_and_notes_something(
    page: Page, hotel: Hotel, ma: Guest, sign_in: SignIn, axe: Axe
) -> None:
    StayFactory(hotel=hotel, guest=ma, arrival=hotel.today(), room="1808", status=StayStatus.IN_HOUSE)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(staff(Role.DEPARTMENT, hotel, Department.RESTAURANT))
    page.goto("/in-house/")
    expect(page.locator(".rooms .is-alert")).to_contain_text("Peanut allergy")
    assert axe() == []

    page.locator(".room-foot button").click()
    page.locator("#suggestions button").first.click()

    expect(page.locator("#toasts")).to_contain_text("Noted")
    expect(page.locator(".rooms .facts li")).to_have_count(3)


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_axe_has_nothing_to_say(
    board: Page, stays: list[Stay], hotel: Hotel, axe: Axe, language: str, theme: str
) -> None:
    StayFactory(hotel=hotel, guest=None, arrival=hotel.today())
    board.click(f".languages button[value={language}]")
    expect(board.locator("html")).to_have_attribute("lang", language)
    board.evaluate(f"localStorage.setItem('theme', '{theme}')")
    found = {}
    for path in (
        f"/?stay={stays[1].pk}",
        f"/?stay={stays[1].pk}&brief=open",
        f"/departures/?stay={stays[1].pk}",
        "/in-house/",
        f"/stays/{stays[1].pk}/",
        "/stays/unknown/",
        "/stays/walk-in/",
        f"/stays/{stays[1].pk}/companions/",
        f"/desk/stays/{stays[1].pk}/registration/",
    ):
        board.goto(path)
        board.wait_for_load_state("networkidle")
        found[path] = axe()

    assert {path: faults for path, faults in found.items() if faults} == {}
