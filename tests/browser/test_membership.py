"""Membership at the desk in a browser: joined by keyboard, found by card, late check-out by one click."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guests.actions import create_guest
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from loyalty import numbers
from loyalty.actions.enrolling import enrol
from loyalty.models import CourtesyGrant, Member, Tier
from stays.models import Stay, StayStatus
from tests.factories import HotelFactory, StayFactory, staff

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture(autouse=True)
def receptionist(hotel: Hotel, sign_in: Callable[[User], None]) -> User:
    person = staff(Role.FRONT_DESK, hotel, display_name="Li")
    sign_in(person)
    return person


@pytest.fixture
def guest() -> Guest:
    return create_guest(by=None, at=timezone.now(), family_name="张", given_name="敏")


@pytest.fixture
def leaving(hotel: Hotel, guest: Guest) -> Stay:
    today = hotel.today()
    return StayFactory(
        hotel=hotel,
        guest=guest,
        arrival=today - timedelta(days=1),
        departure=today,
        status=StayStatus.IN_HOUSE,
        room="1808",
    )


def join(guest: Guest, hotel: Hotel, tier: str = "gold") -> Member:
    member = enrol(guest, hotel=hotel, by=None, at=timezone.now())
    Member.objects.filter(pk=member.pk).update(tier=Tier.objects.get(code=tier))
    return member


def test_a_guest_joins_by_keyboard_alone(page: Page, guest: Guest) -> None:
    page.goto(guest.get_absolute_url())
    page.locator("#card-member").get_by_role("button", name="Join").press("Enter")
    expect(page.locator("#enrol #id_contact")).to_be_focused()

    keys = page.keyboard
    keys.type("13800138000")
    keys.press("Tab")
    keys.type("3")
    keys.press("Tab")
    keys.type("5")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")

    expect(page.locator("#enrol")).to_have_count(0)
    member = Member.objects.get(guest=guest)
    expect(page.locator("#card-member")).to_contain_text(numbers.shown(member.number))
    expect(page.locator("#guest-head")).to_contain_text("200 points")
    expect(page.locator("#card-contacts")).to_contain_text("8000")
    assert Guest.objects.filter(pk=guest.pk, birth_month=3, birth_day=5).exists()
    assert guest.consents.filter(purpose="marketing", decision="given").exists()


def test_a_faulty_answer_stays_in_the_dialog(page: Page, guest: Guest) -> None:
    page.goto(guest.get_absolute_url())
    page.locator("#card-member").get_by_role("button", name="Join").click()
    page.locator("#enrol #id_contact").fill("12")
    page.locator("#enrol").get_by_role("button", name="Join").click()

    expect(page.locator("#enrol .error-summary")).to_be_visible()
    expect(page.locator("#enrol #id_contact")).to_have_value("12")
    assert not Member.objects.exists()


def test_a_scanned_card_opens_the_guest(page: Page, hotel: Hotel, guest: Guest) -> None:
    member = join(guest, hotel)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(member.number)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("张敏")


def test_one_click_grants_and_one_takes_back(page: Page, leaving: Stay) -> None:
    page.goto("/departures/")
    foot = page.locator("#board .row-foot")
    expect(foot).to_contain_text("Tonight 0% full")
    foot.get_by_role("button", name="Grant 14:00").click()

    expect(foot).to_contain_text("until 14:00 granted by Li")
    assert CourtesyGrant.objects.filter(stay=leaving, cancelled_at=None).exists()

    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(foot.get_by_role("button", name="Grant 14:00")).to_be_visible()
    assert not CourtesyGrant.objects.filter(stay=leaving, cancelled_at=None).exists()


def test_later_than_advised_is_refused_in_the_dialog_and_an_earlier_hour_granted(page: Page, leaving: Stay) -> None:
    page.goto("/departures/")
    page.locator("#board .row-link").click()
    page.locator("#brief-membership").get_by_role("button", name="Another hour").click()
    page.locator("#courtesy #id_until").fill("17:00")
    page.locator("#courtesy").get_by_role("button", name="Grant").click()
    expect(page.locator("#courtesy")).to_contain_text("Advised is 14:00 at the latest")

    page.locator("#courtesy #id_until").fill("13:00")
    page.locator("#courtesy").get_by_role("button", name="Grant").click()

    expect(page.locator("#courtesy")).to_have_count(0)
    expect(page.locator("#brief-membership")).to_contain_text("Late check-out until 13:00")
    expect(page.locator("#board .row-foot")).to_contain_text("until 13:00 granted by Li")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_serious_and_nothing_wider_than_the_screen(
    page: Page, hotel: Hotel, leaving: Stay, axe: Callable[[], list[str]], width: int
) -> None:
    member = join(leaving.guest, hotel, "platinum")
    page.set_viewport_size({"width": width, "height": 900})
    card = f"/loyalty/guests/{member.guest.number}/card/"
    enrolment = f"/loyalty/guests/{create_guest(by=None, at=timezone.now(), given_name='X').number}/enrol/"
    late = f"/loyalty/stays/{leaving.pk}/late-check-out/"
    for path in (
        "/departures/",
        f"/departures/?stay={leaving.pk}",
        leaving.guest.get_absolute_url(),
        card,
        enrolment,
        late,
    ):
        page.goto(path)
        assert axe() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
