from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from unittest import mock

import pytest
from django.db import connection, transaction

from hotelcrm.demo import actions
from tests import committed

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # 18:00 in Hangzhou, 10:00 in Lisbon

# What takes most of the time, so only the modules that are about one of these have them all.
ROOMS = (
    actions.loyalty,
    actions.feedback_surveys,
    actions.feedback_tickets,
    actions.feedback_recovery,
    actions.feedback_reviews,
    actions.campaigns,
)


def without_rooms():
    """A demo of guests, stays and messages alone, within the block."""
    stack = ExitStack()
    for room in ROOMS:
        stack.enter_context(mock.patch.object(room, "fill", autospec=True, return_value=0))
    return stack


@dataclass(frozen=True)
class House:
    """A demo that was made once, for all the modules that want the same."""

    made: actions.Totals
    rows: dict[str, bytes]


HOUSES: dict[tuple[int, bool], House] = {}


def stand(guests, *, is_whole):
    """A demo of so many guests, inside a transaction that will be taken back."""
    if house := HOUSES.get((guests, is_whole)):
        committed.restore(house.rows)
    else:
        lasting = set(connection.introspection.table_names())  # not what the mailings wrote down for the transaction
        made = actions.generate(guests=guests, seed=7, at=AT, report=lambda _line: None)
        house = HOUSES[guests, is_whole] = House(
            made, {table: rows for table, rows in committed.snapshot().items() if table in lasting}
        )
    connection.check_constraints()  # once, not again for all these rows at the end of each test
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(house.rows))  # as the demo itself does while it fills
    return house.made


@pytest.fixture(scope="module")
def made(request, django_db_setup, django_db_blocker):
    """One demo for all the tests of a module, as large as its GUESTS; what each of them changes is taken back.

    Only a module that says IS_WHOLE has the programme and what guests said, then and later.
    """
    is_whole = getattr(request.module, "IS_WHOLE", False)
    rooms = ExitStack() if is_whole else without_rooms()
    with django_db_blocker.unblock(), transaction.atomic(), rooms:
        yield stand(request.module.GUESTS, is_whole=is_whole)
        transaction.set_rollback(True)


@pytest.fixture
def random():
    return Random(7)
