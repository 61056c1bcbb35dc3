"""One message: as the guest receives it, and what happened to it."""

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from hotelcrm.outbox.models import Callback, Sender
from tests.factories import NOW, GuestFactory, HotelFactory, MessageFactory
from tests.guests.pages import client_of, signed_in, staff

pytestmark = pytest.mark.django_db


def page_of(client, message) -> str:
    return client.get(reverse("outbox:message", args=[message.pk])).content.decode()


def test_words_of_ones_own_are_shown_as_they_read(hotel):
    message = MessageFactory(hotel=hotel, channel="sms", subject="")
    page = page_of(signed_in(Role.FRONT_DESK, hotel), message)

    assert "We found your umbrella. It waits at the desk." in page
    assert "As it reads with today's facts" in page


def test_what_a_guest_is_called_is_never_markup(hotel):
    message = MessageFactory(hotel=hotel, guest=GuestFactory(full_name="<script>alert(1)</script>"))
    page = page_of(signed_in(Role.FRONT_DESK, hotel), message)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_look_is_logged_once_with_the_message(hotel):
    person, message = staff(Role.FRONT_DESK, hotel), MessageFactory(hotel=hotel)
    page_of(client_of(person), message)

    [look] = ReadLog.objects.all()
    assert (look.user, look.guest_id, look.what, look.object_id) == (
        person,
        message.guest_id,
        ReadLog.What.MESSAGE,
        message.pk,
    )


def test_the_frame_is_a_part_of_that_look_and_one_of_its_own_when_opened_alone(hotel):
    client, message = signed_in(Role.FRONT_DESK, hotel), MessageFactory(hotel=hotel)
    frame = reverse("outbox:message-body", args=[message.pk])
    page_of(client, message)
    client.get(frame)
    assert ReadLog.objects.count() == 1

    signed_in(Role.MANAGER, hotel).get(frame)
    assert list(ReadLog.objects.order_by("pk").values_list("what", "object_id"))[1:] == [("message", message.pk)]


def test_a_message_of_another_hotel_answers_like_one_that_is_not(hotel):
    client, other = signed_in(Role.FRONT_DESK, hotel), MessageFactory(hotel=HotelFactory())
    answers = [
        client.get(reverse(name, args=[pk]))
        for name in ("outbox:message", "outbox:message-body")
        for pk in (other.pk, 999_999_999)
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert not ReadLog.objects.exists()


def test_what_happened_is_told_in_order(hotel):
    message = MessageFactory(
        hotel=hotel, state="failed", reason="refused_address", handed_at=NOW, sent_at=NOW, reference="abc"
    )
    Callback.objects.create(
        transport="sendgrid", key="1", kind="bounced", reference="abc", code="550 5.1.1", happened_at=NOW
    )
    page = page_of(signed_in(Role.FRONT_DESK, hotel), message)

    assert page.index("queued") < page.index("550 5.1.1")
    assert "the provider refused the address" in page


@pytest.mark.parametrize("state", ["failed", "unknown", "cancelled"])
def test_how_it_ended_is_told_with_its_reason(hotel, state):
    message = MessageFactory(hotel=hotel, state=state, reason="called_off")
    page = page_of(signed_in(Role.FRONT_DESK, hotel), message)

    assert f"<strong>{message.get_state_display()}</strong>: called off by staff" in page


def test_reports_by_our_own_name_are_told_and_those_of_other_transports_are_not(hotel):
    sender = Sender.objects.create(channel="email", transport="smtp", name="Lakeside")
    message = MessageFactory(hotel=hotel, state="sent", handed_at=NOW, sent_at=NOW, sender=sender, reference="abc")
    other = MessageFactory(hotel=hotel)
    for number, (transport, reference) in enumerate(
        [
            ("smtp", f"message:{message.pk}"),
            ("smtp", "abc"),
            ("twilio", "abc"),
            ("twilio", f"message:{message.pk}"),
            ("smtp", f"message:{other.pk}"),
            ("smtp", ""),
        ]
    ):
        Callback.objects.create(
            transport=transport,
            key=str(number),
            kind="bounced",
            reference=reference,
            code=f"code-{number}",
            happened_at=NOW,
        )
    page = page_of(signed_in(Role.FRONT_DESK, hotel), message)

    assert [number for number in range(6) if f"code-{number}" in page] == [0, 1]


def test_a_report_by_our_own_name_is_told_where_no_sender_is_known(hotel):
    message = MessageFactory(hotel=hotel, reference="")
    Callback.objects.create(
        transport="twilio",
        key="1",
        kind="failed",
        reference=f"message:{message.pk}",
        code="30003",
        happened_at=NOW,
    )

    assert "30003" in page_of(signed_in(Role.FRONT_DESK, hotel), message)


def test_the_html_of_an_e_mail_comes_in_a_frame_where_nothing_acts(hotel):
    message = MessageFactory(hotel=hotel)
    client = signed_in(Role.FRONT_DESK, hotel)
    answer = client.get(reverse("outbox:message-body", args=[message.pk]))
    frame = page_of(client, message)

    assert "We found your umbrella." in answer.content.decode()
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "sandbox allow-popups" in answer["Content-Security-Policy"]
    assert f'src="{reverse("outbox:message-body", args=[message.pk])}"' in frame


def test_a_text_message_has_no_html(hotel):
    message = MessageFactory(hotel=hotel, channel="sms", subject="")

    assert signed_in(Role.FRONT_DESK, hotel).get(reverse("outbox:message-body", args=[message.pk])).status_code == 404
