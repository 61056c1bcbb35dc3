from contextlib import nullcontext
from datetime import UTC, datetime
from random import Random
from unittest import mock

import pytest
from django.db import connection, transaction

from hotelcrm.demo import actions

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # 18:00 in Hangzhou, 10:00 in Lisbon


@pytest.fixture(scope="module")
def made(request, django_db_setup, django_db_blocker):
    """One demo for all the tests of a module, as large as its GUESTS; what each of them changes is taken back.

    The programme takes most of the time, so only the module that is about it has one.
    """
    about_loyalty = request.module.__name__.endswith("test_loyalty")
    unfilled = nullcontext() if about_loyalty else mock.patch.object(actions.loyalty, "fill")
    with django_db_blocker.unblock(), transaction.atomic(), unfilled:
        made = actions.generate(guests=request.module.GUESTS, seed=7, at=AT, report=lambda _line: None)
        connection.check_constraints()  # once, not again for all these rows at the end of each test
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def random():
    return Random(7)
