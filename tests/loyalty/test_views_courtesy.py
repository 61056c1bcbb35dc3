"""Late check-outs at the desk: one click, another hour by a dialog, taken back."""

from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Hotel, Role
from loyalty.models import BenefitUse, CourtesyGrant, CourtesyRule
from stays.models import Stay
from tests.factories import NOW, TODAY, HotelFactory, StayFactory
from tests.guests.pages import HX, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def desk(hotel: Hotel) -> Client:
    return signed_in(Role.FRONT_DESK, hotel)


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, arrival=TODAY - timedelta(days=1), departure=TODAY, status="in_house")


def url(stay: Stay, name: str = "grant-courtesy") -> str:
    return reverse(f"loyalty:{name}", args=[stay.pk])


def test_one_click_grants_what_is_advised(desk: Client, stay: Stay):
    response = desk.post(url(stay), **HX)

    assert (response.status_code, response["HX-Reswap"]) == (200, "none")
    assert "guest-changed" in response["HX-Trigger"]
    assert "until 14:00" in response["HX-Trigger-After-Settle"]
    assert url(stay, "take-back-courtesy") in response["HX-Trigger-After-Settle"]
    assert CourtesyGrant.objects.get().until == time(14)


def test_a_double_click_is_one_use(desk: Client, stay: Stay):
    for _ in range(2):
        assert desk.post(url(stay), **HX).status_code == 200

    assert BenefitUse.objects.count() == 1


def test_without_htmx_it_leads_to_the_stay(desk: Client, stay: Stay):
    response = desk.post(url(stay))

    assert (response.status_code, response["Location"]) == (302, stay.get_absolute_url())
    assert CourtesyGrant.objects.count() == 1


def test_the_dialog_begins_with_what_is_advised_and_why(desk: Client, stay: Stay):
    text = desk.get(url(stay), **HX).content.decode()

    assert 'value="14:00"' in text
    assert "Tonight 0% full" in text
    assert "guest relations or a manager" in text
    assert not CourtesyGrant.objects.exists()


def test_an_earlier_hour_by_the_dialog(desk: Client, stay: Stay):
    assert desk.post(url(stay), {"until": "13:00", "reason": ""}, **HX).status_code == 200

    assert CourtesyGrant.objects.get().until == time(13)
    assert 'value="13:00"' in desk.get(url(stay), **HX).content.decode()


def test_the_front_desk_does_not_go_beyond_the_advice(desk: Client, stay: Stay):
    response = desk.post(url(stay), {"until": "16:00", "reason": "flight"}, **HX)

    assert response.status_code == 422
    assert "Advised is 14:00 at the latest" in response.content.decode()
    assert not CourtesyGrant.objects.exists()


def test_guest_relations_does_with_a_reason(hotel: Hotel, stay: Stay):
    care = signed_in(Role.GUEST_RELATIONS, hotel)

    refused = care.post(url(stay), {"until": "16:00", "reason": " "}, **HX)
    assert (refused.status_code, "say why" in refused.content.decode()) == (422, True)

    assert care.post(url(stay), {"until": "16:00", "reason": "flight"}, **HX).status_code == 200
    assert CourtesyGrant.objects.get().reason == "flight"


@pytest.mark.parametrize("until", ["25:00", "noon", "12:00"])
def test_an_hour_that_is_none_is_refused(desk: Client, stay: Stay, until: str):
    assert desk.post(url(stay), {"until": until, "reason": ""}, **HX).status_code == 422
    assert not CourtesyGrant.objects.exists()


def test_one_click_that_may_not_be_says_so_in_a_note(desk: Client, stay: Stay):
    CourtesyRule.objects.all().delete()

    response = desk.post(url(stay), **HX)

    assert response.status_code == 409
    assert "has no line for this guest" in response["HX-Trigger"]
    assert "has no line for this guest" in desk.post(url(stay), follow=True).content.decode()


def test_taken_back(desk: Client, stay: Stay):
    desk.post(url(stay), **HX)

    response = desk.post(url(stay, "take-back-courtesy"), **HX)

    assert "guest-changed" in response["HX-Trigger"]
    assert CourtesyGrant.objects.get().cancelled_at == NOW
    assert desk.post(url(stay, "take-back-courtesy")).status_code == 302


@pytest.mark.parametrize("role", [Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_may_not(hotel: Hotel, stay: Stay, role: Role):
    client = signed_in(role, hotel)

    assert client.post(url(stay)).status_code == 403
    assert client.post(url(stay, "take-back-courtesy")).status_code == 403


@pytest.mark.parametrize("name", ["grant-courtesy", "take-back-courtesy"])
def test_a_stay_of_another_hotel_is_none(desk: Client, name: str):
    other = StayFactory(hotel=HotelFactory(), status="in_house")

    assert desk.post(url(other, name)).status_code == 404
    assert desk.post(reverse(f"loyalty:{name}", args=[999_999])).status_code == 404


def test_after_the_guest_has_left_the_promise_is_not_taken_back(desk: Client, stay: Stay):
    desk.post(url(stay), **HX)
    Stay.objects.update(status="checked_out", checked_out_at=NOW)

    response = desk.post(url(stay, "take-back-courtesy"), **HX)

    assert response.status_code == 409
    assert "This stay is over" in response["HX-Trigger"]
    assert CourtesyGrant.objects.get().cancelled_at is None
