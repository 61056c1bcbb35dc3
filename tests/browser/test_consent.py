"""What guests do with their own hands: sign on a tablet and on a phone, by keyboard, and choose by a link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guests.actions import record_consent
from guests.consent import holds
from guests.models import Consent, Guest, Signature
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.outbox.signing import Token, Use, sign
from tests.factories import NOW, ContactFactory, HotelFactory, staff
from tests.guests.pages import enter

from .hands import take_back

SCREENS = {"tablet": {"width": 900, "height": 1_200}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(name_en="Lakeside", name_zh="湖畔酒店")


@pytest.fixture
def guest(hotel: Hotel) -> Guest:
    known = enter(language="en")
    ContactFactory(guest=known, kind="email", value="min@example.com", is_primary=True)
    return known


@pytest.fixture
def _desk(hotel: Hotel, sign_in: Callable[[User], None]) -> None:
    sign_in(staff(Role.FRONT_DESK, hotel))


def draw(page: Page) -> None:
    """Two strokes across the field."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for start in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.7)
        page.mouse.down()
        for step in (0.05, 0.1, 0.15, 0.2):
            page.mouse.move(box["x"] + box["width"] * (start + step), box["y"] + box["height"] * (0.7 - step))
        page.mouse.up()


def fits(page: Page) -> bool:
    size = page.viewport_size
    return size is not None and page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.usefixtures("_desk")
@pytest.mark.parametrize("screen", list(SCREENS))
def test_a_guest_reads_chooses_and_signs(page: Page, guest: Guest, axe: Callable[[], list[str]], screen: str) -> None:
    page.set_viewport_size(SCREENS[screen])
    page.goto(guest.get_absolute_url())
    page.get_by_role("link", name="Sign on the tablet").click()
    expect(page.get_by_role("heading", name="Your choices")).to_be_visible()
    assert axe() == []
    assert fits(page)

    offers = page.get_by_role("region", name="Offers and news")
    offers.locator(".choice", has_text="Yes").first.click()
    page.get_by_role("region", name="Sensitive data such as allergies").locator(".choice", has_text="No").click()
    page.get_by_role("button", name="Sign and finish").last.click()
    expect(page.locator("main")).to_contain_text("Please sign in the field, or type your name below it.")
    assert not Consent.objects.exists()

    draw(page)
    page.get_by_role("button", name="中文").click()  # what was answered and drawn so far stays
    expect(page.get_by_role("heading", name="您的选择")).to_be_visible()
    expect(page.locator("input[name=marketing-email][value=yes]")).to_be_checked()
    page.get_by_role("button", name="签名并完成").last.click()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert axe() == []

    signature = Signature.objects.get()
    assert signature.strokes.count("M") == 2
    assert signature.strokes.count("L") >= 6
    assert sorted(signature.answers.values_list("purpose", "decision")) == [
        ("marketing", "given"),
        ("sensitive", "refused"),
    ]
    page.get_by_text("员工操作").click()
    page.get_by_role("link", name="返回工作").click()
    take_back(page)
    page.wait_for_url(f"**{guest.get_absolute_url()}")


@pytest.mark.usefixtures("_desk")
def test_a_guest_finds_no_way_out_of_the_form(page: Page, guest: Guest, axe: Callable[[], list[str]]) -> None:
    page.set_viewport_size(SCREENS["tablet"])
    page.goto("/guests/")
    page.goto(guest.get_absolute_url())
    page.get_by_role("link", name="Sign on the tablet").click()
    expect(page.get_by_role("heading", name="Your choices")).to_be_visible()

    for way in (page.go_back, page.go_back, lambda: page.goto("/guests/")):
        way()
        expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    assert guest.full_name not in page.content()
    assert axe() == []
    page.get_by_role("link", name="Back to the guest's form").click()
    expect(page.get_by_role("heading", name="Your choices")).to_be_visible()

    page.get_by_text("For staff").click()
    page.get_by_role("link", name="Back to work").click()
    page.locator("input[type=password]").fill("let me in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    take_back(page)
    page.wait_for_url(f"**{guest.get_absolute_url()}")


@pytest.mark.usefixtures("_desk")
def test_signing_again_wipes_the_field(page: Page, guest: Guest) -> None:
    page.set_viewport_size(SCREENS["tablet"])
    page.goto(f"/guests/{guest.number}/consents/form/")
    draw(page)
    kept = page.locator("input[name=drawing]")
    assert kept.input_value().startswith("M")
    page.get_by_role("button", name="Sign again").click()
    expect(kept).to_have_value("")


@pytest.mark.usefixtures("_desk")
def test_the_keyboard_alone_is_enough(page: Page, guest: Guest) -> None:
    page.set_viewport_size(SCREENS["tablet"])
    page.goto(f"/guests/{guest.number}/consents/form/")
    page.locator("input[name=surveys-email][value=no]").focus()
    page.keyboard.press("Space")
    page.get_by_label("Or type your name instead of drawing").focus()
    page.keyboard.type("Zhang Min")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    assert Signature.objects.get().typed_name == "Zhang Min"
    assert list(Consent.objects.values_list("purpose", "decision")) == [("surveys", "refused")]


@pytest.mark.usefixtures("_desk")
def test_staff_look_at_a_signature(page: Page, guest: Guest, axe: Callable[[], list[str]]) -> None:
    page.goto(f"/guests/{guest.number}/consents/form/")
    page.get_by_role("region", name="Surveys").locator(".choice", has_text="Yes").first.click()
    draw(page)
    page.get_by_role("button", name="Sign and finish").last.click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto(guest.get_absolute_url())
    take_back(page)
    page.get_by_text("1 answer so far").click()
    page.locator("#card-consents").get_by_role("button", name="signature").click()
    expect(page.locator("svg.signed path")).to_be_visible()
    assert axe() == []


@pytest.mark.parametrize("screen", list(SCREENS))
def test_a_guest_chooses_by_a_link(page: Page, guest: Guest, axe: Callable[[], list[str]], screen: str) -> None:
    given = {"purpose": "marketing", "channel": "any", "decision": "given", "evidence": "import"}
    record_consent(guest, by=None, at=NOW, **given)
    page.set_viewport_size(SCREENS[screen])
    page.goto(f"/m/preferences/{sign(Use.PREFERENCES, Token(guest.pk))}/")
    assert axe() == []
    assert fits(page)
    email = page.get_by_role("region", name="Offers and news").get_by_role("group", name="E-mail m•••@example.com")
    expect(email.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    email.get_by_role("button", name="No").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you, that is kept.")
    expect(email.get_by_role("button", name="No")).to_have_attribute("aria-pressed", "true")
    assert not holds(guest, "marketing", "email")
    assert holds(guest, "marketing", "sms")
    email.get_by_role("button", name="Yes").click()
    expect(email.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    assert holds(guest, "marketing", "email")

    page.get_by_role("button", name="Switch everything off").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert not holds(guest, "marketing", "email")


def test_a_guest_unsubscribes_with_one_tap(page: Page, guest: Guest, axe: Callable[[], list[str]]) -> None:
    record_consent(guest, purpose="marketing", channel="any", decision="given", evidence="import", by=None, at=NOW)
    page.set_viewport_size(SCREENS["phone"])
    page.goto(f"/m/unsubscribe/{sign(Use.UNSUBSCRIBE, Token(guest.pk))}/")
    assert axe() == []
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you for telling us.")
    assert axe() == []
    assert not holds(guest, "marketing", "email")
    page.get_by_role("link", name="Choose what to receive, and how").click()
    expect(page.get_by_role("heading", name="What you receive from us")).to_be_visible()
