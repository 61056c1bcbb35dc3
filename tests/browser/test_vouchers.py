"""Vouchers, rewards and benefits in a browser: codes scanned and followed by Enter, dialogs, a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from loyalty import ledger
from loyalty.actions import vouchers
from loyalty.models import BenefitUse, PointsEntry, Programme, Redemption, Tier, Voucher
from tests.factories import NOW, HotelFactory, MemberFactory, RewardFactory, VoucherTypeFactory, staff

PHONE = {"width": 390, "height": 844}
DESK = "/loyalty/vouchers/redeem/"


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def _relations(hotel: Hotel, sign_in: Callable[[User], None]) -> None:
    sign_in(staff(Role.GUEST_RELATIONS, hotel))


@pytest.fixture
def guest(hotel: Hotel) -> Guest:
    member = MemberFactory(hotel=hotel, tier=Tier.objects.get(code="gold"))
    programme = Programme.current()
    posting = ledger.Posting(member.pk, 800, PointsEntry.Kind.BONUS, "start", NOW, programme.today(NOW))
    ledger.credit(posting, programme=programme)
    guest: Guest = member.guest
    return guest


def issue(hotel: Hotel, key: str, **terms: object) -> Voucher:
    made = VoucherTypeFactory(valid_days=3_000, **terms)
    return vouchers.issue(made, guest=None, source="desk", key=key, by=None, at=NOW, hotel=hotel)


@pytest.mark.usefixtures("_relations")
def test_one_voucher_after_the_other_is_scanned_without_the_mouse(page: Page, hotel: Hotel) -> None:
    first, second = issue(hotel, "a"), issue(hotel, "b", name_en="Second")
    page.goto(DESK)
    expect(page.locator("#code")).to_be_focused()

    page.keyboard.type(first.code.lower())
    page.keyboard.press("Enter")
    expect(page.locator("#voucher-found")).to_contain_text("A hundred off")
    page.keyboard.type(str(second))  # the next scan replaces what stands in the field, and redeems nothing
    page.keyboard.press("Enter")
    expect(page.locator("#voucher-found")).to_contain_text("Second")
    assert not Voucher.objects.filter(state="redeemed").exists()

    page.fill("#id_amount", "80")
    expect(page.locator("#voucher-found")).to_contain_text("CN¥0 remains to be paid.")
    page.get_by_role("button", name="Redeem", exact=True).click()
    expect(page.locator("#voucher-found")).to_contain_text("Take CN¥80 off the bill")
    expect(page.locator("#voucher-lately")).to_contain_text("Second")
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code")).to_have_value("")

    page.get_by_role("button", name="Take back").click()
    expect(page.locator("[data-toast]")).to_contain_text("Taken back")
    expect(page.locator("#voucher-lately")).to_contain_text("None yet.")


@pytest.mark.usefixtures("_relations")
def test_a_voucher_is_issued_from_the_guests_part_and_made_void_on_its_page(
    page: Page, guest: Guest, axe: Callable[[], list[str]]
) -> None:
    VoucherTypeFactory()
    page.goto(guest.get_absolute_url())
    page.locator("#guest-vouchers").get_by_role("button", name="Issue").click()
    page.locator("#issue-voucher").get_by_role("button", name="Issue").click()
    expect(page.locator("#issue-voucher .error-summary")).to_be_visible()
    page.fill("#id_reason", "cold soup")
    page.locator("#issue-voucher").get_by_role("button", name="Issue").click()
    expect(page.locator("#issue-voucher")).to_have_count(0)
    page.locator("#guest-vouchers").get_by_role("link", name="A hundred off").click()

    expect(page.locator("img.voucher-qr")).to_be_visible()
    assert page.locator("img.voucher-qr").evaluate("image => image.complete && image.naturalWidth > 0")
    assert axe() == []
    page.get_by_role("button", name="Make void").click()
    page.fill("#id_reason", "issued twice")
    page.locator("#void-voucher").get_by_role("button", name="Make void").click()
    expect(page.locator("#voucher")).to_contain_text("issued twice")
    assert Voucher.objects.get().state == "void"


@pytest.mark.usefixtures("_relations")
def test_points_are_redeemed_and_a_benefit_used_on_a_phone(page: Page, guest: Guest) -> None:
    RewardFactory(points=600)
    RewardFactory(points=5_000, name_en="A night")
    page.set_viewport_size(PHONE)
    page.goto(guest.get_absolute_url())
    page.get_by_role("button", name="Redeem points").click()
    expect(page.locator("#choose-reward")).to_contain_text("4,200 points short")
    page.locator("#choose-reward").get_by_role("button", name="Redeem").click()
    asked = page.locator("#choose-reward dialog[open]")
    expect(asked).to_contain_text("Dinner for two for 600 points?")
    asked.get_by_role("button", name="Cancel").click()
    expect(page.locator("#choose-reward")).to_be_visible()
    assert not Redemption.objects.exists()
    page.locator("#choose-reward").get_by_role("button", name="Redeem").click()
    asked.get_by_role("button", name="Redeem").click()
    expect(page.locator("#choose-reward")).to_have_count(0)
    expect(page.locator("#guest-rewards")).to_contain_text("Dinner for two")
    expect(page.locator("#guest-vouchers")).to_contain_text("A hundred off")
    assert Redemption.objects.get().points == 600

    page.get_by_role("button", name="Use: Meeting room").click()
    page.fill("#id_quantity", "1.5")
    page.get_by_role("button", name="Record the use").click()
    expect(page.locator("#guest-benefits")).to_contain_text("0.5 of 2 hours left this year")
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.locator("#guest-benefits")).to_contain_text("2 of 2 hours left this year")
    assert BenefitUse.objects.get().cancelled_at is not None
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
