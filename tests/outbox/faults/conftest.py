import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.guards import ROOT


class Sink:
    """A mail server in a process of its own, and what it has accepted."""

    def __init__(self, path: Path, milliseconds: float) -> None:
        self.path = path
        path.touch()
        command = [sys.executable, "-m", "tests.outbox.faults.sink", str(path), str(milliseconds)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    @property
    def lines(self) -> list[tuple[str, str, float]]:
        """Message-ID, recipient and time of each."""
        rows = [line.split() for line in self.path.read_text().splitlines()]
        return [(message_id, address, float(at)) for message_id, address, at in rows]

    @property
    def counts(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(message_id for message_id, _address, _at in self.lines)

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


class Nursery:
    """Forks workers; see the module of that name."""

    def __init__(self, database: str, module: str = "tests.outbox.faults.nursery") -> None:
        command = [sys.executable, "-m", module, database]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe)
        assert self.process.stdout.readline() == "ready\n"
        self.alive: list[int] = []

    def worker(self, order: str = "one") -> int:
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        self.alive.append(pid)
        return pid

    def kill(self, pid: int) -> bool:
        """SIGKILL one of ours; whether it still lived."""
        self.alive.remove(pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        wait_until(lambda: not _lives(pid))
        return True

    def join(self, seconds: float = 30) -> None:
        """Wait until all workers have ended by themselves."""
        wait_until(lambda: not any(_lives(pid) for pid in self.alive), seconds)
        self.alive.clear()

    def stop(self) -> None:
        for pid in list(self.alive):
            self.kill(pid)
        self.process.kill()
        self.process.communicate()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


@pytest.fixture
def open_dir():
    """A directory that other users can reach: the servers run as one."""
    path = Path(tempfile.mkdtemp(prefix="hotelcrm-test-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def sink(tmp_path):
    sink = Sink(tmp_path / "accepted", milliseconds=1)
    yield sink
    sink.stop()


@pytest.fixture
def nursery(transactional_db):
    nursery = Nursery(str(connection.settings_dict["NAME"]))
    yield nursery
    nursery.stop()
