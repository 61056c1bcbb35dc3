"""The walk-in form: a known guest or a new one, a room, and one click."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guests.actions import create_guest
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from stays.models import Channel, Stay, StayStatus
from tests.factories import NOW, TODAY, StayFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
URL = "/stays/walk-in/"


@pytest.fixture
def filled() -> dict[str, Any]:
    return {
        "key": "form-1",
        "room": "305",
        "departure": TODAY + timedelta(days=1),
        "adults": 1,
        "children": 0,
        "rate": "480",
        "channel": Channel.objects.get(code="front-desk").pk,
        "full_name": "欧阳静",
    }


def test_a_new_guest_is_entered_and_in_house(desk: Client, filled: dict[str, Any]):
    answer = desk.post(URL, filled | {"phone": "13900139000", "language": "zh-hans"})

    stay = Stay.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/stays/{stay.pk}/")
    assert stay.guest is not None
    assert (stay.guest.full_name, stay.status, stay.room) == ("欧阳静", StayStatus.IN_HOUSE, "305")


def test_a_guest_who_was_here_before_is_found_and_chosen(desk: Client, front: User, filled: dict[str, Any]):
    guest = create_guest(full_name="欧阳静", by=front, at=NOW)
    assert desk.post(URL, {"q": "ouyang"}).context["found"] == [guest]
    assert desk.post(URL, {"guest": guest.number}).context["guest"] == guest

    desk.post(URL, {**filled, "guest": guest.number, "full_name": ""})

    assert Stay.objects.get().guest == guest
    assert Guest.objects.count() == 1


def test_two_clicks_are_one_stay(desk: Client, filled: dict[str, Any]):
    desk.post(URL, filled)
    desk.post(URL, filled)

    assert (Stay.objects.count(), Guest.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("faulty", "field"),
    [
        ({"full_name": ""}, "new"),
        ({"phone": "12"}, "new"),
        ({"room": ""}, "form"),
        ({"departure": TODAY - timedelta(days=1)}, "form"),
        ({"departure": TODAY + timedelta(days=91)}, "form"),
        ({"rate": "-1"}, "form"),
    ],
)
def test_a_faulty_form_comes_back_with_what_was_typed(desk: Client, filled: dict[str, Any], faulty, field: str):
    answer = desk.post(URL, filled | faulty)

    assert answer.status_code == 422
    assert list(answer.context[field].errors) == list(faulty)
    assert (Stay.objects.count(), Guest.objects.count()) == (0, 0)


def test_an_occupied_room_is_said_beside_the_room(desk: Client, hotel: Hotel, filled: dict[str, Any]):
    StayFactory(hotel=hotel, room="305", status=StayStatus.IN_HOUSE)

    answer = desk.post(URL, filled)

    assert answer.status_code == 409
    assert answer.context["form"].errors["room"] == ["Room 305 is occupied. Choose another room."]
    assert not Guest.objects.filter(full_name="欧阳静").exists()


def test_the_form_offers_this_hotels_room_types_and_the_front_desk(desk: Client):
    Channel.objects.create(code="direct", name_en="Direct", name_zh="直销", kind=Channel.Kind.DIRECT)
    form = desk.get(URL).context["form"]

    assert form.initial["channel"].code == "front-desk"
    assert list(form.fields["room_type"].queryset) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_the_property_system_moves_stays(pms_hotel: Hotel, signed_in: Callable[[User], Client], method: str):
    client = signed_in(staff(Role.FRONT_DESK, pms_hotel))

    assert getattr(client, method)(URL).status_code == 409


def test_marketing_checks_nobody_in(hotel: Hotel, signed_in: Callable[[User], Client], filled: dict[str, Any]):
    assert signed_in(staff(Role.MARKETING, hotel)).post(URL, filled).status_code == 403
    assert Stay.objects.count() == 0


def test_a_room_meant_for_an_arrival_is_taken_only_when_one_is_sure(desk: Client, hotel: Hotel, filled: dict[str, Any]):
    StayFactory(hotel=hotel, room="305")
    StayFactory(hotel=hotel, room="306", status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=9))

    answer = desk.post(URL, filled)

    assert answer.status_code == 409
    assert "Room 305 is meant for" in answer.context["form"].errors["room"][0]
    assert answer.context["free"] == ["306"]
    assert 'value="yes 305"' in answer.content.decode()
    assert desk.post(URL, filled | {"sure": "yes 306"}).status_code == 409
    assert desk.post(URL, filled | {"sure": "yes 305"}).status_code == 302


def test_a_phone_on_file_is_asked_about_before_anybody_is_entered(desk: Client, front: User, filled: dict[str, Any]):
    known = create_guest(full_name="欧阳静", contacts=[("phone", "13900139000")], by=front, at=NOW)
    typed = filled | {"phone": "139 0013 9000"}

    hints = desk.post(f"{URL}hints/", typed)
    assert [hint.guest for hint in hints.context["hints"]] == [known]
    answer = desk.post(URL, typed)
    assert (answer.status_code, Stay.objects.count()) == (409, 0)
    assert "Use for this stay" in answer.content.decode()
    assert "139 0013 9000" in answer.content.decode()

    sure = typed | {"ruled_out": f"{known.number} "}
    assert f'value="{known.number} " checked' in desk.post(URL, sure | {"room": ""}).content.decode()
    assert desk.post(URL, sure).status_code == 302
    assert Guest.objects.count() == 2
    assert desk.post(URL, typed).status_code == 302  # a second click on the first form


def test_the_hinted_guest_is_used_for_the_stay(desk: Client, front: User, filled: dict[str, Any]):
    known = create_guest(full_name="欧阳静", contacts=[("phone", "13900139000")], by=front, at=NOW)

    desk.post(URL, filled | {"phone": "13900139000", "guest": known.number})

    assert Stay.objects.get().guest == known


def test_the_name_nobody_was_found_by_is_typed_already(desk: Client):
    assert desk.post(URL, {"q": "欧阳静"}).context["new"]["full_name"].value() == "欧阳静"
    assert desk.post(URL, {"q": "8000"}).context["new"]["full_name"].value() == ""
