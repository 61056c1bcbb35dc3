"""Tickets in a browser: the board, the page by keyboard alone, a new one from anywhere, two people at one ticket."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedback.actions import handling
from feedback.models import Notice, Ticket, TicketEvent
from hotelcrm.accounts.models import Hotel, Role, User
from stays.models import StayStatus
from tests.factories import GuestFactory, HotelFactory, StayFactory, TicketFactory, staff
from tests.feedback.tickets import reachable

PHONE = {"width": 390, "height": 844}
Axe = Callable[[], list[str]]


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def front(hotel: Hotel, sign_in: Callable[[User], None]) -> User:
    person: User = staff(Role.FRONT_DESK, hotel)
    sign_in(person)
    return person


@pytest.fixture
def ticket(hotel: Hotel, front: User) -> Ticket:
    made: Ticket = TicketFactory(
        hotel=hotel, guest=reachable(full_name="张敏"), room="1208", at=timezone.now() - timedelta(minutes=5)
    )
    handling.note(made, text="Look at the riser.", by=front, at=timezone.now(), key="n")
    return made


def test_the_board_says_how_urgent_it_is_to_everybody(page: Page, hotel: Hotel, front: User, axe: Axe) -> None:
    for minutes in (1, 100, 300):
        TicketFactory(hotel=hotel, at=timezone.now() - timedelta(minutes=minutes))
    waits = TicketFactory(hotel=hotel, at=timezone.now())
    handling.set_state(waits, "waiting", by=front, at=timezone.now(), key="w")

    page.goto("/tickets/board/")

    heads = page.locator(".group-head").all_inner_texts()
    assert [head.split("\n")[0].split(" 1")[0].strip() for head in heads] == [
        "Overdue",
        "Time is running out",
        "In time",
        "Waiting for the guest",
    ]
    expect(page.get_by_text("Answer overdue")).to_be_visible()
    expect(page.get_by_text("paused", exact=True)).to_be_visible()
    assert axe() == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.usefixtures("front")
def test_a_list_is_walked_with_the_arrows_and_opened_with_enter(page: Page, hotel: Hotel) -> None:
    first = TicketFactory(hotel=hotel, at=timezone.now() - timedelta(minutes=2))
    second = TicketFactory(hotel=hotel, at=timezone.now() - timedelta(minutes=1))
    page.goto("/tickets/board/")

    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#ticket-{first.pk}")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{second.get_absolute_url()}")


@pytest.mark.usefixtures("front")
def test_a_ticket_is_open_in_a_few_keys_from_anywhere(page: Page, hotel: Hotel, axe: Axe) -> None:
    today = hotel.today()
    dates = {"arrival": today, "departure": today + timedelta(days=1)}
    stay = StayFactory(hotel=hotel, status=StayStatus.IN_HOUSE, room="1208", guest__full_name="张敏", **dates)
    page.goto("/guests/")

    page.keyboard.press("t")
    expect(page.locator("#id_room")).to_be_focused()
    page.keyboard.type("1208")
    expect(page.locator("#who")).to_contain_text("张敏")
    assert axe() == []
    page.locator("#id_text").focus()
    page.keyboard.type("No hot water.")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Since this morning.")
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("is open: answer until")
    expect(page.locator("#new-ticket")).to_have_count(0)
    ticket = Ticket.objects.get()
    assert (ticket.guest, ticket.room, ticket.text) == (stay.guest, "1208", "No hot water.\nSince this morning.")
    assert page.url.endswith("/guests/")


@pytest.mark.usefixtures("front")
def test_a_fault_keeps_the_dialog_and_what_was_typed(page: Page) -> None:
    page.goto("/tickets/")

    page.keyboard.press("t")
    page.locator("#id_room").fill("77")
    page.locator("#id_text").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_room")).to_have_value("77")


def test_a_ticket_is_handled_by_keyboard_alone(page: Page, ticket: Ticket, front: User, axe: Axe) -> None:
    page.goto(ticket.get_absolute_url())

    page.keyboard.press("j")
    expect(page.locator("#entry-first")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#entry-first")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#id_note-text")).to_be_focused()
    page.keyboard.type("n and r are letters here.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ticket-thread")).to_contain_text("n and r are letters here.")
    page.locator("#main").focus()
    page.keyboard.press("i")
    expect(page.locator("#ticket-head .chips")).to_contain_text(str(front))
    page.keyboard.press("s")
    expect(page.locator("#act")).to_be_visible()
    assert axe() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#act")).to_have_count(0)
    expect(page.locator("#ticket-head")).not_to_contain_text("new")
    ticket.refresh_from_db()
    assert ticket.owner == front
    assert ticket.state != "new"


@pytest.mark.usefixtures("front")
def test_the_page_of_a_ticket_is_for_everybody(page: Page, ticket: Ticket, axe: Axe) -> None:
    page.goto(ticket.get_absolute_url())

    assert axe() == []
    page.set_viewport_size(PHONE)
    assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_who_answers_second_reads_the_first_answer_before(page: Page, ticket: Ticket, hotel: Hotel) -> None:
    page.goto(ticket.get_absolute_url())
    page.keyboard.press("r")
    expect(page.locator("#id_reply-text")).to_be_focused()
    page.keyboard.type("My long answer.")
    handling.spoke(
        ticket, text="I called him.", by=staff(Role.GUEST_RELATIONS, hotel), at=timezone.now(), key="meanwhile"
    )

    page.keyboard.press("Control+Enter")

    expect(page.locator("#ticket-compose [role=alert]")).to_be_focused()
    expect(page.locator("#ticket-compose")).to_contain_text("I called him.")
    expect(page.locator("#id_reply-text")).to_have_value("My long answer.")
    page.get_by_role("button", name="Send all the same").click()
    expect(page.locator("#ticket-thread")).to_contain_text("My long answer.")
    kinds = TicketEvent.objects.filter(ticket=ticket, kind__in=["spoke", "reply"]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["spoke", "reply"]


def test_opening_the_page_marks_as_seen_what_one_was_told(
    page: Page, ticket: Ticket, front: User, hotel: Hotel
) -> None:
    by = staff(Role.MANAGER, hotel)
    handling.note(ticket, text="For you.", by=by, at=timezone.now(), key="told", mentions=[front])

    with page.expect_response(lambda answer: answer.url.endswith("/seen/")):
        page.goto(ticket.get_absolute_url())

    assert not Notice.objects.filter(user=front, seen_at=None).exists()


@pytest.mark.usefixtures("front")
def test_the_guest_page_opens_one_about_the_guest(page: Page) -> None:
    guest = GuestFactory(full_name="李雷")
    page.goto(guest.get_absolute_url())

    page.locator("#guest-head").get_by_role("link", name="Ticket").click()
    expect(page.locator("#new-ticket")).to_contain_text("李雷")
    page.keyboard.type("Left his scarf.")
    page.keyboard.press("Enter")

    expect(page.locator("#card-tickets")).to_contain_text("Left his scarf")
