"""Which language a page is in, and how it is changed."""

import pytest
from django.test import Client

from hotelcrm.accounts.models import Role, User
from tests.factories import HotelFactory, staff

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def language_of(client: Client, **headers: str) -> str:
    return str(client.get(LOGIN, headers=headers)["Content-Language"])


def test_browser_decides_for_a_stranger(client: Client) -> None:
    assert language_of(client, accept_language="zh-CN,zh;q=0.9") == "zh-hans"
    assert language_of(client, accept_language="fr") == "en"


def test_switch_holds_for_a_stranger(client: Client) -> None:
    response = client.post("/frame/language/", {"language": "zh-hans", "next": LOGIN})

    assert response.headers["Location"] == LOGIN
    assert language_of(client, accept_language="en") == "zh-hans"


def test_switch_is_remembered_for_the_person(client: Client) -> None:
    user = staff(Role.FRONT_DESK, HotelFactory(), language="en")
    client.force_login(user)

    client.post("/frame/language/", {"language": "zh-hans", "next": "/"})

    user.refresh_from_db()
    assert user.language == "zh-hans"


def test_switch_refuses_a_language_we_do_not_speak(client: Client) -> None:
    user = staff(Role.FRONT_DESK, HotelFactory(), language="en")
    client.force_login(user)

    client.post("/frame/language/", {"language": "tlh", "next": "/"})

    user.refresh_from_db()
    assert user.language == "en"


def test_switch_leads_to_no_other_site(client: Client) -> None:
    response = client.post("/frame/language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/"


def test_get_switches_nothing(client: Client) -> None:
    assert client.get("/frame/language/?language=zh-hans").status_code == 405


def test_signing_in_brings_ones_own_language_whatever_the_machine_spoke_last(client: Client) -> None:
    client.cookies["language"] = "zh-hans"
    client.force_login(staff(Role.FRONT_DESK, HotelFactory(), language="en"))

    assert client.get("/accounts/password/change/")["Content-Language"] == "en"


def test_language_chosen_on_the_sign_in_page_becomes_ones_own(client: Client) -> None:
    user: User = staff(Role.FRONT_DESK, HotelFactory(), username="front", language="en")
    client.post("/frame/language/", {"language": "zh-hans", "next": LOGIN})

    client.post(LOGIN, {"login": "front", "password": "a long enough password"})

    user.refresh_from_db()
    assert user.language == "zh-hans"
    assert client.get("/accounts/password/change/")["Content-Language"] == "zh-hans"


def test_who_never_chose_goes_on_in_the_language_of_the_sign_in_page(client: Client) -> None:
    user: User = staff(Role.FRONT_DESK, HotelFactory(), username="front")
    chinese = {"accept_language": "zh-CN,zh;q=0.9"}
    client.post(LOGIN, {"login": "front", "password": "a long enough password"}, headers=chinese)

    assert client.get("/accounts/password/change/")["Content-Language"] == "zh-hans"
    user.refresh_from_db()
    assert user.language == ""
