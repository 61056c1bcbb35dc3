"""Managers who approve at the same moment, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from hotelcrm.accounts.models import Role
from loyalty.actions import adjusting
from loyalty.models import Adjustment
from tests import committed
from tests.factories import NOW, HotelFactory, MemberFactory, staff
from tests.loyalty.ledger_world import state


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """Other connections see what the test writes; afterwards the database is as it was."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)


@pytest.mark.usefixtures("transactional_db")
def test_four_managers_approving_at_once_post_once():
    hotel = HotelFactory()
    member, author = MemberFactory(hotel=hotel), staff(Role.GUEST_RELATIONS, hotel)
    managers = [staff(Role.MANAGER, hotel) for _ in range(4)]
    row = adjusting.adjust(member, points=5_000, reason="x", key="form", by=author, at=NOW, hotel=hotel)
    start = Barrier(len(managers))

    def approve(manager):
        start.wait()
        try:
            adjusting.approve(Adjustment.objects.get(pk=row.pk), by=manager, at=NOW)
        except adjusting.AlreadyDecided:
            return "too late"
        else:
            return "posted"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(managers)) as desks:
        results = sorted(desks.map(approve, managers))

    assert results == ["posted"] + ["too late"] * 3
    assert state(member) == (5_000, 0)
