"""The bill: told once or ten times it adds up to the same."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel, User
from stays import actions
from stays.models import Charge, Stay
from tests.factories import NOW, TODAY, StayFactory

pytestmark = pytest.mark.django_db
DINNER = actions.Posting(
    department=Charge.Department.FOOD,
    amount=Decimal("168.00"),
    currency="CNY",
    posted_on=TODAY,
    source="pos",
    external_id="1",
)


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel)  # two nights at 600


def revenue(stay: Stay) -> tuple[Decimal, Decimal]:
    stay.refresh_from_db()
    return stay.room_revenue, stay.other_revenue


def test_post_charge_adds_to_other_revenue_and_leaves_the_promised_room_revenue(stay: Stay, front: User):
    charge = actions.post_charge(stay, DINNER, by=front, at=NOW)

    assert revenue(stay) == (Decimal(1200), Decimal(168))
    assert (charge.stay, charge.created_by, charge.department) == (stay, front, "food")


def test_the_first_room_charge_replaces_what_the_booking_promised(stay: Stay, front: User):
    night = replace(DINNER, department=Charge.Department.ROOM, amount=Decimal(580), external_id="2")

    actions.post_charge(stay, night, by=front, at=NOW)

    assert revenue(stay) == (Decimal(580), Decimal(0))


def test_post_charge_ten_times_is_one_charge(stay: Stay, front: User):
    charges = {actions.post_charge(stay, DINNER, by=front, at=NOW).pk for _ in range(10)}

    assert len(charges) == 1
    assert revenue(stay) == (Decimal(1200), Decimal(168))


def test_a_correction_is_a_charge_with_the_opposite_sign(stay: Stay, front: User):
    actions.post_charge(stay, DINNER, by=front, at=NOW)
    actions.post_charge(stay, replace(DINNER, amount=Decimal(-168), external_id="1-corrected"), by=front, at=NOW)

    assert revenue(stay) == (Decimal(1200), Decimal(0))


@pytest.mark.parametrize("other", [{"amount": Decimal(170)}, {"department": "spa"}])
def test_the_same_number_with_other_contents_is_refused(stay: Stay, front: User, other):
    actions.post_charge(stay, DINNER, by=front, at=NOW)

    with pytest.raises(actions.ChargeDiffers):
        actions.post_charge(stay, replace(DINNER, **other), by=front, at=NOW)

    assert revenue(stay) == (Decimal(1200), Decimal(168))


def test_the_same_number_on_another_stay_is_refused(stay: Stay, hotel: Hotel, front: User):
    actions.post_charge(stay, DINNER, by=front, at=NOW)

    with pytest.raises(actions.ChargeDiffers):
        actions.post_charge(StayFactory(hotel=hotel), DINNER, by=front, at=NOW)


def test_another_currency_is_refused(stay: Stay, front: User):
    with pytest.raises(actions.OtherCurrency):
        actions.post_charge(stay, replace(DINNER, currency="EUR"), by=front, at=NOW)


def moments(stay: Stay) -> list[tuple[str, str]]:
    return list(Touchpoint.objects.filter(guest=stay.guest_id).order_by("pk").values_list("kind", "key"))


@pytest.mark.parametrize(("department", "kind"), [("food", "restaurant"), ("spa", "spa"), ("meeting", "meeting")])
def test_what_was_enjoyed_is_on_the_timeline_once(stay: Stay, front: User, department: str, kind: str):
    for _ in range(2):
        charge = actions.post_charge(stay, replace(DINNER, department=department), by=front, at=NOW)

    assert moments(stay) == [(kind, f"charge:{charge.pk}")]
    assert Touchpoint.objects.get().details == {"amount": "168.00", "currency": "CNY"}


@pytest.mark.parametrize("other", [{"department": "room"}, {"department": "other"}, {"amount": Decimal(-5)}])
def test_rooms_and_corrections_are_no_moments(stay: Stay, front: User, other):
    actions.post_charge(stay, replace(DINNER, **other), by=front, at=NOW)

    assert moments(stay) == []


def test_moments_come_and_go_with_the_guest(stay: Stay, front: User):
    guest = stay.guest
    assert guest is not None
    charge = actions.post_charge(stay, DINNER, by=front, at=NOW)

    actions.detach_guest(stay, by=front, at=NOW)
    assert not Touchpoint.objects.exists()

    stay.refresh_from_db()
    actions.attach_guest(stay, guest=guest, by=front, at=NOW)
    stay.refresh_from_db()
    assert ("restaurant", f"charge:{charge.pk}") in moments(stay)
