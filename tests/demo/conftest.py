from contextlib import ExitStack
from datetime import UTC, datetime
from random import Random
from unittest import mock

import pytest
from django.db import connection, transaction

from hotelcrm.demo import actions

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # 18:00 in Hangzhou, 10:00 in Lisbon

ROOMS = {
    "test_loyalty": [actions.loyalty],
    "test_feedback": [
        actions.feedback_surveys,
        actions.feedback_tickets,
        actions.feedback_recovery,
        actions.feedback_reviews,
    ],
}


@pytest.fixture(scope="module")
def made(request, django_db_setup, django_db_blocker):
    """One demo for all the tests of a module, as large as its GUESTS; what each of them changes is taken back.

    The programme and what guests said take most of the time, so only the modules that are about them have them.
    """
    with django_db_blocker.unblock(), transaction.atomic(), ExitStack() as stack:
        for name, rooms in ROOMS.items():
            for room in rooms if name not in request.module.__name__ else ():
                stack.enter_context(mock.patch.object(room, "fill"))
        made = actions.generate(guests=request.module.GUESTS, seed=7, at=AT, report=lambda _line: None)
        connection.check_constraints()  # once, not again for all these rows at the end of each test
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def random():
    return Random(7)
