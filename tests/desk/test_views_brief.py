"""Opening a brief, marking it as read, and printing the registration card."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk.models import Reviewed
from stays.models import Stay, StayGuest
from tests.answers import told
from tests.factories import NOW, GuestFactory, HotelFactory, StayFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
HTMX = {"HX-Request": "true"}
PAGES = ["desk:brief", "desk:departure-brief", "desk:registration"]


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, room="1808")


@pytest.mark.parametrize(("page", "kind"), [("desk:brief", "arrival"), ("desk:departure-brief", "departure")])
def test_a_click_in_the_list_gets_the_pane_alone(desk: Client, stay: Stay, page: str, kind: str):
    answer = desk.get(reverse(page, args=[stay.pk]), headers=HTMX)

    assert (answer.templates[0].name, answer.context["kind"]) == ("desk/_pane.html", kind)
    assert ReadLog.objects.get().what == ReadLog.What.BRIEF


@pytest.mark.parametrize(
    ("page", "address"),
    [("desk:brief", "/?on=2026-11-21&stay={}"), ("desk:departure-brief", "/departures/?on=2026-11-23&stay={}")],
)
def test_an_address_that_was_sent_opens_the_board_with_the_brief(desk: Client, stay: Stay, page: str, address: str):
    assert desk.get(reverse(page, args=[stay.pk]))["Location"] == address.format(stay.pk)
    assert ReadLog.objects.count() == 0


def test_a_booking_that_is_due_has_its_button_under_enter(desk: Client, stay: Stay):
    text = desk.get(reverse("desk:brief", args=[stay.pk]), headers=HTMX).content.decode()

    assert f'data-enter="{stay.pk}"' in text
    assert "Check in" in text


def test_the_pane_of_a_stay_without_a_guest_offers_to_attach_one(desk: Client, hotel: Hotel):
    stay = StayFactory(hotel=hotel, guest=None)

    text = desk.get(reverse("desk:brief", args=[stay.pk]), headers=HTMX).content.decode()

    assert reverse("stays:attach", args=[stay.pk]) in text
    assert ReadLog.objects.count() == 0


@pytest.mark.parametrize("kind", ["arrival", "departure"])
def test_review_marks_the_brief(desk: Client, front: User, stay: Stay, kind: str):
    answer = desk.post(reverse("desk:review", args=[stay.pk, kind]), headers=HTMX)

    mark = Reviewed.objects.get()
    assert (mark.stay, mark.brief, mark.by, mark.at) == (stay, kind, front, NOW)
    assert (answer["HX-Trigger"], b"Reviewed" in answer.content) == ("brief-reviewed", True)


def test_review_without_scripts_leads_back_to_the_board(desk: Client, stay: Stay):
    answer = desk.post(reverse("desk:review", args=[stay.pk, "arrival"]))

    assert answer["Location"] == f"/?on=2026-11-21&stay={stay.pk}"


def test_review_of_another_kind_is_not_found(desk: Client, stay: Stay):
    assert desk.post(reverse("desk:review", args=[stay.pk, "breakfast"])).status_code == 404


def test_a_get_reviews_nothing(desk: Client, stay: Stay):
    assert desk.get(reverse("desk:review", args=[stay.pk, "arrival"])).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_another_hotels_stay_answers_like_one_that_does_not_exist(desk: Client, page: str):
    stay = StayFactory(hotel=HotelFactory())
    answers = [desk.get(reverse(page, args=[pk])) for pk in (stay.pk, stay.pk + 1000)]

    assert answers[0].status_code == 404
    assert told(answers[0]) == told(answers[1])
    assert ReadLog.objects.count() == 0


def test_another_hotels_brief_cannot_be_reviewed(desk: Client):
    stay = StayFactory(hotel=HotelFactory())

    assert desk.post(reverse("desk:review", args=[stay.pk, "arrival"])).status_code == 404
    assert Reviewed.objects.count() == 0


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.MARKETING, Role.DEPARTMENT, Role.ADMINISTRATOR])
def test_briefs_and_cards_are_the_desks(
    hotel: Hotel, stay: Stay, signed_in: Callable[[User], Client], role: Role, page: str
):
    person = staff(role, hotel, Department.SPA if role == Role.DEPARTMENT else "")

    assert signed_in(person).get(reverse(page, args=[stay.pk])).status_code == 403
    assert ReadLog.objects.count() == 0


# The registration card


@pytest.mark.parametrize(
    ("language", "title", "absent"),
    [
        ("en", "Registration card", "登记卡"),
        ("zh-hans", "登记卡", "Nationality"),
        ("de", "Registration card / 登记卡", ""),
        ("", "Registration card / 登记卡", ""),
    ],
)
def test_card_is_in_the_guests_language(desk: Client, hotel: Hotel, language: str, title: str, absent: str):
    stay = StayFactory(hotel=hotel, guest=GuestFactory(language=language))

    answer = desk.get(reverse("desk:registration", args=[stay.pk]))

    card = answer.context["card"]
    assert card.title == title
    assert not absent or all(absent not in box.label for box in card.boxes)


def test_card_shows_the_stay_and_leaves_contacts_to_the_pen(desk: Client, stay: Stay):
    boxes = {
        box.label: box.value for box in desk.get(reverse("desk:registration", args=[stay.pk])).context["card"].boxes
    }

    label = "Room / 房号"
    assert (boxes[label], boxes["Nights / 晚数"]) == ("1808", "2")
    assert (boxes["Phone / 电话"], boxes["Identity document, number / 证件及号码"]) == ("", "")


def test_card_is_logged(desk: Client, front: User, stay: Stay):
    desk.get(reverse("desk:registration", args=[stay.pk]))

    look = ReadLog.objects.get()
    assert stay.guest is not None
    assert (look.what, look.guest_id, look.object_id, look.user) == ("registration", stay.guest.pk, stay.pk, front)


def test_nobody_has_no_card(desk: Client, hotel: Hotel):
    stay = StayFactory(hotel=hotel, guest=None)

    assert desk.get(reverse("desk:registration", args=[stay.pk])).status_code == 404


def test_a_look_at_a_brief_is_one_at_the_companions_too(desk: Client, hotel: Hotel):
    stay, friend = StayFactory(hotel=hotel), GuestFactory()
    StayGuest.objects.create(stay=stay, guest=friend)

    desk.get(f"/desk/stays/{stay.pk}/brief/", headers={"HX-Request": "true"})

    assert set(ReadLog.objects.values_list("guest_id", flat=True)) == {stay.guest_id, friend.pk}
