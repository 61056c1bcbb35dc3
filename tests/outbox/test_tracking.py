"""What is kept of opened mails and followed links: the first time, where the hotel wants it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from guests.models import Guest
from hotelcrm.outbox import tracking
from hotelcrm.outbox.models import Click, Link, Message, MessagePolicy, Sender
from hotelcrm.outbox.reading import as_received
from hotelcrm.outbox.signing import NOBODY, Token, Use, unsign
from hotelcrm.outbox.transports import Envelope, transport_called
from hotelcrm.outbox.writing import links
from hotelcrm.outbox.writing.rendering import write
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

from .delivery_world import agreed, message

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SIGNED = re.compile(r"/m/(preferences|unsubscribe|l)/([\w.:-]+)")
USES = {"preferences": Use.PREFERENCES, "unsubscribe": Use.UNSUBSCRIBE, "l": Use.LINK}
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


def test_of_a_guest_who_was_erased_since_nothing_is_written(row, link):
    Guest.objects.filter(pk=row.guest_id).update(erased_at=NOW)

    tracking.note_opened(token(row), at=LATER)

    assert tracking.follow(token(row, link), at=LATER) == HOME
    assert seen(row) == (None, None)
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


@pytest.mark.parametrize("is_kept", [False, True])
def test_no_link_that_staff_are_shown_acts_for_the_guest(is_kept, link, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    row = message(agreed(), HotelFactory())
    row.body = f"See {links.tracked(row, link.pk)}"
    row.save(update_fields=["body"])
    if is_kept:
        kept(row)
    shown = as_received(row, at=NOW)

    assert shown.is_kept == is_kept
    for part in (shown.html, shown.text):
        tokens = [(use, unsign(USES[use], signed)) for use, signed in SIGNED.findall(part)]
        assert {use for use, _token in tokens} == {"preferences", "unsubscribe", "l"}
        assert {token for use, token in tokens if use != "l"} == {Token(NOBODY)}
        assert {token for use, token in tokens if use == "l"} == {Token(NOBODY, link_id=link.pk)}


def test_a_link_too_old_to_be_read_is_nobodys_too():
    assert unsign(Use.LINK, SIGNED.findall(links.disarmed("/m/l/1.2.3:old:signature/"))[0][1]) == Token(NOBODY)


def kept(row):
    """`row` as the file transport keeps it."""
    mail, sender = write([row], at=NOW)[row.pk], Sender(channel="email", transport="file", name="Lakeside")
    said = {"subject": mail.subject, "text": mail.text, "html": mail.html, "language": mail.language}
    row.attempt = uuid4()
    claimed = {"message_id": row.pk, "attempt": row.attempt, "reference": "", "address": "", "name": ""}
    transport_called("file").open(sender).deliver([Envelope(**claimed, **said)])
