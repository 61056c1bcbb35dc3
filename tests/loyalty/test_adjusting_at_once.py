"""Managers who approve at the same moment, on connections of their own."""

import pytest

from hotelcrm.accounts.models import Role
from loyalty.actions import adjusting
from loyalty.models import Adjustment
from tests.committed import at_once
from tests.factories import NOW, HotelFactory, MemberFactory, staff
from tests.loyalty.ledger_world import state


@pytest.mark.usefixtures("transactional_db")
def test_four_managers_approving_at_once_post_once():
    hotel = HotelFactory()
    member, author = MemberFactory(hotel=hotel), staff(Role.GUEST_RELATIONS, hotel)
    managers = [staff(Role.MANAGER, hotel) for _ in range(4)]
    row = adjusting.adjust(member, points=5_000, reason="x", key="form", by=author, at=NOW, hotel=hotel)

    def approve(manager):
        try:
            adjusting.approve(Adjustment.objects.get(pk=row.pk), by=manager, at=NOW)
        except adjusting.AlreadyDecided:
            return "too late"
        else:
            return "posted"

    results = sorted(at_once(approve, managers))

    assert results == ["posted"] + ["too late"] * 3
    assert state(member) == (5_000, 0)
