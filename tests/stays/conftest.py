"""A hotel that moves its stays at the desk, and the people who may, may not, or work elsewhere."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from hotelcrm.accounts.models import Hotel, Role, User
from tests.factories import NOW, HotelFactory, staff


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(code="lake")


@pytest.fixture
def pms_hotel() -> Hotel:
    return HotelFactory(code="pms", pms_reports_movements=True)


@pytest.fixture
def front(hotel: Hotel) -> User:
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def desk(front: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(front)
