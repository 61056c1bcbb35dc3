"""What mailbox providers read about a mail."""

import json
import re
from datetime import timedelta

import pytest

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message, Sender
from hotelcrm.outbox.signing import Token, Use, unsign
from hotelcrm.outbox.transports.email.headers import headers_for
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public_url(settings):
    settings.PUBLIC_URL = "https://crm.hotel.example"


def sender(*, address="hello@Hotel.example", **told):
    return Sender(channel="email", transport="smtp", name="Lakeside", address=address, options=json.dumps(told))


def message(**fields):
    facts = {"channel": "email", "purpose": "marketing", "key": "autumn", "due_at": NOW}
    guest = fields.pop("guest", None) or (None if "staff" in fields else GuestFactory())
    hotel = Hotel.objects.filter(code="west_lake").first() or HotelFactory(code="west_lake")
    return Message.objects.create(**(facts | {"guest": guest, "hotel": hotel} | fields))


def test_marketing_says_how_to_end_it_with_one_click():
    row = message()

    found = headers_for(row, sender())

    way_out = found["List-Unsubscribe"]
    start, end = "<https://crm.hotel.example/m/unsubscribe/", "/>"
    assert way_out.startswith(start)
    assert way_out.endswith(end)
    assert unsign(Use.UNSUBSCRIBE, way_out[len(start) : -len(end)]) == Token(row.guest_id, row.pk)
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Id"] == "<marketing.west-lake.hotel.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Feedback-ID"] == "0:marketing:west-lake:hotel-example"


def test_a_mailbox_for_unsubscribing_stands_behind_the_address():
    row = message(purpose="surveys")

    ways_out = headers_for(row, sender(unsubscribe_mailbox="leave@hotel.example"))["List-Unsubscribe"].split(", ")

    assert len(ways_out) == 2
    assert ways_out[0].startswith("<https://")
    assert ways_out[1] == f"<mailto:leave@hotel.example?subject=unsubscribe%20{row.pk}>"


@pytest.mark.parametrize("purpose", ["service", "marketing"])
def test_what_cannot_be_ended_names_no_list(purpose):
    row = message(purpose=purpose, staff=UserFactory()) if purpose == "marketing" else message(purpose=purpose)

    assert set(headers_for(row, sender())) == {"Message-ID", "Auto-Submitted"}


def test_mails_of_one_thread_answer_the_same_one():
    guest = GuestFactory()
    first, second, other = (
        message(purpose="service", guest=guest, key=key, facts={"ticket": 1, "thread": thread})
        for key, thread in (("a", "ticket-1"), ("b", "ticket-1"), ("c", "ticket-2"))
    )

    found = [headers_for(row, sender()) for row in (first, second, other)]

    root = found[0]["References"]
    assert re.fullmatch(r"<thread\.[0-9a-f]{32}@hotel\.example>", root)
    assert [(headers["References"], headers["In-Reply-To"]) for headers in found[:2]] == [(root, root)] * 2
    assert found[2]["References"] != root
    assert len({headers["Message-ID"] for headers in found} | {root}) == 4


def test_no_two_guests_share_a_thread():
    facts = {"ticket": 1, "thread": "ticket-1"}
    first, second = (headers_for(message(purpose="service", facts=facts), sender()) for _ in range(2))

    assert first["References"] != second["References"]


def test_a_message_keeps_its_id_and_shares_it_with_no_other(settings):
    row, other = message(), message()

    first = headers_for(row, sender())["Message-ID"]
    row.tries, row.due_at = 3, NOW + timedelta(days=1)
    again = headers_for(Message.objects.get(pk=row.pk), sender())["Message-ID"]

    assert first == again
    assert first.endswith("@hotel.example>")
    assert first != headers_for(other, sender())["Message-ID"]
    settings.PUBLIC_URL = "https://staging.hotel.example"  # another house with rows of the same ids
    assert first != headers_for(row, sender())["Message-ID"]


def test_no_header_holds_anything_about_the_guest():
    row = message(guest=GuestFactory(full_name="张敏", latin_name="Zhang Min"))

    words = " ".join(headers_for(row, sender()).values())

    assert not any(word in words for word in ("张敏", "Zhang", "@example.com"))


def test_a_domain_in_chinese_is_written_in_ascii():
    found = headers_for(message(), sender(address="hello@湖畔.example"))

    assert all(value.isascii() for value in found.values())
    assert found["Message-ID"].endswith("@xn--n7w22m.example>")


def test_no_query_is_asked_for_a_message_whose_hotel_is_read(django_assert_num_queries):
    row = Message.objects.select_related("hotel").get(pk=message().pk)

    with django_assert_num_queries(0):
        headers_for(row, sender())
