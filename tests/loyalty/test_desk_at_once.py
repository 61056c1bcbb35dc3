"""Two clerks, or one with a quick finger: whatever is clicked at once is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from guests.models import Touchpoint
from loyalty.actions.courtesy import grant
from loyalty.actions.enrolling import enrol
from loyalty.models import BenefitUse, CourtesyGrant, Member, PointsEntry
from tests import committed
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, StayFactory, UserFactory

Answer = TypeVar("Answer")
AT_ONCE = 12
pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """What a test writes is there for other connections, and gone afterwards; pytest-django's would flush."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)


def at_once(work: Callable[[], Answer]) -> list[Answer]:
    start = Barrier(AT_ONCE)

    def whole(_number: int) -> Answer:
        try:
            start.wait(timeout=60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(whole, range(AT_ONCE)))


def test_enrolled_by_many_at_once_a_guest_is_one_member_with_one_welcome():
    guest, hotel, by = GuestFactory(), HotelFactory(), UserFactory()

    members = at_once(lambda: enrol(guest, hotel=hotel, by=by, at=NOW))

    assert {member.number for member in members} == {Member.objects.get(guest=guest).number}
    assert [entry.points for entry in PointsEntry.objects.filter(member__guest=guest)] == [200]
    assert Member.objects.get(guest=guest).balance == 200


def test_granted_by_many_at_once_a_late_check_out_is_one_use():
    hotel, by = HotelFactory(), UserFactory()
    stay = StayFactory(hotel=hotel, arrival=TODAY - timedelta(days=1), departure=TODAY, status="in_house")

    grants = at_once(lambda: grant(stay, by=by, at=NOW))

    assert {row.pk for row in grants} == {CourtesyGrant.objects.get(stay=stay).pk}
    assert BenefitUse.objects.filter(stay=stay).count() == 1
    assert Touchpoint.objects.filter(guest=stay.guest, kind="loyalty").count() == 1
