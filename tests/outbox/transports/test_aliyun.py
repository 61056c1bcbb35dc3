"""Aliyun: what it is sent over real HTTP, checked as it checks it, and what its answers and reports mean."""

import base64
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote_plus

import pytest

from hotelcrm.outbox.models import Callback
from hotelcrm.outbox.transports import Fate, SenderFaultError, transport_called
from hotelcrm.outbox.transports.reports import Call, NotTheirsError
from hotelcrm.outbox.transports.sms.aliyun.signing import sign
from tests import realdata
from tests.outbox.transports.provider import Said, envelope, sender

KEY, SECRET, TOKEN = "LTAI5tExample", "aliyun-secret-of-a-test", "t" * 32
OK = Said({"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "F655A8D5"})
TEMPLATE = {"aliyun": {"code": "SMS_153055065", "overseas": "SMS_9", "parameters": {"name": "张三", "room": "1808"}}}
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

aliyun = transport_called("aliyun")


@pytest.fixture
def road(provider):
    provider.answer = OK
    told = {"access_key_id": KEY, "access_key_secret": SECRET, "sign_overseas": "Starbay", "report_token": TOKEN}
    found = aliyun.open(sender("aliyun", provider.url, **told))
    yield found
    found.close()


def message(address="+8613811111111", **fields):
    return envelope(address, **{"provider": TEMPLATE} | fields)


def says(code):
    return Said({"Code": code, "Message": "…", "RequestId": "F655A8D5"}, status=200 if code == "OK" else 400)


def signature_by_aliyun(body):
    """As the provider reckons it from what arrived: decode, drop the signature, sort, encode its own way."""
    parameters = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)

    def popped(text):
        return quote_plus(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")

    rest = "&".join(f"{popped(name)}={popped(value)}" for name, value in sorted(parameters) if name != "Signature")
    digest = hmac.digest(f"{SECRET}&".encode(), f"POST&%2F&{popped(rest)}".encode(), "sha1")
    return base64.b64encode(digest).decode()


def test_the_signature_is_what_aliyun_reckons(provider, road):
    awkward = {"aliyun": {"code": "SMS_1", "parameters": {"name": "Zoë ~*+/&=%张", "empty": ""}}}

    road.deliver([message(provider=awkward)])

    asked = provider.asked[0]
    assert asked.form["Signature"] == signature_by_aliyun(asked.body)


def test_the_published_example_of_a_signature():
    """From Aliyun's documentation of RPC signatures, there for a GET: what comes after the method is the same."""
    parameters = {
        "TimeStamp": "2016-02-23T12:46:24Z",
        "Format": "XML",
        "AccessKeyId": "testid",
        "Action": "DescribeRegions",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Version": "2014-05-26",
        "SignatureVersion": "1.0",
    }
    listed = (
        "AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce"
        "%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26TimeStamp%3D2016-02-23T12%253A46%253A24Z"
        "%26Version%3D2014-05-26"
    )
    expected = base64.b64encode(hmac.digest(b"testsecret&", f"POST&%2F&{listed}".encode(), "sha1")).decode()

    assert sign(parameters, "testsecret") == expected


def test_a_message_is_sent_by_its_template(provider, road):
    road.deliver([message(message_id=42)])

    form = provider.asked[0].form
    assert {
        name: form[name] for name in ("Action", "Version", "PhoneNumbers", "SignName", "TemplateCode", "OutId")
    } == {
        "Action": "SendSms",
        "Version": "2017-05-25",
        "PhoneNumbers": "13811111111",
        "SignName": "星湾酒店",
        "TemplateCode": "SMS_153055065",
        "OutId": "message:42",
    }
    assert json.loads(form["TemplateParam"]) == {"name": "张三", "room": "1808"}


def test_numbers_stand_in_no_address(provider, road):
    road.deliver([message()])

    assert (provider.asked[0].method, provider.asked[0].path) == ("POST", "/")


def test_overseas_has_its_own_template_and_signature(provider, road):
    road.deliver([message("+6591234567")])

    form = provider.asked[0].form
    assert (form["PhoneNumbers"], form["TemplateCode"], form["SignName"]) == ("6591234567", "SMS_9", "Starbay")


def test_every_call_has_a_nonce_and_a_time_of_its_own(provider, road):
    road.deliver([message()])
    road.deliver([message()])

    nonces = {asked.form["SignatureNonce"] for asked in provider.asked}
    assert len(nonces) == 2
    assert provider.asked[0].form["Timestamp"].endswith("Z")


def test_the_request_has_the_shape_of_the_published_one(provider, road):
    published = json.loads(realdata.path("messaging/aliyun_SendSms_request.json").read_text())
    expected = {name for name in published if not name.startswith("_")} - {"SmsUpExtendCode"}

    road.deliver([message()])

    assert expected <= set(provider.asked[0].form)


def test_the_published_answer_is_an_acceptance(provider, road):
    provider.answer = Said(json.loads(realdata.path("messaging/aliyun_SendSms_response.json").read_text()))

    (outcome,) = road.deliver([message()])

    assert outcome.fate == Fate.ACCEPTED
    assert outcome.reference.startswith("900619746936498440^0:")


def test_what_is_accepted_has_a_reference_without_the_number_and_its_parts(road):
    outcomes = road.deliver([message(message_id=n, address=f"+861381111111{n}", text="好" * 70) for n in (1, 2)])

    assert {outcome.fate for outcome in outcomes} == {Fate.ACCEPTED}
    assert {outcome.parts for outcome in outcomes} == {2}  # the signature is paid for
    assert len({outcome.reference for outcome in outcomes}) == 2
    assert "1381111111" not in outcomes[0].reference


def test_a_thousand_numbers_share_a_call_and_no_more():
    envelopes = [message(f"+86138{n:08}", message_id=n) for n in range(2_001)]

    assert [len(batch) for batch in aliyun.batches(envelopes)] == [1_000, 1_000, 1]


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Fate.REFUSED_ADDRESS),
        ("isv.BUSINESS_LIMIT_CONTROL", Fate.LATER),
        ("Throttling.User", Fate.LATER),
        ("isv.SMS_TEMPLATE_ILLEGAL", Fate.REFUSED_CONTENT),
        ("isv.TEMPLATE_MISSING_PARAMETERS", Fate.REFUSED_CONTENT),
        ("isv.SMS_SIGNATURE_ILLEGAL", Fate.REFUSED_SENDER),
        ("SignatureDoesNotMatch", Fate.REFUSED_SENDER),
        ("InvalidAccessKeyId.NotFound", Fate.REFUSED_SENDER),
        ("isv.AMOUNT_NOT_ENOUGH", Fate.REFUSED_SENDER),
        ("isp.SYSTEM_ERROR", Fate.NO_REPLY),
        ("InternalError", Fate.NO_REPLY),
        ("isv.NEVER_HEARD_OF", Fate.LATER),
    ],
)
def test_each_no_has_its_fate(provider, road, code, fate):
    provider.answer = says(code)

    assert [(one.fate, one.code) for one in road.deliver([message()])] == [(fate, code)]


@pytest.mark.parametrize(
    ("code", "is_for_all"),
    [("Throttling.User", True), ("ServiceUnavailable", True), ("isv.BUSINESS_LIMIT_CONTROL", False)],
)
def test_being_put_off_may_be_about_everybody(provider, road, code, is_for_all):
    provider.answer = says(code)

    assert [(one.fate, one.is_for_all) for one in road.deliver([message()])] == [(Fate.LATER, is_for_all)]


def test_one_bad_number_does_not_spoil_the_call_for_the_others(provider, road):
    bad = "13800000005"
    provider.answer = lambda asked: says("isv.MOBILE_NUMBER_ILLEGAL") if bad in asked.form["PhoneNumbers"] else OK

    outcomes = road.deliver([message(f"+86138000000{n:02}", message_id=n) for n in range(16)])

    assert [n for n, outcome in enumerate(outcomes) if outcome.fate == Fate.REFUSED_ADDRESS] == [5]
    assert {outcome.fate for outcome in outcomes[:5] + outcomes[6:]} == {Fate.ACCEPTED}
    called = [asked.form["PhoneNumbers"].split(",") for asked in provider.asked]
    sent = [number for numbers in called if bad not in numbers for number in numbers]
    assert len(sent) == len(set(sent)) == 15  # nobody is written to twice


def test_a_call_that_is_all_spoilt_ends(provider, road):
    provider.answer = says("isv.MOBILE_NUMBER_ILLEGAL")

    outcomes = road.deliver([message(f"+86138{n:08}", message_id=n) for n in range(1_000)])

    assert len(provider.asked) == 40
    assert {outcome.fate for outcome in outcomes} == {Fate.REFUSED_ADDRESS, Fate.LATER}


def test_what_is_no_number_is_refused_without_asking(provider, road):
    (bad, good) = road.deliver([message("+8610123", message_id=1), message(message_id=2)])

    assert (bad.fate, bad.code, good.fate) == (Fate.REFUSED_ADDRESS, "not_a_number", Fate.ACCEPTED)
    assert provider.asked[0].form["PhoneNumbers"] == "13811111111"


@pytest.mark.parametrize("told", [{}, {"aliyun": {"parameters": {"name": "x"}}}, {"tencent": {"code": "1"}}])
def test_without_an_approved_template_nothing_is_sent(provider, road, told):
    (outcome,) = road.deliver([message(provider=told)])

    assert (outcome.fate, outcome.code) == (Fate.REFUSED_CONTENT, "no_template")
    assert provider.asked == []


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        (Said(b"<html>", status=503), Fate.LATER),
        (Said(b"<html>", status=502), Fate.NO_REPLY),
        (Said(b"<html>", status=404), Fate.REFUSED_SENDER),
        (Said(b"<html>"), Fate.NO_REPLY),
        (Said(closes=True), Fate.NO_REPLY),
    ],
)
def test_an_answer_that_is_none_of_aliyuns(provider, road, said, fate):
    provider.answer = said

    assert [one.fate for one in road.deliver([message()])] == [fate]


def test_nobody_at_home_is_a_road_that_is_down(provider, road):
    provider.close()

    assert [one.fate for one in road.deliver([message(), message("+8613811111112", message_id=2)])] == [
        Fate.ROAD_DOWN
    ] * 2


def test_a_sender_without_its_key_is_refused():
    with pytest.raises(SenderFaultError):
        aliyun.open(sender("aliyun", access_key_id=KEY))


# Reports

REPORT = {
    "phone_number": "13811111111",
    "send_time": "2026-11-22 08:59:00",
    "report_time": "2026-11-22 09:00:00",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "900619746936498440^0",
    "out_id": "message:42",
}
UP = {
    "phone_number": "13811111111",
    "send_time": "2026-11-22 09:00:00",
    "content": "TD",
    "sign_name": "星湾酒店",
    "dest_code": "90999",
    "sequence_id": 1234567890,
}


def hear(body, *, token=TOKEN, kept=TOKEN):
    call = Call("POST", "https://crm.example.com/", AT, body=json.dumps(body).encode(), token=token)
    return aliyun.hear(call, sender("aliyun", report_token=kept))


def test_a_report_names_the_message_as_the_acceptance_did(road):
    (outcome,) = road.deliver([message()])

    (report,) = hear([REPORT]).reports

    assert report.reference == outcome.reference
    assert (report.kind, report.code, report.message_id) == (Callback.Kind.DELIVERED, "DELIVERED", 42)
    assert report.happened_at == AT


def test_the_published_report_is_read_and_answered():
    published = json.loads(realdata.path("messaging/aliyun_SmsReport_callback.json").read_text())
    reply = json.loads(realdata.path("messaging/aliyun_SmsReport_reply.json").read_text())

    heard = hear(published)

    assert [(one.kind, one.message_id) for one in heard.reports] == [(Callback.Kind.DELIVERED, None)]
    assert json.loads(heard.reply) == reply


def test_the_same_report_has_the_same_key_and_another_has_another():
    (first, again) = (hear([REPORT]).reports[0], hear([REPORT]).reports[0])
    failed = hear([REPORT | {"success": False, "err_code": "UNKNOWN"}]).reports[0]
    other = hear([REPORT | {"phone_number": "13811111112"}]).reports[0]

    assert first == again
    assert len({first.key, failed.key, other.key}) == 3


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("INVALID_NUMBER", Callback.Kind.BOUNCED),
        ("MOBILE_NOT_ON_SERVICE", Callback.Kind.FAILED),
        ("MOBILE_IN_BLACK", Callback.Kind.COMPLAINED),
        ("CONTENT_KEYWORD", Callback.Kind.BLOCKED),
    ],
)
def test_what_a_failure_was(code, kind):
    assert hear([REPORT | {"success": False, "err_code": code}]).reports[0].kind == kind


def test_several_reports_come_in_one_call():
    assert len(hear([REPORT, REPORT | {"phone_number": "13811111112"}, UP]).reports) == 3


@pytest.mark.parametrize(
    ("content", "kind", "address"),
    [("TD", Callback.Kind.UNSUBSCRIBED, "+8613811111111"), ("谢谢", Callback.Kind.OTHER, "")],
)
def test_an_answer_of_a_guest_may_be_a_no(content, kind, address):
    (report,) = hear([UP | {"content": content}]).reports

    assert (report.kind, report.address, report.reference) == (kind, address, "")
    assert "13811111111" not in report.key


@pytest.mark.parametrize("time", ["soon", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "2026-11-22 09:00:01"])
def test_a_time_that_cannot_be_is_that_of_the_call(time):
    assert hear([REPORT | {"report_time": time}]).reports[0].happened_at == AT


@pytest.mark.parametrize(("token", "kept"), [("", ""), ("t" * 31, TOKEN), ("é" * 32, TOKEN), ("short", "short")])
def test_who_does_not_know_the_secret_is_not_aliyun(token, kept):
    with pytest.raises(NotTheirsError):
        hear([REPORT], token=token, kept=kept)


@pytest.mark.parametrize("body", ["text", [1], 5])
def test_what_cannot_be_read_is_kept_as_it_came(body):
    (report, again) = (hear(body).reports[0], hear(body).reports[0])

    assert (report.kind, report.code, report.raw) == (Callback.Kind.OTHER, "unread", json.dumps(body))
    assert report.key == again.key


def test_columns_hold_what_a_provider_makes_up():
    report = hear([REPORT | {"biz_id": "9\0" * 200, "err_code": "E" * 500}]).reports[0]

    assert (len(report.key), len(report.reference), len(report.code)) == (64, 64, 60)
    assert report == replace(report)
