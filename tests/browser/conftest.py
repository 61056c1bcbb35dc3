"""A signed-in browser on a live site, which collects what no page may have: refusals by the policy, script errors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Condition, current_thread, main_thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from hotelcrm.accounts.models import User
from tests import committed

SERIOUS = {"serious", "critical"}
# Somebody left the page while a part of it was still on its way. (What fails says so in a line of its own besides.)
LEFT = ("htmx:sendAbort", "htmx:afterRequest")
# No part is on its way: by htmx, or by a script of ours that says so to screen readers.
QUIET = "() => !document.querySelector('.htmx-request, [aria-busy=true]')"


@dataclass
class Faults:
    """What went wrong in the pages of one test; asserted to be nothing when it ends."""

    found: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("console", lambda message: self._heed(message.type, message.text))
        page.on("response", lambda answer: self._answer(answer.status, answer.url))

    def _heed(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text:
            self.found.append(f"refused by the policy: {text}")
        elif kind == "error" and "Failed to load resource" not in text and not text.startswith(LEFT):
            self.found.append(f"console: {text}")

    def _answer(self, status: int, url: str) -> None:
        if status >= 500 or (status == 404 and "/static/" in url):
            self.found.append(f"{status}: {url}")


@pytest.fixture(scope="session")
def base_url(django_db_setup: None) -> Iterator[str]:
    """Our site, served by threads of this process; `page.goto("/…")` opens it.

    Not pytest-django's live_server, which would flush the database after each test.
    """
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def _rows_before(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, bytes]:
    with django_db_blocker.unblock():
        return committed.snapshot()


@pytest.fixture
def transactional_db(_rows_before: dict[str, bytes], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a test writes is there for the server's threads, and gone afterwards; pytest-django's would flush."""
    with django_db_blocker.unblock():
        yield
        committed.restore(_rows_before)


@pytest.fixture
def faults() -> Faults:
    return Faults()


class _Underway:
    """Requests that threads of the site are at work on."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = Condition()

    def begin(self, **_facts: Any) -> None:
        self._count(1)

    def end(self, **_facts: Any) -> None:
        self._count(-1)

    def _count(self, more: int) -> None:
        if current_thread() is not main_thread():  # that is a client of the test itself
            with self._changed:
                self.count += more
                self._changed.notify_all()

    def wait(self, page: Page) -> None:
        """Until `page` has all its parts; what it said of them is heard."""
        page.wait_for_load_state()
        page.wait_for_function(QUIET)
        with self._changed:
            assert self._changed.wait_for(lambda: not self.count, timeout=10)
        page.wait_for_function(QUIET)


@pytest.fixture(scope="session")
def _underway() -> Iterator[_Underway]:
    underway = _Underway()
    request_started.connect(underway.begin)
    request_finished.connect(underway.end)
    yield underway
    request_started.disconnect(underway.begin)
    request_finished.disconnect(underway.end)


@pytest.fixture(autouse=True)
def _no_faults(transactional_db: None, page: Page, faults: Faults, _underway: _Underway) -> Iterator[None]:
    faults.listen(page)
    yield
    # A part still on its way would meet the emptying of the tables. (To wait for an idle network takes half a second.)
    _underway.wait(page)
    found = list(faults.found)
    page.goto("about:blank")
    _underway.wait(page)
    assert found == []


@pytest.fixture
def sign_in(context: BrowserContext, base_url: str) -> Callable[[User], None]:
    """Sign a person in without the page for it, which has tests of its own."""

    def sign(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies["session"]
        context.add_cookies([{"name": "session", "value": cookie.value, "url": base_url}])

    return sign


@pytest.fixture
def axe(page: Page, faults: Faults, _underway: _Underway) -> Callable[[], list[str]]:
    """The serious and critical findings of axe on the page as it is when its parts are there."""

    def check() -> list[str]:
        _underway.wait(page)
        before = list(faults.found)
        results: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
        faults.found[:] = before  # axe itself tries inline styles, which the policy refuses
        return [
            f"{finding['id']}: {node['html']}"
            for finding in results["violations"]
            if finding["impact"] in SERIOUS
            for node in finding["nodes"]
        ]

    return check
