"""A screen that was handed to a guest, and taken back."""

from playwright.sync_api import Page

from tests.factories import PASSWORD

WHO = "/accounts/reauthenticate/"


def take_back(page: Page) -> None:
    """Say that it is a member of staff who has the screen now."""
    if WHO not in page.url:
        page.goto(WHO)
    page.locator("input[type=password]").fill(PASSWORD)
    with page.expect_navigation(url=lambda url: WHO not in url):
        page.keyboard.press("Enter")
