"""One child process: started in a group of its own, stopped with everything it has started itself."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime

from hotelcrm.running.supervisor import parts
from hotelcrm.running.supervisor.parts import Part

FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
STEADY_SECONDS = 60.0  # after this long a part is trusted again: the next failure waits shortly
PR_SET_PDEATHSIG = 1


class Child:
    """A part, its process if it has one, and how often it failed lately."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self.since: datetime | None = None  # start, by the database's clock
        self.started = 0.0
        self.failures = 0
        self.retry_at = 0.0
        self.was_ready = False

    def start(self, *, since: datetime) -> None:
        self.since, self.started = since, time.monotonic()
        self.process = subprocess.Popen(
            self.part.command,
            cwd=parts.home(),
            env={**os.environ, "HOTELCRM_SUPERVISED": "1"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is for us; we pass it on in order
            # One thread here, and the hook makes no more than a system call.
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def is_ready(self) -> bool:
        ready = self.since is not None and self.part.is_ready(self.since)
        self.was_ready = self.was_ready or ready
        return ready

    def stop(self, *, in_a_hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask, wait unless in a hurry, then insist; nothing that the part has started is left behind."""
        if self.process is None:
            return
        deadline = time.monotonic() + self.part.stop_seconds
        if self.process.poll() is None:
            self.process.terminate()
        while self.process.poll() is None and not in_a_hurry() and time.monotonic() < deadline:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def failed(self) -> float:
        """Note a failure and return the seconds until the next attempt: 1, 2, 4 ... 30."""
        if self.started and time.monotonic() - self.started > STEADY_SECONDS:
            self.failures = 0
        self.failures += 1
        delay: float = min(FIRST_DELAY * 2 ** (self.failures - 1), LONGEST_DELAY)
        self.retry_at = time.monotonic() + delay
        return delay


def _die_with_parent() -> None:
    """The kernel terminates the child when the supervisor is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
