"""PostgreSQL is killed while workers send: after its restart the sums close, and nobody gets two."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from django.db import connection

from hotelcrm.outbox.models import State
from hotelcrm.running import environment
from hotelcrm.running.embedded.owner import find_owner, make_directories, postgres_program
from hotelcrm.running.embedded.postgres import Postgres
from tests import committed

from .conftest import Nursery, wait_until
from .fault_world import ENDED, broken, house, mailing, states, sweep_later

NAME = "test_hotelcrm_faults"


class Server:
    """A PostgreSQL of our own, with the tables and the first rows of the test database."""

    def __init__(self, source: dict[str, str]) -> None:
        self.postgres = Postgres(find_owner())
        make_directories(self.postgres.owner)
        self.postgres.start()
        self._run("createdb", "-h", self.sockets, "-U", "hotelcrm", NAME)
        here = ["-h", source["HOST"], "-p", source["PORT"], "-U", source["USER"], "-d", source["NAME"]]
        schema = self._run("pg_dump", *here, "--schema-only", "--no-owner", env={"PGPASSWORD": source["PASSWORD"]})
        self._run("psql", "-h", self.sockets, "-U", "hotelcrm", "-d", NAME, "-q", "-f", "-", text=schema)

    @property
    def sockets(self) -> str:
        return str(self.postgres.sockets)

    def kill(self) -> None:
        pid = int((self.postgres.data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.postgres.is_ready())

    def _run(self, program: str, *words: str, text: str = "", env: dict[str, str] | None = None) -> str:
        command = [str(postgres_program(self.postgres.owner, program)), *words]
        environ = {**os.environ, **(env or {})}
        return subprocess.run(command, input=text, capture_output=True, text=True, check=True, env=environ).stdout


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    """One for this module: initdb takes its time. For this process and its children it is the database."""
    folder = Path(tempfile.mkdtemp(prefix="hotelcrm-faults-", dir="/tmp"))
    folder.chmod(0o755)
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock():
        rows = committed.snapshot()
        source = {key: str(connection.settings_dict[key]) for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
        connection.close()
        patch.setenv("HOTELCRM_DATA", str(folder))
        patch.setenv("HOTELCRM_SUPERVISED", "1")  # dead until the test starts it
        server = Server(source)
        for key, value in {"HOST": str(environment.sockets_dir()), "PORT": "5432", "NAME": NAME}.items():
            patch.setitem(connection.settings_dict, key, value)
        committed.restore(rows)
        yield server
        connection.close()
        server.postgres.stop()
    patch.undo()
    shutil.rmtree(folder)


@pytest.fixture
def own_nursery(server):
    nursery = Nursery(NAME)
    yield nursery
    nursery.stop()


RECIPIENTS, AT_ONCE = 300, 2


def test_postgres_killed_while_two_workers_send(server, transactional_db, own_nursery, sink):
    offers = mailing(house(sink.port), RECIPIENTS)
    for _n in range(AT_ONCE):
        own_nursery.worker()
    wait_until(lambda: len(sink.lines) >= RECIPIENTS // 4)

    server.kill()
    own_nursery.join()  # they end with an error
    assert len(sink.lines) < RECIPIENTS
    connection.close()
    server.postgres.start()
    time.sleep(0.1)
    sweep_later()
    own_nursery.worker()
    own_nursery.join()

    total = states(offers)
    assert (total.total(), set(total) <= ENDED) == (RECIPIENTS, True)
    assert total[State.UNKNOWN] <= AT_ONCE
    accepted = {message_id.strip("<>") for message_id in sink.counts}
    sent = set(offers.messages.filter(state=State.SENT).values_list("reference", flat=True))
    assert max(sink.counts.values()) == 1
    assert len(sent) == total[State.SENT]
    assert sent <= accepted
    assert len(accepted - sent) <= total[State.UNKNOWN]
    assert broken() == []
