"""Typing one's password once more: what the page says, and what follows."""

import pytest
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Hotel, Role
from tests.factories import HotelFactory, confirm, staff

pytestmark = pytest.mark.django_db
URL = reverse("account_reauthenticate")
THANKS = "Now do it once more"


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def manager(client: Client, hotel: Hotel) -> Client:
    client.force_login(staff(Role.MANAGER, hotel))
    return client


def test_who_was_sent_away_is_told_to_ask_for_the_file_once_more(manager: Client) -> None:
    asked = manager.get(reverse("dashboards:export", args=["csv"]))
    assert asked.url.startswith(URL)
    confirm(manager)

    assert THANKS in manager.get(reverse("dashboards:manager")).text
    assert THANKS not in manager.get(reverse("dashboards:manager")).text


def test_who_came_by_himself_is_told_nothing(manager: Client) -> None:
    confirm(manager)

    assert THANKS not in manager.get(reverse("dashboards:manager")).text


def test_a_wrong_password_is_named_in_the_words_of_the_page(manager: Client) -> None:
    page = manager.post(URL, {"password": "wrong"}, headers={"Accept-Language": "zh-hans"}).text

    assert "密码不对" in page
    assert "无效密码" not in page


def test_the_field_waits_for_typing_and_the_way_to_a_new_password_stands_once(manager: Client) -> None:
    page = manager.get(URL).text

    assert page.count("autofocus") == 1
    assert page.count(reverse("account_reset_password")) == 1
    assert "placeholder" not in page
