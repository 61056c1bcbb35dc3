"""Members for the benchmarks: a share of the guests, with numbers that the search box finds."""

import pytest

from hotelcrm.bench import members
from hotelcrm.bench.members import ONE_IN, enrol_some, some_numbers
from loyalty import numbers
from loyalty.models import Member
from tests.factories import GuestFactory, HotelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction cannot be vacuumed in."""
    monkeypatch.setattr(members, "SETTLE", "ANALYZE loyalty_member")


def test_a_share_of_the_guests_are_members_once_with_numbers_that_are_found():
    hotel = HotelFactory()
    GuestFactory.create_batch(2 * ONE_IN + 1)

    enrol_some(hotel)
    enrol_some(hotel)

    assert Member.objects.count() == 3
    assert all(numbers.is_whole(member.number) for member in Member.objects.all())
    assert sorted(map(numbers.typed, some_numbers(9))) == sorted(Member.objects.values_list("number", flat=True))
