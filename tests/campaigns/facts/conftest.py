from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import committed


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections see; pytest-django's own would flush afterwards."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)
