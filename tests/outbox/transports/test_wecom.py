"""WeCom: customers and staff over real HTTP, tokens that go stale, and what it reports, sealed as it seals it."""

import base64
import hashlib
import json
import os
import struct
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.cache import cache
from django.db import connection

from hotelcrm.outbox.models import Callback
from hotelcrm.outbox.transports import Fate, SenderFaultError, transport_called
from hotelcrm.outbox.transports.reports import Call, NotTheirsError, UnreadableCallError
from tests import realdata
from tests.outbox.transports.provider import Said, envelope, sender

pytestmark = pytest.mark.django_db  # tokens are kept there

CORP, SECRET = "ww0123456789abcdef", "wecom-secret-of-a-test"
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ALL_GOOD = {"errcode": 0, "errmsg": "ok"}

customers, staff = transport_called("wecom"), transport_called("wecom_staff")


class WeCom:
    """Gives tokens, refuses those it did not give last, and says `said` to a message."""

    def __init__(self, said):
        self.said, self.given = said, []

    def __call__(self, asked):
        if asked.path.startswith("/cgi-bin/gettoken"):
            self.given.append(f"token-{len(self.given) + 1}")
            return Said(ALL_GOOD | {"access_token": self.given[-1], "expires_in": 7200})
        if asked.query["access_token"] != self.given[-1]:
            return Said({"errcode": 42001, "errmsg": "access_token expired"})
        return Said(self.said(asked) if callable(self.said) else self.said)


@pytest.fixture
def road(provider):
    provider.answer = WeCom(ALL_GOOD | {"fail_list": [], "msgid": "msg1"})
    found = customers.open(sender("wecom", provider.url, corp_id=CORP, secret=SECRET, address="anna"))
    yield found
    found.close()


@pytest.fixture
def staff_road(provider, settings):
    settings.PUBLIC_URL = "https://crm.example.com"
    provider.answer = WeCom(ALL_GOOD | {"invaliduser": "", "msgid": "msg1"})
    found = staff.open(sender("wecom_staff", provider.url, corp_id=CORP, secret=SECRET, agent_id="1000002"))
    yield found
    found.close()


def guest(n=1, **fields):
    return envelope(f"wo{n}", **{"message_id": n} | fields)


def paths(provider):
    return [asked.path.partition("?")[0].removeprefix("/cgi-bin/") for asked in provider.asked]


# To guests


def test_a_message_goes_to_customers_in_the_name_of_a_member(provider, road):
    (outcome,) = road.deliver([guest()])

    assert paths(provider) == ["gettoken", "externalcontact/add_msg_template"]
    assert provider.asked[0].query == {"corpid": CORP, "corpsecret": SECRET}
    assert provider.asked[1].json == {
        "chat_type": "single",
        "external_userid": ["wo1"],
        "sender": "anna",
        "text": {"content": "您的房间已备好。"},
    }
    assert outcome.fate == Fate.ACCEPTED
    assert outcome.reference.startswith("msg1:")


def test_the_request_is_part_of_the_published_one(provider, road):
    published = json.loads(realdata.path("messaging/wecom_add_msg_template.json").read_text())

    road.deliver([guest()])

    asked = provider.asked[1].json
    assert set(asked) < set(published)
    assert {name: type(value) for name, value in asked.items()} == {name: type(published[name]) for name in asked}


def test_those_on_the_published_list_of_failures_are_refused(provider, road):
    published = json.loads(realdata.path("messaging/wecom_add_msg_template_response.json").read_text())
    provider.answer = WeCom(published)
    (failed,) = published["fail_list"]

    outcomes = road.deliver([guest(1), envelope(failed, message_id=2), guest(3)])

    assert [one.fate for one in outcomes] == [Fate.ACCEPTED, Fate.REFUSED_ADDRESS, Fate.ACCEPTED]
    assert outcomes[0].reference != outcomes[2].reference


def test_those_who_read_the_same_share_a_call_and_nobody_is_in_it_twice():
    envelopes = [guest(1), guest(2), guest(3, text="另一条"), envelope("wo1", message_id=4)]

    assert [[one.message_id for one in batch] for batch in customers.batches(envelopes)] == [[1, 2], [3], [4]]


def test_one_who_is_no_customer_does_not_spoil_the_call_for_the_others(provider, road):
    def said(asked):
        return (
            {"errcode": 84061, "errmsg": "not external contact"} if "wo3" in asked.json["external_userid"] else ALL_GOOD
        )

    provider.answer = WeCom(said)

    outcomes = road.deliver([guest(n) for n in range(8)])

    assert [n for n, one in enumerate(outcomes) if one.fate == Fate.REFUSED_ADDRESS] == [3]
    assert [one.fate for one in outcomes].count(Fate.ACCEPTED) == 7


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (-1, Fate.LATER),
        (45009, Fate.LATER),
        (84061, Fate.REFUSED_ADDRESS),
        (40096, Fate.REFUSED_ADDRESS),
        (45002, Fate.REFUSED_CONTENT),
        (48002, Fate.REFUSED_SENDER),
        (60020, Fate.REFUSED_SENDER),
        (99999, Fate.LATER),
    ],
)
def test_each_no_has_its_fate(provider, road, code, fate):
    provider.answer = WeCom({"errcode": code, "errmsg": "…"})

    assert [(one.fate, one.code) for one in road.deliver([guest()])] == [(fate, str(code))]


@pytest.mark.parametrize(("code", "is_for_all"), [(-1, True), (45009, True), (41063, False), (99999, False)])
def test_being_put_off_may_be_about_everybody(provider, road, code, is_for_all):
    provider.answer = WeCom({"errcode": code, "errmsg": "…"})

    assert [(one.fate, one.is_for_all) for one in road.deliver([guest()])] == [(Fate.LATER, is_for_all)]


# Tokens


def test_a_token_is_kept_for_the_next_connection(provider, road):
    road.deliver([guest(1)])
    other = customers.open(sender("wecom", provider.url, corp_id=CORP, secret=SECRET))
    other.deliver([guest(2)])
    other.close()

    assert paths(provider).count("gettoken") == 1


def test_a_token_is_not_readable_where_it_is_kept(road):
    road.deliver([guest()])

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM running_cache WHERE cache_key LIKE '%wecom-token%'")
        ((key, value),) = cursor.fetchall()
    assert b"token-1" not in base64.b64decode(value)
    assert SECRET not in key


def test_a_stale_token_is_replaced_and_the_message_sent_once(provider, road):
    road.deliver([guest(1)])
    provider.answer.given.append("somebody asked for another")

    (outcome,) = road.deliver([guest(2)])

    assert outcome.fate == Fate.ACCEPTED
    assert paths(provider)[2:] == [
        "externalcontact/add_msg_template",
        "gettoken",
        "externalcontact/add_msg_template",
    ]


@pytest.mark.parametrize("stale", [40014, 42001])
def test_a_token_that_is_stale_at_once_is_not_asked_for_again(provider, road, stale):
    provider.answer = WeCom({"errcode": stale, "errmsg": "invalid access_token"})

    (outcome,) = road.deliver([guest()])

    assert (outcome.fate, outcome.code) == (Fate.REFUSED_SENDER, str(stale))
    assert paths(provider).count("gettoken") == 2


def test_another_secret_never_meets_the_old_token(provider, road):
    road.deliver([guest(1)])
    other = customers.open(sender("wecom", provider.url, corp_id=CORP, secret="another"))
    other.deliver([guest(2)])
    other.close()

    assert paths(provider).count("gettoken") == 2


def test_a_token_whose_key_is_gone_is_asked_for_anew(provider, road, settings):
    road.deliver([guest(1)])
    settings.PII_KEYS = {"other": os.urandom(32)}

    assert [one.fate for one in road.deliver([guest(2)])] == [Fate.ACCEPTED]
    assert paths(provider).count("gettoken") == 2


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        (Said({"errcode": 40001, "errmsg": "invalid credential"}), Fate.REFUSED_SENDER),
        (Said({"errcode": -1, "errmsg": "system busy"}), Fate.LATER),
        (Said(ALL_GOOD), Fate.LATER),
        (Said(b"<html>", status=503), Fate.LATER),
        (Said(b"<html>"), Fate.ROAD_DOWN),
        (Said(closes=True), Fate.ROAD_DOWN),
    ],
)
def test_without_a_token_nothing_of_the_message_was_sent(provider, road, said, fate):
    provider.answer = said

    assert [one.fate for one in road.deliver([guest()])] == [fate]
    assert paths(provider) == ["gettoken"]


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        (Said(b"<html>", status=503), Fate.LATER),
        (Said(b"<html>", status=500), Fate.NO_REPLY),
        (Said(b"<html>", status=502), Fate.NO_REPLY),
        (Said(b"<html>"), Fate.NO_REPLY),
        (Said(closes=True), Fate.NO_REPLY),
    ],
)
def test_after_the_message_was_sent_nobody_knows(provider, road, said, fate):
    road.deliver([guest(1)])
    provider.answer = said

    assert [one.fate for one in road.deliver([guest(2)])] == [fate]


def test_nobody_at_home_is_a_road_that_is_down(provider, road):
    provider.close()

    assert [one.fate for one in road.deliver([guest()])] == [Fate.ROAD_DOWN]


# To staff


def member(who="ZhangSan", **fields):
    return envelope(who, **{"subject": "测试", "text": "一封试发的消息", "is_service": True} | fields)


def test_staff_read_plain_text(provider, staff_road):
    (outcome,) = staff_road.deliver([member()])

    assert paths(provider) == ["gettoken", "message/send"]
    assert provider.asked[1].json == {
        "touser": "ZhangSan",
        "agentid": 1000002,
        "msgtype": "text",
        "text": {"content": "测试\n一封试发的消息"},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }
    assert (outcome.fate, outcome.reference) == (Fate.ACCEPTED, "msg1")


def test_a_link_makes_a_card_in_which_nothing_is_markup(provider, staff_road):
    staff_road.deliver([member(text="<b>Room</b> 1808: https://crm.example.com/guests/7/。")])

    said = provider.asked[1].json
    assert (said["msgtype"], said["textcard"]["url"]) == ("textcard", "https://crm.example.com/guests/7/")
    assert said["textcard"]["description"].startswith("&lt;b&gt;Room")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("“Look at https://evil.example/x”, a guest writes: https://crm.example.com/guests/7/", "/guests/7/"),
        ("“Look at https://crm.example.com.evil.example/x”: https://crm.example.com/guests/7/", "/guests/7/"),
        ("“Look at https://evil.example/x”, a guest writes.", None),
        ("Look at https://crm.example.com@evil.example/x", None),
    ],
)
def test_no_card_leads_to_anothers_page(provider, staff_road, text, url):
    staff_road.deliver([member(text=text)])

    said = provider.asked[1].json
    assert said.get("textcard", {}).get("url") == (url and f"https://crm.example.com{url}")
    assert said["msgtype"] == ("textcard" if url else "text")


def test_a_card_has_the_shape_of_the_published_one(provider, staff_road):
    published = json.loads(realdata.path("messaging/wecom_message_send_textcard.json").read_text())

    staff_road.deliver([member(text="https://crm.example.com/")])

    asked = provider.asked[1].json
    assert set(asked) < set(published)
    assert set(asked["textcard"]) < set(published["textcard"])


def test_what_is_too_long_for_a_card_is_text(provider, staff_road):
    staff_road.deliver([member(text="好" * 200 + "https://crm.example.com/")])

    assert provider.asked[1].json["msgtype"] == "text"


def test_those_whom_the_published_answer_does_not_know_are_refused(provider, staff_road):
    provider.answer = WeCom(json.loads(realdata.path("messaging/wecom_message_send_response.json").read_text()))
    members = [member(who, message_id=n) for n, who in enumerate(("UserID1", "ZhangSan", "userid3"))]

    outcomes = staff_road.deliver(members)

    assert [(one.fate, one.code) for one in outcomes] == [
        (Fate.REFUSED_ADDRESS, "invaliduser"),
        (Fate.ACCEPTED, "0"),
        (Fate.REFUSED_ADDRESS, "unlicenseduser"),
    ]
    assert provider.asked[1].json["touser"] == "UserID1|ZhangSan|userid3"


def test_no_valid_receiver_at_all_is_refused(provider, staff_road):
    provider.answer = WeCom({"errcode": 81013, "errmsg": "user & party & tag all invalid"})

    assert [one.fate for one in staff_road.deliver([member()])] == [Fate.REFUSED_ADDRESS]


def test_staff_who_read_the_same_share_a_call():
    members = [member("a", message_id=1), member("b", message_id=2), member("c", message_id=3, subject="别的")]

    assert [[one.message_id for one in batch] for batch in staff.batches(members)] == [[1, 2], [3]]


def test_an_application_is_named_by_a_number():
    with pytest.raises(SenderFaultError, match="AgentId"):
        staff.open(sender("wecom_staff", corp_id=CORP, secret=SECRET, agent_id="crm"))


# Reports

TOKEN = "callback-token"
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")


def seal(message, *, corporation=CORP, key=KEY):
    """As WeCom does: random bytes, length, message, corporation; padded to 32 bytes."""
    secret = base64.b64decode(f"{key}=")
    padder = padding.PKCS7(256).padder()
    plain = os.urandom(16) + struct.pack(">I", len(message)) + message + corporation.encode()
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def signed(sealed, token=TOKEN):
    query = {"timestamp": "1795309200", "nonce": "372623539"}
    parts = sorted([token, *query.values(), sealed])
    return query | {"msg_signature": hashlib.sha1("".join(parts).encode()).hexdigest()}


def hear(message, *, sealed=None, query=None, told=None):
    sealed = seal(message) if sealed is None else sealed
    body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    call = Call("POST", "https://crm.example.com/", AT, body=body.encode(), query=query or signed(sealed))
    return customers.hear(call, receiver(**told or {}))


def receiver(**told):
    return sender("wecom", **{"corp_id": CORP, "callback_token": TOKEN, "callback_key": KEY} | told)


def event(change, customer="woAJ2GCAAAXtWyujaWJHDDGi0mAAAA", created="1795309200"):
    return (
        f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>sys</FromUserName><CreateTime>{created}</CreateTime>"
        f"<MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>{change}</ChangeType>"
        f"<UserID>zhangsan</UserID><ExternalUserID>{escape(customer)}</ExternalUserID></xml>"
    ).encode()


def test_the_first_call_is_answered_with_what_it_sealed():
    sealed = seal(b"5927782489442352469")
    call = Call("GET", "https://crm.example.com/", AT, query=signed(sealed) | {"echostr": sealed})

    heard = customers.hear(call, receiver())

    assert (heard.reply, heard.reports) == ("5927782489442352469", ())


def test_a_guest_who_left_wants_no_more():
    (report,) = hear(event("del_follow_user")).reports

    assert (report.kind, report.address) == (Callback.Kind.UNSUBSCRIBED, "woAJ2GCAAAXtWyujaWJHDDGi0mAAAA")
    assert (report.happened_at, report.code) == (AT, "del_follow_user")
    assert "woAJ2" not in report.key


@pytest.mark.parametrize("created", ["0", "", "99999999999", "1895309200"])
def test_a_time_that_cannot_be_is_that_of_the_call(created):
    assert hear(event("del_follow_user", created=created)).reports[0].happened_at == AT


def test_the_published_event_is_read():
    published = realdata.path("messaging/wecom_callback_add_external_contact.xml").read_bytes()

    heard = hear(published)

    assert [(one.kind, one.code) for one in heard.reports] == [(Callback.Kind.OTHER, "add_external_contact")]
    assert heard.reply == "success"


def test_the_same_event_has_the_same_key_and_another_has_another():
    keys = [
        hear(one).reports[0].key
        for one in (event("del_follow_user"), event("del_follow_user"), event("del_follow_user", "wo2"))
    ]

    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    "change",
    [
        {"query": {"nonce": "372623539"}},
        {"query": signed(seal(b"<xml/>"))},
        {"told": {"callback_token": "another"}},
        {"told": {"callback_token": ""}},
        {"told": {"callback_key": base64.b64encode(bytes(32)).decode().rstrip("=")}},
        {"told": {"callback_key": "short"}},
        {"told": {"corp_id": "another"}},
    ],
)
def test_who_does_not_sign_and_seal_as_wecom_is_not_wecom(change):
    with pytest.raises(NotTheirsError):
        hear(event("del_follow_user"), **change)


@pytest.mark.parametrize(
    "sealed", ["", "no base64!", base64.b64encode(b"x" * 16).decode(), base64.b64encode(b"y").decode()]
)
def test_what_is_signed_but_was_never_sealed_is_refused(sealed):
    with pytest.raises(NotTheirsError):
        hear(b"", sealed=sealed)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


@pytest.mark.parametrize("body", [b"", b"{}", b"<xml>", BOMB, BOMB.decode().encode("utf-16"), b"\xff\xfe<"])
def test_what_cannot_be_read_is_said_to_be_so(body):
    with pytest.raises(UnreadableCallError):
        customers.hear(Call("POST", "https://crm.example.com/", AT, body=body), receiver())


def test_the_cache_is_the_databases():
    """An emptied queue must not cost all tokens at once."""
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"
