from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from hotelcrm.accounts.models import Hotel
from tests import committed
from tests.factories import HotelFactory


@pytest.fixture
def hotel(db: None) -> Hotel:
    return HotelFactory(code="lake", name_en="Lakeside", name_zh="湖畔酒店")


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections see, as the watch over an import must; pytest-django's own would flush afterwards."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)
