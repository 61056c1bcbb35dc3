"""SMTP against a real server that hangs, refuses and hangs up at each stage."""

import json
import socket
import time
from contextlib import contextmanager
from email.utils import getaddresses
from uuid import uuid4

import pytest

from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.transports import Envelope, Fate, SenderFaultError
from hotelcrm.outbox.transports.email import Smtp

from .mail_server import CLOSE, HANG, TRICKLE, MailServer, accept, certificate


@pytest.fixture
def server():
    found = MailServer()
    yield found
    found.stop()


@contextmanager
def serving(**options):
    found = MailServer(**options)
    try:
        yield found
    finally:
        found.stop()


@contextmanager
def road(server, **told):
    connection = Smtp().open(sender(**server.told | told))
    try:
        yield connection
    finally:
        connection.close()


def sender(*, name="星湾酒店", address="hello@hotel.example", **told):
    return Sender(channel="email", transport="smtp", name=name, address=address, options=json.dumps(told))


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
            "text": "亲爱的张女士：\n.一行以点开头\n期待您。",
        }
        | fields
    )


def deliver(server, *envelopes, **told):
    with road(server, **told) as connection:
        return connection.deliver(envelopes or [envelope()])


def one(server, **told):
    [outcome] = deliver(server, **told)
    return outcome


# What arrives


def test_mail_arrives_with_both_alternatives_and_names_in_chinese(server):
    outcome = deliver(server, envelope(html="<p>期待您。</p>"), reply_to="desk@hotel.example")[0]

    [mail] = server.mails
    assert (outcome.fate, outcome.code) == (Fate.ACCEPTED, "250 2.0.0")
    assert mail["Subject"] == "秋日湖畔"
    assert getaddresses([mail["From"]]) == [("星湾酒店", "hello@hotel.example")]
    assert getaddresses([mail["To"]]) == [("张敏", "guest-1@example.com")]
    assert mail["Reply-To"] == "desk@hotel.example"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().splitlines() == ["亲爱的张女士：", ".一行以点开头", "期待您。"]
    assert mail.get_body(("html",)).get_content().strip() == "<p>期待您。</p>"


def test_the_envelope_names_the_mailbox_for_bounces(server):
    one(server, bounces="bounces@hotel.example")

    assert server.inbox.envelopes[0].mail_from == "bounces@hotel.example"
    assert server.inbox.envelopes[0].rcpt_tos == ["guest-1@example.com"]


def test_headers_go_as_they_are_however_long(server):
    long = f"<https://crm.hotel.example/m/unsubscribe/{'x' * 300}/>"
    headers = {"List-Unsubscribe": long, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

    deliver(server, envelope(headers=headers))

    [mail] = server.mails
    assert mail["List-Unsubscribe"].strip() == long
    assert b"=?" not in server.inbox.raw[0].split(b"List-Unsubscribe:")[1].split(b"\r\n\r\n")[0].split(b"\r\nFrom")[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_same_message_has_the_same_id_at_every_attempt(server):
    given = {"Message-ID": "<7.abc@hotel.example>"}

    outcomes = deliver(server, envelope(), envelope(), envelope(headers=given))

    ids = [mail["Message-ID"] for mail in server.mails]
    assert ids == ["<message-1@hotel.example>", "<message-1@hotel.example>", "<7.abc@hotel.example>"]
    assert [outcome.reference for outcome in outcomes] == [found.strip("<>") for found in ids]


def test_one_connection_carries_a_turn(server):
    deliver(server, *map(envelope, range(1, 6)))

    assert len(server.mails) == 5
    assert len(server.inbox.sessions) == 1


def test_names_cannot_become_headers(server):
    name = 'Zoë"\r\nBcc: all@example.com\x00'

    deliver(server, envelope(name=name), envelope(2))

    mail = server.mails[0]
    assert mail["Bcc"] is None
    assert getaddresses([mail["To"]]) == [("Zoë' Bcc: all@example.com", "guest-1@example.com")]
    assert server.inbox.envelopes[0].rcpt_tos == ["guest-1@example.com"]


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Autumn\r\nBcc: all@example.com"},
        {"subject": "Autumn\nX: y"},
        {"headers": {"List-Id": "<a>\r\nBcc: all@example.com"}},
        {"headers": {"X\nBcc": "all@example.com"}},
    ],
)
def test_a_line_break_in_a_header_is_refused(server, fields):
    [refused, next_one] = deliver(server, envelope(**fields), envelope(2))

    assert (refused.fate, refused.code) == (Fate.REFUSED_CONTENT, "bad_header")
    assert next_one.fate == Fate.ACCEPTED
    assert len(server.mails) == 1


@pytest.mark.parametrize("end", ["\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r", "\r\n.\n"])
@pytest.mark.parametrize("html", ["", "<p>words</p>"])
def test_no_second_mail_hides_in_the_words_of_the_first(server, end, html):
    smuggled = f"before{end}MAIL FROM:<boss@hotel.example>\r\nRCPT TO:<all@example.com>\r\nDATA{end}after"

    deliver(server, envelope(text=smuggled, html=html), envelope(2))

    assert [found.rcpt_tos for found in server.inbox.envelopes] == [["guest-1@example.com"], ["guest-2@example.com"]]
    raw = server.inbox.raw[0]
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert "after" in server.mails[0].get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "a@b.example>\r\nRCPT TO:<c@d.example",
        "a b@example.com",
        "a@b.example,c@d.example",
        "张敏@example.com",
    ],
)
def test_what_is_no_address_is_refused_before_the_server_hears_of_it(server, address):
    [outcome] = deliver(server, envelope(address=address))

    assert outcome.fate == Fate.REFUSED_ADDRESS
    assert server.mails == []


def test_a_domain_in_chinese_is_dialled_in_ascii(server):
    deliver(server, envelope(address="guest@例子.example"))

    assert server.inbox.envelopes[0].rcpt_tos == ["guest@xn--fsqu00a.example"]


# What answers mean


@pytest.mark.parametrize(
    ("stage", "said", "fate"),
    [
        ("greeting", "421 4.3.2 not now", Fate.ROAD_DOWN),
        ("greeting", "554 5.7.1 we know you", Fate.REFUSED_SENDER),
        ("greeting", "450 4.3.2 overloaded", Fate.ROAD_DOWN),
        ("ehlo", "451 4.3.0 try later", Fate.ROAD_DOWN),
        ("ehlo", "550 5.7.1 not you", Fate.REFUSED_SENDER),
        ("mail", "451 4.3.0 try later", Fate.ROAD_DOWN),
        ("mail", "452 4.3.1 disk full", Fate.ROAD_DOWN),
        ("mail", "450 4.7.1 too many", Fate.ROAD_DOWN),
        ("mail", "550 5.7.1 not you", Fate.REFUSED_SENDER),
        ("mail", "530 5.7.0 sign in first", Fate.REFUSED_SENDER),
        ("rcpt", "450 4.2.1 greylisted", Fate.LATER),
        ("rcpt", "550 5.1.1 no such user", Fate.REFUSED_ADDRESS),
        ("rcpt", "550 no such user", Fate.REFUSED_ADDRESS),
        ("rcpt", "552 5.2.2 mailbox full", Fate.LATER),
        ("rcpt", "550 5.7.1 not authorized", Fate.UNWELCOME),
        ("rcpt", "554 5.7.1 relay access denied", Fate.UNWELCOME),
        ("rcpt", "550 5.3.2 takes no mail from outside", Fate.UNWELCOME),
        ("rcpt", "553 5.1.8 who are you", Fate.REFUSED_SENDER),
        ("data", "451 4.3.0 try later", Fate.LATER),
        ("data", "554 5.5.1 no", Fate.UNWELCOME),  # nobody has seen the text yet
        ("data", "550 5.7.1 not authorized", Fate.UNWELCOME),
        ("data", "554 no", Fate.UNWELCOME),
        ("dot", "451 4.7.1 too many", Fate.LATER),
        ("dot", "421 4.3.2 closing", Fate.LATER),
        ("dot", "550 5.7.1 spam", Fate.REFUSED_CONTENT),
        ("dot", "554 no", Fate.REFUSED_CONTENT),
        ("dot", "550 5.1.1 no such user after all", Fate.REFUSED_ADDRESS),
    ],
)
def test_a_no_means_what_the_stage_and_the_code_say(stage, said, fate):
    with serving(plan={stage: said}) as server:
        outcome = one(server)

    code, enhanced = said.split()[:2]
    assert outcome.fate == fate
    assert outcome.code == (f"{code} {enhanced}" if "." in enhanced else code)
    assert server.mails == [] or stage == "dot"


@pytest.mark.parametrize(
    ("stage", "said", "is_for_all"),
    [
        ("rcpt", "450 4.2.1 greylisted", False),
        ("rcpt", "451 4.7.1 greylisted", False),
        ("rcpt", "451 come back", False),
        ("rcpt", "452 4.2.2 mailbox full", False),
        ("rcpt", "451 4.3.0 our disk is full", True),
        ("rcpt", "421 4.3.2 closing", True),
        ("data", "451 4.3.0 try later", True),
        ("data", "451 try later", True),
        ("dot", "451 4.3.0 try later", True),
        ("dot", "451 4.7.1 too many", True),
        ("dot", "452 try later", True),
        ("dot", "452 4.2.2 mailbox full", False),
        ("dot", "451 4.6.0 what is this", False),
    ],
)
def test_being_put_off_may_be_about_everybody(stage, said, is_for_all):
    with serving(plan={stage: said}) as server:
        outcome = one(server)

    assert (outcome.fate, outcome.is_for_all) == (Fate.LATER, is_for_all)


def test_after_a_no_the_same_connection_carries_the_next(server):
    server.plan["rcpt"] = ["550 5.1.1 no such user"]

    outcomes = deliver(server, envelope(), envelope(2))

    assert [outcome.fate for outcome in outcomes] == [Fate.REFUSED_ADDRESS, Fate.ACCEPTED]
    assert [found.rcpt_tos for found in server.inbox.envelopes] == [["guest-2@example.com"]]


# Hanging and hanging up


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize("fault", [HANG, CLOSE, TRICKLE])
def test_before_the_final_dot_nothing_was_handed_over(stage, fault):
    with serving(plan={stage: fault}) as server:
        began = time.monotonic()
        outcome = one(server)

    assert (outcome.fate, outcome.code) == (Fate.ROAD_DOWN, "closed" if fault == CLOSE else "timeout")
    assert time.monotonic() - began < 1.5
    assert server.mails == []


@pytest.mark.parametrize("fault", [HANG, CLOSE, TRICKLE, "what a mess"])
def test_after_the_final_dot_nobody_knows(fault):
    with serving(plan={"dot": fault}) as server:
        outcome = one(server)

    assert outcome.fate == Fate.NO_REPLY
    assert len(server.mails) == 1  # it was taken, which we cannot know


def test_the_connection_that_broke_after_the_dot_is_not_used_again(server):
    server.plan["dot"] = [HANG]

    outcomes = deliver(server, envelope(), envelope(2))

    assert [outcome.fate for outcome in outcomes] == [Fate.NO_REPLY, Fate.ACCEPTED]
    assert [mail["To"].addresses[0].username for mail in server.mails] == ["guest-1", "guest-2"]


@pytest.mark.parametrize("fault", [CLOSE, "421 4.4.2 idle for too long"])
def test_a_server_that_hung_up_between_two_messages_is_called_again(server, fault):
    server.plan["mail"] = [None, fault]

    outcomes = deliver(server, envelope(), envelope(2))

    assert [outcome.fate for outcome in outcomes] == [Fate.ACCEPTED, Fate.ACCEPTED]
    assert [found.rcpt_tos[0] for found in server.inbox.envelopes] == ["guest-1@example.com", "guest-2@example.com"]


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    connection = Smtp().open(sender(host="127.0.0.1", port=str(port), security="none"))

    assert connection.deliver([envelope()])[0].fate == Fate.ROAD_DOWN


def test_closing_never_raises(server):
    with road(server) as connection:
        connection.deliver([envelope()])
        server.plan["greeting"] = CLOSE
        connection._server.sock.close()

        connection.close()


# Encryption and sign-in


def test_starttls_with_a_server_that_proves_who_it_is(tmp_path):
    context, authority = certificate(tmp_path)
    with serving(tls_context=context, require_starttls=True) as server:
        outcome = one(server, security="starttls", authority=authority)

    assert outcome.fate == Fate.ACCEPTED


def test_tls_from_the_first_byte(tmp_path):
    context, authority = certificate(tmp_path)
    with serving(tls=context) as server:
        outcome = one(server, security="tls", authority=authority)

    assert outcome.fate == Fate.ACCEPTED


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_that_proves_nothing(tmp_path, security):
    context, _authority = certificate(tmp_path)
    options = {"tls": context} if security == "tls" else {"tls_context": context}
    with serving(**options) as server:
        outcome = one(server, security=security)

    assert (outcome.fate, outcome.code) == (Fate.ROAD_DOWN, "tls")
    assert server.mails == []


def test_no_mail_leaves_in_clear_text_where_encryption_is_wanted(server):
    outcome = one(server, security="starttls")

    assert (outcome.fate, outcome.code) == (Fate.REFUSED_SENDER, "530 5.7.10")
    assert server.mails == []


@pytest.mark.parametrize(("password", "fate"), [("right", Fate.ACCEPTED), ("wrong", Fate.REFUSED_SENDER)])
def test_signing_in(tmp_path, password, fate):
    context, authority = certificate(tmp_path)
    with serving(tls_context=context, authenticator=accept("right"), auth_required=True) as server:
        outcome = one(server, security="starttls", authority=authority, user="hotel", password=password)

    assert outcome.fate == fate


def test_a_server_that_knows_no_sign_in(server):
    outcome = one(server, user="hotel", password="right")

    assert outcome.fate == Fate.REFUSED_SENDER


@pytest.mark.parametrize("stage", ["starttls", "handshake", "auth"])
@pytest.mark.parametrize("fault", [HANG, CLOSE, TRICKLE])
def test_encryption_and_sign_in_have_an_end_to_waiting(tmp_path, stage, fault):
    context, authority = certificate(tmp_path)
    with serving(tls_context=context, authenticator=accept("right"), plan={stage: fault}) as server:
        began = time.monotonic()
        outcome = one(server, security="starttls", authority=authority, user="hotel", password="right")

    closed = "tls" if stage == "handshake" else "closed"
    assert (outcome.fate, outcome.code) == (Fate.ROAD_DOWN, closed if fault == CLOSE else "timeout")
    assert time.monotonic() - began < 1.5
    assert server.mails == []


@pytest.mark.parametrize(
    ("stage", "said", "fate"),
    [
        ("starttls", "454 4.7.0 TLS not available", Fate.ROAD_DOWN),
        ("starttls", "421 4.3.2 closing", Fate.ROAD_DOWN),
        ("starttls", "502 5.5.1 not implemented", Fate.REFUSED_SENDER),
        ("starttls", "554 5.7.3 no", Fate.REFUSED_SENDER),
        ("auth", "454 4.7.0 cannot look you up now", Fate.ROAD_DOWN),
        ("auth", "421 4.3.2 closing", Fate.ROAD_DOWN),
        ("auth", "535 5.7.8 wrong", Fate.REFUSED_SENDER),
        ("auth", "500 5.5.6 line too long", Fate.REFUSED_SENDER),
        ("auth", "534 5.7.9 too weak", Fate.REFUSED_SENDER),
    ],
)
def test_a_no_to_encryption_or_sign_in_is_about_the_server_or_us(tmp_path, stage, said, fate):
    context, authority = certificate(tmp_path)
    with serving(tls_context=context, authenticator=accept("right"), plan={stage: said}) as server:
        outcome = one(server, security="starttls", authority=authority, user="hotel", password="right")

    assert (outcome.fate, outcome.code) == (fate, " ".join(said.split()[:2]))
    assert server.mails == []


@pytest.mark.parametrize("said", ["250 2.0.0 whatever you say", "what a mess"])
def test_no_mail_leaves_in_clear_text_when_the_server_only_nods_at_starttls(tmp_path, said):
    context, authority = certificate(tmp_path)
    with serving(tls_context=context, plan={"starttls": said}) as server:
        outcome = one(server, security="starttls", authority=authority)

    assert outcome.fate == Fate.ROAD_DOWN
    assert server.mails == []


# What a sender must be told


@pytest.mark.parametrize(
    "told",
    [
        {"host": ""},
        {"security": "ssl"},
        {"port": "x"},
        {"timeout": "soon"},
        {"timeout": "21"},
        {"timeout": "0"},
        {"timeout": "nan"},
        {"reply_to": "desk"},
        {"unsubscribe_mailbox": "a@b.example\r\nBcc: c@d.example"},
    ],
)
def test_a_sender_that_was_told_what_cannot_be(told):
    with pytest.raises(SenderFaultError):
        Smtp().open(sender(**{"host": "mail.example"} | told))


@pytest.mark.parametrize("address", ["", "hotel", "a@b..example", "a@b.example\nBcc: c@d.example", "李@hotel.example"])
def test_a_sender_without_an_address_to_send_from(address):
    with pytest.raises(SenderFaultError):
        Smtp().open(sender(host="mail.example", address=address))


def test_nothing_is_dialled_before_there_is_a_message():
    Smtp().open(sender(host="no-such-host.invalid")).close()
