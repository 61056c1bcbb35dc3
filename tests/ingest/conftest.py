from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from hotelcrm.accounts.models import Hotel
from tests import committed
from tests.factories import HotelFactory


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Whoever signs in goes on in the language of the page before, which in a test is that of the test before."""
    with translation.override("en"):
        yield


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
