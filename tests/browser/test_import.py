"""A list from Excel on its way in, as a manager meets it: columns, check, import, undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.ingest import actions
from hotelcrm.ingest.models import Import
from tests.factories import HotelFactory, staff

ROWS = "客史号,姓名,手机号,备用\nA1,张敏,13800138000,设计师\nA2,,13900139000,\nA3,李雷,1.38E+10,\n"


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(code="lake")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "客人.csv"
    found.write_bytes(ROWS.encode("gb18030"))
    return found


def worked() -> None:
    """What a worker does; a test has none."""
    actions.work_on(Import.objects.latest("pk").pk)


def test_a_list_is_read_checked_imported_and_taken_back(
    page: Page, sign_in: Callable[[User], None], axe: Callable[[], list[str]], hotel: Hotel, file: Path
) -> None:
    sign_in(staff(Role.MANAGER, hotel))
    page.goto("/import/")
    expect(page.get_by_text("Nothing was imported yet.")).to_be_visible()
    page.locator("main").get_by_role("link", name="Import a file").first.click()
    page.get_by_label("Guests: names").check()
    page.get_by_label("File").set_input_files(file)
    assert axe() == []
    page.get_by_role("button", name="Read the file").click()

    expect(page.get_by_label("姓名")).to_have_value("full_name")
    assert "张敏" not in page.content()
    page.get_by_label("备用").select_option("occupation")
    assert axe() == []
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worked()

    expect(page.get_by_role("button", name="Import the good rows")).to_be_visible()
    expect(page.get_by_text("Excel has shortened the number")).to_be_visible()
    assert axe() == []
    page.get_by_role("button", name="Import the good rows").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worked()
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible()
    assert list(Guest.objects.filter(occupation="设计师").values_list("full_name", flat=True)) == ["张敏"]

    page.get_by_role("button", name="Undo the import").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worked()
    expect(page.get_by_text("Everything is as before.")).to_be_visible()
    assert not Guest.objects.filter(full_name="张敏").exists()


def test_on_a_phone_nothing_is_wider_than_the_screen(
    page: Page, sign_in: Callable[[User], None], hotel: Hotel, file: Path
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(staff(Role.MANAGER, hotel))
    page.goto("/import/new/")
    page.get_by_label("Guests: names").check()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("姓名")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_file_that_is_dropped_is_chosen(page: Page, sign_in: Callable[[User], None], hotel: Hotel) -> None:
    sign_in(staff(Role.MANAGER, hotel))
    page.goto("/import/new/")
    data = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['name\\nAnna'], 'anna.csv')); return data }"
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})

    assert page.get_by_label("File").evaluate("input => input.files[0].name") == "anna.csv"
