"""From the row to the provider and back: whole turns of delivery over text messages and WeCom, with real HTTP."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from guests.models import Contact
from hotelcrm.outbox.answers.applying import apply_waiting
from hotelcrm.outbox.models import Attempt, Sender, State, Suppression, Template, Variant
from tests.factories import NOW, ContactFactory, GuestFactory, HotelFactory
from tests.outbox.delivery_world import answer, message, stands, turn
from tests.outbox.transports.provider import Said

pytestmark = pytest.mark.django_db

TOKEN = "t" * 32
ACCEPTED = Said({"Code": "OK", "BizId": "9^0"})
PROVIDERS = {"aliyun": {"code": "SMS_1", "parameters": {"name": '{{ guest.full_name | default: "您" }}'}}}


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Starbay", name_zh="星湾酒店")


def guest_with(kind, value, **fields):
    found = GuestFactory(language="zh-hans", **fields)
    ContactFactory(guest=found, kind=kind, value=value, is_primary=True)
    answer(found, "marketing", "given")
    return found


def template(provider_ids, *, text="周末双早特惠。"):
    found = Template.objects.create(code="weekend", name_en="Weekend", name_zh="周末", purpose="marketing")
    Variant.objects.create(
        template=found, language="zh-hans", channel="sms", source=text, text=text, provider_ids=provider_ids
    )
    return found


def road(provider, transport="aliyun", channel="sms", **told):
    keys = {"access_key_id": "id", "access_key_secret": "secret", "report_token": TOKEN}
    options = json.dumps({"endpoint": provider.url} | (told or keys))
    return Sender.objects.create(
        channel=channel, transport=transport, name="星湾酒店", options=options, per_second=100_000
    )


def test_those_who_read_the_same_leave_in_one_call_and_reports_find_each(client, provider, hotel):
    provider.answer = ACCEPTED
    sender = road(provider)
    same = {"channel": "sms", "template": template({"aliyun": {"code": "SMS_1"}})}
    rows = [message(guest_with("phone", f"+861381111111{n}"), hotel, **same) for n in range(3)]

    turn()

    assert [len(asked.form["PhoneNumbers"].split(",")) for asked in provider.asked] == [3]
    assert [stands(row) for row in rows] == [(State.SENT, "")] * 3
    report = {"phone_number": "13811111111", "success": True, "err_code": "DELIVERED", "biz_id": "9^0"}
    place = {"transport": "aliyun", "sender_id": sender.pk, "token": TOKEN}
    client.post(reverse("outbox:reports-by-secret", kwargs=place), [report], content_type="application/json")
    apply_waiting(at=NOW + timedelta(minutes=1))
    assert [stands(row)[0] for row in rows] == [State.SENT, State.DELIVERED, State.SENT]


def test_a_guests_own_words_fill_the_approved_template(provider, hotel):
    provider.answer = ACCEPTED
    road(provider)
    row = message(
        guest_with("phone", "+8613811111111", full_name="张敏"), hotel, channel="sms", template=template(PROVIDERS)
    )

    turn()

    form = provider.asked[0].form
    assert (form["TemplateCode"], json.loads(form["TemplateParam"])) == ("SMS_1", {"name": "张敏"})
    assert stands(row) == (State.SENT, "")


def test_the_parts_that_are_paid_for_are_written_down(provider, hotel):
    provider.answer = ACCEPTED
    road(provider)
    long = template({"aliyun": {"code": "SMS_1"}}, text="好" * 60)
    message(guest_with("phone", "+8613811111111"), hotel, channel="sms", template=long)

    turn()

    assert Attempt.objects.values_list("segments", "outcome").get() == (2, "accepted")


def test_a_bad_number_among_good_ones_is_suppressed_alone(provider, hotel):
    bad = "13811111112"
    refusal = Said({"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, status=400)
    provider.answer = lambda asked: refusal if bad in asked.form["PhoneNumbers"] else ACCEPTED
    road(provider)
    same = {"channel": "sms", "template": template({"aliyun": {"code": "SMS_1"}})}
    rows = [message(guest_with("phone", f"+861381111111{n}"), hotel, **same) for n in range(4)]

    turn()

    assert [stands(row)[0] for row in rows] == [State.SENT, State.SENT, State.FAILED, State.SENT]
    assert Suppression.objects.values_list("channel", "why").get() == ("sms", "dead")
    bounced = Contact.objects.filter(bounced_at__isnull=False)
    assert list(bounced.values_list("guest", flat=True)) == [rows[2].guest_id]


def test_free_text_that_the_provider_cannot_send_fails_unsent(provider, hotel):
    road(provider)
    row = message(guest_with("phone", "+8613811111111"), hotel, channel="sms")

    turn()

    assert stands(row) == (State.FAILED, "refused_content")
    assert provider.asked == []


def test_after_no_reply_an_offer_is_unknown_and_not_sent_again(provider, hotel):
    provider.answer = Said(closes=True)
    road(provider)
    row = message(
        guest_with("phone", "+8613811111111"), hotel, channel="sms", template=template({"aliyun": {"code": "SMS_1"}})
    )

    turn()
    turn(at=NOW + timedelta(hours=1))

    assert stands(row) == (State.UNKNOWN, "no_reply")
    assert len(provider.asked) == 1


@pytest.mark.parametrize("said", [Said(b"", status=500), Said({"code": 20500, "message": "…"}, status=500)])
@pytest.mark.parametrize(
    ("purpose", "state", "reason", "asked"), [("marketing", "unknown", "no_reply", 1), ("service", "sent", "", 2)]
)
def test_a_provider_that_broke_while_it_had_the_message_may_have_sent_it(
    provider, hotel, said, purpose, state, reason, asked
):
    provider.answer = [said, Said({"sid": "SM1"}, status=201)]
    road(provider, "twilio", account_sid="AC1", auth_token="x", messaging_service_sid="MG1")
    row = message(guest_with("phone", "+8613811111111"), hotel, channel="sms", purpose=purpose)

    turn()
    turn(at=NOW + timedelta(hours=1))

    assert stands(row) == (state, reason)
    assert len(provider.asked) == asked


def test_twilio_takes_the_whole_text(provider, hotel):
    provider.answer = Said({"sid": "SM1", "num_segments": "1"}, status=201)
    road(provider, "twilio", account_sid="AC1", auth_token="x", messaging_service_sid="MG1")
    row = message(guest_with("phone", "+8613811111111"), hotel, channel="sms", subject="", body="周末双早特惠。")

    turn()

    assert provider.asked[0].form["Body"] == "【星湾酒店】周末双早特惠。回复TD退订"
    assert stands(row) == (State.SENT, "")


def test_wecom_takes_a_message_to_a_customer(provider, hotel):
    token = Said({"errcode": 0, "access_token": "token-1", "expires_in": 7200})
    sent = Said({"errcode": 0, "fail_list": [], "msgid": "msg1"})
    provider.answer = lambda asked: token if "gettoken" in asked.path else sent
    road(provider, "wecom", "wecom", corp_id="ww1", secret="x")
    row = message(guest_with("wecom", "woAJ2GCAAAX"), hotel, channel="wecom", body="周末双早特惠。")

    turn()

    assert provider.asked[-1].json["external_userid"] == ["woAJ2GCAAAX"]
    assert stands(row) == (State.SENT, "")
