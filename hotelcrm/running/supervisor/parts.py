"""What the supervisor runs, in starting order, and how it knows that a part works."""

import http.client
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hotelcrm.running import environment, heartbeat

# Two beats of the clock are 30 s apart at most; a worker that has said nothing for this long is stuck.
SILENT_AFTER: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Part:
    """One process. ``is_ready(since)`` asks whether it has worked since that moment of the database's clock."""

    name: str
    command: tuple[str, ...]
    is_ready: Callable[[datetime], bool]
    ready_seconds: float = 60
    stop_seconds: float = 30
    beats: bool = False  # leaves heartbeats, and is restarted when they stop


def all_parts(host: str, port: int) -> list[Part]:
    return [web(host, port), worker(), beat()]


def web(host: str, port: int) -> Part:
    """Granian: threads that block behind an idle browser are not ours but its own."""
    workers = environment.number("WEB_WORKERS", default=min(os.cpu_count() or 1, 4))
    threads = environment.number("WEB_THREADS", default=8)
    return Part(
        "web",
        (
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "hotelcrm.wsgi:application"),
            *("--host", host, "--port", str(port), "--no-ws", "--log-level", "error"),
            *("--workers", str(workers), "--blocking-threads", str(threads)),
            # More than the threads can serve waits in the listening queue, not in memory.
            *("--backpressure", str(threads * 2), "--backlog", "1024"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        ),
        is_ready=lambda _since: answers(host, port),
    )


def worker() -> Part:
    # Four at least: a long import must leave room for the heartbeat and for what others wait for.
    processes = environment.number("WORKER_PROCESSES", default=max(os.cpu_count() or 1, 4))
    return Part(
        "worker",
        (
            # Messages are JSON, which runs nothing: the reason for this warning is gone.
            *(sys.executable, "-W", "ignore:You're running the worker with superuser"),
            *("-m", "celery", "--app", "hotelcrm", "--quiet", "worker", "--loglevel", "WARNING"),
            *("--concurrency", str(processes), "--without-gossip", "--without-mingle", "--hostname", "worker@%h"),
        ),
        is_ready=lambda since: heartbeat.has_beaten("worker", since=since),
        beats=True,
    )


def beat() -> Part:
    return Part(
        "beat",
        (
            *(sys.executable, "-m", "celery", "--app", "hotelcrm", "--quiet", "beat", "--loglevel", "WARNING"),
            *("--pidfile", ""),
        ),
        is_ready=lambda since: heartbeat.has_beaten("beat", since=since),
        beats=True,
    )


def answers(host: str, port: int) -> bool:
    """Whether the web server answers ``/healthz``."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as granian does: a port just left is free
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return not _somebody_listens(host, port)


def _somebody_listens(host: str, port: int) -> bool:
    """A listener on all addresses does not keep us from binding one of them, but would share its callers."""
    try:
        socket.create_connection((reachable(host), port), timeout=1).close()
    except OSError:
        return False
    return True


def reachable(host: str) -> str:
    """The address under which this machine reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def home() -> Path:
    return environment.BASE_DIR
