"""What is kept of opened mails and followed links: the first time, where the hotel wants it."""

from datetime import timedelta

import pytest

from hotelcrm.outbox import tracking
from hotelcrm.outbox.models import Click, Link, Message, MessagePolicy
from hotelcrm.outbox.reading import as_received
from hotelcrm.outbox.signing import Token
from hotelcrm.outbox.writing.rendering import write
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

from .delivery_world import agreed, message

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
HOME = "https://hotel.example/autumn"


@pytest.fixture
def link():
    return Link.objects.create(url=HOME)


@pytest.fixture
def row():
    return message(GuestFactory(), HotelFactory())


def token(row, link=None):
    return Token(row.guest_id or 0, row.pk, link.pk if link else 0)


def seen(row):
    row.refresh_from_db()
    return row.opened_at, row.clicked_at


def forbid(row, **fields):
    MessagePolicy.objects.create(hotel=row.hotel, **fields)


def test_opened_the_first_time(row):
    tracking.note_opened(token(row), at=NOW)
    tracking.note_opened(token(row), at=LATER)

    assert seen(row) == (NOW, None)


def test_a_hotel_that_does_not_want_to_know(row):
    forbid(row, counts_opens=False)

    tracking.note_opened(token(row), at=NOW)

    assert seen(row) == (None, None)


def test_a_hotel_that_wants_opens_but_no_links(row, link):
    forbid(row, follows_links=False)

    tracking.note_opened(token(row), at=NOW)

    assert tracking.follow(token(row, link), at=NOW) == HOME
    assert seen(row) == (NOW, None)
    assert Click.objects.count() == 0


def test_a_message_that_is_gone(row):
    tracking.note_opened(Token(row.guest_id, row.pk + 1), at=NOW)

    assert seen(row) == (None, None)


def test_followed_the_first_time_of_each_link(row, link):
    other = Link.objects.create(url="https://hotel.example/menu")

    for at in (NOW, LATER):
        assert tracking.follow(token(row, link), at=at) == HOME
    tracking.follow(token(row, other), at=LATER)

    assert list(Click.objects.order_by("pk").values_list("guest", "message", "link", "at")) == [
        (row.guest_id, row.pk, link.pk, NOW),
        (row.guest_id, row.pk, other.pk, LATER),
    ]
    assert seen(row) == (None, NOW)


def test_a_link_outlives_its_message(row, link):
    assert tracking.follow(Token(row.guest_id, row.pk + 1, link.pk), at=NOW) == HOME
    assert Click.objects.count() == 0


def test_a_link_that_is_stored_nowhere_leads_nowhere(row):
    assert tracking.follow(Token(row.guest_id, row.pk, 999_999), at=NOW) is None
    assert tracking.follow(token(row), at=NOW) is None
    assert seen(row) == (None, None)


def test_after_a_merge_the_click_is_the_survivors(row, link):
    old = token(row, link)
    survivor = GuestFactory()
    Message.objects.filter(pk=row.pk).update(guest=survivor)

    tracking.follow(old, at=NOW)

    assert Click.objects.get().guest == survivor


def test_a_preview_counts_nothing(link):
    assert tracking.follow(Token(0, 0, link.pk), at=NOW) == HOME
    tracking.note_opened(Token(0, 0), at=NOW)

    assert Click.objects.count() == 0


def test_a_test_message_to_staff_is_no_guests_click(link):
    row = message(None, HotelFactory(), staff=UserFactory(), purpose="service")

    assert tracking.follow(token(row, link), at=NOW) == HOME
    assert Click.objects.count() == 0


def test_who_only_asks_leaves_no_trace(row, link):
    assert tracking.target(token(row, link)) == HOME
    assert tracking.target(token(row)) is None
    assert seen(row) == (None, None)


def test_what_staff_are_shown_counts_nothing():
    row = message(agreed(), HotelFactory())
    mail = write([row], at=NOW)[row.pk].html
    shown = as_received(row, at=NOW).html

    assert ("/m/o/" in mail, "/m/o/" in shown) == (True, False)
    assert shown.endswith("</body></html>")
    assert tracking.without_pixel('<img src="/static/a.gif">') == '<img src="/static/a.gif">'
