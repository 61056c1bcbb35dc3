"""The supervisor: order, restarts, patience and its end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError

from hotelcrm.running import environment, heartbeat
from hotelcrm.running.embedded import servers
from hotelcrm.running.embedded.owner import ServerError
from hotelcrm.running.models import Heartbeat
from hotelcrm.running.supervisor import child, parts, supervisor
from hotelcrm.running.supervisor.child import Child
from hotelcrm.running.supervisor.parts import Part
from hotelcrm.running.supervisor.supervisor import CannotRun, Supervisor

pytestmark = pytest.mark.django_db

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "FIRST_DELAY", 0.05)
    monkeypatch.setattr(supervisor, "ROUND_SECONDS", 0.05)
    monkeypatch.setattr(supervisor, "SLOW_ROUND_SECONDS", 0.1)
    monkeypatch.setattr(servers, "start", list)


@pytest.fixture
def said() -> list[str]:
    return []


def _part(name: str, command: tuple[str, ...] = SLEEP, **rest: object) -> Part:
    options: dict[str, object] = {"is_ready": lambda _since: True, "stop_seconds": 5, **rest}
    return Part(name, command, **options)  # type: ignore[arg-type]


def _run(watch: Supervisor, meanwhile: Callable[[], None]) -> None:
    """Run in this thread, as signals need it, and do something meanwhile in another; then stop."""

    def act() -> None:
        try:
            meanwhile()
        finally:
            watch.stop()

    thread = threading.Thread(target=act)
    watch.run(when_ready=thread.start)
    thread.join()


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def test_parts_stop_in_reverse_order_and_leave_nothing(said):
    watch = Supervisor([_part("web"), _part("worker"), _part("beat")], say=said.append)
    processes: list[subprocess.Popen[bytes] | None] = []

    _run(watch, lambda: processes.extend(each.process for each in watch.children))

    assert said == ["Stopping beat ...", "Stopping worker ...", "Stopping web ..."]
    assert [process and process.poll() for process in processes] == [-signal.SIGTERM] * 3


def test_next_part_waits_until_the_one_before_is_ready(said, tmp_path):
    sign = tmp_path / "ready"
    slow = _part(
        "slow",
        (sys.executable, "-c", f"import time; time.sleep(0.3); open({str(sign)!r}, 'w'); time.sleep(600)"),
        is_ready=lambda _since: sign.exists(),
    )
    was_ready: list[bool] = []

    def note(_since: object) -> bool:
        was_ready.append(sign.exists())
        return True

    after = _part("after", is_ready=note)
    _run(Supervisor([slow, after], say=said.append), lambda: None)

    assert was_ready == [True]


def test_killed_child_is_started_again(said):
    watch = Supervisor([_part("worker")], say=said.append)

    def kill_and_wait() -> None:
        first = watch.children[0].process
        assert first
        os.kill(first.pid, signal.SIGKILL)
        _until(lambda: watch.children[0].process not in {None, first})

    _run(watch, kill_and_wait)

    assert said[0] == "worker ended (killed; perhaps the machine was out of memory); starting it again in 0 s."


def test_what_a_dead_child_had_started_is_killed_with_it(said, tmp_path):
    """Granian's main process dies, its workers would keep the port."""
    note = tmp_path / "pid"
    parent = f"""
import subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(note)!r}, "w").write(str(grandchild.pid))
time.sleep(600)
"""
    watch = Supervisor(
        [_part("web", (sys.executable, "-c", parent), is_ready=lambda _: note.exists() and bool(note.read_text()))],
        say=said.append,
    )
    grandchildren = []

    def kill_and_wait() -> None:
        first = watch.children[0].process
        grandchildren.append(int(note.read_text()))
        assert first
        os.kill(first.pid, signal.SIGKILL)
        _until(lambda: watch.children[0].process not in {None, first})

    _run(watch, kill_and_wait)

    _until(lambda: _is_gone(grandchildren[0]))


def test_part_that_never_works_is_given_up_with_advice(said):
    broken = _part("web", (sys.executable, "-c", "raise SystemExit(3)"), is_ready=lambda _since: False)

    with pytest.raises(CannotRun, match=r"^web does not start: it tried 3 times.*run it alone"):
        Supervisor([broken], say=said.append).run(when_ready=lambda: None)

    assert said == ["web ended at once (exit code 3)."] * 3


def test_part_that_is_never_ready_is_given_up(said):
    deaf = _part("worker", is_ready=lambda _since: False, ready_seconds=0.2)

    with pytest.raises(CannotRun, match="worker does not start"):
        Supervisor([deaf], say=said.append).run(when_ready=lambda: None)

    assert said[0] == "worker is not ready after 0 s."


def test_silent_worker_is_restarted_and_a_beating_one_is_not(said, monkeypatch):
    monkeypatch.setattr(parts, "SILENT_AFTER", parts.SILENT_AFTER * 0)
    watch = Supervisor([_part("worker", beats=True), _part("web")], say=said.append)
    first: list[object] = []

    def wait_for_restart() -> None:
        first.extend(each.process for each in watch.children)
        _until(lambda: watch.children[0].process not in {None, first[0]})
        first.append(watch.children[1].process)

    _run(watch, wait_for_restart)

    assert said[0] == "worker has been silent for 0 s; starting it again in 0 s."
    assert first[1] is first[2]


def test_silence_counts_from_the_start_of_the_process():
    worker = Child(_part("worker", beats=True))
    now = supervisor._database_time()
    worker.since = now - parts.SILENT_AFTER / 2
    assert not supervisor._is_silent(worker)

    worker.since = now - parts.SILENT_AFTER * 2
    assert supervisor._is_silent(worker)

    heartbeat.beat("worker")
    assert not supervisor._is_silent(worker)

    Heartbeat.objects.update(at=now - parts.SILENT_AFTER * 2)
    assert supervisor._is_silent(worker)


def test_restarts_wait_longer_each_time_and_forget_after_a_steady_while(monkeypatch):
    monkeypatch.setattr(child, "FIRST_DELAY", 1.0)
    worker = Child(_part("worker"))
    worker.started = time.monotonic()
    assert [worker.failed() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]

    worker.started = time.monotonic() - child.STEADY_SECONDS - 1
    assert worker.failed() == 1


def test_stopped_servers_are_started_again_and_reported(said, monkeypatch):
    answers = [["postgres"], []]
    monkeypatch.setattr(servers, "start", lambda: answers.pop(0) if answers else [])
    watch = Supervisor([_part("web")], say=said.append)

    _run(watch, lambda: _until(lambda: not answers))

    assert said[0] == "postgres had stopped and runs again."


def test_low_disk_is_said_once(said, monkeypatch):
    monkeypatch.setattr(supervisor, "LOW_DISK_BYTES", 10**18)
    watch = Supervisor([_part("web")], say=said.append)

    _run(watch, lambda: time.sleep(0.5))

    assert [sentence.split(" MB ")[1][:8] for sentence in said if " MB " in sentence] == ["are free"]


def test_space_is_measured_where_the_database_is(said, monkeypatch, tmp_path):
    full = tmp_path / "elsewhere" / "servers"  # not made yet, on a disk of its own
    free = {tmp_path: 10 * 1024**2}
    monkeypatch.setattr(environment, "servers_dir", lambda: full)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free.get(path, 10**12)))

    assert servers.tightest_place() == (full, 10 * 1024**2)
    with pytest.raises(ServerError, match=f"^Only 10 MB are free where {full} is; the database needs"):
        servers._check_space()
    Supervisor([], say=said.append)._warn_of_full_disk()
    assert said == [f"Only 10 MB are free where {full} is: make room soon."]


def test_space_of_another_database_is_not_ours_to_measure(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:word@db.example/hotel")
    monkeypatch.setattr(environment, "servers_dir", lambda: tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1 if path == tmp_path else 10**12))

    assert servers.tightest_place() == (environment.data_dir(), 10**12)


def test_a_database_that_goes_away_ends_the_start_with_a_sentence(monkeypatch):
    def gone() -> None:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(supervisor, "check_port", lambda _host, _port: gone())
    monkeypatch.setattr(supervisor, "only_one_here", nullcontext)

    with pytest.raises(CommandError, match="connection already closed"):
        call_command("up")


def test_busy_port_is_a_sentence_that_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotRun, match=f"^Port {port} is in use .* choose another: PORT={port + 1}$"):
            supervisor.check_port("127.0.0.1", port)


def test_port_is_busy_when_somebody_listens_on_all_addresses():
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        assert not parts.port_is_free("127.0.0.1", port)

    assert parts.port_is_free("127.0.0.1", port)


def test_second_supervisor_over_one_data_directory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTELCRM_DATA", str(tmp_path))

    with (
        supervisor.only_one_here(),
        pytest.raises(CannotRun, match="already runs with"),
        supervisor.only_one_here(),
    ):
        pass


def test_second_ctrl_c_does_not_wait(said):
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    watch = Supervisor([_part("web", (sys.executable, "-c", stubborn), stop_seconds=60)], say=said.append)
    before = time.monotonic()

    def stop_and_stop_again() -> None:
        watch.stop()
        _until(lambda: bool(said))
        watch.stop()

    _run(watch, stop_and_stop_again)

    assert time.monotonic() - before < 10


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
