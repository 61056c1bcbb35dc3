"""The address for reports: who may speak there, what is kept of it, and what comes of it however often it is said."""

import base64
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from guests.consent import holds
from guests.models import Consent
from hotelcrm.outbox.answers.applying import apply_waiting
from hotelcrm.outbox.models import Callback, Message, Sender, State, Suppression
from hotelcrm.outbox.transports.reports import report_address
from hotelcrm.outbox.transports.sms.aliyun.reference import reference
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory
from tests.outbox.delivery_world import answer

pytestmark = pytest.mark.django_db

TOKEN, SECRET, PHONE = "t" * 32, "twilio-token-of-a-test", "+8613811111111"
BATCH = "900619746936498440^0"
UP = {"phone_number": PHONE[3:], "send_time": "2026-11-22 09:00:00", "content": "TD", "sequence_id": 1}


@pytest.fixture
def aliyun():
    return sender_of("aliyun", report_token=TOKEN)


@pytest.fixture
def twilio():
    return sender_of("twilio", auth_token=SECRET)


def sender_of(transport, channel="sms", hotel=None, **told):
    facts = {"hotel": hotel, "channel": channel, "transport": transport}
    return Sender.objects.create(name="星湾酒店", options=json.dumps(told), **facts)


@pytest.fixture
def guest():
    found = GuestFactory()
    ContactFactory(guest=found, kind="phone", value=PHONE, is_primary=True)
    return found


def message_to(guest, sender, *, state=State.SENT, ref=""):
    return Message.objects.create(
        guest=guest,
        hotel=HotelFactory(),
        channel="sms",
        purpose="marketing",
        key=f"test-{ref}",
        due_at=NOW,
        handed_at=NOW,
        sent_at=NOW,
        state=state,
        sender=sender,
        reference=ref,
    )


def report(*, success=True, code="DELIVERED", at="2026-11-22 09:00:00"):
    return {
        "phone_number": PHONE[3:],
        "report_time": at,
        "success": success,
        "err_code": code,
        "biz_id": BATCH,
        "out_id": "",
    }


def say(client, sender, body, *, token=TOKEN):
    place = {"transport": sender.transport, "sender_id": sender.pk, "token": token}
    return client.post(reverse("outbox:reports-by-secret", kwargs=place), body, content_type="application/json")


def say_signed(client, sender, said, *, secret=SECRET, path=""):
    path = path or reverse("outbox:reports", args=[sender.transport, sender.pk])
    whole = f"https://crm.example.com{path}" + "".join(f"{name}{said[name]}" for name in sorted(said))
    signature = base64.b64encode(hmac.digest(secret.encode(), whole.encode(), "sha1")).decode()
    return client.post(
        path,
        urlencode(said),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )


def test_what_a_provider_says_is_kept_sealed_and_it_is_thanked(client, aliyun):
    response = say(client, aliyun, [report()])

    assert (response.status_code, response.json()) == (200, {"code": 0, "msg": "接收成功"})
    row = Callback.objects.get()
    assert (row.transport, row.kind, row.reference) == ("aliyun", "delivered", reference(BATCH, PHONE))
    assert json.loads(row.raw) == report()


def test_what_is_said_twice_is_kept_once(client, aliyun):
    say(client, aliyun, [report()])
    say(client, aliyun, [report(), report(success=False, code="UNKNOWN")])

    assert sorted(Callback.objects.values_list("kind", flat=True)) == ["delivered", "failed"]


def test_a_report_delivers_its_message_however_often_it_comes(client, aliyun, guest):
    message = message_to(guest, aliyun, ref=reference(BATCH, PHONE))

    for _time in range(2):
        say(client, aliyun, [report()])
        apply_waiting(at=NOW)

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.DELIVERED, "")


@pytest.mark.parametrize("order", [1, -1])
def test_reports_out_of_order_come_to_the_same(client, aliyun, guest, order):
    message = message_to(guest, aliyun, ref=reference(BATCH, PHONE))
    said = [report(success=False, code="INVALID_NUMBER", at="2026-11-22 08:00:00"), report()]

    for one in said[::order]:
        say(client, aliyun, [one])
        apply_waiting(at=NOW)

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, "bounced")


def test_a_message_nobody_knew_about_is_found_by_our_own_name(client, aliyun, guest):
    message = message_to(guest, aliyun, state=State.SENT)
    Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, reason="no_reply")

    say(client, aliyun, [report() | {"out_id": f"message:{message.pk}"}])
    apply_waiting(at=NOW)

    message.refresh_from_db()
    assert message.state == State.DELIVERED


def withdrawn(guest):
    found = Consent.objects.filter(guest=guest, channel="sms", decision="withdrawn")
    return sorted(found.values_list("purpose", flat=True))


def test_a_guest_who_answers_td_gets_no_more_offers(client, aliyun, guest):
    answer(guest, "marketing", "given", at=datetime(2026, 11, 1, tzinfo=UTC))
    assert holds(guest, "marketing", "sms")

    for _time in range(2):
        say(client, aliyun, [UP])
        apply_waiting(at=NOW)

    assert Suppression.objects.values_list("channel", "why").get() == ("sms", "unsubscribed")
    assert "marketing" in withdrawn(guest)
    assert len(withdrawn(guest)) == len(set(withdrawn(guest)))
    assert not holds(guest, "marketing", "sms")


def test_a_guest_who_answers_stop_to_twilio_gets_no_more_offers(client, settings, twilio, guest):
    settings.PUBLIC_URL = "https://crm.example.com"

    response = say_signed(client, twilio, {"MessageSid": "SM2", "From": PHONE, "Body": "Stop"})
    apply_waiting(at=NOW)

    assert (response.status_code, response["Content-Type"]) == (200, "text/xml")
    assert Suppression.objects.values_list("channel", "why").get() == ("sms", "unsubscribed")
    assert "marketing" in withdrawn(guest)


def test_any_other_answer_changes_nothing(client, aliyun, guest):
    say(client, aliyun, [UP | {"content": "谢谢"}])
    apply_waiting(at=NOW)

    assert Callback.objects.get().kind == "other"
    assert (Suppression.objects.count(), withdrawn(guest)) == (0, [])


def test_twilio_signs_the_address_that_it_was_given(client, settings, twilio):
    """Whatever name the request comes in by; with the message's in it."""
    settings.PUBLIC_URL = "https://crm.example.com"
    path = f"{reverse('outbox:reports', args=['twilio', twilio.pk])}?about=message%3A42"

    response = say_signed(client, twilio, {"MessageSid": "SM1", "MessageStatus": "delivered"}, path=path)

    assert response.status_code == 200
    assert Callback.objects.get().reference == "message:42"


def test_who_does_not_sign_as_twilio_is_turned_away(client, settings, twilio):
    settings.PUBLIC_URL = "https://crm.example.com"

    response = say_signed(client, twilio, {"MessageSid": "SM1", "MessageStatus": "delivered"}, secret="another")

    assert response.status_code == 403
    assert Callback.objects.count() == 0


@pytest.mark.parametrize("token", ["u" * 32, "t" * 31])
def test_who_does_not_know_the_secret_is_turned_away(client, aliyun, token):
    assert say(client, aliyun, [report()], token=token).status_code == 403
    assert Callback.objects.count() == 0


def test_without_the_secret_in_the_address_nobody_is_believed(client, aliyun):
    response = client.post(
        reverse("outbox:reports", args=["aliyun", aliyun.pk]), [report()], content_type="application/json"
    )

    assert response.status_code == 403


def test_the_secret_of_one_sender_opens_no_other(client, aliyun):
    Sender.objects.filter(pk=aliyun.pk).update(is_active=False)
    other = sender_of("aliyun", report_token="o" * 32)

    assert say(client, other, [report()]).status_code == 403


def test_the_secret_of_one_hotel_says_nothing_about_another_s_message(client, aliyun, guest):
    message = message_to(guest, aliyun, ref=reference(BATCH, PHONE))
    facts = {
        "channel": "sms",
        "transport": "aliyun",
        "name": "湖畔酒店",
        "options": json.dumps({"report_token": TOKEN}),
    }
    other = Sender.objects.create(hotel=HotelFactory(), **facts)

    say(client, other, [report(success=False, code="INVALID_NUMBER")])
    apply_waiting(at=NOW)

    message.refresh_from_db()
    assert (message.state, Suppression.objects.count()) == (State.SENT, 0)
    assert Callback.objects.get().sender == other


@pytest.mark.parametrize("transport", ["tencent", "nobody", "wecom_staff"])
def test_a_sender_has_one_transport(client, aliyun, transport):
    place = {"transport": transport, "sender_id": aliyun.pk, "token": TOKEN}

    assert client.post(reverse("outbox:reports-by-secret", kwargs=place)).status_code == 404


def test_a_sender_out_of_use_still_hears_what_became_of_its_messages(client, aliyun):
    Sender.objects.filter(pk=aliyun.pk).update(is_active=False)

    assert say(client, aliyun, [report()]).status_code == 200


@pytest.mark.parametrize("body", ["not json", "[1]"])
def test_what_cannot_be_read_is_kept_as_it_came(client, aliyun, body):
    for _time in range(2):
        assert say(client, aliyun, body).status_code == 200
        apply_waiting(at=NOW)

    row = Callback.objects.get()
    assert (row.kind, row.code, row.raw, row.fault) == ("other", "unread", body, "")


@pytest.mark.parametrize("body", ["not json", "[1]", ""])
def test_a_secret_that_is_right_stands_in_no_log(client, caplog, aliyun, body):
    """Refusals are logged with their address; the address is the secret."""
    caplog.set_level("WARNING")

    say(client, aliyun, body)

    assert TOKEN not in caplog.text


def test_a_call_without_proof_that_cannot_be_read_is_refused(client):
    wecom = sender_of("wecom", channel="wecom", corp_id="ww1", callback_token="x", callback_key="y")

    assert (
        client.post(reverse("outbox:reports", args=["wecom", wecom.pk]), "<x", content_type="text/xml").status_code
        == 400
    )
    assert Callback.objects.count() == 0


def test_too_much_is_not_read(client, aliyun):
    assert say(client, aliyun, " " * 1_000_001).status_code == 413


def test_a_get_tells_nothing(client, aliyun):
    place = {"transport": "aliyun", "sender_id": aliyun.pk, "token": TOKEN}

    response = client.get(reverse("outbox:reports-by-secret", kwargs=place))

    assert (response.status_code, Callback.objects.count()) == (200, 0)


def test_a_session_is_neither_asked_for_nor_given(client, aliyun):
    response = say(client, aliyun, [report()])

    assert response.cookies == {}


@pytest.mark.parametrize(
    ("told", "end"),
    [({"report_token": TOKEN}, f"/{TOKEN}/"), ({}, "/")],
)
def test_the_address_to_enter_at_the_provider_is_the_one_that_answers(client, settings, told, end):
    settings.PUBLIC_URL = "https://crm.example.com"
    sender = sender_of("aliyun", **told)

    address = report_address(sender)

    assert address == f"https://crm.example.com/m/reports/aliyun/{sender.pk}{end}"
    assert client.post(address.removeprefix("https://crm.example.com")).status_code in {200, 403}
