"""Valkey is killed and emptied while a worker of the queue sends: the bells are lost, the work is not."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import kombu
import pytest
from django.db import connection

from hotelcrm.outbox import tasks
from hotelcrm.outbox.models import Message, State
from hotelcrm.running import environment
from hotelcrm.running.embedded.owner import find_owner, make_directories
from hotelcrm.running.embedded.valkey import Valkey
from tests.guards import ROOT

from .conftest import wait_until
from .fault_world import broken, house, is_under_way, mailing, states, sweep_later

pytestmark = pytest.mark.usefixtures("transactional_db")


class Queue:
    """A Valkey of our own."""

    def __init__(self) -> None:
        self.server = Valkey(find_owner())
        make_directories(self.server.owner)
        self.url = f"redis+socket://{environment.sockets_dir() / 'valkey.sock'}"
        self.server.start()

    def kill_and_empty(self) -> None:
        os.kill(int((self.server.home / "valkey.pid").read_text()), signal.SIGKILL)
        wait_until(lambda: not self.server.is_ready())
        for left_behind in self.server.home.iterdir():
            shutil.rmtree(left_behind) if left_behind.is_dir() else left_behind.unlink()

    def ring(self, task) -> None:
        with kombu.Connection(self.url) as line:
            task.apply_async(connection=line)

    @property
    def waiting(self) -> int:
        with kombu.Connection(self.url) as line:
            return line.default_channel.client.llen("celery")


@pytest.fixture
def queue(open_dir, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("HOTELCRM_DATA", str(open_dir))
        queue = Queue()
    yield queue
    queue.server.stop()


@pytest.fixture
def listener(queue):
    command = [sys.executable, "-m", "tests.outbox.faults.listener", str(connection.settings_dict["NAME"]), queue.url]
    silence = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=silence, stderr=silence)
    yield process
    os.killpg(process.pid, signal.SIGKILL)  # with the child that works
    process.wait()


def test_the_sweep_finishes_what_a_lost_queue_left(sink, queue, listener):
    hotel = house(sink.port)
    first = mailing(hotel, 250)
    for _n in range(5):  # however often it rings
        queue.ring(tasks.deliver_due)
    wait_until(lambda: len(sink.lines) > 50)

    queue.kill_and_empty()
    second = mailing(hotel, 100)  # its bell is heard by nobody
    queue.server.start()
    assert queue.waiting == 0
    ring_until(queue, lambda: not waiting(first) and not waiting(second))
    sweep_later()  # a turn that was cut off with the queue has left its leases
    ring_until(queue, lambda: not is_under_way(first) and not is_under_way(second))

    total = states(first) + states(second)
    assert total.total() == 350
    assert set(total) <= {State.SENT, State.UNKNOWN}
    assert total[State.UNKNOWN] <= 1  # with one message in its hand
    assert max(sink.counts.values()) == 1
    assert broken() == []


def ring_until(queue, is_done):
    """As the clock does each minute; then a moment in which nothing is on its way."""
    deadline = time.monotonic() + 30
    while not is_done() or sink_moves():
        assert time.monotonic() < deadline
        queue.ring(tasks.sweep)
        time.sleep(0.3)


def sink_moves():
    """Whether somebody is sending right now."""
    before = states_of_all()
    time.sleep(0.3)
    return states_of_all() != before


def states_of_all():
    return Counter(Message.objects.values_list("state", flat=True))


def waiting(begun):
    return begun.messages.filter(state=State.QUEUED).exists()
