"""What looks like a slip is asked about, and done once somebody is sure."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotelcrm.accounts.models import Hotel, User
from stays import actions, queries
from stays.models import RoomType, Stay, StayStatus
from tests.factories import NOW, TODAY, ChannelFactory, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


def walk_in(hotel: Hotel, front: User, room: str, **more: bool) -> Stay:
    wanted = actions.WalkIn(
        key="form-1", room=room, departure=TODAY + timedelta(days=2), channel=ChannelFactory(), rate=Decimal(500)
    )
    return actions.walk_in(hotel, wanted, guest=GuestFactory(), by=front, at=NOW, **more)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_room_meant_for_an_arrival_during_the_stay(hotel: Hotel, front: User, days: int):
    StayFactory(
        hotel=hotel,
        room="305",
        arrival=TODAY + timedelta(days=days),
        guest=GuestFactory(full_name="马骏驰", vip_level=2),
    )

    with pytest.raises(actions.RoomPromised, match="Room 305 is meant for 马骏驰"):
        walk_in(hotel, front, "305", sure=False)

    assert walk_in(hotel, front, "305", sure=True).room == "305"


def test_a_room_booked_after_the_stay_is_no_doubt(hotel: Hotel, front: User):
    StayFactory(hotel=hotel, room="305", arrival=TODAY + timedelta(days=2))

    assert walk_in(hotel, front, "305", sure=False).status == StayStatus.IN_HOUSE


def test_a_room_no_stay_was_ever_in(hotel: Hotel, front: User):
    StayFactory(hotel=hotel, room="305", status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=9))

    with pytest.raises(actions.RoomUnheardOf, match="No stay was ever in room 1234"):
        walk_in(hotel, front, "1234", sure=False)

    assert not Stay.objects.filter(room="1234").exists()


def test_the_first_room_of_a_hotel_is_no_doubt(hotel: Hotel, front: User):
    assert walk_in(hotel, front, "1234", sure=False).room == "1234"


@pytest.mark.parametrize("verb", [actions.check_in, actions.assign_room])
def test_a_booking_is_not_given_an_unheard_of_room(hotel: Hotel, front: User, verb):
    StayFactory(hotel=hotel, room="305", status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=9))
    stay = StayFactory(hotel=hotel)

    with pytest.raises(actions.RoomUnheardOf):
        verb(stay, room="1234", by=front, at=NOW, sure=False)

    assert verb(stay, room="1234", by=front, at=NOW, sure=True).room == "1234"


def test_a_guest_who_said_a_later_time_is_no_no_show_yet(hotel: Hotel, front: User):
    late = StayFactory(hotel=hotel, expected_at=time(18, 0))
    due = StayFactory(hotel=hotel, expected_at=time(9, 0))

    with pytest.raises(actions.StillExpected, match="18:00"):
        actions.mark_no_show(late, by=front, at=NOW, sure=False)

    assert actions.mark_no_show(late, by=front, at=NOW, sure=True).status == StayStatus.NO_SHOW
    assert actions.mark_no_show(due, by=front, at=NOW, sure=False).status == StayStatus.NO_SHOW


def test_rooms_that_are_free(hotel: Hotel):
    suite = RoomType.objects.create(hotel=hotel, code="suite", name_en="Suite", name_zh="套房")
    left = {"hotel": hotel, "status": StayStatus.CHECKED_OUT, "arrival": TODAY - timedelta(days=9)}
    for room in ("301", "302", "303"):
        StayFactory(**left, room=room)
    StayFactory(**left, room="901", room_type=suite)
    StayFactory(hotel=hotel, room="301", status=StayStatus.IN_HOUSE)
    StayFactory(hotel=hotel, room="302")
    StayFactory(room="777", status=StayStatus.CHECKED_OUT)

    assert queries.free_rooms(hotel, today=TODAY, room_type=suite, number=6) == ["901", "303"]
    assert queries.free_rooms(hotel, today=TODAY, room_type=None, number=1) == ["303"]


def test_whether_a_room_was_ever_heard_of_is_asked_of_the_rooms_only(hotel: Hotel):
    """A house has a hundred thousand stays; a slip must not read them all."""
    channel, guest = ChannelFactory(), GuestFactory()
    for number in range(60):
        StayFactory(hotel=hotel, room=f"{number}", guest=guest, channel=channel)
    stay = Stay(hotel=hotel, room="1234")

    with CaptureQueriesContext(connection) as asked:
        assert not queries.is_known_room(stay)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # sixty rows are read faster than an index
        for query in asked:
            cursor.execute(f"EXPLAIN {query['sql']}")
            assert "stay_room" in "\n".join(line for (line,) in cursor.fetchall())
