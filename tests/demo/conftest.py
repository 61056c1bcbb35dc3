from datetime import UTC, datetime
from random import Random

import pytest
from django.db import transaction

from hotelcrm.demo import actions

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # 18:00 in Hangzhou, 10:00 in Lisbon


@pytest.fixture(scope="module")
def made(request, django_db_setup, django_db_blocker):
    """One demo for all the tests of a module, as large as its GUESTS; what each of them changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield actions.generate(guests=request.module.GUESTS, seed=7, at=AT, report=lambda _line: None)
        transaction.set_rollback(True)


@pytest.fixture
def random():
    return Random(7)
