"""Writing to a guest in a browser: a template or own words, what was typed kept, the focus where it is expected."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guests.actions import create_guest
from guests.models import Guest
from hotelcrm.accounts.models import Role
from hotelcrm.accounts.models import User as Person
from hotelcrm.outbox.models import Message, Template
from stays.models import StayStatus
from tests.factories import NOW, ContactFactory, HotelFactory, StayFactory, staff


@pytest.fixture
def guest(sign_in: Callable[[Person], None]) -> Guest:
    """A guest who arrives soon and has an e-mail address; somebody at the desk is signed in."""
    hotel = HotelFactory()
    contacts = [("email", "zhangmin@example.com")]
    guest = create_guest(by=None, at=NOW, hotel=hotel, contacts=contacts, family_name="张", given_name="敏")
    soon = hotel.today(timezone.now()) + timedelta(days=2)
    stay = {"arrival": soon, "departure": soon + timedelta(days=2), "status": StayStatus.BOOKED}
    StayFactory(guest=guest, hotel=hotel, **stay)
    sign_in(staff(Role.FRONT_DESK, hotel))
    return guest


def open_dialog(page: Page, guest: Guest) -> None:
    page.goto(guest.get_absolute_url())
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#write")).to_be_visible()


def test_a_chosen_template_takes_the_place_of_own_words_and_gives_it_back(
    page: Page, guest: Guest, axe: Callable[[], list[str]]
) -> None:
    open_dialog(page, guest)
    expect(page.get_by_role("radio", name="E-mail")).to_be_focused()
    page.get_by_label("Subject").fill("Your umbrella")
    letter = Template.objects.get(code="pre-arrival")
    page.get_by_label("Template").select_option(str(letter.pk))

    expect(page.get_by_label("Subject")).to_be_hidden()
    expect(page.locator("#written")).to_contain_text("What the guest receives")
    assert axe() == []

    page.get_by_label("Template").select_option("")
    expect(page.get_by_label("Subject")).to_have_value("Your umbrella")
    expect(page.locator("#written")).to_be_empty()

    page.get_by_label("Template").select_option(str(letter.pk))
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#write")).to_have_count(0)
    assert Message.objects.get().template == letter


def test_a_subject_is_asked_for_an_e_mail_alone(page: Page, guest: Guest) -> None:
    ContactFactory(guest=guest, kind="phone", value="+8613800138000", is_primary=True)
    open_dialog(page, guest)
    page.get_by_label("Subject").fill("Your umbrella")

    page.get_by_role("radio", name="Text message").check()
    expect(page.get_by_label("Subject")).to_be_hidden()
    page.get_by_role("radio", name="E-mail").check()
    expect(page.get_by_label("Subject")).to_have_value("Your umbrella")

    page.get_by_role("radio", name="Text message").check()
    page.get_by_label("Text", exact=True).fill("It waits at the desk.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#write")).to_have_count(0)
    assert (Message.objects.get().channel, Message.objects.get().subject) == ("sms", "")


def test_after_send_the_focus_is_on_the_button_again(page: Page, guest: Guest) -> None:
    open_dialog(page, guest)
    page.get_by_label("Subject").fill("Your umbrella")
    page.get_by_label("Text").fill("It waits at the desk.")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#card-messages")).to_contain_text("Your umbrella")
    expect(page.get_by_role("button", name="Write", exact=True)).to_be_focused()
