"""`feedback:new` and `feedback:who`: a ticket opened at the desk."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from feedback.forms.opening import summary_of
from feedback.models import Ticket
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from stays.models import StayStatus
from tests.factories import CategoryFactory, GuestFactory, HotelFactory, StayFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db
URL = reverse("feedback:new")
WHO = reverse("feedback:who")
HANDLES = {Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS, Role.MANAGER}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


def in_house(hotel, **fields):
    today = hotel.today()
    dates = {"arrival": today - timedelta(days=1), "departure": today + timedelta(days=1)}
    return StayFactory(hotel=hotel, status=StayStatus.IN_HOUSE, **({"room": "1208"} | dates | fields))


def said(**fields):
    return {"kind": "complaint", "channel": "desk", "text": "No hot water. It is cold.", "key": "abc"} | fields


@pytest.mark.parametrize("role", Role)
def test_who_may_open_one(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(URL).status_code == (200 if role in HANDLES else 403)
    assert client.post(URL).status_code == (422 if role in HANDLES else 403)
    assert client.get(WHO).status_code == (200 if role in HANDLES else 403)


def test_room_and_words_are_enough(client, hotel, front):
    stay = in_house(hotel)

    answer = client.post(URL, said(room="1208"))

    [ticket] = Ticket.objects.all()
    assert answer.url == ticket.get_absolute_url()
    assert (ticket.hotel, ticket.stay, ticket.guest, ticket.room) == (hotel, stay, stay.guest, "1208")
    assert (ticket.summary, ticket.text) == ("No hot water", "No hot water. It is cold.")
    assert (ticket.by, ticket.channel, ticket.respond_due_at is not None) == (front, "desk", True)


def test_the_category_says_whose_it_is_and_how_bad(client, hotel, front):
    taps = CategoryFactory(department="engineering", severity=2)

    client.post(URL, said(category=taps.pk))

    [ticket] = Ticket.objects.all()
    assert (ticket.category, ticket.department, ticket.severity) == (taps, "engineering", 2)


def test_a_double_click_opens_one(client, hotel, front):
    for _time in range(2):
        client.post(URL, said())

    assert Ticket.objects.count() == 1


def test_the_same_form_with_other_words_is_refused(client, hotel, front):
    client.post(URL, said())

    answer = client.post(URL, said(text="Something else."))

    assert answer.status_code == 422
    assert Ticket.objects.count() == 1
    assert "Something else." in answer.content.decode()


def test_without_words_nothing_is_opened_and_nothing_typed_is_lost(client, hotel, front):
    answer = client.post(URL, said(text="", room="1208"))

    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    assert 'value="1208"' in answer.content.decode()


def test_pages_of_guests_and_stays_bring_what_they_know(client, hotel, front):
    stay = in_house(hotel, room="0905", guest=GuestFactory(full_name="张敏"))

    by_guest = client.get(URL, {"guest": stay.guest.number}).content.decode()
    by_stay = client.get(URL, {"stay": stay.pk}).content.decode()

    assert "张敏" in by_guest
    assert "张敏" in by_stay
    assert "0905" in by_stay
    client.post(URL, said(stay=stay.pk))
    assert Ticket.objects.get().guest == stay.guest


def test_a_stay_of_another_hotel_is_none(client, hotel, front):
    there = in_house(HotelFactory(), guest=GuestFactory(full_name="李雷"))

    assert "李雷" not in client.get(URL, {"stay": there.pk}).content.decode()
    assert client.post(URL, said(stay=there.pk)).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("wanted", [{"guest": "x"}, {"guest": "99999999"}, {"stay": "x"}, {"stay": "99999999"}])
def test_what_does_not_exist_is_left_out(client, hotel, front, wanted):
    assert client.get(URL, wanted).status_code == 200


def test_a_guest_named_is_not_replaced_by_whoever_has_the_room(client, hotel, front):
    in_house(hotel)
    guest = GuestFactory()

    client.post(URL, said(room="1208", guest=guest.number))

    ticket = Ticket.objects.get()
    assert (ticket.guest, ticket.stay, ticket.room) == (guest, None, "1208")


def test_the_room_being_typed_tells_who_stays_in_it(client, hotel, front):
    stay = in_house(hotel, guest=GuestFactory(full_name="张敏"))
    TicketFactory(hotel=hotel, room="1208")

    part = client.get(WHO, {"room": "1208"}).content.decode()

    assert "张敏" in part
    assert "1 ticket in this room before" in part
    assert list(ReadLog.objects.values_list("guest_id", "what")) == [(stay.guest_id, "ticket")]
    assert "Nobody is registered in this room now." in client.get(WHO, {"room": "1"}).content.decode()


def test_it_is_a_dialog_over_other_pages_and_goes_when_done(client, hotel, front):
    asked = client.get(URL, headers=HTMX).content.decode()
    done = client.post(URL, said(), headers=HTMX)
    opened = client.post(URL, said(key="other", then="open"), headers=HTMX)

    assert asked.startswith("<dialog")
    assert (done["HX-Reswap"], done["HX-Trigger"]) == ("delete", '{"tickets-changed": {}}')
    assert opened["HX-Redirect"] == Ticket.objects.latest("pk").get_absolute_url()


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("No hot water. It is cold.", "No hot water"),
        ("没有热水！很冷。", "没有热水"),
        ("Room 1.5 is cold", "Room 1.5 is cold"),
        ("one\ntwo", "one"),
        ("...", "..."),
        ("x" * 200, "x" * 89 + "…"),
    ],
)
def test_the_first_sentence_is_the_summary(text, summary):
    assert summary_of(text) == summary


def test_a_department_names_nobody_by_counting_numbers(client, hotel):
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    past = StayFactory(hotel=hotel, status=StayStatus.CHECKED_OUT, guest=GuestFactory(full_name="张敏敏"))
    here = in_house(hotel, guest=GuestFactory(full_name="李雷"))

    for wanted in ({"guest": past.guest.number}, {"stay": past.pk}):
        assert "张敏敏" not in client.get(URL, wanted).content.decode()
    assert client.post(URL, said(stay=past.pk)).status_code == 422
    assert not ReadLog.objects.exists()

    assert "李雷" in client.get(URL, {"stay": here.pk}).content.decode()
    client.post(URL, said(room="1208", guest=past.guest.number))
    assert Ticket.objects.get().guest == here.guest


@pytest.mark.parametrize("wanted", [{"guest": "1\0"}, {"stay": "9" * 40}, {"guest": "9" * 40}])
def test_what_is_no_number_at_all_is_left_out_too(client, hotel, front, wanted):
    assert client.get(URL, wanted).status_code == 200


def test_what_fails_for_another_reason_is_not_taken_for_a_number_of_nobody(client, hotel, front, monkeypatch):
    def fail(*_args):
        raise OperationalError

    monkeypatch.setattr("django.forms.models.ModelChoiceField.clean", fail)

    with pytest.raises(OperationalError):
        client.get(URL, {"guest": "1"})
