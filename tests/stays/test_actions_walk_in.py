"""A guest who comes without a booking."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from guests.actions import NamelessError
from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Hotel, User
from stays import actions
from stays.models import Stay, StayStatus
from tests.factories import NOW, TODAY, ChannelFactory, CompanyFactory, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted() -> actions.WalkIn:
    return actions.WalkIn(
        key="form-1", room="305", departure=TODAY + timedelta(days=3), channel=ChannelFactory(), rate=Decimal(500)
    )


def test_walk_in_opens_a_stay_in_house(hotel: Hotel, front: User, wanted: actions.WalkIn):
    guest = GuestFactory(company=CompanyFactory())

    stay = actions.walk_in(hotel, wanted, guest=guest, by=front, at=NOW)

    stay.refresh_from_db()
    assert (stay.status, stay.arrival, stay.booked_on, stay.checked_in_at) == ("in_house", TODAY, TODAY, NOW)
    assert (stay.room_revenue, stay.currency, stay.company) == (Decimal(1500), "CNY", guest.company)
    assert Touchpoint.objects.get(guest=guest).kind == Touchpoint.Kind.CHECK_IN


def test_walk_in_of_a_new_guest_enters_them(hotel: Hotel, front: User, wanted: actions.WalkIn):
    new = actions.NewGuest(full_name="欧阳静", phone="139 0013 9000", language="zh-hans")

    stay = actions.walk_in(hotel, wanted, guest=new, by=front, at=NOW)

    assert stay.guest is not None
    assert (stay.guest.family_name, stay.guest.given_name, stay.guest.language) == ("欧阳", "静", "zh-hans")
    assert stay.guest.contacts.get().value == "+8613900139000"


def test_walk_in_sent_twice_is_one_stay_of_one_guest(hotel: Hotel, front: User, wanted: actions.WalkIn):
    new = actions.NewGuest(full_name="欧阳静")

    first = actions.walk_in(hotel, wanted, guest=new, by=front, at=NOW)
    again = actions.walk_in(hotel, wanted, guest=new, by=front, at=NOW)

    assert first == again
    assert (Stay.objects.count(), Guest.objects.count()) == (1, 1)


def test_walk_in_into_an_occupied_room_keeps_nothing(hotel: Hotel, front: User, wanted: actions.WalkIn):
    StayFactory(hotel=hotel, room="305", status=StayStatus.IN_HOUSE)

    with pytest.raises(actions.RoomTaken):
        actions.walk_in(hotel, wanted, guest=actions.NewGuest(full_name="欧阳静"), by=front, at=NOW)

    assert not Guest.objects.filter(full_name="欧阳静").exists()


def test_walk_in_without_a_room_is_refused(hotel: Hotel, front: User, wanted: actions.WalkIn):
    with pytest.raises(actions.NoRoom):
        actions.walk_in(hotel, replace(wanted, room=" "), guest=GuestFactory(), by=front, at=NOW)


def test_walk_in_of_nobody_is_refused(hotel: Hotel, front: User, wanted: actions.WalkIn):
    with pytest.raises(NamelessError):
        actions.walk_in(hotel, wanted, guest=actions.NewGuest(full_name=" "), by=front, at=NOW)


def test_walk_in_of_a_merged_profile_is_refused(hotel: Hotel, front: User, wanted: actions.WalkIn):
    with pytest.raises(actions.GuestIsGone):
        actions.walk_in(hotel, wanted, guest=GuestFactory(merged_into=GuestFactory()), by=front, at=NOW)


def test_walk_in_where_the_property_system_moves_stays(pms_hotel: Hotel, front: User, wanted: actions.WalkIn):
    with pytest.raises(actions.MovedByPropertySystem):
        actions.walk_in(pms_hotel, wanted, guest=GuestFactory(), by=front, at=NOW)
