"""Who gets which room, also when two desks give it out at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from guests.actions import merge_guests
from guests.models import Touchpoint
from hotelcrm.accounts.models import Hotel, Role, User
from stays import actions
from stays.models import Stay, StayStatus
from tests import committed
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, StayFactory, staff


@pytest.mark.django_db
def test_assign_room_gives_a_booking_its_room(hotel: Hotel, front: User):
    stay = actions.assign_room(StayFactory(hotel=hotel), room=" 712b", by=front, at=NOW)

    stay.refresh_from_db()
    assert (stay.room, stay.version) == ("712B", 2)


@pytest.mark.django_db
def test_assign_room_takes_a_room_away_from_a_booking(hotel: Hotel, front: User):
    assert actions.assign_room(StayFactory(hotel=hotel, room="712"), room="", by=front, at=NOW).room == ""


@pytest.mark.django_db
def test_assign_room_never_leaves_a_guest_in_house_without_one(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, room="712", status=StayStatus.IN_HOUSE)

    with pytest.raises(actions.NoRoom):
        actions.assign_room(stay, room=" ", by=front, at=NOW)


@pytest.mark.django_db
def test_assign_room_of_a_stay_that_ended_is_refused(hotel: Hotel, front: User):
    with pytest.raises(actions.StayIsOver):
        actions.assign_room(StayFactory(hotel=hotel, status=StayStatus.CHECKED_OUT), room="1", by=front, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_free"), [(0, True), (1, False)])
def test_assign_room_whose_guest_leaves_by_then(hotel: Hotel, front: User, days: int, is_free: bool):
    """Somebody who leaves on the day of arrival is not in the way; one night longer is."""
    since = TODAY - timedelta(days=1)
    leaves = TODAY + timedelta(days=days)
    StayFactory(hotel=hotel, room="712", status=StayStatus.IN_HOUSE, arrival=since, departure=leaves)
    stay = StayFactory(hotel=hotel)

    if is_free:
        assert actions.assign_room(stay, room="712", by=front, at=NOW).room == "712"
    else:
        with pytest.raises(actions.RoomTaken, match="712 is occupied"):
            actions.assign_room(stay, room="712", by=front, at=NOW)


@pytest.mark.django_db
def test_assign_room_promised_to_another_booking_is_refused(hotel: Hotel, front: User):
    StayFactory(hotel=hotel, room="712", arrival=TODAY + timedelta(days=1))

    with pytest.raises(actions.RoomTaken, match="promised"):
        actions.assign_room(StayFactory(hotel=hotel), room="712", by=front, at=NOW)


@pytest.mark.django_db
def test_assign_room_promised_for_other_nights(hotel: Hotel, front: User):
    StayFactory(hotel=hotel, room="712", arrival=TODAY + timedelta(days=2))

    assert actions.assign_room(StayFactory(hotel=hotel), room="712", by=front, at=NOW).room == "712"


@pytest.mark.django_db
def test_a_cancelled_booking_keeps_no_room(hotel: Hotel, front: User):
    StayFactory(hotel=hotel, room="712", status=StayStatus.CANCELLED)

    assert actions.assign_room(StayFactory(hotel=hotel), room="712", by=front, at=NOW).room == "712"


@pytest.fixture
def _committed(django_db_setup, django_db_blocker):
    """Other connections see what the test writes; afterwards the database is as it was."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)


@pytest.mark.usefixtures("_committed")
def test_two_desks_check_in_to_one_room_at_the_same_moment():
    hotel = HotelFactory()
    front = staff(Role.FRONT_DESK, hotel)
    stays = [StayFactory(hotel=hotel, room="1808") for _ in range(6)]
    start = Barrier(len(stays))

    def arrive(stay: Stay) -> str:
        start.wait()
        try:
            return actions.check_in(stay, by=front, at=NOW).status
        except actions.RoomTaken:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(stays)) as desks:
        results = sorted(desks.map(arrive, stays))

    assert results == ["in_house"] + ["refused"] * 5
    assert Stay.objects.filter(status=StayStatus.IN_HOUSE, room="1808").count() == 1


@pytest.mark.usefixtures("_committed")
def test_one_guest_is_checked_in_by_two_clicks_at_the_same_moment():
    hotel = HotelFactory()
    front = staff(Role.FRONT_DESK, hotel)
    stay = StayFactory(hotel=hotel, room="1808")
    start = Barrier(2)

    def click(_number: int) -> str:
        start.wait()
        try:
            return actions.check_in(stay, by=front, at=NOW).status
        except actions.AlreadyCheckedIn:
            return "already"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        results = sorted(clicks.map(click, range(2)))

    assert results == ["already", "in_house"]
    assert Stay.objects.get(pk=stay.pk).version == 2


@pytest.mark.usefixtures("_committed")
def test_a_check_in_while_its_guest_is_merged_is_told_to_the_survivor():
    hotel = HotelFactory()
    front = staff(Role.FRONT_DESK, hotel)
    survivor = GuestFactory()
    stay = StayFactory(hotel=hotel, room="1808")
    absorbed = stay.guest
    waiting, done = Event(), Event()

    def arrive() -> None:
        try:
            waiting.wait()
            actions.check_in(stay, by=front, at=NOW)
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as desk:
        with transaction.atomic():
            merge_guests(survivor, absorbed=absorbed, by=front, at=NOW)
            arrival = desk.submit(arrive)
            waiting.set()
            assert not done.wait(0.5)  # the check-in waits for the guest whom the merge holds
        arrival.result(timeout=20)

    told = Touchpoint.objects.get(kind=Touchpoint.Kind.CHECK_IN)
    assert (told.guest, Stay.objects.get(pk=stay.pk).guest) == (survivor, survivor)
