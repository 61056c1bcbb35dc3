import pytest
from django.urls import reverse

from hotelcrm.accounts.middleware import SESSION_KEY
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, MembershipFactory, staff

pytestmark = pytest.mark.django_db
URL = reverse("accounts:switch-hotel")


@pytest.fixture
def user(client):
    HotelFactory(code="elsewhere")
    user = staff(Role.FRONT_DESK, HotelFactory(code="a"))
    MembershipFactory(user=user, hotel=HotelFactory(code="b"))
    client.force_login(user)
    return user


def test_one_works_at_the_other_hotel_from_then_on(client, user):
    response = client.post(URL, {"hotel": "b", "next": "/guests/"})

    assert response.headers["Location"] == "/guests/"
    assert client.session[SESSION_KEY] == "b"


@pytest.mark.parametrize("code", ["elsewhere", "nowhere", ""])
def test_a_hotel_of_others_answers_like_one_that_does_not_exist(client, user, code):
    assert client.post(URL, {"hotel": code}).status_code == 404
    assert SESSION_KEY not in client.session


def test_it_does_not_lead_away_from_the_site(client, user):
    assert client.post(URL, {"hotel": "b", "next": "https://example.com/"}).headers["Location"] == "/"


def test_a_link_does_not_switch(client, user):
    assert client.get(URL, {"hotel": "b"}).status_code == 405


def test_strangers_sign_in_first(client):
    assert client.post(URL, {"hotel": "a"}).headers["Location"].startswith("/accounts/login/")
