"""Mail through providers' interfaces, against real HTTP in their shapes; and what they report afterwards."""

import hashlib
import hmac
import json
import socket
from base64 import b64encode
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from hotelcrm.outbox.models import Callback, Sender
from hotelcrm.outbox.transports import Envelope, Fate, SenderFaultError
from hotelcrm.outbox.transports.email import Anymail
from hotelcrm.outbox.transports.email.hearing import _reports
from hotelcrm.outbox.transports.email.providers import PROVIDERS
from hotelcrm.outbox.transports.reports import Call, NotTheirsError, UnreadableCallError

from .provider import Said

Kind = Callback.Kind
AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
SECRET = "hotel:a-long-secret"


def sender(**told):
    return Sender(
        pk=7,
        channel="email",
        transport="anymail",
        name="星湾酒店",
        address="hello@hotel.example",
        options=json.dumps(told),
    )


def envelope(number=1, **fields):
    return Envelope(
        **{
            "message_id": number,
            "attempt": uuid4(),
            "reference": f"message-{number}",
            "address": f"guest-{number}@example.com",
            "name": "张敏",
            "language": "zh-hans",
            "subject": "秋日湖畔",
            "text": "期待您。",
            "html": "<p>期待您。</p>",
            "headers": {"List-Unsubscribe": "<https://crm.hotel.example/m/unsubscribe/x/>"},
        }
        | fields
    )


def deliver(at, *envelopes, **told):
    told = {"provider": "postmark", "server_token": "secret", "api_url": at.url} | told
    connection = Anymail().open(sender(**told))
    try:
        return connection.deliver(envelopes or [envelope()])
    finally:
        connection.close()


POSTMARK_YES = Said({"ErrorCode": 0, "Message": "OK", "MessageID": "id-1", "To": "guest-1@example.com"})


# Handing over


def test_postmark_takes_it(provider):
    provider.answer = POSTMARK_YES

    [outcome] = deliver(provider, reply_to="desk@hotel.example")

    [asked] = provider.asked
    said = asked.json
    assert (outcome.fate, outcome.reference) == (Fate.ACCEPTED, "id-1")
    assert asked.headers["X-Postmark-Server-Token"] == "secret"
    assert (said["Subject"], said["TextBody"], said["HtmlBody"]) == ("秋日湖畔", "期待您。", "<p>期待您。</p>")
    assert said["ReplyTo"] == "desk@hotel.example"
    assert said["Metadata"] == {"message": "message:1"}
    assert said["TrackOpens"] is False
    headers = {header["Name"]: header["Value"] for header in said["Headers"]}
    assert headers["List-Unsubscribe"] == "<https://crm.hotel.example/m/unsubscribe/x/>"
    assert headers["Message-ID"] == "<message-1@hotel.example>"


def test_mailgun_takes_it(provider):
    provider.answer = Said({"id": "<20261121.1@hotel.example>", "message": "Queued. Thank you."})

    [outcome] = deliver(provider, provider="mailgun", server_token="", api_key="key", sender_domain="hotel.example")

    assert (outcome.fate, outcome.reference) == (Fate.ACCEPTED, "20261121.1@hotel.example")
    assert provider.asked[0].path == "/hotel.example/messages"


def test_sendgrid_takes_it(provider):
    provider.answer = Said(b"", status=202, headers={"X-Message-Id": "abc"})

    [outcome] = deliver(provider, provider="sendgrid", server_token="", api_key="key")

    assert outcome.fate == Fate.ACCEPTED
    assert provider.asked[0].json["personalizations"][0]["to"][0]["email"] == "guest-1@example.com"


@pytest.mark.parametrize(
    ("said", "fate", "code"),
    [
        (Said({"ErrorCode": 10, "Message": "Bad token"}, status=401), Fate.REFUSED_SENDER, "http_401"),
        (Said({"ErrorCode": 0}, status=429, headers={"Retry-After": "30"}), Fate.LATER, "http_429"),
        (Said(b"down", status=503), Fate.LATER, "http_503"),
        (Said(b"", status=500), Fate.NO_REPLY, "http_500"),
        (Said(b"lost", status=502), Fate.NO_REPLY, "http_502"),
        (Said(b"lost", status=504), Fate.NO_REPLY, "http_504"),
        (Said({"ErrorCode": 300, "Message": "Invalid 'From' address"}, status=422), Fate.REFUSED_CONTENT, "http_422"),
        (Said(b"what a mess"), Fate.NO_REPLY, "unreadable"),
        (Said(closes=True), Fate.NO_REPLY, "no_answer"),
        (Said(hangs=0.6), Fate.NO_REPLY, "no_answer"),
    ],
)
def test_what_an_answer_means(provider, said, fate, code):
    provider.answer = said

    [outcome] = deliver(provider, timeout="0.3")

    assert (outcome.fate, outcome.code) == (fate, code)
    assert outcome.retry_after == (30 if "429" in code else None)
    assert outcome.is_for_all == (fate == Fate.LATER)


def test_nobody_is_made_to_wait_longer_than_an_hour(provider):
    provider.answer = Said({"ErrorCode": 0}, status=429, headers={"Retry-After": "99999999999999"})

    [outcome] = deliver(provider)

    assert (outcome.fate, outcome.retry_after) == (Fate.LATER, 3_600)


def test_an_address_that_the_provider_no_longer_writes_to(provider):
    words = (
        "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses:"
        " guest-1@example.com. Inactive recipients are ones that have generated a hard bounce or a spam complaint."
    )
    provider.answer = Said({"ErrorCode": 406, "Message": words}, status=422)

    [outcome] = deliver(provider)

    assert outcome.fate == Fate.REFUSED_ADDRESS
    assert "example.com" not in outcome.code


def test_an_address_that_mailgun_cannot_read(provider):
    provider.answer = Said({"message": "'to' parameter is not a valid address. please check documentation"}, status=400)

    [outcome] = deliver(provider, provider="mailgun", server_token="", api_key="key", sender_domain="hotel.example")

    assert outcome.fate == Fate.REFUSED_ADDRESS


def test_nobody_listens(provider):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    [outcome] = deliver(provider, api_url=f"http://127.0.0.1:{port}")

    assert outcome.fate == Fate.ROAD_DOWN


def test_what_cannot_be_a_header_never_leaves(provider):
    provider.answer = POSTMARK_YES

    [refused, taken] = deliver(provider, envelope(subject="a\r\nBcc: all@example.com"), envelope())

    assert (refused.fate, taken.fate) == (Fate.REFUSED_CONTENT, Fate.ACCEPTED)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"provider": "pigeon"},
        {"provider": "postmark"},
        {"provider": "mailjet", "api_key": "k"},
        {"provider": "amazon_ses"},
    ],
)
def test_a_sender_that_was_told_too_little(told):
    with pytest.raises(SenderFaultError) as found:
        Anymail().open(sender(**told))

    assert str(found.value)


NEEDED = {
    "brevo": {"api_key": "k"},
    "mailersend": {"api_token": "k"},
    "mailgun": {"api_key": "k"},
    "mailjet": {"api_key": "k", "secret_key": "s"},
    "mailtrap": {"api_token": "k"},
    "mandrill": {"api_key": "k"},
    "postal": {"api_key": "k", "api_url": "https://postal.example"},
    "postmark": {"server_token": "k"},
    "resend": {"api_key": "k"},
    "scaleway": {"secret_key": "k", "project_id": "p"},
    "sendgrid": {"api_key": "k"},
    "sparkpost": {"api_key": "k"},
    "unisender_go": {"api_key": "k", "api_url": "https://unisender.example"},
}


def test_whatever_is_offered_is_tried():
    assert set(NEEDED) == set(PROVIDERS)


@pytest.mark.parametrize(("provider_name", "told"), NEEDED.items())
def test_every_provider_opens_with_what_it_needs(provider_name, told):
    connection = Anymail().open(sender(provider=provider_name, webhook_secret=SECRET, **told))

    connection.close()


# Reports


def call(body, *, secret=SECRET, method="POST", content_type="application/json", **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    proof = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    found = {"Content-Type": content_type} | proof | headers
    return Call(method=method, address="https://crm.hotel.example/m/reports/anymail/7/", at=AT, body=raw, headers=found)


def hear(body, *, options=None, **facts):
    told = options or {"provider": "postmark", "server_token": "k", "webhook_secret": SECRET}
    return Anymail().hear(call(body, **facts), sender(**told)).reports


DELIVERED = {
    "RecordType": "Delivery",
    "MessageID": "id-1",
    "Recipient": "guest-1@example.com",
    "DeliveredAt": "2026-11-21T06:00:00Z",
    "Metadata": {"message": "message:12"},
}


def bounce(kind, code, details="", **fields):
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": kind,
        "TypeCode": code,
        "MessageID": "id-1",
        "Email": "guest-1@example.com",
        "BouncedAt": "2026-11-21T06:00:00Z",
        "Details": details,
    } | fields


def test_delivered_by_postmark():
    [report] = hear(DELIVERED)

    assert (report.kind, report.reference, report.message_id) == (Kind.DELIVERED, "id-1", 12)
    assert report.happened_at == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    assert json.loads(report.raw) == DELIVERED
    assert "example.com" not in report.key + report.code


@pytest.mark.parametrize("when", ["1970-01-01T00:00:00Z", "2101-01-01T00:00:00Z", "2026-10-01T00:00:00Z"])
def test_a_time_that_cannot_be_is_that_of_the_call(when):
    assert hear(DELIVERED | {"DeliveredAt": when})[0].happened_at == AT


def test_told_twice_it_has_the_same_key():
    assert hear(DELIVERED)[0].key == hear(DELIVERED)[0].key
    assert hear(DELIVERED)[0].key != hear(DELIVERED | {"MessageID": "id-2"})[0].key


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (bounce("HardBounce", 1), [Kind.BOUNCED]),
        (bounce("HardBounce", 1, "smtp;550 5.7.1 message looks like spam"), [Kind.BLOCKED]),
        (bounce("SoftBounce", 4096, "smtp;452 4.2.2 full"), [Kind.FAILED]),
        (bounce("Transient", 2), [Kind.DEFERRED]),
        (bounce("SpamNotification", 512), [Kind.COMPLAINED]),
        (bounce("SpamComplaint", 100_001, RecordType="SpamComplaint"), [Kind.COMPLAINED]),
    ],
)
def test_what_a_bounce_means(said, kinds):
    assert [report.kind for report in hear(said)] == kinds


def test_a_reply_of_the_mailbox_is_kept_without_its_words():
    [report] = hear(bounce("HardBounce", 1, "smtp;550 5.1.1 <guest-1@example.com> unknown"))

    assert (report.kind, report.code) == (Kind.BOUNCED, "550 5.1.1")


def test_what_our_own_picture_and_links_see_is_not_kept():
    opened = {
        "RecordType": "Open",
        "MessageID": "id-1",
        "ReceivedAt": "2026-11-21T06:00:00Z",
        "Recipient": "g@example.com",
    }

    assert list(hear(opened)) == []


@pytest.mark.parametrize("secret", ["", "hotel:wrong", "a-long-secret"])
def test_nobody_else_reports(secret):
    with pytest.raises(NotTheirsError):
        hear(DELIVERED, secret=secret)


@pytest.mark.parametrize(
    "options", [{"provider": "postmark", "server_token": "k"}, {"provider": "scaleway"}, {}, {"provider": "mailgun"}]
)
def test_without_any_proof_nobody_is_believed(options):
    with pytest.raises(NotTheirsError):
        Anymail().hear(call(DELIVERED, secret=""), sender(**options))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff"])
def test_what_cannot_be_read_is_not_kept(body):
    with pytest.raises(UnreadableCallError):
        hear(body)


def test_a_get_only_asks_whether_we_are_there():
    assert hear(b"", method="GET") == ()


MAILGUN = {"provider": "mailgun", "api_key": "k", "webhook_signing_key": "signing-key"}


def mailgun(event, key="signing-key", **data):
    signature = hmac.new(key.encode(), b"1763700000token-1", hashlib.sha256).hexdigest()
    facts = {"event": event, "timestamp": 1763700000.5, "recipient": "guest-1@example.com"}
    facts |= {
        "message": {"headers": {"message-id": "20261121.1@hotel.example"}},
        "user-variables": {"message": "message:12"},
    }
    return {
        "signature": {"timestamp": "1763700000", "token": "token-1", "signature": signature},
        "event-data": facts | data,
    }


@pytest.mark.parametrize(
    ("event", "data", "kinds"),
    [
        ("delivered", {}, [Kind.DELIVERED]),
        ("failed", {"severity": "temporary"}, [Kind.DEFERRED]),
        (
            "failed",
            {"severity": "permanent", "reason": "bounce", "delivery-status": {"code": 550, "message": "5.1.1 no"}},
            [Kind.BOUNCED],
        ),
        ("complained", {}, [Kind.COMPLAINED]),
        ("unsubscribed", {}, [Kind.UNSUBSCRIBED]),
        ("accepted", {}, [Kind.OTHER]),
        ("opened", {}, []),
    ],
)
def test_mailgun_signs_what_it_says(event, data, kinds):
    found = hear(mailgun(event, **data), options=MAILGUN, secret="")

    assert [report.kind for report in found] == kinds
    assert {(report.reference, report.message_id) for report in found} <= {("20261121.1@hotel.example", 12)}


def test_a_signature_of_somebody_else_is_refused():
    with pytest.raises(NotTheirsError):
        hear(mailgun("delivered", key="guess"), options=MAILGUN, secret="")


SENDGRID = {"provider": "sendgrid", "api_key": "k", "webhook_secret": SECRET}


def test_sendgrid_tells_several_things_at_once():
    def event(name, **fields):
        return {
            "email": "g@example.com",
            "timestamp": 1763700000,
            "event": name,
            "sg_event_id": name,
            "smtp-id": "<m>",
            "sg_message_id": "s",
        } | fields

    body = [
        event("delivered"),
        event("dropped", reason="Spam Reporting Address"),
        event("dropped", reason="Unsubscribed Address", sg_event_id="d2"),
        event("dropped", reason="Bounced Address", sg_event_id="d3"),
        event("spamreport"),
    ]

    found = hear(body, options=SENDGRID)

    kinds = [report.kind for report in found]
    assert kinds == [
        Kind.DELIVERED,
        Kind.FAILED,
        Kind.FAILED,
        Kind.UNSUBSCRIBED,
        Kind.BOUNCED,
        Kind.COMPLAINED,
    ]
    assert len({report.key for report in found}) == len(found)


def test_mandrill_reports_as_a_form_and_signs_its_address():
    options = {"provider": "mandrill", "api_key": "k", "webhook_key": "signing"}
    address = "https://crm.hotel.example/m/reports/anymail/7/"
    message = {"_id": "a", "email": "g@example.com", "diag": "smtp;550 5.1.1 no such user"}
    events = json.dumps([{"event": "hard_bounce", "ts": 1763700000, "_id": "a", "msg": message}])
    signed = hmac.new(b"signing", f"{address}mandrill_events{events}".encode(), hashlib.sha1).digest()
    headers = {"content_type": "application/x-www-form-urlencoded", "secret": ""}
    body = urlencode({"mandrill_events": events}).encode()

    [report] = hear(body, options=options, **headers, **{"X-Mandrill-Signature": b64encode(signed).decode()})

    assert (report.kind, report.reference, report.code) == (Kind.BOUNCED, "a", "550 5.1.1")


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [
        (RejectReason.SPAM, [Kind.FAILED, Kind.COMPLAINED]),
        (RejectReason.UNSUBSCRIBED, [Kind.FAILED, Kind.UNSUBSCRIBED]),
        (RejectReason.INVALID, [Kind.BOUNCED]),
        (RejectReason.BLOCKED, [Kind.FAILED]),
        (None, [Kind.FAILED]),
    ],
)
def test_what_a_provider_did_not_even_try_says_why(reason, kinds):
    event = AnymailTrackingEvent(event_type=EventType.REJECTED, event_id="1", esp_event={}, reject_reason=reason)

    found = list(_reports(event, call(b"")))

    assert [report.kind for report in found] == kinds
    assert len({report.key for report in found}) == len(found)
