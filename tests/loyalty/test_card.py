"""What the card on the guest page says of a member's last movements of points."""

import pytest

from hotelcrm.accounts.models import Role
from loyalty.actions import adjusting, rewards
from loyalty.queries import card
from tests.factories import NOW, HotelFactory, MemberFactory, RewardFactory, staff

pytestmark = pytest.mark.django_db


def test_it_says_why_somebody_moved_points(client):
    hotel = HotelFactory()
    member, manager = MemberFactory(hotel=hotel), staff(Role.MANAGER, hotel)
    adjusting.adjust(member, points=900, reason="the flood in 712", key="form", by=manager, at=NOW, hotel=hotel)
    bought = rewards.redeem(member, reward=RewardFactory(points=600), key="r", hotel=hotel, by=manager, at=NOW)
    rewards.cancel(bought, reason="the spa was closed", by=manager, at=NOW)

    found = card.of_guest(member.guest, at=NOW, hotel_ids=[hotel.pk])

    assert found is not None
    assert [(entry.points, entry.why) for entry in found.entries] == [
        (600, "the spa was closed"),
        (-600, None),
        (900, "the flood in 712"),
    ]
    client.force_login(manager)
    page = client.get(f"/guests/{member.guest.number}/parts/member/").content.decode()
    assert "the flood in 712" in page
