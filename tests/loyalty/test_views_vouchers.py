"""Vouchers in a browser without scripts and with htmx: taken in at the desk, issued, shown, printed, made void."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.models import Role
from loyalty.actions import vouchers
from loyalty.models import Voucher
from stays.models import StayStatus
from tests.factories import NOW, GuestFactory, HotelFactory, StayFactory, VoucherTypeFactory, staff
from tests.guests.pages import HX, client_of

pytestmark = pytest.mark.django_db
DESK = "/loyalty/vouchers/redeem/"
PART = HX | {"HTTP_HX_TARGET": "voucher-found"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside")


@pytest.fixture
def clerk(hotel):
    return staff(Role.FRONT_DESK, hotel, display_name="Lin")


@pytest.fixture
def desk(clerk):
    return client_of(clerk)


@pytest.fixture
def relations(hotel):
    return client_of(staff(Role.GUEST_RELATIONS, hotel))


def issue(hotel, guest=None, key="k", **terms):
    made = VoucherTypeFactory(**terms)
    return vouchers.issue(made, guest=guest, source="desk", key=key, by=None, at=NOW, hotel=hotel)


def url(name, voucher):
    return reverse(f"loyalty:{name}", args=[voucher.pk])


# At the desk


def test_a_scanned_code_shows_what_it_gives_and_changes_nothing(hotel, desk):
    guest = GuestFactory(full_name="张敏")
    made = issue(hotel, guest)
    typed = f" {str(made).lower()} "

    response = desk.post(DESK, {"code": typed}, **PART)

    assert response.status_code == 200
    for words in ("CN¥100 off", "张敏", "At every hotel.", "21 Nov 2026"):
        assert words in response.text
    assert response.context["refusal"] == ""
    made.refresh_from_db()
    assert made.state == "issued"


def test_an_unknown_code_is_said_to_be_unknown(desk):
    response = desk.post(DESK, {"code": "0000-0000-0000-0000"}, **PART)

    assert (response.status_code, "No voucher has this code." in response.text) == (422, True)


def test_a_voucher_of_another_hotel_is_found_by_its_code_and_refused_with_a_sentence(hotel, desk):
    other = HotelFactory(name_en="Hilltop")
    made = issue(other)
    made.type.hotels.add(other)

    assert "Not valid at this hotel, only at: Hilltop." in desk.post(DESK, {"code": made.code}, **PART).text
    assert desk.post(url("redeem-voucher", made), {"key": "f"}, **PART).status_code == 404


def test_redeeming_says_what_to_take_off_and_a_second_click_says_it_again(hotel, desk, clerk):
    stay = StayFactory(hotel=hotel, status=StayStatus.IN_HOUSE, room="1808")
    made = issue(hotel, least_spend=300)
    typed = {"key": "form", "amount": "355.50", "room": "1808"}

    first, second = (desk.post(url("redeem-voucher", made), typed, **PART) for _ in range(2))

    for response in (first, second):
        assert response.status_code == 200
        assert "Take CN¥100 off the bill" in response.text
        assert "CN¥255.50 remains to be paid." in response.text
    made.refresh_from_db()
    assert (made.redeemed_by, made.redeemed_stay, made.redeemed_value) == (clerk, stay, Decimal(100))


def test_another_desk_is_told_who_took_it_in(hotel, desk):
    made = issue(hotel)
    desk.post(url("redeem-voucher", made), {"key": "a"}, **PART)

    response = client_of(staff(Role.FRONT_DESK, hotel)).post(url("redeem-voucher", made), {"key": "b"}, **PART)

    assert response.status_code == 409
    assert "Redeemed already: by Lin, Sat 21 Nov 14:30, Lakeside." in response.text


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"amount": "299"}, "The bill is below CN¥300."),
        ({"amount": "-1"}, "Ensure this value is greater than or equal to 0.01."),
        ({"amount": "400", "room": "9999"}, "Nobody is in house in this room."),
        ({}, "This field is required."),
    ],
)
def test_a_bill_that_does_not_fit_is_refused_where_it_was_typed(hotel, desk, typed, fault):
    made = issue(hotel, least_spend=300)
    response = desk.post(url("redeem-voucher", made), {"key": "form", **typed}, **PART)

    assert response.status_code in {409, 422}
    assert fault in response.text
    made.refresh_from_db()
    assert made.state == "issued"


def test_what_a_share_takes_off_is_shown_while_the_bill_is_typed(hotel, desk):
    made = issue(hotel, gives="percent", value=15, currency="", department="spa")
    check = url("redeem-check", made)

    fits = desk.post(check, {"key": "f", "amount": "200", "department": "spa"}, **HX).text
    assert "Takes CN¥30 off the bill." in fits
    assert "CN¥170 remains to be paid." in fits
    assert "Only for bills of this department: spa." in desk.post(check, {"key": "f", "amount": "200"}, **HX).text


def test_without_scripts_the_desk_is_a_page(hotel, desk):
    made = issue(hotel)
    page = desk.post(DESK, {"code": made.code})
    assert "<h1>Redeem a voucher</h1>" in page.text
    done = desk.post(url("redeem-voucher", made), {"key": "form"})
    assert "Take CN¥100 off the bill" in done.text
    assert [row.pk for row in done.context["lately"]] == [made.pk]


def test_a_mistake_is_taken_back_by_who_made_it_and_not_by_a_colleague(hotel, desk):
    made = issue(hotel)
    desk.post(url("redeem-voucher", made), {"key": "form"}, **PART)

    client_of(staff(Role.FRONT_DESK, hotel)).post(url("take-back-voucher", made))
    made.refresh_from_db()
    assert made.state == "redeemed"
    desk.post(url("take-back-voucher", made))
    made.refresh_from_db()
    assert made.state == "issued"


# Issued


def test_a_voucher_is_issued_once_with_its_reason(hotel, relations):
    guest, terms = GuestFactory(), VoucherTypeFactory()
    address = reverse("loyalty:issue-voucher", args=[guest.number])
    typed = {"key": "form", "type": terms.pk, "source": "compensation", "reason": "cold soup"}

    for _ in range(2):
        response = relations.post(address, typed, **HX)
        assert "loyalty-changed" in response["HX-Trigger"]

    made = Voucher.objects.get()
    assert (made.guest, made.type, made.source, made.reason) == (guest, terms, "compensation", "cold soup")


def test_only_types_in_use_at_this_hotel_are_offered(hotel, relations):
    elsewhere, unused, here = VoucherTypeFactory(), VoucherTypeFactory(is_active=False), VoucherTypeFactory()
    elsewhere.hotels.add(HotelFactory())
    here.hotels.add(hotel)
    address = reverse("loyalty:issue-voucher", args=[GuestFactory().number])

    offered = relations.get(address, **HX).context["form"].fields["type"].queryset
    assert list(offered) == [here]
    for terms in (elsewhere, unused):
        typed = {"key": "form", "type": terms.pk, "source": "desk", "reason": "x"}
        assert relations.post(address, typed, **HX).status_code == 422
    assert not Voucher.objects.exists()


def test_a_reason_is_asked_for(hotel, relations):
    typed = {"key": "form", "type": VoucherTypeFactory().pk, "source": "desk", "reason": " "}
    assert relations.post(reverse("loyalty:issue-voucher", args=[GuestFactory().number]), typed).status_code == 422


# The voucher's own page


def test_the_page_tells_what_became_of_it(hotel, desk, relations, clerk):
    guest = GuestFactory()
    made = issue(hotel, guest)
    vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk)
    vouchers.take_back(made, hotel=hotel, by=clerk, at=NOW)
    relations.post(url("void-voucher", made), {"reason": "printed wrongly"}, **HX)

    page = desk.get(url("voucher", made))
    steps = page.context["steps"]

    assert f'<dd class="voucher-code" translate="no">{made}</dd>' in page.content.decode()
    assert [step.label for step in steps] == ["Void", "Redemption taken back", "Redeemed", "Issued"]
    assert (steps[0].note, steps[1].by, steps[2].by) == ("printed wrongly", "Lin", "Lin")


def test_the_code_is_drawn_for_those_who_may_see_the_voucher(hotel, desk):
    made = issue(hotel)
    response = desk.get(url("voucher-qr", made))

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert "private" in response["Cache-Control"]
    assert made.code not in response.text


def test_the_card_speaks_both_languages(hotel, desk):
    text = desk.get(url("voucher-card", issue(hotel))).text

    for words in ("百元礼券", "A hundred off", "所有酒店通用", "At every hotel."):
        assert words in text


def test_a_voucher_valid_at_every_hotel_is_seen_at_every_hotel(hotel, desk):
    assert desk.get(url("voucher", issue(HotelFactory()))).status_code == 200


def test_a_voucher_of_another_hotel_is_not_found(desk, relations):
    other = HotelFactory()
    made = issue(other)
    made.type.hotels.add(other)

    for name in ("voucher", "voucher-card", "voucher-qr"):
        assert desk.get(url(name, made)).status_code == 404
    assert relations.post(url("void-voucher", made), {"reason": "x"}).status_code == 404
    assert desk.post(url("take-back-voucher", made)).status_code == 404


def test_the_guest_page_lists_what_can_be_used_first_to_expire_first(hotel, desk):
    guest = GuestFactory()
    late, soon = issue(hotel, guest, "a", valid_days=90), issue(hotel, guest, "b", valid_days=9)
    used = vouchers.redeem(issue(hotel, guest, "c"), hotel=hotel, at=NOW, by=staff(Role.FRONT_DESK, hotel))
    over = issue(hotel, guest, "d", valid_days=1)
    Voucher.objects.filter(pk=over.pk).update(
        valid_from=over.valid_from - timedelta(days=9), valid_until=over.valid_from - timedelta(days=1)
    )

    context = desk.get(reverse("loyalty:guest-vouchers", args=[guest.number])).context

    assert [line.voucher for line in context["vouchers"]] == [soon, late]
    assert {(line.voucher, line.label) for line in context["past_vouchers"]} == {(used, "redeemed"), (over, "expired")}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_guests_vouchers_take_the_same_queries_however_many(hotel, clerk, rows, django_assert_num_queries):
    from hotelcrm.accounts.access import access_of
    from loyalty.queries.vouchers import section

    guest = GuestFactory()
    for n in range(rows):
        issue(hotel, guest, f"open {n}")
        vouchers.redeem(issue(hotel, guest, f"used {n}"), hotel=hotel, at=NOW, by=clerk)
    access = access_of(clerk, hotel)
    assert access.hotel_ids
    with django_assert_num_queries(2):
        context = section(guest, access, NOW)
    assert len(context["vouchers"]) == len(context["past_vouchers"]) == rows
