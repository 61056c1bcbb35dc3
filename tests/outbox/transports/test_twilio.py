"""Twilio: what it is sent over real HTTP, how it signs what it reports, and what its codes mean."""

import base64
import hmac
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from hotelcrm.outbox.models import Callback
from hotelcrm.outbox.transports import Fate, SenderFaultError, transport_called
from hotelcrm.outbox.transports.reports import Call, NotTheirsError, UnreadableCallError
from hotelcrm.outbox.transports.sms.twilio import codes
from hotelcrm.outbox.transports.sms.twilio.hearing import signature
from tests.outbox.transports.provider import Said, envelope, sender

SID, SECRET = "AC" + "0" * 32, "twilio-token-of-a-test"
ADDRESS = "https://crm.example.com/m/reports/twilio/7/?about=message%3A42"
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
OK = Said({"sid": "SM1", "status": "queued", "num_segments": "2", "error_code": None}, status=201)

twilio = transport_called("twilio")


def open_road(provider, **fields):
    told = {"account_sid": SID, "auth_token": SECRET} | {name: fields.pop(name) for name in list(fields) if "_" in name}
    return twilio.open(sender("twilio", provider.url, **{"name": "Starbay", "address": "+15005550006"} | fields | told))


@pytest.fixture
def road(provider):
    provider.answer = OK
    found = open_road(provider)
    yield found
    found.close()


def message(address="+6591234567", **fields):
    return envelope(address, **{"text": "Stay two nights.", "language": "en"} | fields)


def test_a_message_is_sent_whole(provider, road):
    (outcome,) = road.deliver([message()])

    asked = provider.asked[0]
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{SID}/Messages.json")
    assert asked.form == {
        "From": "+15005550006",
        "To": "+6591234567",
        "Body": "Starbay: Stay two nights. Reply STOP to opt out",
    }
    assert (outcome.fate, outcome.reference, outcome.parts) == (Fate.ACCEPTED, "SM1", 2)


def test_the_account_proves_itself(provider, road):
    road.deliver([message()])

    kind, _blank, credentials = provider.asked[0].headers["Authorization"].partition(" ")
    assert (kind, base64.b64decode(credentials).decode()) == ("Basic", f"{SID}:{SECRET}")


def test_where_to_report_is_said_when_twilio_can_reach_it(provider, road, settings):
    settings.PUBLIC_URL = "https://crm.example.com"

    road.deliver([message(message_id=42)])

    assert provider.asked[0].form["StatusCallback"] == ADDRESS


def test_a_messaging_service_takes_the_place_of_the_number(provider):
    provider.answer = OK
    road = open_road(provider, address="", messaging_service_sid="MG1")

    road.deliver([message()])

    assert provider.asked[0].form["MessagingServiceSid"] == "MG1"
    assert "From" not in provider.asked[0].form
    road.close()


def test_somebody_must_be_sending(provider):
    with pytest.raises(SenderFaultError, match="Messaging Service"):
        open_road(provider, address="")


def test_parts_are_counted_where_twilio_does_not_know_yet(provider, road):
    provider.answer = Said(OK.body | {"num_segments": "0"}, status=201)

    assert road.deliver([message(text="好" * 70)])[0].parts == 2


def test_each_message_has_a_call_of_its_own():
    envelopes = [message(message_id=n) for n in (1, 2)]

    assert twilio.batches(envelopes) == [[envelopes[0]], [envelopes[1]]]


@pytest.mark.parametrize(
    ("code", "status", "fate"),
    [
        (21211, 400, Fate.REFUSED_ADDRESS),
        (21610, 400, Fate.OPTED_OUT),
        (21614, 400, Fate.REFUSED_ADDRESS),
        (21617, 400, Fate.REFUSED_CONTENT),
        (30007, 400, Fate.REFUSED_CONTENT),
        (20003, 401, Fate.REFUSED_SENDER),
        (21606, 400, Fate.REFUSED_SENDER),
        (21408, 403, Fate.UNWELCOME),  # of this country only
        (21608, 403, Fate.UNWELCOME),  # of this number only
        (20429, 429, Fate.LATER),
        (21611, 429, Fate.LATER),
        (20500, 500, Fate.NO_REPLY),  # it broke while it had the message
        (21612, 400, Fate.LATER),  # one that we do not know
    ],
)
def test_each_no_has_its_fate(provider, road, code, status, fate):
    provider.answer = Said({"code": code, "message": "…", "status": status}, status=status)

    assert [one.fate for one in road.deliver([message()])] == [fate]


@pytest.mark.parametrize(("code", "is_for_all"), [(20429, True), (21611, True), (21612, False)])
def test_being_put_off_may_be_about_everybody(provider, road, code, is_for_all):
    provider.answer = Said({"code": code, "message": "…"}, status=429 if is_for_all else 400)

    assert [(one.fate, one.is_for_all) for one in road.deliver([message()])] == [(Fate.LATER, is_for_all)]


def test_how_long_to_wait_is_passed_on(provider, road):
    provider.answer = Said({"code": 20429}, status=429, headers={"Retry-After": "7"})

    assert road.deliver([message()])[0].retry_after == 7


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        (Said(b"{}", status=201), Fate.NO_REPLY),
        (Said(b"<html>", status=503), Fate.LATER),
        (Said(b"", status=500), Fate.NO_REPLY),
        (Said(closes=True), Fate.NO_REPLY),
    ],
)
def test_an_answer_that_is_none_of_twilios(provider, road, said, fate):
    provider.answer = said

    assert [one.fate for one in road.deliver([message()])] == [fate]


def test_what_is_no_number_is_refused_without_asking(provider, road):
    assert [one.fate for one in road.deliver([message("tel:anna")])] == [Fate.REFUSED_ADDRESS]
    assert provider.asked == []


# Reports


def sign(address, said, secret=SECRET):
    """As Twilio does: the address, then names in their order, each with its value."""
    whole = address
    for name in sorted(said):
        whole += name + said[name]
    return base64.b64encode(hmac.digest(secret.encode(), whole.encode(), "sha1")).decode()


def hear(said, *, address=ADDRESS, signed=None, kept=SECRET, query=None):
    headers = {"X-Twilio-Signature": sign(address, said) if signed is None else signed}
    call = Call("POST", address, AT, body=urlencode(said).encode(), query=query or {}, headers=headers)
    return twilio.hear(call, sender("twilio", auth_token=kept))


REPORT = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+6591234567", "AccountSid": SID}


def test_the_published_example_of_a_signature():
    """From Twilio's documentation of webhook security."""
    pairs = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675310"),
        ("Digits", "1234"),
        ("From", "+14158675310"),
        ("To", "+18005551212"),
    ]

    found = signature("https://mycompany.com/myapp.php?foo=1&bar=2", pairs, "12345")

    assert found == "GvWf1cFY/Q7PnoempGyD5oXAezc="


def test_a_report_is_read():
    (report,) = hear(REPORT, query={"about": "message:42"}).reports

    assert (report.key, report.kind, report.reference) == ("SM1:delivered", Callback.Kind.DELIVERED, "SM1")
    assert (report.message_id, report.happened_at) == (42, AT)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("queued", "", Callback.Kind.OTHER),
        ("sent", "", Callback.Kind.OTHER),
        ("undelivered", "30005", Callback.Kind.BOUNCED),
        ("undelivered", "30003", Callback.Kind.FAILED),
        ("failed", "30007", Callback.Kind.BLOCKED),
        ("delivered", "30005", Callback.Kind.DELIVERED),
    ],
)
def test_what_a_report_says(status, code, kind):
    (report,) = hear(REPORT | {"MessageStatus": status, "ErrorCode": code}).reports

    assert (report.kind, report.code) == (kind, code or status)


@pytest.mark.parametrize(
    ("said", "kind", "address"),
    [
        ({"Body": "STOP"}, Callback.Kind.UNSUBSCRIBED, "+6591234567"),
        ({"Body": "Leave me be", "OptOutType": "STOP"}, Callback.Kind.UNSUBSCRIBED, "+6591234567"),
        ({"Body": "Thank you"}, Callback.Kind.OTHER, ""),
        ({"Body": "START", "OptOutType": "START"}, Callback.Kind.OTHER, ""),
    ],
)
def test_an_answer_of_a_guest_may_be_a_no(said, kind, address):
    heard = hear({"MessageSid": "SM2", "From": "+6591234567"} | said)

    assert [(one.kind, one.address, one.key) for one in heard.reports] == [(kind, address, "SM2:in")]
    assert heard.reply.endswith("<Response/>")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"signed": ""}, SECRET),
        ({"signed": "é"}, SECRET),
        ({"signed": sign(ADDRESS, REPORT, "another")}, SECRET),
        ({"signed": sign("https://elsewhere.example.com/", REPORT)}, SECRET),
        ({"signed": sign(ADDRESS, REPORT | {"MessageStatus": "failed"})}, SECRET),
        ({"signed": sign(ADDRESS, REPORT, "")}, ""),
    ],
)
def test_who_does_not_sign_as_twilio_is_not_twilio(change, kept):
    with pytest.raises(NotTheirsError):
        hear(REPORT, kept=kept, **change)


def test_what_cannot_be_read_is_said_to_be_so():
    with pytest.raises(UnreadableCallError):
        hear({"AccountSid": SID})


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("undelivered", "21610", "unsubscribed"),  # answered STOP to Twilio itself
        ("failed", "30007", "blocked"),
        ("failed", "30005", "bounced"),
        ("failed", "30008", "failed"),
        ("delivered", "", "delivered"),
        ("sent", "", "other"),
    ],
)
def test_what_a_report_of_twilio_means(status, code, kind):
    assert codes.kind(status, code) == kind
