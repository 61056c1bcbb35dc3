"""Giving something on the page of a ticket: the dialog, the fields of what is chosen, and the panel afterwards."""

from playwright.sync_api import expect

from feedback.models import Compensation
from tests.feedback.recovery import House


def test_giving_a_gift_on_the_page_of_a_ticket(page, sign_in, axe):
    house = House()
    sign_in(house.front)
    page.goto(house.ticket.get_absolute_url())
    panel = page.locator("#recovery")
    panel.get_by_role("link", name="Give something").click()

    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Gift", exact=True).check()
    expect(dialog.get_by_label("Which gift")).to_be_visible()
    expect(dialog.get_by_label("Points", exact=True).and_(page.locator("input[type=number]"))).to_be_hidden()
    assert axe() == []
    dialog.get_by_label("Which gift").fill("Fruit basket")
    dialog.get_by_label("Amount, or what it costs the house").fill("35")
    dialog.get_by_role("button", name="Give").click()
    expect(dialog.get_by_role("alert")).to_contain_text("What for")  # a reason is missing, and nothing typed is lost
    dialog.get_by_label("What for").fill("No hot water")
    dialog.get_by_role("button", name="Give").click()

    expect(panel.get_by_text("Fruit basket")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert Compensation.objects.get().state == "given"
    assert axe() == []
