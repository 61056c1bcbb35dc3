"""A provider on this machine, for the time of a test."""

import pytest

from tests.outbox.transports.provider import Provider


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = Provider()
    yield found
    found.close()
