"""A provider that trickles, byte by byte, each within our patience: the call as a whole has an end."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.transports import Fate
from hotelcrm.outbox.transports.email import Anymail
from hotelcrm.outbox.transports.http import Caller, NoReplyError, Timeouts

from .mail_server import certificate
from .test_smtp import envelope

EACH = 0.05
BEGINNINGS = {
    "head": b"HTTP/1.1 200 OK\r\nX-Much: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
}
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def trickling(*answers, tls=None):
    """A server that gives `answers`, one to each request, and trickles on after the last."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        plain, _address = listener.accept()
        with suppress(OSError), tls.wrap_socket(plain, server_side=True) if tls else plain as there:
            for answer in answers:
                there.recv(65_536)
                there.sendall(answer)
            while True:
                there.sendall(b"x")
                time.sleep(EACH)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()
        thread.join(5)


@pytest.fixture
def caller(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = Caller(Timeouts(connect=0.2, read=0.2))
    yield found
    found.close()


@pytest.mark.parametrize("part", BEGINNINGS)
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_what_trickles_is_hung_up_on(caller, part, is_encrypted, tmp_path, monkeypatch):
    tls, authority = certificate(tmp_path) if is_encrypted else (None, "")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority)
    with trickling(BEGINNINGS[part], tls=tls) as url:
        began = time.monotonic()
        with pytest.raises(NoReplyError):
            caller.call("POST", url, body=b"x")
        took = time.monotonic() - began
        caller.close()

    assert took < 1.5  # 0.2 for the way there, three times 0.2 for the rest; and the machine may be busy


def test_a_connection_that_carries_a_second_call_is_watched_too(caller):
    with trickling(WHOLE, BEGINNINGS["head"]) as url:
        assert caller.call("POST", url, body=b"x").status == 200
        began = time.monotonic()
        with pytest.raises(NoReplyError):
            caller.call("POST", url, body=b"x")
        took = time.monotonic() - began
        caller.close()

    assert took < 1.5


def test_after_that_the_next_call_is_a_new_one(caller, provider):
    with trickling(BEGINNINGS["head"]) as url, pytest.raises(NoReplyError):
        caller.call("POST", url, body=b"x")

    assert caller.call("POST", provider.url, body=b"x").status == 200


@pytest.mark.parametrize("part", BEGINNINGS)
def test_a_mail_by_a_providers_interface_has_an_end_too(part, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with trickling(BEGINNINGS[part]) as url:
        told = {"provider": "postmark", "server_token": "k", "api_url": url, "timeout": "0.2"}
        road = Anymail().open(Sender(channel="email", address="hello@hotel.example", options=json.dumps(told)))
        began = time.monotonic()
        [outcome] = road.deliver([envelope()])
        took = time.monotonic() - began
        road.close()

    assert outcome.fate == Fate.NO_REPLY
    assert took < 1.5


def test_no_thread_is_left_behind(caller, provider):
    before = threading.active_count()
    for _n in range(5):
        caller.call("POST", provider.url, body=b"x")
    time.sleep(0.1)

    assert threading.active_count() <= before + 1  # the provider's own, one a connection
