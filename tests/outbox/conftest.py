from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from hotelcrm.outbox.transports import register, registry
from tests import committed
from tests.factories import HotelFactory

from .delivery_world import Road


@pytest.fixture
def road(monkeypatch):
    """A transport called "test", known for the time of one test."""
    monkeypatch.setattr(registry, "_TRANSPORTS", dict(registry._TRANSPORTS))
    road = Road()
    register(road)
    return road


@pytest.fixture
def hotel(db):
    return HotelFactory()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections and processes see, gone afterwards; pytest-django's own would flush."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)
