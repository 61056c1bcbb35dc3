"""A guest answers on a phone: by thumb, by keyboard, with a screen reader, without scripts; staff read it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from feedback.models import Invitation, Survey
from feedback.signing import Use, sign
from feedback.survey_links import survey_path
from hotelcrm.accounts.models import Hotel, Role, User
from stays.models import StayStatus
from tests.factories import GuestFactory, HotelFactory, InvitationFactory, StayFactory, staff
from tests.feedback.surveys import answered, full_survey

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(name_en="Lakeside", name_zh="湖畔酒店")


@pytest.fixture
def invitation(hotel: Hotel) -> Invitation:
    now = timezone.now()
    facts = {"invited_at": now, "expires_at": now + timedelta(days=30), "guest": GuestFactory(language="en")}
    return InvitationFactory(hotel=hotel, survey=full_survey(), **facts)


def fits(page: Page) -> bool:
    size = page.viewport_size
    return size is not None and page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def targets(page: Page) -> list[float]:
    """The heights of everything that is tapped."""
    boxes = [one.bounding_box() for one in page.locator("main .choice, main .btn:visible, .languages button").all()]
    return [box["height"] for box in boxes if box is not None]


@pytest.mark.parametrize("screen", [PHONE, SMALL], ids=["phone", "small phone"])
def test_a_guest_answers_on_a_phone(
    page: Page, invitation: Invitation, axe: Callable[[], list[str]], screen: dict[str, int]
) -> None:
    page.set_viewport_size(screen)
    page.goto(survey_path(invitation))
    assert axe() == []
    assert fits(page)
    assert min(targets(page)) >= 44
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("Please choose an answer.")).to_be_visible()
    assert axe() == []

    page.locator(".choice", has_text="10").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    assert axe() == []
    assert fits(page)
    page.get_by_role("radio", name="Very satisfied").first.check(force=True)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_text("第2页，共3页")).to_be_visible()
    expect(page.get_by_role("radio", name="非常满意").first).to_be_checked()
    page.get_by_role("link", name="返回").click()
    expect(page.get_by_role("radio", name="10")).to_be_checked()
    page.get_by_role("button", name="下一页").click()
    page.get_by_role("button", name="下一页").click()
    page.locator("textarea").fill("早餐很好")
    assert axe() == []
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert axe() == []

    invitation.refresh_from_db()
    assert (invitation.nps, invitation.csat, invitation.language) == (10, 5, "zh-hans")
    page.goto(survey_path(invitation))
    expect(page.get_by_role("heading", name="您已经作答")).to_be_visible()
    assert axe() == []


def test_the_keyboard_alone_is_enough(page: Page, invitation: Invitation) -> None:
    page.goto(survey_path(invitation))
    page.get_by_role("radio", name="0", exact=True).focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()

    assert invitation.answers.get().number == 9


def test_it_needs_no_scripts_and_keeps_no_tracks(browser: Browser, base_url: str, invitation: Invitation) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, base_url=base_url)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(survey_path(invitation))
    page.locator(".choice", has_text="9").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()

    assert all(url.startswith(base_url) for url in asked)
    assert [cookie["name"] for cookie in context.cookies()] == ["csrf"]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    context.close()


def test_a_code_in_the_room_is_scanned(page: Page, hotel: Hotel, axe: Callable[[], list[str]]) -> None:
    full_survey(sent=Survey.Sent.ROOM, hotel=hotel)
    stay = StayFactory(
        hotel=hotel,
        guest=GuestFactory(full_name="Nobody Says It"),
        status=StayStatus.IN_HOUSE,
        room="1208",
        checked_in_at=timezone.now(),
    )
    page.set_viewport_size(PHONE)
    page.goto(f"/f/r/{sign(Use.ROOM, f'{hotel.pk} 1208')}/")
    assert axe() == []
    assert fits(page)
    assert "Nobody Says It" not in page.content()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()

    assert Invitation.objects.get().stay == stay


@pytest.mark.parametrize("width", [390, 900, 1440])
def test_staff_read_what_guests_say(
    page: Page, hotel: Hotel, sign_in: Callable[[User], None], axe: Callable[[], list[str]], width: int
) -> None:
    invitation = answered(hotel=hotel, nps=3, words="It was cold.", at=timezone.now())
    sign_in(staff(Role.MANAGER, hotel))
    page.set_viewport_size({"width": width, "height": 900})
    for path in (
        "",
        "surveys/",
        f"surveys/{invitation.survey_id}/",
        f"surveys/answers/{invitation.pk}/",
        "surveys/rooms/",
    ):
        page.goto(f"/feedback/{path}")
        assert axe() == []
        assert fits(page)
    page.goto("/feedback/")
    page.get_by_role("button", name="Numbers").first.click()
    expect(page.get_by_role("region", name="NPS by month")).to_be_visible()
