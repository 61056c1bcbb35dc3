"""Benefits on the guest page: what is left, used, taken back."""

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from loyalty.models import Benefit, BenefitUse, Tier
from loyalty.queries.benefits import section
from stays.models import StayStatus
from tests.factories import NOW, HotelFactory, MemberFactory, StayFactory, staff
from tests.guests.pages import HX, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def clerk(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def desk(clerk):
    return client_of(clerk)


@pytest.fixture
def guest(hotel):
    return MemberFactory(hotel=hotel, tier=Tier.objects.get(code="gold")).guest


def use_url(guest, code):
    return reverse("loyalty:use-benefit", args=[guest.number, Benefit.objects.get(code=code).pk])


def use(client, guest, code, quantity, key="form", **more):
    return client.post(use_url(guest, code), {"key": key, "quantity": quantity, **more}, **HX)


def test_two_clicks_record_one_use_for_the_stay_in_house(hotel, desk, clerk, guest):
    stay = StayFactory(hotel=hotel, guest=guest, status=StayStatus.IN_HOUSE)
    for _ in range(2):
        assert "loyalty-changed" in use(desk, guest, "meeting-room", "1.5")["HX-Trigger"]

    row = BenefitUse.objects.get()
    assert (row.quantity, row.stay, row.hotel, row.by) == (1.5, stay, hotel, clerk)
    assert "0.5 of 2 hours left this year" in desk.get(reverse("loyalty:guest-benefits", args=[guest.number])).text


def test_more_than_is_left_is_refused_and_a_manager_may_except(hotel, desk, guest):
    refused = use(desk, guest, "meeting-room", "2.25", beyond="on")
    assert (refused.status_code, "Only 2 is left this year." in refused.text) == (422, True)
    relations = client_of(staff(Role.GUEST_RELATIONS, hotel))
    assert use(relations, guest, "meeting-room", "2.25").status_code == 422
    assert use(relations, guest, "meeting-room", "2.25", beyond="on").status_code == 200


@pytest.mark.parametrize("quantity", ["0.1", "-1", "abc", "", "9999999"])
def test_odd_quantities_are_refused(desk, guest, quantity):
    assert use(desk, guest, "meeting-room", quantity).status_code == 422
    assert not BenefitUse.objects.exists()


def test_what_the_tier_does_not_include_is_refused(desk, guest):
    refused = use(desk, guest, "airport-lane", "1")
    assert (refused.status_code, "The guest&#x27;s tier does not include this." in refused.text) == (422, True)


def test_a_use_is_taken_back_by_who_recorded_it_and_not_found_elsewhere(hotel, desk, guest):
    use(desk, guest, "upgrade", "1")
    row = BenefitUse.objects.get()
    address = reverse("loyalty:take-back-use", args=[row.pk])

    assert client_of(staff(Role.MANAGER, HotelFactory())).post(address).status_code == 404
    client_of(staff(Role.FRONT_DESK, hotel)).post(address)
    row.refresh_from_db()
    assert row.cancelled_at is None
    desk.post(address)
    row.refresh_from_db()
    assert row.cancelled_at == NOW


@pytest.mark.parametrize("rows", [1, 3])
def test_the_benefits_take_the_same_queries_however_often_used(
    hotel, desk, clerk, guest, rows, django_assert_num_queries
):
    for n in range(rows):
        use(desk, guest, "upgrade", "1", key=str(n))
    access = access_of(clerk, hotel)
    with django_assert_num_queries(4):
        context = section(guest, access, NOW)
    assert len(context["uses"]) == rows
    assert [line.benefit.code for line in context["entitlements"]] == ["welcome-gift", "upgrade", "meeting-room"]


def test_who_has_no_tier_that_gives_any_is_told_where_they_come_from(desk, hotel):
    plain = MemberFactory(hotel=hotel).guest
    text = desk.get(reverse("loyalty:guest-benefits", args=[plain.number])).text
    assert "No benefits: they come with a tier above the first." in text
