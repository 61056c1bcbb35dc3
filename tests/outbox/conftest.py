import pytest

from hotelcrm.outbox.transports import register, registry
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
