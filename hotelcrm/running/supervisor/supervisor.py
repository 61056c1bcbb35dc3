"""The watch: start in order, restart what dies or falls silent, stop in reverse order."""

import fcntl
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from django.db import Error, connection

from hotelcrm.running import environment, heartbeat
from hotelcrm.running.embedded import servers
from hotelcrm.running.embedded.owner import ServerError
from hotelcrm.running.supervisor import parts
from hotelcrm.running.supervisor.child import Child
from hotelcrm.running.supervisor.parts import Part

ROUND_SECONDS = 0.5
SLOW_ROUND_SECONDS = 5.0
ATTEMPTS_BEFORE_FIRST_SUCCESS = 3
LOW_DISK_BYTES = 500 * 1024**2

Say = Callable[[str], object]


class CannotRun(Exception):
    """The site cannot be started here and now; the message says why and what to do."""


class Supervisor:
    """Runs the parts until it is told to stop. ``say`` receives each sentence for the person at the terminal."""

    def __init__(self, parts_in_order: Sequence[Part], *, say: Say) -> None:
        self.children = [Child(part) for part in parts_in_order]
        self.say = say
        self.stopping = threading.Event()
        self.hurry = False
        self._looked_closely = 0.0
        self._warned_of_disk = False

    def run(self, *, when_ready: Callable[[], object]) -> None:
        """Start every part, call ``when_ready``, watch until a signal comes. Raises CannotRun."""
        with self._signals():
            try:
                for child in self.children:
                    self._start_first_time(child)
                if not self.stopping.is_set():
                    when_ready()
                while not self.stopping.wait(ROUND_SECONDS):
                    self._look_after_all()
            finally:
                self._stop_all()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Called once: stop in order. Called twice: stop at once."""
        self.hurry = self.stopping.is_set()
        self.stopping.set()

    # Starting

    def _start_first_time(self, child: Child) -> None:
        """Start and wait until it works; a part that never did, after three attempts, is worth nobody's waiting."""
        for _attempt in range(ATTEMPTS_BEFORE_FIRST_SUCCESS):
            if self.stopping.is_set():
                return
            child.start(since=_database_time())
            problem = self._wait_until_ready(child)
            if not problem:
                return
            child.stop()
            delay = child.failed()
            self.say(f"{child.part.name} {problem}.")
            self.stopping.wait(delay)
        raise CannotRun(
            f"{child.part.name} does not start: it tried {ATTEMPTS_BEFORE_FIRST_SUCCESS} times. What it said is above; "
            f"to see more, run it alone: {' '.join(child.part.command)}"
        )

    def _wait_until_ready(self, child: Child) -> str:
        """Nothing when it works or we are to stop, else what went wrong."""
        deadline = time.monotonic() + child.part.ready_seconds
        while time.monotonic() < deadline:
            if self.stopping.wait(0.1) or child.is_ready():
                return ""
            if (code := child.exit_code()) is not None:
                return f"ended at once ({_describe(code)})"
        return f"is not ready after {child.part.ready_seconds:.0f} s"

    # Watching

    def _look_after_all(self) -> None:
        closely = time.monotonic() - self._looked_closely > SLOW_ROUND_SECONDS
        if closely:
            self._looked_closely = time.monotonic()
            self._keep_servers_alive()
            self._warn_of_full_disk()
        for child in self.children:
            if child.process is None:
                self._try_again(child)
            elif (code := child.exit_code()) is not None:
                self._plan_restart(child, f"ended ({_describe(code)})")
            elif closely and child.part.beats and _is_silent(child):
                self._plan_restart(child, f"has been silent for {parts.SILENT_AFTER.total_seconds():.0f} s")

    def _plan_restart(self, child: Child, what_happened: str) -> None:
        child.stop()
        delay = child.failed()
        self.say(f"{child.part.name} {what_happened}; starting it again in {delay:.0f} s.")

    def _try_again(self, child: Child) -> None:
        if time.monotonic() < child.retry_at:
            return
        try:
            child.start(since=_database_time())
        except Error:
            connection.close()
            child.failed()

    def _keep_servers_alive(self) -> None:
        try:
            restarted = servers.start()
        except ServerError as error:
            self.say(str(error))
            return
        if restarted:
            self.say(f"{' and '.join(restarted)} had stopped and runs again.")

    def _warn_of_full_disk(self) -> None:
        place, free = servers.tightest_place()
        if free < LOW_DISK_BYTES and not self._warned_of_disk:
            self.say(f"Only {free // 1024**2} MB are free where {place} is: make room soon.")
        self._warned_of_disk = free < LOW_DISK_BYTES

    # Stopping

    def _stop_all(self) -> None:
        for child in reversed(self.children):
            if child.process is not None:
                self.say(f"Stopping {child.part.name} ...")
                child.stop(in_a_hurry=lambda: self.hurry)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self.stop) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def only_one_here() -> Iterator[None]:
    """Two supervisors over one data directory would run two beats and fight over the servers."""
    with (environment.data_dir() / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRun(
                f"The site already runs with {environment.data_dir()}. Stop it there, or set HOTELCRM_DATA to another "
                "directory for a second one."
            ) from None
        yield


def check_port(host: str, port: int) -> None:
    if not parts.port_is_free(host, port):
        raise CannotRun(f"Port {port} is in use by another program. Stop that one, or choose another: PORT={port + 1}")


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _is_silent(child: Child) -> bool:
    """Silence counts from the start of the process, and only while the database is there to hear it.

    A connection that the server dropped raises InterfaceError, which is no DatabaseError, until it is closed.
    """
    try:
        oldest = _database_time() - parts.SILENT_AFTER
        if child.since is None or child.since > oldest:
            return False
        return not heartbeat.has_beaten(child.part.name, since=oldest)
    except Error:
        connection.close()
        return False


def _describe(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    if -code == signal.SIGKILL:
        return "killed; perhaps the machine was out of memory"
    return f"signal {signal.Signals(-code).name}"
