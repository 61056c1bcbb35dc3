"""Editing a guest in place; two people editing one guest."""

import pytest
from django.urls import reverse

from guests.actions import edit_guest, merge_guests
from guests.models import Guest
from hotelcrm.accounts.models import Role
from tests.factories import NOW, CompanyFactory, HotelFactory, UserFactory

from .pages import HX, enter, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


def url(guest) -> str:
    return reverse("guests:edit", args=[guest.number])


def typed(guest, **changes):
    return {"family_name": "张", "given_name": "敏", "vip_level": "0", "version": guest.version, **changes}


def test_card_turns_into_a_form_and_back(desk):
    guest = enter(occupation="律师")
    assert "id_family_name" in desk.get(url(guest), **HX).content.decode()

    card = desk.get(reverse("guests:card", args=[guest.number, "identity"]), **HX).content.decode()
    assert "律师" in card
    assert "id_family_name" not in card


def test_saved_card_shows_the_new_values_and_tells_the_page(desk):
    guest, company = enter(), CompanyFactory(name="绿云科技")
    response = desk.post(
        url(guest), typed(guest, given_name="敏华", vip_level="2", nationality="DE", company=company.pk), **HX
    )

    assert response.status_code == 200
    assert "绿云科技" in response.content.decode()
    assert "guest-changed" in response["HX-Trigger-After-Settle"]
    guest.refresh_from_db()
    assert (guest.full_name, guest.vip_level, guest.nationality, guest.company, guest.version) == (
        "张敏华",
        2,
        "DE",
        company,
        2,
    )


def test_stale_edit_shows_both_versions_and_keeps_what_was_typed(desk):
    guest = enter()
    edit_guest(guest, version=1, by=None, at=NOW, occupation="律师")
    response = desk.post(url(guest), typed(guest, occupation="医生", latin_name="Cheung"), **HX)

    assert response.status_code == 409
    content = response.content.decode()
    assert "律师" in content
    assert 'value="医生"' in content
    assert 'value="Cheung"' in content
    assert 'name="version" value="2"' in content
    guest.refresh_from_db()
    assert guest.occupation == "律师"


def test_saving_after_having_seen_both_versions_decides(desk):
    guest = enter()
    edit_guest(guest, version=1, by=None, at=NOW, occupation="律师")
    response = desk.post(url(guest), typed(guest, occupation="医生", version="2"), **HX)

    assert response.status_code == 200
    guest.refresh_from_db()
    assert (guest.occupation, guest.version) == ("医生", 3)


@pytest.mark.parametrize("version", ["", "0", "x", "-1"])
def test_without_a_version_nothing_is_overwritten(desk, version):
    guest = enter()
    response = desk.post(url(guest), typed(guest, occupation="医生", version=version), **HX)

    assert response.status_code in {409, 422}
    guest.refresh_from_db()
    assert guest.occupation == ""


def test_faulty_form_comes_back_as_it_was_typed(desk):
    guest = enter()
    response = desk.post(url(guest), typed(guest, birth_month="2", birth_day="30", occupation="医生"), **HX)

    assert response.status_code == 422
    assert 'value="医生"' in response.content.decode()


def test_edit_of_a_merged_profile_lands_on_the_one_that_holds(desk):
    kept, gone = enter(), enter()
    merge_guests(kept, absorbed=gone, by=UserFactory(), at=NOW)
    kept.refresh_from_db()
    desk.post(url(gone), typed(kept, occupation="医生"), **HX)

    kept.refresh_from_db()
    assert kept.occupation == "医生"


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.FRONT_DESK, "", 200),
        (Role.PRIVACY_OFFICER, "", 200),
        (Role.MARKETING, "", 403),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_edit(hotel, role, department, status):
    client, guest = signed_in(role, hotel, department), enter()
    assert client.get(url(guest)).status_code == status
    assert client.post(url(guest), typed(guest, occupation="医生")).status_code == status
    assert Guest.objects.filter(occupation="医生").exists() is (status == 200)


def test_unknown_guest_and_unknown_card_are_not_found(desk):
    assert desk.get(reverse("guests:edit", args=[99])).status_code == 404
    assert desk.get(reverse("guests:card", args=[enter().number, "nothing"])).status_code == 404


def test_time_zone_is_kept_and_shown(desk):
    guest = enter()
    content = desk.post(url(guest), typed(guest, time_zone="Europe/Lisbon"), **HX).content.decode()
    guest.refresh_from_db()

    assert guest.time_zone == "Europe/Lisbon"
    assert "Europe/Lisbon" in content
    assert desk.post(url(guest), typed(guest, time_zone="Mars/Olympus"), **HX).status_code == 422
