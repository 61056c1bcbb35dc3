"""A lease outlasts all the waiting of a transport: else a sweep takes who only waits for dead, and sends it twice."""

import json
import time

import pytest

from hotelcrm.outbox.delivery.claiming import LEASE
from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.transports import Fate, http, splitting
from hotelcrm.outbox.transports.email import Smtp, composing, patience, smtp
from tests.outbox.transports.mail_server import TRICKLE, MailServer
from tests.outbox.transports.test_smtp import envelope

ADDRESSES = 4  # of one name: each is tried in turn
NAME = 30.0  # seconds that looking up a name takes at most, by resolv.conf's defaults
SPARE = 60.0  # commits, a machine that is busy
WAIT = float(composing.MOST_PATIENCE)

# What was begun right before a mail's time was over: a connection and its greeting; the text, the dot and RSET.
SMTP = patience.SECONDS_A_MAIL + NAME + (ADDRESSES + 1) * WAIT + 3 * WAIT
CALL = http.Timeouts().whole + NAME + (ADDRESSES - 1) * http.CONNECT_SECONDS
LONGEST = {
    "smtp": SMTP,
    "anymail": NAME + (ADDRESSES + 3) * WAIT,
    "twilio": CALL,
    "tencent": CALL,
    "aliyun": splitting.SECONDS_A_BATCH + CALL,
    "wecom": splitting.SECONDS_A_BATCH + 4 * CALL - 3 * NAME,  # with two tokens, the second because the first is stale
}


@pytest.mark.parametrize("transport", LONGEST)
def test_a_lease_is_longer_than_all_waiting_together(transport):
    assert LONGEST[transport] + SPARE < LEASE.total_seconds()


@pytest.fixture
def server():
    found = MailServer()
    yield found
    found.stop()


def test_many_slow_replies_together_have_an_end(server, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS_A_MAIL", 0.4)
    server.slow = 0.2  # each within the patience for one reply
    told = server.told | {"timeout": "1"}
    road = Smtp().open(Sender(channel="email", name="Hotel", address="hello@hotel.example", options=json.dumps(told)))

    began = time.monotonic()
    [outcome] = road.deliver([envelope()])
    took = time.monotonic() - began
    road.close()

    assert (outcome.fate, outcome.code) == (Fate.ROAD_DOWN, "timeout")
    assert took < 1.0
    assert server.mails == []


def test_after_the_dot_there_is_time_for_an_answer(server, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS_A_MAIL", 0.4)
    server.plan["dot"] = TRICKLE
    told = server.told | {"timeout": "0.8"}
    road = Smtp().open(Sender(channel="email", name="Hotel", address="hello@hotel.example", options=json.dumps(told)))

    began = time.monotonic()
    [outcome] = road.deliver([envelope()])
    took = time.monotonic() - began
    road.close()

    assert outcome.fate == Fate.NO_REPLY
    assert took > 0.7
