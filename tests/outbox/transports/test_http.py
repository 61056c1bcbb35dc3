"""What a broken road means: whether anything was sent before it broke."""

import socket

import pytest

from hotelcrm.outbox.transports import Fate, Outcome, SenderFaultError, options
from hotelcrm.outbox.transports.http import Answer, Caller, NoReplyError, RoadDownError, Timeouts, by_status, outcomes
from hotelcrm.outbox.transports.sms.aliyun.sending import OPTIONS
from tests.outbox.transports.provider import Said, envelope, sender

SECRET = "hunter2hunter2"


@pytest.fixture
def caller():
    found = Caller(Timeouts(connect=0.3, read=0.3))
    yield found
    found.close()


def test_an_answer_is_read_whatever_its_status(provider, caller):
    provider.answer = Said({"error": "没有"}, status=418)

    answer = caller.call("POST", provider.url, body=b"x")

    assert (answer.status, answer.json()) == (418, {"error": "没有"})


def test_a_refused_connection_sent_nothing(caller):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening

        with pytest.raises(RoadDownError, match=r"^connect$"):
            caller.call("POST", f"http://127.0.0.1:{taken.getsockname()[1]}/", body=b"x")


def test_a_name_that_nobody_has_sent_nothing(caller):
    with pytest.raises(RoadDownError, match=r"^connect$"):
        caller.call("POST", "http://nobody.invalid/", body=b"x")


def test_a_provider_without_tls_where_tls_is_due_sent_nothing(provider, caller):
    with pytest.raises(RoadDownError, match=r"^connect$"):
        caller.call("POST", provider.url.replace("http", "https"), body=b"x")

    assert provider.asked == []


@pytest.mark.parametrize("url", ["nowhere", "ftp://127.0.0.1/", "http://"])
def test_an_address_that_is_none_sent_nothing(caller, url):
    with pytest.raises(RoadDownError, match=r"^unsendable$"):
        caller.call("POST", url, body=b"x")


def test_credentials_that_would_start_another_header_are_not_sent(provider, caller):
    with pytest.raises(RoadDownError, match=r"^unsendable$"):
        caller.call("POST", provider.url, headers={"Authorization": "x\r\nX-Admin: 1"})

    assert provider.asked == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said(closes=True), "closed"),
        (Said(hangs=0.8), "timeout"),
        (Said(b"{", trickles=True), "broken"),
        (Said(b"x" * 1_100_000), "endless"),
    ],
)
def test_after_sending_nobody_knows(provider, caller, said, code):
    provider.answer = said

    with pytest.raises(NoReplyError, match=f"^{code}$"):
        caller.call("POST", provider.url, body=b"x")

    assert len(provider.asked) == 1  # and it is not sent again by itself


def test_an_error_quotes_neither_address_nor_secret(caller):
    with pytest.raises(RoadDownError) as fault:
        caller.call("GET", "http://nobody.invalid/", query={"secret": SECRET})

    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__


def test_redirects_are_not_followed(provider, caller):
    provider.answer = Said(status=307, headers={"Location": f"{provider.url}/elsewhere"})

    assert caller.call("POST", provider.url, body=b"x").status == 307
    assert len(provider.asked) == 1


def test_no_credentials_but_ours_are_sent(provider, caller, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login root password {SECRET}\n")
    monkeypatch.setenv("NETRC", str(netrc))

    caller.call("POST", provider.url, headers={"Authorization": "TC3 ours"})

    assert provider.asked[0].headers["Authorization"] == "TC3 ours"


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (429, Fate.LATER),
        (503, Fate.LATER),
        (500, Fate.NO_REPLY),  # it broke while it had the message: it may have gone through
        (502, Fate.NO_REPLY),
        (507, Fate.NO_REPLY),
        (504, Fate.NO_REPLY),
        (401, Fate.REFUSED_SENDER),
        (404, Fate.REFUSED_SENDER),
        (301, Fate.REFUSED_SENDER),
    ],
)
def test_a_status_alone_has_its_meaning(status, fate):
    is_for_all = fate == Fate.LATER
    assert by_status(Answer(status, {}, b"")) == Outcome(fate, code=f"http_{status}", is_for_all=is_for_all)


def test_how_long_to_wait_is_heard_within_reason():
    assert by_status(Answer(429, {"Retry-After": "30"}, b"")).retry_after == 30
    assert by_status(Answer(503, {"Retry-After": "999999"}, b"")).retry_after == 3600
    assert by_status(Answer(503, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, b"")).retry_after is None


def test_an_answer_worth_reading_has_no_meaning_by_its_status():
    assert by_status(Answer(200, {}, b"")) is None


@pytest.mark.parametrize(
    ("fault", "fate"), [(RoadDownError("connect"), Fate.ROAD_DOWN), (NoReplyError("closed"), Fate.NO_REPLY)]
)
def test_a_broken_road_is_the_same_for_all(fault, fate):
    def breaks():
        raise fault

    assert outcomes([envelope(), envelope()], breaks) == [Outcome(fate, code=str(fault))] * 2


def test_what_is_no_json_object_is_an_empty_one():
    assert [Answer(200, {}, body).json() for body in (b"<html>", b"[1]", b"\xff")] == [{}, {}, {}]


def test_options_have_their_defaults():
    found = options.read(sender("aliyun", access_key_id="id", access_key_secret=SECRET), OPTIONS)

    assert found["endpoint"] == "https://dysmsapi.aliyuncs.com"
    assert found["sign_overseas"] == ""


def test_missing_options_are_named_and_secrets_are_not():
    with pytest.raises(SenderFaultError) as fault:
        options.read(sender("aliyun", access_key_secret=SECRET), OPTIONS)

    assert "AccessKey ID" in str(fault.value)
    assert SECRET not in str(fault.value)


def test_options_that_are_no_json_are_none():
    broken = sender("aliyun")
    broken.options = "[not json"

    assert options.told(broken) == {}
