"""The picture by which an opened mail is seen."""

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.outbox.models import MessagePolicy
from hotelcrm.outbox.signing import HOLDS, Token, Use, sign
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

from .delivery_world import message

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return message(GuestFactory(), HotelFactory())


def address(row, use=Use.OPENED):
    return reverse("outbox:opened", args=[sign(use, Token(row.guest_id, row.pk))])


def opened(row):
    row.refresh_from_db()
    return row.opened_at


def test_the_address_is_the_one_in_mails(row):
    assert address(row).startswith("/m/o/")
    assert address(row).endswith(".gif")


def test_a_picture_of_one_point_that_no_mailbox_keeps(client, row):
    with time_machine.travel(NOW, tick=False):
        response = client.get(address(row))

    assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    assert response.content.startswith(b"GIF89a\x01\x00\x01\x00")
    assert "no-store" in response["Cache-Control"]
    assert opened(row) == NOW


def test_no_sign_in_and_no_cookie(client, row):
    response = client.get(address(row))

    assert not response.cookies


def test_a_head_only_asks(client, row):
    assert client.head(address(row)).status_code == 200
    assert opened(row) is None


def test_a_hotel_may_switch_it_off(client, row):
    MessagePolicy.objects.create(hotel=row.hotel, counts_opens=False)

    assert client.get(address(row)).status_code == 200
    assert opened(row) is None


@pytest.mark.parametrize("change", ["tampered", "other use", "of another message", "too old"])
def test_who_changes_the_address_gets_the_picture_and_counts_nothing(client, row, change):
    other = message(GuestFactory(), row.hotel)
    mine, theirs = address(row), address(other)
    path = {
        "tampered": mine.replace(".gif", "x.gif"),
        "other use": address(row, Use.UNSUBSCRIBE),
        "of another message": theirs.rpartition(":")[0] + ":" + mine.rpartition(":")[2],
        "too old": mine,
    }[change]

    with time_machine.travel(NOW + HOLDS * 2 if change == "too old" else NOW):
        response = client.get(path)

    assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    assert opened(row) is None
    assert opened(other) is None


def test_only_asked_for(client, row):
    assert client.post(address(row)).status_code == 405
    assert opened(row) is None


def test_the_picture_of_a_message_that_is_gone(client, row):
    row.pk += 1

    assert client.get(address(row)).status_code == 200


def test_staff_who_look_at_it_are_no_guest(client, row):
    client.force_login(UserFactory())

    assert client.get(address(row)).status_code == 200
    assert opened(row) is None
