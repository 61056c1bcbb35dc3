"""``manage.py up`` as a whole: with real servers, from the first start to Ctrl-C."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotelcrm.running import environment

PATIENCE = 180  # two cores, and other tests beside


@pytest.fixture
def settings_of_its_own(open_dir: Path) -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hotelcrm.settings",
        "HOTELCRM_MODE": "demo",
        "HOTELCRM_DATA": str(open_dir),
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "WORKER_PROCESSES": "1",
    }


@pytest.fixture
def manage(settings_of_its_own: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def run(*words: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=environment.BASE_DIR,
                env=settings_of_its_own,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    run("services", "stop").communicate(timeout=PATIENCE)


def test_up_refuses_a_database_without_tables_then_runs_until_ctrl_c(manage, settings_of_its_own):
    port = int(settings_of_its_own["PORT"])
    early = manage("up")
    assert "run `manage.py migrate`" in early.communicate(timeout=PATIENCE)[0]
    assert early.returncode == 1

    up = manage("up", "--first", "migrate --verbosity 0")
    _until(lambda: _is_ready(port))
    worker = _child_of(up.pid, "worker")
    os.kill(worker, signal.SIGKILL)
    _until(lambda: _child_of(up.pid, "worker") not in {0, worker})
    second = manage("up", "--port", str(port + 1))
    assert "already runs with" in second.communicate(timeout=PATIENCE)[0]

    children = [_child_of(up.pid, name) for name in ("granian", "worker", "beat")]
    assert 0 not in children
    up.send_signal(signal.SIGINT)
    output = up.communicate(timeout=PATIENCE)[0]

    assert up.returncode == 0
    assert f"running at http://127.0.0.1:{port}/" in output
    assert "worker ended (killed" in output
    assert re.findall(r"Stopp.*", output) == [
        "Stopping beat ...",
        "Stopping worker ...",
        "Stopping web ...",
        "Stopped valkey and postgres.",
    ]
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return bool(json.loads(connection.getresponse().read())["ready"])
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _child_of(parent: int, word: str) -> int:
    """The process id of the child with this word in its command, or 0."""
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if word in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
            return int(pid)
    return 0


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
