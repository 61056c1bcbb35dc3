"""Entering a guest: hints at duplicates first, clear sentences on bad input, nothing typed is lost."""

import pytest
from django.urls import reverse

from guests.models import Guest
from guests.queries.duplicates import Sought, likely
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory

from .pages import HX, enter, naughty_strings, signed_in

pytestmark = pytest.mark.django_db
URL = "/guests/new/"
TYPED = {"family_name": "马", "given_name": "骏驰"}


@pytest.fixture
def hotel():
    return HotelFactory(country="CN")


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


def hints(client, **typed):
    response = client.post(reverse("guests:duplicates"), typed, **HX)
    assert response.status_code == 200
    return [
        (hint.guest, [str(reason) for reason in hint.reasons], hint.is_strong) for hint in response.context["hints"]
    ]


def test_guest_is_entered_with_contacts_and_document(desk):
    response = desk.post(
        URL,
        {
            **TYPED,
            "phone": "138 0013 8000",
            "email": "Ma@Example.com",
            "birth_year": "1986",
            "birth_month": "3",
            "birth_day": "5",
            "document_kind": "id_card",
            "document_country": "CN",
            "document_number": "11010519491231002X",
        },
    )
    guest = Guest.objects.get()
    assert (response.status_code, response.url) == (302, reverse("desk:guest", args=[guest.number]))
    assert (guest.full_name, guest.pinyin, guest.birth_year) == ("马骏驰", "Mǎ Jùnchí", 1986)
    assert sorted(row.value for row in guest.contacts.all()) == ["+8613800138000", "ma@example.com"]
    assert guest.documents.get().last_four == "002X"


def test_the_same_form_sent_twice_is_one_guest(desk):
    typed = {**TYPED, "token": desk.get(URL).context["form"]["token"].value()}
    first, second = desk.post(URL, typed), desk.post(URL, typed)

    assert first.url == second.url
    assert Guest.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"family_name": "", "given_name": ""}, "family_name"),
        ({**TYPED, "phone": "12"}, "phone"),
        ({**TYPED, "email": "not an address"}, "email"),
        ({**TYPED, "birth_month": "2", "birth_day": "30"}, "birth_day"),
        ({**TYPED, "birth_month": "2"}, "birth_day"),
        ({**TYPED, "birth_year": "2023", "birth_month": "2", "birth_day": "29"}, "birth_day"),
        ({**TYPED, "document_number": "11010519491231002X"}, "document_kind"),
        ({**TYPED, "document_number": "110105194912310021", "document_kind": "id_card"}, "document_number"),
        ({**TYPED, "nationality": "??"}, "nationality"),
        ({**TYPED, "vip_level": "99"}, "vip_level"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(desk, typed, field):
    response = desk.post(URL, {"occupation": "钢琴家", **typed})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    content = response.content.decode()
    assert "钢琴家" in content
    assert not Guest.objects.exists()


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.FRONT_DESK, "", 200),
        (Role.MANAGER, "", 200),
        (Role.MARKETING, "", 403),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_enter_guests(hotel, role, department, status):
    client = signed_in(role, hotel, department)
    assert client.get(URL).status_code == status
    assert client.post(reverse("guests:duplicates"), TYPED).status_code == status


def test_same_contact_written_differently_is_a_strong_hint(desk):
    guest = enter(contacts=[("phone", "13800138000"), ("email", "ma@example.com")])
    assert hints(desk, phone="+86 138-0013-8000") == [(guest, ["the same phone number"], True)]
    assert hints(desk, phone="13800138000", email="MA@example.com") == [
        (guest, ["the same phone number", "the same e-mail address"], True)
    ]


def test_same_name_is_a_weak_hint_and_with_the_birthday_a_strong_one(desk):
    guest = enter(**TYPED, birth_month=3, birth_day=5)
    assert hints(desk, **TYPED) == [(guest, ["the same name"], False)]
    assert [row[2] for row in hints(desk, **TYPED, birth_month="3", birth_day="5")] == [True]


@pytest.mark.parametrize(
    ("typed", "is_strong"),
    [
        ({"birth_year": "1986"}, True),
        ({}, True),
        ({"birth_year": "2001"}, False),
        ({"birth_is_lunar": "on", "birth_year": "1986"}, False),
    ],
)
def test_the_same_birthday_is_of_the_same_year_and_calendar(desk, typed, is_strong):
    enter(**TYPED, birth_month=3, birth_day=5, birth_year=1986)
    assert [row[2] for row in hints(desk, **TYPED, birth_month="3", birth_day="5", **typed)] == [is_strong]


def test_an_unknown_year_and_the_lunar_calendar_on_both_sides_are_alike(desk):
    guest = enter(**TYPED, birth_month=3, birth_day=5, birth_is_lunar=True)
    typed = {**TYPED, "birth_month": "3", "birth_day": "5", "birth_year": "2001", "birth_is_lunar": "on"}
    assert [(row[0], row[2]) for row in hints(desk, **typed)] == [(guest, True)]
    assert [hint.is_strong for hint in likely(Sought.like(enter(**TYPED, birth_month=3, birth_day=5)))] == [False]


def test_digits_without_end_are_no_number(desk):
    assert hints(desk, **TYPED, birth_month="9" * 5000, birth_day="5") == []


def test_name_that_sounds_alike_is_a_weak_hint(desk):
    guest = enter(family_name="马", given_name="俊池")
    enter(family_name="王", given_name="骏驰")
    assert hints(desk, **TYPED) == [(guest, ["a name alike"], False)]


def test_western_name_in_other_order_or_without_accents_is_a_hint(desk):
    guest = enter(family_name="Müller", given_name="Jonas")
    assert [row[0] for row in hints(desk, family_name="Muller", given_name="Jonas")] == [guest]


def test_unreadable_half_typed_input_gives_no_hint_and_no_error(desk):
    enter(contacts=[("phone", "13800138000")])
    assert hints(desk, phone="1380", email="ma@", birth_month="x", birth_day="²") == []


def test_hints_come_with_a_faulty_form_too(desk):
    guest = enter(contacts=[("phone", "13800138000")])
    response = desk.post(URL, {"family_name": "", "given_name": "", "phone": "13800138000"})
    assert [hint.guest for hint in response.context["hints"]] == [guest]


def test_hints_are_asked_for_by_post_so_that_no_name_is_in_an_address(desk):
    assert desk.get(reverse("guests:duplicates")).status_code == 405


def test_naughty_names_are_kept_as_typed_or_refused(desk):
    for text in naughty_strings(step=12):
        response = desk.post(URL, {"family_name": text, "given_name": text, "occupation": text, "latin_name": text})
        assert response.status_code in {302, 422}, text


def test_number_of_queries_for_hints_does_not_grow(desk, django_assert_num_queries):
    for n in (1, 3):
        for _ in range(n):
            enter(**TYPED, contacts=[("phone", "13800138000")])
        with django_assert_num_queries(5):
            hints(desk, **TYPED, phone="13800138000")


def test_a_phone_on_file_is_asked_about_before_saving(desk):
    desk.post(URL, {**TYPED, "phone": "13800138000"})
    known = Guest.objects.get()

    answer = desk.post(URL, {**TYPED, "phone": "138 0013 8000", "token": "t"})
    assert (answer.status_code, Guest.objects.count()) == (409, 1)
    assert answer.context["form"]["given_name"].value() == "骏驰"
    assert "Nothing is saved yet" in answer.content.decode()

    sure = {**TYPED, "phone": "13800138000", "token": "t", "ruled_out": f"{known.number} "}
    assert desk.post(URL, sure).status_code == 302
    assert Guest.objects.count() == 2
    assert desk.post(URL, {**sure, "ruled_out": ""}).status_code == 302  # the same form once more
    assert Guest.objects.count() == 2


def test_the_name_nobody_was_found_by_is_typed_already(desk):
    form = desk.post(URL, {"q": "欧阳静"}).context["form"]
    assert (form["family_name"].value(), form["given_name"].value()) == ("欧阳", "静")
