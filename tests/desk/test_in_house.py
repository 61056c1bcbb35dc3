"""Who is in house: each department sees what it needs to know, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from guests.models import Guest, Tag
from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.audit.models import ReadLog
from loyalty.actions.courtesy import grant, take_back
from stays.models import Stay, StayGuest
from tests.factories import NOW, TODAY, ContactFactory, GuestFactory, GuestTagFactory, HotelFactory, StayFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
URL = "/in-house/"


@pytest.fixture
def guest(hotel: Hotel) -> Guest:
    guest = GuestFactory(language="zh-hans")
    ContactFactory(guest=guest)
    for code in ("allergy-peanut", "window-table", "buckwheat-pillow", "price-sensitive"):
        GuestTagFactory(guest=guest, tag=Tag.objects.get(code=code))
    StayFactory(hotel=hotel, guest=guest, status="in_house", room="1808", requests="a surprise for his wife")
    return guest


def seen(answer) -> list[str]:
    return [wish.text for room in answer.context["rooms"] for wish in room.wishes]


@pytest.mark.parametrize(
    ("department", "wishes"),
    [
        (Department.RESTAURANT, ["Peanut allergy", "Window table"]),
        (Department.HOUSEKEEPING, ["Peanut allergy", "Buckwheat pillow"]),
        (Department.SPA, ["Peanut allergy"]),
    ],
)
def test_a_department_sees_its_own_categories_alerts_first(
    hotel: Hotel, guest: Guest, signed_in: Callable[[User], Client], department: str, wishes: list[str]
):
    answer = signed_in(staff(Role.DEPARTMENT, hotel, department)).get(URL)

    assert seen(answer) == wishes


def test_a_department_sees_no_contacts_no_money_no_requests(
    hotel: Hotel, guest: Guest, signed_in: Callable[[User], Client]
):
    text = signed_in(staff(Role.DEPARTMENT, hotel, Department.RESTAURANT)).get(URL).content.decode()

    assert "张敏" in text
    assert "1808" in text
    for hidden in ("13800138000", "8000", "600", "surprise", "Compares prices", f'/guests/{guest.number}/"'):
        assert hidden not in text


def test_front_desk_sees_all_departments(desk: Client, guest: Guest):
    answer = desk.get(URL)

    assert seen(answer) == ["Peanut allergy", "Buckwheat pillow", "Window table", "Compares prices"]
    assert guest.get_absolute_url() in answer.content.decode()


def test_a_companions_allergy_counts_too(hotel: Hotel, guest: Guest, signed_in: Callable[[User], Client]):
    friend = GuestFactory(full_name="李华", family_name="李", given_name="华")
    GuestTagFactory(guest=friend, tag=Tag.objects.get(code="allergy-egg"))
    StayGuest.objects.create(stay=guest.stays.get(), guest=friend)

    [room] = signed_in(staff(Role.DEPARTMENT, hotel, Department.RESTAURANT)).get(URL).context["rooms"]

    assert [(wish.text, wish.whose) for wish in room.wishes if wish.is_alert] == [
        ("Peanut allergy", ""),
        ("Egg allergy", "李华"),
    ]


def test_only_who_is_in_house_here(desk: Client, hotel: Hotel):
    here = StayFactory(hotel=hotel, status="in_house", room="2")
    StayFactory(hotel=hotel)
    StayFactory(hotel=hotel, status="checked_out")
    StayFactory(hotel=HotelFactory(), status="in_house")

    assert [room.stay for room in desk.get(URL).context["rooms"]] == [here]


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_three_rooms_as_for_one(
    hotel: Hotel, signed_in: Callable[[User], Client], rows: int, django_assert_num_queries
):
    for number in range(rows):
        stay = StayFactory(hotel=hotel, status="in_house", room=str(number))
        StayGuest.objects.create(stay=stay, guest=GuestFactory())
        GuestTagFactory(guest=stay.guest, tag=Tag.objects.get(code="allergy-peanut"))
    client = signed_in(staff(Role.DEPARTMENT, hotel, Department.RESTAURANT))

    with django_assert_num_queries(11):
        client.get(URL)


def test_empty_house_says_so(desk: Client):
    assert "Nobody is in house." in desk.get(URL).content.decode()


def test_the_list_alone_for_the_list(desk: Client):
    assert desk.get(URL, headers={"HX-Request": "true"}).templates[0].name == "desk/_rooms.html"


@pytest.mark.parametrize("role", [Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_others_see_nobody(hotel: Hotel, guest: Guest, signed_in: Callable[[User], Client], role: Role):
    assert signed_in(staff(role, hotel)).get(URL).status_code == 403


def test_a_look_is_logged_for_everybody_and_not_anew_with_each_renewal(
    hotel: Hotel, guest: Guest, signed_in: Callable[[User], Client]
):
    friend = GuestFactory()
    StayGuest.objects.create(stay=guest.stays.get(), guest=friend)
    waiter = staff(Role.DEPARTMENT, hotel, Department.RESTAURANT)
    client = signed_in(waiter)

    for minutes in (0, 2, 4):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.get(URL)

    looks = ReadLog.objects.values_list("guest_id", "what", "user_id", "hotel_id")
    assert sorted(looks) == [(pk, "in_house", waiter.pk, hotel.pk) for pk in sorted((guest.pk, friend.pk))]

    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        client.get(URL)
    assert ReadLog.objects.count() == 4


def test_housekeeping_sees_who_leaves_later_and_whether_to_inspect(hotel: Hotel, signed_in: Callable[[User], Client]):
    clerk = staff(Role.FRONT_DESK, hotel, display_name="Li")
    stay = StayFactory(
        hotel=hotel,
        guest=GuestFactory(vip_level=1),
        status="in_house",
        arrival=TODAY - timedelta(days=1),
        departure=TODAY,
    )
    grant(stay, by=clerk, at=NOW)
    maid = signed_in(staff(Role.DEPARTMENT, hotel, Department.HOUSEKEEPING))
    said = "<strong>Late check-out until 18:00</strong>, no room inspection"

    text = " ".join(maid.get(URL).content.decode().split())
    assert said in text
    assert "granted by Li" in text

    Stay.objects.filter(pk=stay.pk).update(departure=TODAY + timedelta(days=1))
    assert said not in " ".join(maid.get(URL).content.decode().split())

    Stay.objects.filter(pk=stay.pk).update(departure=TODAY)
    take_back(stay, by=clerk, at=NOW)
    assert said not in " ".join(maid.get(URL).content.decode().split())
