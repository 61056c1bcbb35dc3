"""Tencent Cloud: what it is sent over real HTTP, checked as it checks it, and what its answers and reports mean."""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime

import pytest

from hotelcrm.outbox.models import Callback
from hotelcrm.outbox.transports import Fate, SenderFaultError, transport_called
from hotelcrm.outbox.transports.reports import Call, NotTheirsError
from tests import realdata
from tests.outbox.transports.provider import Said, envelope, sender

ID, SECRET, TOKEN = "AKIDexample", "tencent-secret-of-a-test", "t" * 32
TEMPLATE = {"tencent": {"code": "1110", "overseas": "2220", "parameters": ["张三", "1808"]}}
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

tencent = transport_called("tencent")


def accepts(asked, code="Ok", fee=1):
    """An answer for each number, in the opposite order."""
    statuses = [
        {"SerialNo": f"5000:{number[-4:]}", "PhoneNumber": number, "Fee": fee, "Code": code, "Message": "…"}
        for number in reversed(asked.json["PhoneNumberSet"])
    ]
    return Said({"Response": {"SendStatusSet": statuses, "RequestId": "a0aabda6"}})


@pytest.fixture
def road(provider):
    provider.answer = accepts
    told = {"secret_id": ID, "secret_key": SECRET, "app_id": "1400006666", "sign_overseas": "Starbay"}
    found = tencent.open(sender("tencent", provider.url, **told))
    yield found
    found.close()


def message(address="+8613811111111", **fields):
    return envelope(address, **{"provider": TEMPLATE} | fields)


def authorization_by_tencent(asked):
    """As the provider reckons it from what arrived: the headers that the request itself says are signed."""
    names = re.findall(r"SignedHeaders=([^,]+)", asked.headers["Authorization"])[0].split(";")
    arrived = {name.lower(): value for name, value in asked.headers.items()}
    canonical = "\n".join(
        [
            asked.method,
            asked.path,
            "",
            *(f"{name}:{arrived[name].lower()}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(asked.body).hexdigest(),
        ]
    )
    moment = int(arrived["x-tc-timestamp"])
    day = datetime.fromtimestamp(moment, UTC).date().isoformat()
    scope = f"{day}/sms/tc3_request"
    to_sign = "\n".join(["TC3-HMAC-SHA256", str(moment), scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"TC3{SECRET}".encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    return f"TC3-HMAC-SHA256 Credential={ID}/{scope}, SignedHeaders={';'.join(names)}, Signature={signature}"


def test_the_signature_is_what_tencent_reckons(provider, road):
    road.deliver([message()])

    asked = provider.asked[0]
    assert asked.headers["Authorization"] == authorization_by_tencent(asked)
    assert abs(int(asked.headers["X-TC-Timestamp"]) - datetime.now(UTC).timestamp()) < 60


def test_a_message_is_sent_by_its_template(provider, road):
    road.deliver([message(message_id=42)])

    asked = provider.asked[0]
    assert asked.json == {
        "PhoneNumberSet": ["+8613811111111"],
        "SmsSdkAppId": "1400006666",
        "TemplateId": "1110",
        "SignName": "星湾酒店",
        "TemplateParamSet": ["张三", "1808"],
        "SessionContext": "message:42",
    }
    assert (asked.headers["X-TC-Action"], asked.headers["X-TC-Version"]) == ("SendSms", "2021-01-11")
    assert asked.headers["X-TC-Region"] == "ap-guangzhou"


def test_overseas_has_its_own_template_and_signature(provider, road):
    road.deliver([message("+6591234567")])

    said = provider.asked[0].json
    assert (said["PhoneNumberSet"], said["TemplateId"], said["SignName"]) == (["+6591234567"], "2220", "Starbay")


def test_the_request_has_the_shape_of_the_published_one(provider, road):
    published = json.loads(realdata.path("messaging/tencent_SendSms_request.json").read_text())

    road.deliver([message()])

    asked = provider.asked[0]
    assert set(asked.json) == {name for name in published if not name.startswith("_")}
    assert {name: asked.headers[name] for name in published["_headers"]} == published["_headers"]


def test_the_published_answer_is_an_acceptance(provider, road):
    published = json.loads(realdata.path("messaging/tencent_SendSms_response.json").read_text())
    provider.answer = Said({name: said for name, said in published.items() if not name.startswith("_")})

    (outcome,) = road.deliver([message("+8618501234444")])

    assert (outcome.fate, outcome.reference) == (Fate.ACCEPTED, "5000:1045710669157053657849499619")


def test_answers_are_told_apart_by_number_and_not_by_place(road):
    outcomes = road.deliver([message(f"+861381111111{n}", message_id=n) for n in (1, 2, 3)])

    assert [outcome.reference for outcome in outcomes] == ["5000:1111", "5000:1112", "5000:1113"]


def test_a_number_that_the_answer_leaves_out_is_unknown(provider, road):
    provider.answer = Said({"Response": {"SendStatusSet": [], "RequestId": "a0aabda6"}})

    assert [one.fate for one in road.deliver([message()])] == [Fate.NO_REPLY]


def test_parts_are_tencents_or_else_counted(provider, road):
    provider.answer = lambda asked: accepts(asked, fee=3)
    assert road.deliver([message()])[0].parts == 3

    provider.answer = lambda asked: accepts(asked, fee=0)
    assert road.deliver([message(text="好" * 70)])[0].parts == 2


def test_two_hundred_numbers_share_a_call_all_of_the_mainland_or_none():
    envelopes = [message(f"+86138{n:08}", message_id=n) for n in range(201)]
    envelopes += [message(f"+65912345{n:02}", message_id=300 + n) for n in range(3)]

    assert [len(batch) for batch in tencent.batches(envelopes)] == [200, 1, 3]


CODES = [
    ("InvalidParameterValue.IncorrectPhoneNumber", Fate.REFUSED_ADDRESS),
    ("FailedOperation.PhoneNumberInBlacklist", Fate.OPTED_OUT),
    ("LimitExceeded.PhoneNumberDailyLimit", Fate.LATER),
    ("FailedOperation.MarketingSendTimeConstraint", Fate.LATER),
    ("FailedOperation.ContainSensitiveWord", Fate.REFUSED_CONTENT),
    ("FailedOperation.TemplateIncorrectOrUnapproved", Fate.REFUSED_CONTENT),
    ("FailedOperation.SignatureIncorrectOrUnapproved", Fate.REFUSED_SENDER),
    ("FailedOperation.InsufficientBalanceInSmsPackage", Fate.REFUSED_SENDER),
    ("AuthFailure.SignatureFailure", Fate.REFUSED_SENDER),
    ("UnauthorizedOperation.SmsSdkAppIdVerifyFail", Fate.REFUSED_SENDER),
    ("InternalError.Timeout", Fate.NO_REPLY),
    ("InternalError.OtherError", Fate.NO_REPLY),
    ("NeverHeardOf", Fate.LATER),
]


@pytest.mark.parametrize(("code", "fate"), CODES)
def test_each_no_to_a_number_has_its_fate(provider, road, code, fate):
    provider.answer = lambda asked: accepts(asked, code)

    assert [(one.fate, one.code) for one in road.deliver([message()])] == [(fate, code)]


@pytest.mark.parametrize(
    ("code", "is_for_all"),
    [
        ("RequestLimitExceeded", True),
        ("RequestLimitExceeded.UinLimitExceeded", True),
        ("LimitExceeded.AppDailyLimit", True),
        ("LimitExceeded.PhoneNumberDailyLimit", False),
        ("NeverHeardOf", False),
    ],
)
def test_being_put_off_may_be_about_everybody(provider, road, code, is_for_all):
    provider.answer = Said({"Response": {"Error": {"Code": code, "Message": "…"}, "RequestId": "a0aabda6"}})

    assert [(one.fate, one.is_for_all) for one in road.deliver([message()])] == [(Fate.LATER, is_for_all)]


@pytest.mark.parametrize(("code", "fate"), CODES)
def test_a_no_to_the_call_is_one_to_all_of_it(provider, road, code, fate):
    provider.answer = Said({"Response": {"Error": {"Code": code, "Message": "…"}, "RequestId": "a0aabda6"}})

    outcomes = road.deliver([message(), message("+8613811111112", message_id=2)])

    assert [(one.fate, one.code) for one in outcomes] == [(fate, code)] * 2


def test_what_is_no_number_is_refused_without_asking(provider, road):
    (bad, good) = road.deliver([message("+8610123", message_id=1), message(message_id=2)])

    assert (bad.fate, bad.code, good.fate) == (Fate.REFUSED_ADDRESS, "not_a_number", Fate.ACCEPTED)
    assert provider.asked[0].json["PhoneNumberSet"] == ["+8613811111111"]


def test_without_an_approved_template_nothing_is_sent(provider, road):
    (outcome,) = road.deliver([message(provider={})])

    assert (outcome.fate, outcome.code) == (Fate.REFUSED_CONTENT, "no_template")
    assert provider.asked == []


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        (Said(b"<html>", status=503), Fate.LATER),
        (Said(b"<html>", status=500), Fate.NO_REPLY),
        (Said(b"<html>", status=504), Fate.NO_REPLY),
        (Said(b"[]"), Fate.NO_REPLY),
        (Said(closes=True), Fate.NO_REPLY),
    ],
)
def test_an_answer_that_is_none_of_tencents(provider, road, said, fate):
    provider.answer = said

    assert [one.fate for one in road.deliver([message()])] == [fate]


def test_nobody_at_home_is_a_road_that_is_down(provider, road):
    provider.close()

    assert [one.fate for one in road.deliver([message()])] == [Fate.ROAD_DOWN]


def test_a_sender_without_its_application_is_refused():
    with pytest.raises(SenderFaultError, match="SmsSdkAppId"):
        tencent.open(sender("tencent", secret_id=ID, secret_key=SECRET))


# Reports

REPORT = {
    "user_receive_time": "2026-11-22 09:00:00",
    "nationcode": "86",
    "mobile": "13811111111",
    "report_status": "SUCCESS",
    "errmsg": "DELIVRD",
    "description": "用户短信送达成功",
    "sid": "5000:1111",
}
UP = {"extend": "", "mobile": "13811111111", "nationcode": "86", "sign": "星湾酒店", "text": "TD", "time": 1795309200}


def hear(body, *, token=TOKEN):
    call = Call("POST", "https://crm.example.com/", AT, body=json.dumps(body).encode(), token=token)
    return tencent.hear(call, sender("tencent", report_token=TOKEN))


def test_a_report_names_the_message_as_the_acceptance_did(road):
    (outcome,) = road.deliver([message()])

    (report,) = hear([REPORT]).reports

    assert (report.reference, report.kind, report.happened_at) == (outcome.reference, Callback.Kind.DELIVERED, AT)


def test_a_report_may_name_the_message_as_we_do():
    assert hear([REPORT | {"ext": "message:42"}]).reports[0].message_id == 42


def test_the_published_report_is_read_and_answered():
    heard = hear(json.loads(realdata.path("messaging/tencent_status_callback.json").read_text()))

    assert [(one.kind, one.code) for one in heard.reports] == [(Callback.Kind.DELIVERED, "DELIVRD")]
    assert json.loads(heard.reply) == {"result": 0, "errmsg": "OK"}


@pytest.mark.parametrize(
    ("description", "kind"), [("用户号码为空号", Callback.Kind.BOUNCED), ("用户关机", Callback.Kind.FAILED)]
)
def test_what_a_failure_was(description, kind):
    failed = REPORT | {"report_status": "FAIL", "errmsg": "MK:0001", "description": description}

    assert hear([failed]).reports[0].kind == kind


def test_the_same_report_has_the_same_key_and_another_has_another():
    keys = [hear([one]).reports[0].key for one in (REPORT, REPORT, REPORT | {"report_status": "FAIL"})]

    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("text", "kind", "address"),
    [("td", Callback.Kind.UNSUBSCRIBED, "+8613811111111"), ("谢谢", Callback.Kind.OTHER, "")],
)
def test_an_answer_of_a_guest_may_be_a_no(text, kind, address):
    (report,) = hear(UP | {"text": text}).reports

    assert (report.kind, report.address, report.happened_at) == (
        kind,
        address,
        datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
    )
    assert "13811111111" not in report.key


@pytest.mark.parametrize("time", ["soon", 10**30, -1, 0, 1795309201 + 86_400, 253402300799])
def test_a_time_that_is_none_is_that_of_the_call(time):
    assert hear(UP | {"time": time}).reports[0].happened_at == AT


def test_who_does_not_know_the_secret_is_not_tencent():
    with pytest.raises(NotTheirsError):
        hear([REPORT], token="u" * 32)


def test_what_cannot_be_read_is_kept_as_it_came():
    assert [(one.kind, one.code) for one in hear("text").reports] == [(Callback.Kind.OTHER, "unread")]
