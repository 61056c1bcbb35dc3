"""Links by way of us: to what was stored, and nowhere else."""

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.outbox.models import Click, Link, MessagePolicy
from hotelcrm.outbox.signing import HOLDS, Token, Use, sign
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

from .delivery_world import message

pytestmark = pytest.mark.django_db
HOME = "https://hotel.example/autumn?from=mail#rooms"


@pytest.fixture
def link():
    return Link.objects.create(url=HOME)


@pytest.fixture
def row():
    return message(GuestFactory(), HotelFactory())


def address(row, link, use=Use.LINK):
    return reverse("outbox:link", args=[sign(use, Token(row.guest_id, row.pk, link.pk))])


def test_it_leads_to_the_stored_address_and_is_kept(client, row, link):
    with time_machine.travel(NOW, tick=False):
        response = client.get(address(row, link))

    assert (response.status_code, response["Location"]) == (302, HOME)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    found = Click.objects.get()
    assert (found.guest, found.message, found.link, found.at) == (row.guest, row, link, NOW)


def test_nothing_in_the_request_changes_where_it_leads(client, row, link):
    for query in ("?url=https://evil.example", "?next=//evil.example", "?to=javascript:alert(1)"):
        assert client.get(address(row, link) + query)["Location"] == HOME


@pytest.mark.parametrize("change", ["tampered", "other use", "another link", "too old", "raw id", "an address"])
def test_who_changes_the_address_gets_nowhere(client, row, link, change):
    other = Link.objects.create(url="https://hotel.example/menu")
    mine, theirs = address(row, link), address(row, other)
    path = {
        "tampered": f"{mine[:-1]}x/",
        "other use": address(row, link, Use.OPENED),
        "another link": theirs.rpartition(":")[0] + ":" + mine.rpartition(":")[2],
        "too old": mine,
        "raw id": reverse("outbox:link", args=[str(link.pk)]),
        "an address": reverse("outbox:link", args=["https:evil.example"]),
    }[change]

    with time_machine.travel(NOW + HOLDS * 2 if change == "too old" else NOW):
        response = client.get(path)

    assert response.status_code == 404
    assert Click.objects.count() == 0


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,hello", "//evil.example", "ftp://hotel.example/a"]
)
def test_only_the_web_is_led_to_whatever_was_stored(client, row, url):
    stored = Link.objects.create(url=url)

    assert client.get(address(row, stored)).status_code == 404


def test_a_link_that_is_no_longer_stored(client, row, link):
    path = address(row, link)
    link.delete()

    assert client.get(path).status_code == 404


def test_a_head_only_asks(client, row, link):
    response = client.head(address(row, link))

    assert (response.status_code, response["Location"]) == (302, HOME)
    assert Click.objects.count() == 0


def test_a_hotel_may_switch_it_off(client, row, link):
    MessagePolicy.objects.create(hotel=row.hotel, follows_links=False)

    assert client.get(address(row, link))["Location"] == HOME
    assert Click.objects.count() == 0


def test_only_asked_for(client, row, link):
    assert client.post(address(row, link)).status_code == 405
    assert Click.objects.count() == 0


def test_staff_who_try_it_are_no_guest(client, row, link):
    client.force_login(UserFactory())

    assert client.get(address(row, link))["Location"] == HOME
    assert Click.objects.count() == 0
