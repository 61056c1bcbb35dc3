"""The verbs of the desk: who may press which button, for whose stay, and what comes back."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Department, Hotel, Role, User
from stays.models import Stay, StayStatus
from tests.answers import told
from tests.factories import TODAY, HotelFactory, MembershipFactory, StayFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

# URL name, the status it starts from, the status it leads to
VERBS = [
    ("stays:check-in", "booked", "in_house"),
    ("stays:check-out", "in_house", "checked_out"),
    ("stays:no-show", "booked", "no_show"),
    ("stays:cancel", "booked", "cancelled"),
    ("stays:assign-room", "booked", "booked"),
    ("stays:undo-check-in", "in_house", "booked"),
]
MAY_MOVE = {Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER}


def make(hotel: Hotel, status: str) -> Stay:
    return StayFactory(hotel=hotel, room="1808", status=status)


def status_of(stay: Stay) -> str:
    return Stay.objects.get(pk=stay.pk).status


@pytest.mark.parametrize(("verb", "start", "end"), VERBS)
def test_front_desk_moves_a_stay_and_is_led_to_it(desk: Client, hotel: Hotel, verb: str, start: str, end: str):
    stay = make(hotel, start)

    answer = desk.post(reverse(verb, args=[stay.pk]), {"room": "1809"})

    assert (answer.status_code, answer["Location"], status_of(stay)) == (302, f"/stays/{stay.pk}/", end)


@pytest.mark.parametrize(("verb", "start", "end"), VERBS)
def test_a_part_of_a_page_is_told_to_draw_itself_anew(desk: Client, hotel: Hotel, verb: str, start: str, end: str):
    stay = make(hotel, start)

    answer = desk.post(reverse(verb, args=[stay.pk]), {"room": "1809"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Trigger"], answer.content) == (200, "stay-moved", b"")
    assert status_of(stay) == end


@pytest.mark.parametrize(("verb", "start", "_end"), VERBS)
@pytest.mark.parametrize("role", sorted(set(Role) - MAY_MOVE - {Role.DEPARTMENT}))
def test_other_roles_are_refused(
    hotel: Hotel, signed_in: Callable[[User], Client], role: Role, verb: str, start: str, _end: str
):
    stay = make(hotel, start)

    answer = signed_in(staff(role, hotel)).post(reverse(verb, args=[stay.pk]))

    assert (answer.status_code, status_of(stay)) == (403, start)


@pytest.mark.parametrize(("verb", "start", "_end"), VERBS)
def test_a_department_is_refused(hotel: Hotel, signed_in: Callable[[User], Client], verb: str, start: str, _end: str):
    stay = make(hotel, start)
    waiter = staff(Role.DEPARTMENT, hotel, Department.RESTAURANT)

    assert signed_in(waiter).post(reverse(verb, args=[stay.pk])).status_code == 403
    assert status_of(stay) == start


@pytest.mark.parametrize(("verb", "start", "_end"), VERBS)
def test_a_stay_of_another_hotel_answers_like_one_that_does_not_exist(desk: Client, verb: str, start: str, _end: str):
    stay = make(HotelFactory(), start)

    there = desk.post(reverse(verb, args=[stay.pk]))
    nowhere = desk.post(reverse(verb, args=[stay.pk + 1000]))

    assert there.status_code == 404
    assert told(there) == told(nowhere)
    assert status_of(stay) == start


@pytest.mark.parametrize(("verb", "start", "_end"), VERBS)
def test_permissions_end_at_the_hotel_one_works_at_now(desk: Client, front: User, verb: str, start: str, _end: str):
    """Receptionist here, in marketing there: what is allowed here is not allowed there."""
    other = HotelFactory(code="other")
    MembershipFactory(user=front, hotel=other, role=Role.MARKETING)
    stay = make(other, start)

    assert desk.post(reverse(verb, args=[stay.pk])).status_code == 404
    assert status_of(stay) == start


@pytest.mark.parametrize(("verb", "start", "_end"), [row for row in VERBS if row[0] != "stays:assign-room"])
def test_where_the_property_system_moves_stays_the_desk_gets_a_sentence(
    pms_hotel: Hotel, signed_in: Callable[[User], Client], verb: str, start: str, _end: str
):
    stay = make(pms_hotel, start)

    answer = signed_in(staff(Role.FRONT_DESK, pms_hotel)).post(reverse(verb, args=[stay.pk]))

    assert answer.status_code == 409
    assert "the property system reports check-in and check-out" in answer.content.decode()
    assert status_of(stay) == start


@pytest.mark.parametrize("verb", [row[0] for row in VERBS])
def test_a_get_moves_nothing(desk: Client, hotel: Hotel, verb: str):
    assert desk.get(reverse(verb, args=[make(hotel, "booked").pk])).status_code == 405


def test_somebody_signed_out_is_sent_to_sign_in(hotel: Hotel):
    stay = make(hotel, "booked")

    assert "/accounts/login/" in Client().post(reverse("stays:check-in", args=[stay.pk]))["Location"]
    assert status_of(stay) == "booked"


def test_check_in_says_so_with_undo(desk: Client, hotel: Hotel):
    stay = make(hotel, "booked")

    answer = desk.post(reverse("stays:check-in", args=[stay.pk]))

    [message] = get_messages(answer.wsgi_request)
    assert (str(message), message.extra_tags) == ("张敏 is checked in, room 1808.", f"/stays/{stay.pk}/undo-check-in/")


def test_check_in_with_the_room_typed_at_the_desk(desk: Client, hotel: Hotel):
    stay = StayFactory(hotel=hotel)

    desk.post(reverse("stays:check-in", args=[stay.pk]), {"room": "305"})

    assert Stay.objects.get(pk=stay.pk).room == "305"


def test_check_in_into_an_occupied_room_says_why_where_one_looks(desk: Client, hotel: Hotel):
    make(hotel, "in_house")
    stay = make(hotel, "booked")

    answer = desk.post(reverse("stays:check-in", args=[stay.pk]), headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert answer.templates[0].name == "stays/_refused.html"
    assert "Room 1808 is occupied. Choose another room." in answer.content.decode()


@pytest.mark.parametrize("verb", ["stays:check-in", "stays:check-out"])
def test_a_second_click_is_told_kindly(desk: Client, hotel: Hotel, verb: str):
    stay = make(hotel, "booked" if verb == "stays:check-in" else "in_house")
    url = reverse(verb, args=[stay.pk])
    desk.post(url)
    version = Stay.objects.get(pk=stay.pk).version

    answer = desk.post(url)

    assert answer.status_code == 302
    assert Stay.objects.get(pk=stay.pk).version == version


def test_undo_of_a_check_out_brings_the_planned_day_back(desk: Client, hotel: Hotel):
    stay = make(hotel, "in_house")
    planned = stay.departure
    answer = desk.post(reverse("stays:check-out", args=[stay.pk]))
    [message] = get_messages(answer.wsgi_request)
    assert Stay.objects.get(pk=stay.pk).departure == TODAY

    desk.post(message.extra_tags)

    stay.refresh_from_db()
    assert (stay.status, stay.departure) == (StayStatus.IN_HOUSE, planned)


def test_undo_of_a_check_out_takes_no_day_from_the_address(desk: Client, hotel: Hotel):
    stay = make(hotel, "in_house")
    planned = stay.departure
    desk.post(reverse("stays:check-out", args=[stay.pk]))

    desk.post(reverse("stays:undo-check-out", args=[stay.pk]) + "?departure=2030-01-01")

    stay.refresh_from_db()
    assert (stay.status, stay.departure) == (StayStatus.IN_HOUSE, planned)


@pytest.mark.parametrize("verb", ["stays:no-show", "stays:cancel"])
def test_reinstate(desk: Client, hotel: Hotel, verb: str):
    stay = make(hotel, "booked")
    desk.post(reverse(verb, args=[stay.pk]))

    desk.post(reverse("stays:reinstate", args=[stay.pk]))

    assert status_of(stay) == "booked"


@pytest.mark.parametrize(("target", "led_to"), [("/departures/", "/departures/"), ("https://evil.example/", None)])
def test_where_one_is_led_afterwards(desk: Client, hotel: Hotel, target: str, led_to: str | None):
    stay = make(hotel, "booked")

    answer = desk.post(reverse("stays:check-in", args=[stay.pk]), {"next": target})

    assert answer["Location"] == (led_to or f"/stays/{stay.pk}/")


def test_a_refused_undo_of_a_toast_says_so_in_a_toast(desk: Client, hotel: Hotel):
    """The undo has no place on the page to write the sentence to."""
    answer = desk.post(reverse("stays:undo-check-in", args=[make(hotel, "booked").pk]), headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert "not in house" in answer["HX-Trigger"]


def test_a_doubtful_room_is_asked_about_where_one_looks(desk: Client, hotel: Hotel):
    StayFactory(hotel=hotel, room="305")
    stay = StayFactory(hotel=hotel)
    url = reverse("stays:check-in", args=[stay.pk])

    answer = desk.post(url, {"room": "1234"}, headers={"HX-Request": "true", "HX-Target": "refusal"})
    assert answer.status_code == 409
    assert 'name="sure" value="yes 1234"' in answer.content.decode()

    desk.post(url, {"room": "1234", "sure": "yes 1234"})
    assert Stay.objects.get(pk=stay.pk).room == "1234"
