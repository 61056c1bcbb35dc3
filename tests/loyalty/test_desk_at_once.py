"""Two clerks, or one with a quick finger: whatever is clicked at once is done once."""

from datetime import timedelta

import pytest

from guests.models import Touchpoint
from loyalty.actions.courtesy import grant
from loyalty.actions.enrolling import enrol
from loyalty.models import BenefitUse, CourtesyGrant, Member, PointsEntry
from tests.committed import at_once
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, StayFactory, UserFactory

AT_ONCE = 12
pytestmark = pytest.mark.usefixtures("transactional_db")


def test_enrolled_by_many_at_once_a_guest_is_one_member_with_one_welcome():
    guest, hotel, by = GuestFactory(), HotelFactory(), UserFactory()

    members = at_once(lambda _n: enrol(guest, hotel=hotel, by=by, at=NOW), range(AT_ONCE))

    assert {member.number for member in members} == {Member.objects.get(guest=guest).number}
    assert [entry.points for entry in PointsEntry.objects.filter(member__guest=guest)] == [200]
    assert Member.objects.get(guest=guest).balance == 200


def test_granted_by_many_at_once_a_late_check_out_is_one_use():
    hotel, by = HotelFactory(), UserFactory()
    stay = StayFactory(hotel=hotel, arrival=TODAY - timedelta(days=1), departure=TODAY, status="in_house")

    grants = at_once(lambda _n: grant(stay, by=by, at=NOW), range(AT_ONCE))

    assert {row.pk for row in grants} == {CourtesyGrant.objects.get(stay=stay).pk}
    assert BenefitUse.objects.filter(stay=stay).count() == 1
    assert Touchpoint.objects.filter(guest=stay.guest, kind="loyalty").count() == 1
