"""The guest page in a browser: noted in two taps, edited in place, revealed for a reason, nothing lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from guests.actions import add_contact, add_special_date, create_guest, edit_guest, observe, record_consent
from guests.models import Guest, GuestTag, Tag
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.audit.models import ReadLog
from stays.models import StayStatus
from tests.factories import NOW, TODAY, HotelFactory, StayFactory, staff
from tests.guests.pages import NAUGHTY

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def receptionist(hotel: Hotel, sign_in: Callable[[User], None]) -> User:
    person = staff(Role.FRONT_DESK, hotel)
    sign_in(person)
    return person


@pytest.fixture
def guest(hotel: Hotel) -> Guest:
    """A guest with one of everything."""
    contacts = [("phone", "13812345678"), ("email", "zhangmin@example.com")]
    profile = {"family_name": "张", "given_name": "敏", "birth_month": 10, "birth_day": 13, "birth_is_lunar": True}
    guest = create_guest(by=None, at=NOW, hotel=hotel, contacts=contacts, language="zh-hans", **profile)
    answer = {"purpose": "sensitive", "channel": "any", "decision": "given", "evidence": "desk"}
    record_consent(guest, by=None, at=NOW, **answer)
    for code in ("allergy-peanut", "quiet-room"):
        tag = Tag.objects.get(code=code)
        observe(guest, tag=tag, source="stated", by=None, at=NOW, hotel=hotel, note="请通知餐饮部")
    add_special_date(guest, kind="wedding", month=5, day=20, year=2015, by=None, at=NOW)
    StayFactory(guest=guest, hotel=hotel, arrival=TODAY - timedelta(days=30), status=StayStatus.CHECKED_OUT)
    StayFactory(guest=guest, hotel=hotel)
    return guest


def open_page(page: Page, guest: Guest) -> None:
    page.goto(guest.get_absolute_url())
    expect(page.locator("h1")).to_contain_text("张敏")


def test_two_taps_on_a_phone_note_a_preference_and_one_takes_it_back(
    page: Page, receptionist: User, guest: Guest
) -> None:
    page.set_viewport_size(PHONE)
    open_page(page, guest)
    page.locator(".guest-head").get_by_role("button", name="Note").click()
    page.locator("#observe .suggestion").first.click()

    expect(page.locator("#observe")).to_have_count(0)
    expect(page.locator("[data-toast]")).to_contain_text("Noted")
    noted = GuestTag.objects.get(guest=guest, noted_by=receptionist)
    expect(page.locator("#card-preferences")).to_contain_text(noted.tag.name_en)

    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-toast]")).to_contain_text("Taken back")
    assert not GuestTag.objects.filter(noted_by=receptionist).exists()


def test_n_opens_the_note_and_words_without_a_tag_are_kept(page: Page, receptionist: User, guest: Guest) -> None:
    open_page(page, guest)
    page.keyboard.press("n")
    expect(page.locator("#observe-text")).to_be_focused()
    page.keyboard.type("leaves the lamp on")
    page.locator(".suggestion.words").click()

    expect(page.locator("#card-preferences")).to_contain_text("leaves the lamp on")


def test_identity_is_edited_in_place_and_escape_leaves(page: Page, receptionist: User, guest: Guest) -> None:
    open_page(page, guest)
    page.locator("#card-identity").get_by_role("button", name="Edit").click()
    expect(page.locator("#card-identity .save-bar")).to_be_hidden()
    page.fill("#id_given_name", "敏华")
    expect(page.locator("#card-identity .save-bar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card-identity form")).to_have_count(0)

    page.locator("#card-identity").get_by_role("button", name="Edit").click()
    page.fill("#id_given_name", "敏华")
    page.locator("#card-identity").get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("张敏华")


def test_stale_edit_shows_both_and_loses_nothing(page: Page, receptionist: User, guest: Guest) -> None:
    open_page(page, guest)
    page.locator("#card-identity").get_by_role("button", name="Edit").click()
    page.fill("#id_occupation", "医生")
    edit_guest(guest, version=1, by=None, at=NOW, occupation="律师")
    page.locator("#card-identity").get_by_role("button", name="Save").click()

    expect(page.locator(".stale")).to_contain_text("律师")
    expect(page.locator("#id_occupation")).to_have_value("医生")
    page.locator(".stale").get_by_role("button", name="Take over").click()
    expect(page.locator("#id_occupation")).to_have_value("律师")


def test_contact_is_revealed_one_at_a_time_with_a_reason(page: Page, receptionist: User, guest: Guest) -> None:
    open_page(page, guest)
    card = page.locator("#card-contacts")
    expect(card).not_to_contain_text("12345678")
    card.locator("li", has_text="5678").get_by_role("button", name="Show").click()
    page.locator("#reveal").get_by_role("button", name="Show").click()
    expect(page.locator("#reveal .error-summary")).to_be_visible()
    page.locator("#reveal input[type=radio]").first.check()
    page.locator("#reveal").get_by_role("button", name="Show").click()

    expect(card).to_contain_text("+8613812345678")
    expect(card).not_to_contain_text("zhangmin")
    assert ReadLog.objects.filter(what=ReadLog.What.CONTACT, user=receptionist).count() == 1


def test_new_guest_is_warned_of_a_duplicate_before_saving(page: Page, receptionist: User, guest: Guest) -> None:
    page.goto("/guests/new/")
    page.fill("#id_family_name", "章")
    page.fill("#id_phone", "138 1234 5678")
    expect(page.locator(".hints")).to_contain_text("张敏")
    expect(page.locator(".hints")).to_contain_text("the same phone number")


def test_no_naughty_string_runs(page: Page, receptionist: User, guest: Guest, hotel: Hotel) -> None:
    for text in NAUGHTY:
        add_contact(guest, kind="wecom", value=text, by=None, at=NOW)
        add_special_date(guest, kind="other", month=1, day=1, label=text[:80], by=None, at=NOW)
        tag = Tag.objects.get(code="other-wish")
        observe(guest, tag=tag, source="stated", by=None, at=NOW, hotel=hotel, note=text)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    open_page(page, guest)
    expect(page.locator("#card-preferences")).to_contain_text("<script>alert(1)</script>")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_guests_have_nothing_axe_objects_to(
    page: Page, receptionist: User, guest: Guest, axe: Callable[[], list[str]], language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/guests/")
    page.locator(f".languages button[value={language}]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    found = axe()
    for address in (guest.get_absolute_url(), "/guests/new/"):
        page.goto(address)
        found += axe()
    page.goto(guest.get_absolute_url())
    page.locator("#card-identity .card-head button").click()
    expect(page.locator("#card-identity form")).to_be_visible()
    page.locator(".guest-head [data-note]").click()
    expect(page.locator("#observe")).to_be_visible()
    found += axe()

    assert found == []


def test_a_menu_at_the_foot_of_the_window_stays_within_the_page(page: Page, receptionist: User, guest: Guest) -> None:
    """What hangs below the window is not in the way: one scrolls there."""
    page.set_viewport_size({"width": 1440, "height": 500})
    open_page(page, guest)
    button = page.locator("#card-contacts details.menu > summary").first
    button.evaluate("it => scrollBy(0, it.getBoundingClientRect().bottom - innerHeight + 4)")
    button.focus()
    page.keyboard.press("Enter")

    sheet = page.locator("#card-contacts details.menu[open] .sheet")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("it => it.getBoundingClientRect().right") <= 1440
