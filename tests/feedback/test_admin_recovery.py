"""Limits in Django's admin: managers set those of others at their hotels, after their password."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import reverse

from feedback.models import AuthorityLimit
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, confirm, staff
from tests.feedback.recovery import limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


def sign_in(client, role, hotel):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))
    return confirm(client)


def address(verb="changelist", *args):
    return reverse(f"admin:feedback_authoritylimit_{verb}", args=args)


def form(hotel, role=Role.FRONT_DESK, case="200", month="900"):
    return {"hotel": hotel.pk, "role": role, "per_case": case, "per_month": month}


@pytest.mark.parametrize("role", Role)
def test_who_opens_it(client, hotel, role):
    sign_in(client, role, hotel)

    assert (client.get(address()).status_code == 200) == (role in {Role.MANAGER, Role.ADMINISTRATOR})


def test_a_manager_sets_the_limit_of_the_front_desk(client, hotel):
    sign_in(client, Role.MANAGER, hotel)

    assert client.post(address("add"), form(hotel)).status_code == 302

    row = AuthorityLimit.objects.get()
    client.post(address("change", row.pk), form(hotel, month="1000"))
    row.refresh_from_db()
    assert (row.per_case, row.per_month) == (Decimal(200), Decimal(1_000))
    assert apps.get_model("feedback", "AuthorityLimitHistory").objects.get().per_month == Decimal(1_000)


def test_nobody_sets_the_limit_of_the_own_role(client, hotel):
    sign_in(client, Role.MANAGER, hotel)
    own = limit(hotel, Role.MANAGER)

    response = client.post(address("add"), form(HotelFactory(), role=Role.MANAGER))
    assert response.status_code == 200
    own.delete()
    response = client.post(address("add"), form(hotel, role=Role.MANAGER))

    assert response.status_code == 200
    assert "a role that you hold yourself" in response.content.decode()
    own = limit(hotel, Role.MANAGER)
    assert client.post(address("change", own.pk), form(hotel, Role.MANAGER, "9999", "9999")).status_code == 403
    assert client.post(address("delete", own.pk), {"post": "yes"}).status_code == 403
    assert AuthorityLimit.objects.get().per_case == Decimal(200)


def test_nor_the_manager_of_the_only_hotel(client, hotel):
    sign_in(client, Role.MANAGER, hotel)

    assert client.post(address("add"), form(hotel, Role.MANAGER, "99999", "999999")).status_code == 200
    assert not AuthorityLimit.objects.exists()
    own = limit(hotel, Role.MANAGER)
    assert client.post(address("change", own.pk), form(hotel, Role.MANAGER, "9999", "9999")).status_code == 403
    assert client.post(address("delete", own.pk), {"post": "yes"}).status_code == 403
    assert client.post(address("add"), form(hotel)).status_code == 302


def test_an_administrator_sets_all_of_them(client, hotel):
    sign_in(client, Role.ADMINISTRATOR, hotel)

    assert client.post(address("add"), form(HotelFactory(), role=Role.MANAGER)).status_code == 302
    assert AuthorityLimit.objects.get().role == Role.MANAGER


def test_another_hotels_line_is_not_found(client, hotel):
    sign_in(client, Role.MANAGER, hotel)
    there = limit(HotelFactory(), Role.FRONT_DESK)

    assert client.post(address("change", there.pk), form(there.hotel, month="9999")).status_code == 302
    there.refresh_from_db()
    assert there.per_month == Decimal(500)
    assert client.post(address("add"), form(there.hotel, Role.GUEST_RELATIONS)).status_code == 200
    assert AuthorityLimit.objects.count() == 1


def test_the_password_is_asked_first(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))

    assert "/reauthenticate/" in client.post(address("add"), form(hotel))["Location"]
    assert not AuthorityLimit.objects.exists()


@pytest.mark.parametrize(
    "said", [{"case": "500", "month": "400"}, {"case": "-1"}, {"role": Role.MARKETING}, {"case": "x"}]
)
def test_limits_that_make_no_sense_are_refused(client, hotel, said):
    sign_in(client, Role.ADMINISTRATOR, hotel)

    assert client.post(address("add"), form(hotel, **said)).status_code == 200
    assert not AuthorityLimit.objects.exists()
