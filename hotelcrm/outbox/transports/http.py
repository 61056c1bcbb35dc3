"""Calls of providers over HTTP: with timeouts and bounds, and with what a broken road means for a message.

The one question that counts is whether anything was sent before the road broke. Nothing was: any message may be tried
again. Something was, and no answer came: nobody knows.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from json import JSONDecodeError, loads
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError
from urllib3.exceptions import SSLError as HandshakeError

from .contract import Envelope, Fate, Outcome
from .watch import Watch

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
MOST_BYTES = 1_000_000
MOST_SECONDS_TO_WAIT = 3_600
PIECE = 16_384
# Raised before a request leaves: an address, a header or a credential that HTTP cannot carry.
UNSENDABLE = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
    UnicodeError,
)
# Said before anything is looked at, and to everybody.
OVERLOADED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class RoadDownError(Exception):
    """Nothing reached the provider."""


class NoReplyError(Exception):
    """The request was sent, or may have been, and no whole answer came."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds for connecting, for each silence of the provider, and also for an answer that trickles."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS

    @property
    def whole(self) -> float:
        """For a call with everything: the way there, the silence before the answer, the answer, one more silence."""
        return self.connect + 3 * self.read


@dataclass(frozen=True)
class Answer:
    """What a provider said, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The JSON object in it; empty where there is none."""
        try:
            found = loads(self.body)
        except (JSONDecodeError, UnicodeDecodeError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def retry_after(self) -> int | None:
        """Seconds to wait, where the provider said so in a number; an hour at most."""
        said = self.headers.get("Retry-After", "")
        return min(int(said), MOST_SECONDS_TO_WAIT) if said.isdecimal() else None


class Caller:
    """Keeps a connection to one provider open from call to call."""

    def __init__(self, timeouts: Timeouts | None = None) -> None:
        self._timeouts = timeouts or Timeouts()
        self._session = requests.Session()
        self._watch = Watch()
        self._watch.mount(self._session)

    def call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Answer:
        """The provider's answer. Raises `RoadDownError` or `NoReplyError`, whose text is a code and no address."""
        with _told_apart(), self._watch.at_most(self._timeouts.whole):
            response = self._session.request(
                method,
                url,
                params=query,
                data=body,
                headers=dict(headers or {}),
                auth=auth or _as_it_is,
                timeout=(self._timeouts.connect, self._timeouts.read),
                allow_redirects=False,  # credentials and guests' numbers go nowhere else
                stream=True,
            )
            with response:
                answer = Answer(response.status_code, response.headers, self._read(response))
            if self._watch.is_over:  # headers that broke off look like headers that ended
                raise NoReplyError("endless")
            return answer

    def _read(self, response: requests.Response) -> bytes:
        until, found = time.monotonic() + self._timeouts.read, b""
        for piece in response.iter_content(PIECE):
            found += piece
            if len(found) > MOST_BYTES or time.monotonic() > until:
                raise NoReplyError("endless")
        return found

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No credentials from a .netrc of the machine: they would replace our Authorization header."""
    return request


@contextmanager
def _told_apart() -> Iterator[None]:
    """Whatever breaks becomes one of the two errors; the library's own, which quotes addresses and secrets, is left."""
    try:
        yield
    except UNSENDABLE:
        raise RoadDownError("unsendable") from None
    except requests.exceptions.ConnectTimeout:
        raise RoadDownError("connect_timeout") from None
    except requests.exceptions.ConnectionError as fault:
        if _nothing_was_sent(fault):
            raise RoadDownError("connect") from None
        raise NoReplyError("closed") from None
    except requests.exceptions.Timeout:
        raise NoReplyError("timeout") from None
    except requests.exceptions.RequestException:
        raise NoReplyError("broken") from None


def _nothing_was_sent(fault: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection never came about; a TLS that failed later looks alike, so only certificates count."""
    inner = fault.args[0] if fault.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    if isinstance(reason, HandshakeError):
        tls = reason.args[0] if reason.args else None
        return isinstance(tls, ssl.SSLCertVerificationError) or getattr(tls, "reason", "") == "WRONG_VERSION_NUMBER"
    return isinstance(reason, NewConnectionError | ConnectTimeoutError | ProxyError)


def outcomes(envelopes: Sequence[Envelope], hand_over: Callable[[], list[Outcome]]) -> list[Outcome]:
    """What `hand_over` finds, or for all of `envelopes` alike what the broken road means."""
    try:
        return hand_over()
    except RoadDownError as fault:
        return [Outcome(Fate.ROAD_DOWN, code=str(fault))] * len(envelopes)
    except NoReplyError as fault:
        return [Outcome(Fate.NO_REPLY, code=str(fault))] * len(envelopes)


def by_status(answer: Answer) -> Outcome | None:
    """What the status alone means, where the provider said nothing of its own; None for an answer worth reading."""
    code = f"http_{answer.status}"
    if answer.status in OVERLOADED:
        return Outcome(Fate.LATER, code=code, retry_after=answer.retry_after, is_for_all=True)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # it broke while it had the message, or a gateway lost it
        return Outcome(Fate.NO_REPLY, code=code)
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:  # not the interface, or not for us; nothing was sent
        return Outcome(Fate.REFUSED_SENDER, code=code)
    return None
