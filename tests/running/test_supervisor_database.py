"""The supervisor when PostgreSQL goes away under its connection; outside any transaction, as it runs."""

import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import InterfaceError, connection
from pytest_django.plugin import DjangoDbBlocker

from hotelcrm.running.supervisor import parts, supervisor
from hotelcrm.running.supervisor.child import Child
from hotelcrm.running.supervisor.parts import Part
from hotelcrm.running.supervisor.supervisor import Supervisor

WORKER = Part("worker", (sys.executable, "-c", ""), is_ready=lambda _since: True, stop_seconds=5, beats=True)


@pytest.fixture(autouse=True)
def _dropped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A connection as a restart of PostgreSQL leaves it; nothing is written, so nothing has to be taken back."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.connection.close()
        with pytest.raises(InterfaceError):
            supervisor._database_time()
        yield
        connection.close()


def test_a_start_is_put_off_and_the_connection_opened_anew():
    watch = Supervisor([WORKER], say=[].append)
    [worker] = watch.children

    watch._try_again(worker)

    assert worker.process is None
    assert isinstance(supervisor._database_time(), datetime)


def test_nobody_is_called_silent_and_the_connection_is_opened_anew():
    worker = Child(WORKER)

    assert not supervisor._is_silent(worker)

    worker.since = supervisor._database_time() - parts.SILENT_AFTER * 2
    assert supervisor._is_silent(worker)
