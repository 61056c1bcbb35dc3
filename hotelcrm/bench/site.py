"""A real server on the loopback, and one member of staff at one connection to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from hotelcrm.accounts.models import User
from hotelcrm.running import environment
from hotelcrm.running.supervisor.parts import answers

from .figures import timed

HOST = "127.0.0.1"
SECONDS_TO_START = 60
CSRF = "b" * 32  # any secret will do, as long as cookie and header agree
FLOOR = "/bench/nothing/"


class SiteError(RuntimeError):
    """The server did not come up, or did not answer as it should."""


@dataclass(frozen=True)
class Answer:
    """What came back, and how many milliseconds the whole of it took."""

    status: int
    body: bytes
    took: float


class Browser:
    """One person, signed in, with one connection that is kept open."""

    def __init__(self, port: int, user: User) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self._headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={_session(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "X-CSRFToken": CSRF,
            "HX-Request": "true",
        }

    def get(self, url: str) -> Answer:
        return self._ask("GET", url, None)

    def post(self, url: str, **fields: str) -> Answer:
        return self._ask("POST", url, urlencode(fields).encode())

    def _ask(self, method: str, url: str, body: bytes | None) -> Answer:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        answered: list[tuple[int, bytes]] = []

        def exchange() -> None:
            self._connection.request(method, url, body, self._headers | form)
            response = self._connection.getresponse()
            answered.append((response.status, response.read()))

        took = timed(exchange)
        [(status, content)] = answered
        if status != http.client.OK:
            raise SiteError(
                f"{method} {url} answered {status}; is everything installed and collected (make install static)?"
            )
        return Answer(status, content, took)


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server with one process, as busy as a hotel's; it is gone afterwards."""
    port = _free_port()
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "hotelcrm.bench.wsgi:application"),
        *("--host", HOST, "--port", str(port), "--no-ws", "--log-level", "error"),
        *("--workers", "1", "--blocking-threads", "4", "--backpressure", "16"),
    )
    process = subprocess.Popen(command, cwd=environment.BASE_DIR, env=dict(os.environ))
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS_TO_START
    while not answers(HOST, port):
        if process.poll() is not None or time.monotonic() > end:
            raise SiteError("The server did not come up; `manage.py check` may say why.")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
