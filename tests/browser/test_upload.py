"""While a file is on its way: the page says so and takes no second click."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from hotelcrm.accounts.models import Role, User
from tests.factories import HotelFactory, staff


def test_an_upload_under_way_is_seen_and_cannot_be_sent_twice(
    page: Page, sign_in: Callable[[User], None], axe: Callable[[], list[str]], tmp_path: Path
) -> None:
    sign_in(staff(Role.MANAGER, HotelFactory()))
    page.goto("/import/new/")
    file = tmp_path / "stays.csv"
    file.write_text("id,arrival,nights\nR1,2026-10-01,1\n")
    page.get_by_label("Stays: bookings").check()
    page.get_by_label("File").set_input_files(file)
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")  # it never arrives
    button = page.get_by_role("button", name="Read the file")
    expect(page.get_by_role("progressbar")).to_be_hidden()
    button.click()

    expect(page.get_by_role("progressbar")).to_be_visible()
    page.wait_for_timeout(4_500)  # buttons of other forms are given back after four seconds
    expect(button).to_be_disabled()
    assert axe() == []
