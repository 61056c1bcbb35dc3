"""A stay's way from booking to check-out: what each step changes, tells and refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps

from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Hotel, User
from stays import actions
from stays.models import Stay, StayStatus
from tests.factories import NOW, TODAY, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def booked(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, room="1808")


@pytest.fixture
def in_house(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, room="1808", status=StayStatus.IN_HOUSE)


def told(stay: Stay) -> list[str]:
    return sorted(Touchpoint.objects.filter(key__startswith=f"stay:{stay.pk}:").values_list("kind", flat=True))


def test_check_in_moves_the_guest_into_the_room_that_was_given(booked: Stay, front: User):
    stay = actions.check_in(booked, by=front, at=NOW)

    stay.refresh_from_db()
    assert (stay.status, stay.room, stay.checked_in_at, stay.version) == ("in_house", "1808", NOW, 2)


def test_check_in_takes_the_room_named_at_the_desk(booked: Stay, front: User):
    assert actions.check_in(booked, room=" 12a ", by=front, at=NOW).room == "12A"


def test_check_in_is_on_the_timeline_once(booked: Stay, front: User):
    actions.check_in(booked, by=front, at=NOW)

    [touchpoint] = Touchpoint.objects.filter(guest=booked.guest)
    assert (touchpoint.kind, touchpoint.key, touchpoint.at, touchpoint.by, touchpoint.hotel) == (
        "check_in",
        f"stay:{booked.pk}:check_in",
        NOW,
        front,
        booked.hotel,
    )


def test_check_in_leaves_a_trail_of_who_did_it(booked: Stay, front: User):
    actions.check_in(booked, by=front, at=NOW)

    [row] = apps.get_model("stays", "StayHistory").objects.filter(pgh_obj=booked.pk)
    assert (row.status, row.pgh_context.metadata["verb"], row.pgh_context.metadata["by"]) == (
        "in_house",
        "stays.check_in",
        front.pk,
    )


def test_check_in_twice_is_refused_and_changes_nothing(booked: Stay, front: User):
    actions.check_in(booked, by=front, at=NOW)

    with pytest.raises(actions.AlreadyCheckedIn):
        actions.check_in(booked, by=front, at=TOMORROW)

    booked.refresh_from_db()
    assert (booked.checked_in_at, booked.version) == (NOW, 2)


@pytest.mark.parametrize("status", [StayStatus.CANCELLED, StayStatus.NO_SHOW, StayStatus.CHECKED_OUT])
def test_check_in_of_a_closed_stay_is_refused(hotel: Hotel, front: User, status: str):
    stay = StayFactory(hotel=hotel, room="1808", status=status)

    with pytest.raises(actions.NotBooked):
        actions.check_in(stay, by=front, at=NOW)


@pytest.mark.parametrize("arrival", [TODAY + timedelta(days=1), TODAY - timedelta(days=3)])
def test_check_in_before_arrival_or_after_departure_is_refused(hotel: Hotel, front: User, arrival):
    stay = StayFactory(hotel=hotel, room="1808", arrival=arrival)

    with pytest.raises(actions.NotDue):
        actions.check_in(stay, by=front, at=NOW)


def test_check_in_of_a_guest_who_comes_a_night_late(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, room="1808", arrival=TODAY - timedelta(days=1))

    assert actions.check_in(stay, by=front, at=NOW).status == StayStatus.IN_HOUSE


def test_check_in_without_a_guest_is_refused(hotel: Hotel, front: User):
    with pytest.raises(actions.NoGuest):
        actions.check_in(StayFactory(hotel=hotel, guest=None, room="1808"), by=front, at=NOW)


def test_check_in_without_a_room_is_refused(hotel: Hotel, front: User):
    with pytest.raises(actions.NoRoom):
        actions.check_in(StayFactory(hotel=hotel), room="  ", by=front, at=NOW)


def test_check_in_into_an_occupied_room_is_refused(booked: Stay, in_house: Stay, front: User):
    with pytest.raises(actions.RoomTaken, match="1808"):
        actions.check_in(booked, by=front, at=NOW)

    booked.refresh_from_db()
    assert (booked.status, told(booked)) == ("booked", [])


def test_check_in_into_the_same_number_at_another_hotel(booked: Stay, pms_hotel: Hotel, front: User):
    StayFactory(hotel=pms_hotel, room="1808", status=StayStatus.IN_HOUSE)

    assert actions.check_in(booked, by=front, at=NOW).status == StayStatus.IN_HOUSE


def test_check_out_frees_the_room_and_tells(in_house: Stay, front: User):
    stay = actions.check_out(in_house, by=front, at=NOW)

    stay.refresh_from_db()
    assert (stay.status, stay.checked_out_at, told(stay)) == ("checked_out", NOW, ["check_out"])


def test_check_out_before_the_planned_day_shortens_the_stay(in_house: Stay, front: User):
    assert in_house.departure == TODAY + timedelta(days=2)

    assert actions.check_out(in_house, by=front, at=NOW).departure == TODAY


def test_check_out_after_the_planned_day_lengthens_the_stay(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, status=StayStatus.IN_HOUSE, arrival=TODAY - timedelta(days=3), room="7")

    assert actions.check_out(stay, by=front, at=NOW).departure == TODAY


def test_check_out_twice_is_refused(in_house: Stay, front: User):
    actions.check_out(in_house, by=front, at=NOW)

    with pytest.raises(actions.AlreadyCheckedOut):
        actions.check_out(in_house, by=front, at=TOMORROW)


def test_check_out_of_somebody_who_never_came_is_refused(booked: Stay, front: User):
    with pytest.raises(actions.NotInHouse):
        actions.check_out(booked, by=front, at=NOW)


def test_check_out_without_a_guest_tells_nobody(hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, guest=None, room="5", status=StayStatus.IN_HOUSE)

    assert actions.check_out(stay, by=front, at=NOW).status == StayStatus.CHECKED_OUT
    assert told(stay) == []


def test_no_show_closes_the_booking(booked: Stay, front: User):
    stay = actions.mark_no_show(booked, by=front, at=NOW)

    assert (stay.status, stay.closed_on, told(stay)) == ("no_show", TODAY, ["no_show"])


def test_no_show_before_the_day_of_arrival_is_refused(hotel: Hotel, front: User):
    with pytest.raises(actions.NotDue):
        actions.mark_no_show(StayFactory(hotel=hotel, arrival=TODAY + timedelta(days=1)), by=front, at=NOW)


def test_cancel_closes_the_booking(booked: Stay, front: User):
    stay = actions.cancel(booked, by=front, at=NOW)

    assert (stay.status, stay.closed_on, told(stay)) == ("cancelled", TODAY, ["cancellation"])


@pytest.mark.parametrize("act", [actions.cancel, actions.mark_no_show])
def test_a_guest_in_house_is_neither_cancelled_nor_a_no_show(in_house: Stay, front: User, act):
    with pytest.raises(actions.NotBooked):
        act(in_house, by=front, at=NOW)


@pytest.mark.parametrize("act", [actions.cancel, actions.mark_no_show])
def test_reinstate_takes_it_back_on_the_same_day(booked: Stay, front: User, act):
    act(booked, by=front, at=NOW)

    stay = actions.reinstate(booked, by=front, at=NOW)

    assert (stay.status, stay.closed_on, told(stay)) == ("booked", None, [])


def test_reinstate_on_the_next_day_is_refused(booked: Stay, front: User):
    actions.cancel(booked, by=front, at=NOW)

    with pytest.raises(actions.TooLateToUndo):
        actions.reinstate(booked, by=front, at=TOMORROW)


def test_reinstate_of_an_open_booking_is_refused(booked: Stay, front: User):
    with pytest.raises(actions.NotBooked):
        actions.reinstate(booked, by=front, at=NOW)


def test_undo_check_in_puts_the_guest_back_among_the_arrivals(booked: Stay, front: User):
    actions.check_in(booked, by=front, at=NOW)

    stay = actions.undo_check_in(booked, by=front, at=NOW)

    assert (stay.status, stay.checked_in_at, stay.room, told(stay)) == ("booked", None, "1808", [])


def test_undo_check_in_on_the_next_day_is_refused(booked: Stay, front: User):
    actions.check_in(booked, by=front, at=NOW)

    with pytest.raises(actions.TooLateToUndo):
        actions.undo_check_in(booked, by=front, at=TOMORROW)


def test_check_in_after_an_undo_is_told_again(booked: Stay, front: User):
    actions.check_in(booked, by=front, at=NOW)
    actions.undo_check_in(booked, by=front, at=NOW)
    actions.check_in(booked, by=front, at=NOW + timedelta(hours=1))

    [touchpoint] = Touchpoint.objects.filter(guest=booked.guest)
    assert touchpoint.at == NOW + timedelta(hours=1)


def test_undo_check_out_brings_the_planned_departure_back(in_house: Stay, front: User):
    planned = in_house.departure
    actions.check_out(in_house, by=front, at=NOW)

    stay = actions.undo_check_out(in_house, by=front, at=NOW)

    assert (stay.status, stay.departure, stay.checked_out_at, told(stay)) == ("in_house", planned, None, [])


def test_undo_check_out_when_the_room_is_somebody_elses_by_now(in_house: Stay, booked: Stay, front: User):
    actions.check_out(in_house, by=front, at=NOW)
    actions.check_in(booked, by=front, at=NOW)

    with pytest.raises(actions.RoomTaken):
        actions.undo_check_out(in_house, by=front, at=NOW)


def test_undo_check_out_on_the_next_day_is_refused(in_house: Stay, front: User):
    actions.check_out(in_house, by=front, at=NOW)

    with pytest.raises(actions.TooLateToUndo):
        actions.undo_check_out(in_house, by=front, at=TOMORROW)


@pytest.mark.parametrize(
    ("status", "act"),
    [
        ("booked", actions.check_in),
        ("in_house", actions.check_out),
        ("booked", actions.mark_no_show),
        ("booked", actions.cancel),
        ("cancelled", actions.reinstate),
        ("in_house", actions.undo_check_in),
        ("checked_out", actions.undo_check_out),
    ],
)
def test_nothing_moves_where_the_property_system_does(pms_hotel: Hotel, front: User, status: str, act):
    stay = StayFactory(hotel=pms_hotel, room="1808", status=status)

    with pytest.raises(actions.MovedByPropertySystem):
        act(stay, by=front, at=NOW)


def room_revenue(stay: Stay) -> Decimal:
    stay.refresh_from_db()
    return stay.room_revenue


@pytest.mark.parametrize(("days_before", "revenue"), [(1, 600), (0, 0), (3, 1800)])
def test_promised_revenue_follows_the_nights_and_comes_back(hotel: Hotel, front: User, days_before: int, revenue: int):
    """Two nights at 600 were promised; the guest stays one, none, or three."""
    arrival = TODAY - timedelta(days=days_before)
    stay = StayFactory(hotel=hotel, room="7", status=StayStatus.IN_HOUSE, arrival=arrival)
    planned = stay.departure

    actions.check_out(stay, by=front, at=NOW)
    assert room_revenue(stay) == revenue

    actions.undo_check_out(stay, by=front, at=NOW)
    assert (room_revenue(stay), stay.departure) == (1200, planned)


def test_room_charges_stand_however_long_the_guest_stayed(in_house: Stay, front: User):
    night = actions.Posting("room", Decimal(580), "CNY", TODAY, "pos", "1")
    actions.post_charge(in_house, night, by=front, at=NOW)

    actions.check_out(in_house, by=front, at=NOW)
    assert room_revenue(in_house) == 580

    actions.undo_check_out(in_house, by=front, at=NOW)
    assert room_revenue(in_house) == 580


def test_what_happens_to_a_stay_left_with_a_merged_profile_is_told_to_the_survivor(in_house: Stay, front: User):
    survivor = GuestFactory()
    Guest.objects.filter(pk=in_house.guest.pk).update(merged_into=survivor)

    actions.check_out(in_house, by=front, at=NOW)
    assert [row.guest for row in Touchpoint.objects.all()] == [survivor]

    actions.undo_check_out(in_house, by=front, at=NOW)
    assert not Touchpoint.objects.exists()
