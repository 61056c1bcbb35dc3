"""A voucher's life: issued once, redeemed once, void, expired, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from guests.actions import merge_guests
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty.actions import vouchers
from loyalty.models import Voucher, VoucherType
from loyalty.queries.vouchers import gives
from loyalty.rules.vouchers import Bill
from stays.models import StayStatus
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, StayFactory, UserFactory, VoucherTypeFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside")


@pytest.fixture
def clerk(hotel):
    return staff(Role.FRONT_DESK, hotel, display_name="Lin")


def issue(hotel, terms=None, guest=None, key="k1", **fields):
    wanted = {"source": "desk", "by": None, "at": NOW, "hotel": hotel}
    return vouchers.issue(terms or VoucherTypeFactory(), guest=guest, key=key, **(wanted | fields))


def told(guest):
    rows = Touchpoint.objects.filter(guest=guest).order_by("pk")
    return [(row.details["what"], row.details["step"]) for row in rows]


# Issued


def test_issue_holds_from_today_for_the_days_of_its_type(hotel, clerk):
    guest, terms = GuestFactory(), VoucherTypeFactory(valid_days=30)
    made = issue(hotel, terms, guest, by=clerk, reason="late room")

    assert (made.state, made.guest, made.issued_by, made.hotel) == ("issued", guest, clerk, hotel)
    assert (made.valid_from, made.valid_until) == (TODAY, TODAY + timedelta(days=29))
    assert len(made.code) == 16
    assert told(guest) == [("voucher", "issued")]


def test_the_same_key_gives_the_same_voucher_once(hotel):
    guest, terms = GuestFactory(), VoucherTypeFactory()
    first = issue(hotel, terms, guest)

    assert issue(hotel, terms, guest) == first
    assert Voucher.objects.count() == 1
    assert told(guest) == [("voucher", "issued")]


def test_the_same_key_for_something_else_is_refused(hotel):
    guest, terms = GuestFactory(), VoucherTypeFactory()
    issue(hotel, terms, guest)

    with pytest.raises(vouchers.KeyReused):
        issue(hotel, VoucherTypeFactory(), guest)
    with pytest.raises(vouchers.KeyReused):
        issue(hotel, terms, GuestFactory())
    assert Voucher.objects.count() == 1


def test_a_type_out_of_use_is_not_issued_but_what_was_issued_stays_known(hotel):
    terms = VoucherTypeFactory()
    known = issue(hotel, terms)
    VoucherType.objects.update(is_active=False)
    terms.refresh_from_db()

    assert issue(hotel, terms) == known
    with pytest.raises(vouchers.NotIssuedAnyMore):
        issue(hotel, terms, key="k2")


def test_a_voucher_for_a_merged_guest_lands_on_the_one_that_stands(hotel):
    keep, gone, terms = GuestFactory(), GuestFactory(), VoucherTypeFactory()
    early = issue(hotel, terms, gone, key="early")
    merge_guests(keep, absorbed=gone, by=UserFactory(), at=NOW)

    late = issue(hotel, terms, gone, key="late")

    assert issue(hotel, terms, gone, key="early") == early
    assert set(keep.vouchers.all()) == {early, late}


# Redeemed


def test_redeem_says_who_when_where_and_what_it_took_off(hotel, clerk):
    guest = GuestFactory()
    stay = StayFactory(hotel=hotel, guest=guest, status=StayStatus.IN_HOUSE)
    made = issue(hotel, guest=guest)

    done = vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk, stay=stay, bill=Bill(Decimal("80.50")), key="form")

    done.refresh_from_db()
    assert (done.state, done.redeemed_by, done.redeemed_at, done.redeemed_hotel) == ("redeemed", clerk, NOW, hotel)
    assert (done.redeemed_stay, done.redeemed_value) == (stay, Decimal("80.50"))
    assert told(guest) == [("voucher", "issued"), ("voucher", "redeemed")]


def test_a_double_click_is_answered_with_success_again(hotel, clerk):
    made = issue(hotel)
    vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk, key="form")
    again = vouchers.redeem(made, hotel=hotel, at=NOW + timedelta(seconds=1), by=clerk, key="form")

    assert again.redeemed_at == NOW


@pytest.mark.parametrize("changed", ["hotel", "stay", "bill"])
def test_the_same_form_for_another_bill_is_no_double_click(hotel, clerk, changed):
    made = issue(hotel)
    terms = {"hotel": hotel, "bill": Bill(Decimal(100)), "stay": None}
    vouchers.redeem(made, at=NOW, by=clerk, key="form", **terms)
    others = {"hotel": HotelFactory(), "bill": Bill(Decimal(101)), "stay": StayFactory(hotel=hotel)}

    assert vouchers.redeem(made, at=NOW, by=clerk, key="form", **terms).redeemed_bill == 100
    with pytest.raises(vouchers.KeyReused):
        vouchers.redeem(made, at=NOW, by=clerk, key="form", **terms | {changed: others[changed]})


@pytest.mark.parametrize("changed", [{"source": "compensation"}, {"reason": "another"}])
def test_the_same_key_for_another_cause_is_refused(hotel, clerk, changed):
    terms = VoucherTypeFactory()
    issue(hotel, terms)

    with pytest.raises(vouchers.KeyReused):
        issue(hotel, terms, **changed)
    with pytest.raises(vouchers.KeyReused):
        issue(hotel, terms, by=clerk)
    with pytest.raises(vouchers.KeyReused):
        issue(HotelFactory(), terms)


@pytest.mark.parametrize(("key", "other_person"), [("another form", False), ("form", True), ("", False)])
def test_a_second_redemption_is_told_who_when_and_where(hotel, clerk, key, other_person):
    made = issue(hotel)
    vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk, key="form" if key else "")
    by = staff(Role.FRONT_DESK, hotel) if other_person else clerk

    with pytest.raises(vouchers.AlreadyRedeemed) as refused:
        vouchers.redeem(made, hotel=hotel, at=NOW + timedelta(hours=1), by=by, key=key)
    assert str(refused.value) == "Redeemed already: by Lin, Sat 21 Nov 14:30, Lakeside."


def test_a_void_one_says_why(hotel, clerk):
    made = issue(hotel)
    vouchers.void(made, reason="printed wrongly", by=clerk, at=NOW)

    with pytest.raises(vouchers.IsVoid, match="This voucher is void: printed wrongly"):
        vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk)


def test_the_last_day_counts_and_the_next_does_not(hotel, clerk):
    terms = VoucherTypeFactory(valid_days=1)
    today, late = issue(hotel, terms, key="a"), issue(hotel, terms, key="b")

    vouchers.redeem(today, hotel=hotel, at=NOW, by=clerk)
    with pytest.raises(vouchers.IsExpired, match="Expired: the last day was Sat 21 Nov 2026"):
        vouchers.redeem(late, hotel=hotel, at=NOW + timedelta(days=1), by=clerk)


def test_not_before_its_first_day(hotel, clerk):
    made = issue(hotel, at=NOW + timedelta(days=2))

    with pytest.raises(vouchers.NotYetValid, match="Not before Mon 23 Nov"):
        vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk)


def test_only_at_the_hotels_of_its_type(hotel, clerk):
    terms = VoucherTypeFactory()
    terms.hotels.add(HotelFactory(name_en="Hilltop"))

    with pytest.raises(vouchers.NotValidHere, match="Not valid at this hotel, only at: Hilltop"):
        vouchers.redeem(issue(hotel, terms), hotel=hotel, at=NOW, by=clerk)


@pytest.mark.parametrize(
    ("terms", "bill", "sentence"),
    [
        ({"least_spend": 300}, Bill(Decimal("299.99")), "The bill is below CN¥300."),
        ({"least_spend": 300}, None, "Only for bills of CN¥300 or more: enter the amount."),
        ({"department": "spa"}, Bill(Decimal(500), "food"), "Only for bills of this department: spa."),
        ({"department": "spa"}, Bill(Decimal(500)), "Only for bills of this department: spa."),
        ({"currency": "EUR"}, Bill(Decimal(500)), "The voucher is in EUR, bills of this hotel are in CNY."),
    ],
)
def test_the_bill_must_fit(hotel, clerk, terms, bill, sentence):
    made = issue(hotel, VoucherTypeFactory(**terms))

    with pytest.raises(vouchers.BillDoesNotFit) as refused:
        vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk, bill=bill)
    assert str(refused.value) == sentence
    made.refresh_from_db()
    assert made.state == "issued"


def test_a_bill_of_just_the_least_will_do(hotel, clerk):
    made = issue(hotel, VoucherTypeFactory(least_spend=300, department="spa"))
    done = vouchers.redeem(made, hotel=hotel, at=NOW, by=clerk, bill=Bill(Decimal(300), "spa"))

    assert done.redeemed_value == 100


def test_a_share_is_reckoned_to_the_cent(hotel, clerk):
    terms = VoucherTypeFactory(gives="percent", value=15, currency="")
    done = vouchers.redeem(issue(hotel, terms), hotel=hotel, at=NOW, by=clerk, bill=Bill(Decimal("33.50")))

    assert done.redeemed_value == Decimal("5.03")


# Taken back


def test_a_redemption_is_taken_back_on_the_day_and_can_be_made_again(hotel, clerk):
    guest = GuestFactory()
    made = vouchers.redeem(issue(hotel, guest=guest), hotel=hotel, at=NOW, by=clerk, key="form")
    back = vouchers.take_back(made, hotel=hotel, by=clerk, at=NOW + timedelta(hours=1))

    back.refresh_from_db()
    assert (back.state, back.redeemed_by, back.redeemed_at, back.redeemed_value) == ("issued", None, None, None)
    with pytest.raises(vouchers.KeyReused):
        vouchers.redeem(back, hotel=hotel, at=NOW + timedelta(hours=2), by=clerk, key="form")
    vouchers.redeem(back, hotel=hotel, at=NOW + timedelta(hours=2), by=clerk, key="another form")
    assert [step for _what, step in told(guest)] == ["issued", "redeemed", "taken_back", "redeemed"]


def test_taking_back_is_for_who_redeemed_it_or_a_manager_at_the_hotel_on_the_day(hotel, clerk):
    made = vouchers.redeem(issue(hotel), hotel=hotel, at=NOW, by=clerk)
    other = staff(Role.MANAGER, hotel)

    with pytest.raises(vouchers.NotYours):
        vouchers.take_back(made, hotel=hotel, by=other, at=NOW)
    with pytest.raises(vouchers.TooLateToTakeBack):
        vouchers.take_back(made, hotel=hotel, by=clerk, at=NOW + timedelta(days=1))
    with pytest.raises(vouchers.TooLateToTakeBack):
        vouchers.take_back(made, hotel=HotelFactory(), by=clerk, at=NOW)
    assert vouchers.take_back(made, hotel=hotel, by=other, at=NOW, is_manager=True).state == "issued"
    with pytest.raises(vouchers.NotRedeemed):
        vouchers.take_back(made, hotel=hotel, by=clerk, at=NOW)


# Void and expired


def test_void_says_why_and_twice_is_once(hotel, clerk):
    made = issue(hotel)
    vouchers.void(made, reason="lost", by=clerk, at=NOW)
    vouchers.void(made, reason="lost again", by=clerk, at=NOW + timedelta(hours=1))

    made.refresh_from_db()
    assert (made.state, made.void_reason, made.voided_by, made.voided_at) == ("void", "lost", clerk, NOW)


def test_a_redeemed_one_is_not_made_void(hotel, clerk):
    made = vouchers.redeem(issue(hotel), hotel=hotel, at=NOW, by=clerk)

    with pytest.raises(vouchers.AlreadyRedeemed):
        vouchers.void(made, reason="x", by=clerk, at=NOW)


def test_the_night_marks_those_whose_last_day_is_over_everywhere(hotel, clerk):
    HotelFactory(time_zone="America/Los_Angeles")  # where it is still the 20th at 06:30 UTC
    terms = VoucherTypeFactory(valid_days=1)
    over = issue(hotel, terms, key="over", at=NOW - timedelta(days=2))
    ends_yesterday = issue(hotel, terms, key="ends yesterday", at=NOW - timedelta(days=1))
    used = vouchers.redeem(
        issue(hotel, terms, key="used", at=NOW - timedelta(days=2)), hotel=hotel, at=NOW - timedelta(days=2), by=clerk
    )

    assert vouchers.expire_due(NOW) == 1
    assert vouchers.expire_due(NOW) == 0
    states = {row.pk: row.state for row in Voucher.objects.all()}
    assert states == {over.pk: "expired", ends_yesterday.pk: "issued", used.pk: "redeemed"}


def test_the_night_marks_more_than_fit_into_one_transaction(hotel, monkeypatch):
    monkeypatch.setattr(vouchers, "AT_ONCE", 2)
    terms = VoucherTypeFactory(valid_days=1)
    for n in range(5):
        issue(hotel, terms, key=str(n), at=NOW - timedelta(days=3))

    assert vouchers.expire_due(NOW) == 5


# Said


@pytest.mark.parametrize(
    ("percent", "english", "chinese"),
    [
        ("20", "20% off", "8折"),
        ("12.5", "12.5% off", "8.75折"),
        ("50", "50% off", "5折"),
        ("100", "free of charge", "免费"),
    ],
)
def test_a_share_off_is_said_as_each_language_does(percent, english, chinese):
    terms = VoucherTypeFactory(gives="percent", value=Decimal(percent))
    terms.refresh_from_db()

    assert gives(terms) == english
    with translation.override("zh-hans"):
        assert gives(terms) == chinese
