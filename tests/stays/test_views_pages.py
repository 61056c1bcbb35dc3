"""The page of a stay, and the list of stays without a guest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.audit.models import ReadLog
from stays import actions
from stays.models import StayGuest, StayStatus
from tests.answers import told
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    ChargeFactory,
    GuestFactory,
    HotelFactory,
    MembershipFactory,
    StayFactory,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


def test_page_shows_bill_people_and_history(desk: Client, hotel: Hotel, front: User):
    stay = StayFactory(hotel=hotel, room="1808")
    ChargeFactory(stay=stay, description="Dinner")
    StayGuest.objects.create(stay=stay, guest=GuestFactory(family_name="欧阳", given_name="静", full_name="欧阳静"))
    actions.check_in(stay, by=front, at=NOW)

    text = desk.get(f"/stays/{stay.pk}/").content.decode()

    assert all(part in text for part in ("张敏", "欧阳静", "Dinner", "CN¥168", "1808", str(front)))


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_often_for_three_charges_as_for_one(desk: Client, hotel: Hotel, django_assert_num_queries, rows):
    stay = StayFactory(hotel=hotel)
    ChargeFactory.create_batch(rows, stay=stay)
    for _ in range(rows):
        StayGuest.objects.create(stay=stay, guest=GuestFactory())

    with django_assert_num_queries(10):
        desk.get(f"/stays/{stay.pk}/")


def test_page_of_another_hotels_stay_answers_like_one_that_does_not_exist(desk: Client):
    stay = StayFactory(hotel=HotelFactory())
    answers = [desk.get(f"/stays/{pk}/") for pk in (stay.pk, stay.pk + 1000)]

    assert answers[0].status_code == 404
    assert told(answers[0]) == told(answers[1])


def test_page_of_a_hotel_where_i_only_work_in_a_department_does_not_exist(desk: Client, front: User):
    other = HotelFactory(code="other")
    MembershipFactory(user=front, hotel=other, role=Role.DEPARTMENT, department=Department.SPA)

    assert desk.get(f"/stays/{StayFactory(hotel=other).pk}/").status_code == 404


def test_page_at_a_hotel_of_mine_where_i_do_not_work_now_has_no_verbs(desk: Client, front: User):
    other = HotelFactory(code="other")
    MembershipFactory(user=front, hotel=other, role=Role.FRONT_DESK)
    stay = StayFactory(hotel=other, room="7")

    answer = desk.get(f"/stays/{stay.pk}/")

    assert (answer.status_code, answer.context["may_move"], answer.context["may_attach"]) == (200, False, False)
    assert b"check-in/" not in answer.content


def test_page_where_the_property_system_moves_stays_has_no_buttons(
    pms_hotel: Hotel, signed_in: Callable[[User], Client]
):
    stay = StayFactory(hotel=pms_hotel, room="7")

    content = signed_in(staff(Role.FRONT_DESK, pms_hotel)).get(f"/stays/{stay.pk}/").content.decode()

    assert all(verb not in content for verb in ("/check-in/", "/no-show/", "/cancel/", "/room/"))


def test_page_is_closed_to_departments(hotel: Hotel, signed_in: Callable[[User], Client]):
    stay = StayFactory(hotel=hotel)

    waiter = signed_in(staff(Role.DEPARTMENT, hotel, Department.RESTAURANT))

    assert waiter.get(f"/stays/{stay.pk}/").status_code == 403


def test_unknown_lists_this_hotels_stays_without_a_guest_newest_first(desk: Client, hotel: Hotel):
    old = StayFactory(hotel=hotel, guest=None, arrival=TODAY - timedelta(days=9))
    new = StayFactory(hotel=hotel, guest=None)
    StayFactory(hotel=hotel)
    StayFactory(hotel=HotelFactory(), guest=None)

    page = desk.get("/stays/unknown/").context["page"]

    assert (list(page), page.paginator.count) == ([new, old], 2)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"status": "checked_out"}, 1),
        ({"channel": "booking-com"}, 1),
        ({"arrival": "2026-11-12"}, 1),
        ({"q": "LK2"}, 1),
        ({"status": "nonsense"}, 3),
        ({"page": "99"}, 3),
        ({}, 3),
    ],
)
def test_unknown_is_filtered_by_the_address(desk: Client, hotel: Hotel, asked: dict[str, str], number: int):
    booking = ChannelFactory(code="booking-com")
    StayFactory(hotel=hotel, guest=None, confirmation="LK2", channel=booking)
    StayFactory(hotel=hotel, guest=None, confirmation="LK1", arrival=TODAY - timedelta(days=9))
    StayFactory(hotel=hotel, guest=None, confirmation="LK3", status=StayStatus.CHECKED_OUT)
    if "channel" in asked:
        asked = {"channel": str(booking.pk)}

    assert desk.get("/stays/unknown/", asked).context["page"].paginator.count == number


@pytest.mark.parametrize("rows", [1, 3])
def test_unknown_asks_as_often_for_three_rows_as_for_one(desk: Client, hotel: Hotel, django_assert_num_queries, rows):
    StayFactory.create_batch(rows, hotel=hotel, guest=None)

    with django_assert_num_queries(7):
        desk.get("/stays/unknown/")


def test_unknown_says_what_to_do_when_there_is_nothing(desk: Client):
    assert "Every stay has its guest." in desk.get("/stays/unknown/").content.decode()
    assert "No stay matches these filters." in desk.get("/stays/unknown/", {"q": "X"}).content.decode()


def test_unknown_is_closed_to_marketing(hotel: Hotel, signed_in: Callable[[User], Client]):
    assert signed_in(staff(Role.MARKETING, hotel)).get("/stays/unknown/").status_code == 403


def test_a_look_at_the_page_is_logged_for_everybody_in_the_room(desk: Client, hotel: Hotel, front: User):
    stay, friend = StayFactory(hotel=hotel), GuestFactory()
    StayGuest.objects.create(stay=stay, guest=friend)

    desk.get(f"/stays/{stay.pk}/")

    looks = ReadLog.objects.values_list("guest_id", "what", "user_id", "hotel_id", "object_id")
    assert set(looks) == {(pk, "stay", front.pk, hotel.pk, stay.pk) for pk in (stay.guest_id, friend.pk)}


def test_times_are_those_of_the_hotel_of_the_stay(desk: Client, front: User):
    tokyo = HotelFactory(time_zone="Asia/Tokyo")
    MembershipFactory(user=front, hotel=tokyo)
    stay = StayFactory(hotel=tokyo, status="in_house", checked_in_at=NOW)

    assert "15:30" in desk.get(f"/stays/{stay.pk}/").content.decode()


def test_a_machines_key_is_shown_to_nobody(desk: Client, hotel: Hotel):
    walked_in = StayFactory(hotel=hotel, source="desk", external_id="2baeb25985cb4d1f8a33d1c2a4b5c6d7")
    imported = StayFactory(hotel=hotel, external_id="R-1042")

    assert walked_in.external_id not in desk.get(walked_in.get_absolute_url()).content.decode()
    assert "R-1042" in desk.get(imported.get_absolute_url()).content.decode()
