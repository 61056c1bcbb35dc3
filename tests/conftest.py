"""What holds in every test: a GET writes nothing, and no test waits for a Chromium that is not there."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import migrated_once
from tests.guards import refuse_writes
from tests.planned import plan_once

# No example is timed: what is slow is for `make bench` to say, and a busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# A longer search than that of every run: pytest --hypothesis-profile=long
settings.register_profile("long", max_examples=1_000, deadline=None)

# Whose tests take longest: they begin, so that in the end one process does not wait for another's.
LONGEST = (
    "tests/running/test_up.py",
    "tests/running/test_services.py",
    "tests/demo/",
    "tests/campaigns/occasions/test_year.py",
    "tests/campaigns/running/test_killed_workers.py",
    "tests/feedback/test_tickets_machine.py",
    "tests/loyalty/test_programme_machine.py",
    "tests/loyalty/test_ledger_machine.py",
    "tests/outbox/test_gate_reference.py",
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """An installed Chromium: by path in CHROMIUM, or on the PATH."""
    given = os.environ.get("CHROMIUM")
    return next((found for name in ([given] if given else CHROMIUM_NAMES) if (found := shutil.which(name))), None)


@pytest.fixture(autouse=True)
def _get_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """GET and HEAD through the test client may write the access log and the session, nothing else."""
    request = Client.request

    def guarded(self: Client, **environ: Any) -> Any:
        if environ.get("REQUEST_METHOD", "GET") not in {"GET", "HEAD"}:
            return request(self, **environ)
        with connection.execute_wrapper(refuse_writes):
            return request(self, **environ)

    monkeypatch.setattr(Client, "request", guarded)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page in Chinese leaves its language to the thread: the next test does not begin with it."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture
def _planned_once() -> Iterator[None]:
    """For tests that verify again and again, with few rows: what `verify` asks is planned the first time only."""
    with connection.execute_wrapper(plan_once):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first. And what opens a page is a browser test, which is skipped by name without a Chromium."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    skip = pytest.mark.skip(reason="no Chromium: install one, or say where it is in CHROMIUM")
    for item in items:
        if "page" in getattr(item, "fixturenames", ()) or "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if chromium() is None:
                item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """While all tests are imported nothing becomes garbage: looking for it took a third of that time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was imported stays to the end: nobody need look through all of it for garbage again and again."""
    gc.collect()
    gc.freeze()


# The browser


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """pytest-playwright's own fixture: the installed Chromium instead of a downloaded one, and no calls home."""
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",  # root has none
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Around pytest-django's own: of several processes one migrates.

    And threads of a live server may still be connected when the database is to go.
    """
    worker = getattr(request.config, "workerinput", {"testrunuid": "", "workercount": 1})
    is_made_anew = django_db_createdb or not django_db_keepdb
    with ExitStack() as stack:
        if worker["workercount"] > 1 and is_made_anew:
            stack.enter_context(django_db_blocker.unblock())
            stack.enter_context(migrated_once(worker["testrunuid"], worker["workercount"]))
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        _wait_for_no_disk()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _wait_for_no_disk() -> None:
    """In this database alone: those that a test kills, to read them after the crash, are in servers of their own."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET synchronous_commit = off')
    connection.close()  # the next one begins so


@pytest.fixture(scope="session", autouse=True)
def _memory_queue() -> Iterator[None]:
    """Tasks rung in a test stay in this process, and are gone with it."""
    from celery import current_app

    assert current_app.conf.broker_url == "memory://"
    yield
    current_app.close()
