"""A guest's page of a ticket, as on a phone: readable, answered without scripts, and fit for a screen reader."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from feedback.actions import asking, handling
from feedback.links import ticket_path
from feedback.models import State, Ticket, TicketEvent
from tests.factories import ContactFactory
from tests.feedback.recovery import House

PHONE = {"width": 390, "height": 844}
NO_SIDEWAYS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def ticket():
    """Resolved, with something given; the guest was told and asked."""
    house, now = House(), timezone.now()
    ContactFactory(guest=house.member.guest, kind="email", value="guest@example.com")
    house.give(gives="gift", thing="Fruit basket", cost=Decimal(30))
    handling.guest_wrote(house.ticket, text="x" * 300, at=now - timedelta(hours=2), key="long")
    handling.set_state(house.ticket, State.RESOLVED, by=house.front, at=now - timedelta(hours=1), key="resolved")
    seen = Ticket.objects.get(pk=house.ticket.pk)
    asking.ask(seen, text="The boiler is repaired.", by=house.front, at=now, seen_version=seen.version)
    return Ticket.objects.get(pk=house.ticket.pk)


@pytest.mark.parametrize(
    ("language", "question"), [("en", "Was what we did right?"), ("zh-hans", "我们的处理是否妥当？")]
)
def test_on_a_phone_in_both_languages(page, ticket, axe, language, question):
    page.set_viewport_size(PHONE)
    page.goto(f"{ticket_path(ticket)}?language={language}")

    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.get_by_text("Fruit basket")).to_be_visible()
    assert page.evaluate(NO_SIDEWAYS)
    assert axe() == []


def test_it_asks_before_it_takes_that_it_was_not_right(page, ticket, axe):
    page.set_viewport_size(PHONE)
    page.goto(ticket_path(ticket))
    page.get_by_role("link", name="It was not right").click()

    expect(page.get_by_role("heading", name="It was not right?")).to_be_visible()
    assert Ticket.objects.get().was_right is None
    assert axe() == []
    page.get_by_label("What is still missing").fill("Still cold")
    page.get_by_role("button", name="No, it was not right").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you")
    expect(page.get_by_text("Still cold")).to_be_visible()
    assert Ticket.objects.get().state == State.REOPENED
    assert axe() == []


def test_without_scripts_the_guest_answers(browser: Browser, base_url, ticket):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, base_url=base_url)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(ticket_path(ticket))
    page.get_by_label("Answer here").fill("<script>alert(1)</script> Thank you")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you")
    expect(page.get_by_text("<script>alert(1)</script> Thank you")).to_be_visible()
    context.close()
    assert TicketEvent.objects.filter(kind=TicketEvent.Kind.GUEST_WROTE).count() == 2
