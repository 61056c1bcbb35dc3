import pytest
from django.urls import reverse

from hotelcrm.accounts.middleware import SESSION_KEY
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, MembershipFactory, staff

pytestmark = pytest.mark.django_db
URL, START = reverse("accounts:switch-hotel"), reverse("frame:start")


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
    assert client.post(URL, {"hotel": "b", "next": "https://example.com/"}).headers["Location"] == START


@pytest.mark.parametrize("page", ["", "/no/such/page/", "/dashboards/", "/stays/12/", "/import/"])
def test_a_page_that_the_other_hotel_does_not_open_leads_to_the_start(client, user, page):
    assert client.post(URL, {"hotel": "b", "next": page}).headers["Location"] == START


def test_a_guest_of_the_group_stays_in_sight(client, user):
    assert client.post(URL, {"hotel": "b", "next": "/guests/12/?part=1"}).headers["Location"] == "/guests/12/?part=1"


def test_marketing_begins_at_a_page_that_opens(client, user):
    MembershipFactory(user=user, hotel=HotelFactory(code="c"), role=Role.MARKETING)

    assert client.post(URL, {"hotel": "c", "next": "/"}, follow=True).status_code == 200


def test_a_link_does_not_switch(client, user):
    assert client.get(URL, {"hotel": "b"}).status_code == 405


def test_strangers_sign_in_first(client):
    assert client.post(URL, {"hotel": "a"}).headers["Location"].startswith("/accounts/login/")
