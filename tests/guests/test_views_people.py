"""Relations and days to remember on the guest page."""

import re
from datetime import date

import pytest
from django.urls import reverse

from guests.actions import add_relationship, add_special_date
from guests.models import Relationship, SpecialDate
from guests.queries.people import special_days
from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, UserFactory

from .pages import HX, enter, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


def url(verb, guest, *args) -> str:
    return reverse(f"guests:{verb}", args=[guest.number, *args])


def found(client, guest, who):
    return client.post(url("find-person", guest), {"who": who}, **HX).context["people"]


def test_person_is_found_by_name_pinyin_or_number_and_added(desk):
    guest, other = enter(), enter(family_name="欧阳", given_name="静")
    assert found(desk, guest, "欧阳") == found(desk, guest, "ouyang") == [other]
    assert found(desk, guest, str(other.number)) == [other]
    assert found(desk, guest, "") == []

    response = desk.post(url("add-relationship", guest), {"other": other.number, "kind": "spouse"}, **HX)
    assert "欧阳静" in response.content.decode()
    assert Relationship.objects.get().other == other


def test_number_typed_without_choosing_is_enough(desk):
    guest, other = enter(), enter()
    desk.post(url("add-relationship", guest), {"who": str(other.number), "kind": "friend"}, **HX)
    assert Relationship.objects.get().other == other


@pytest.mark.parametrize("typed", [{"who": "欧阳"}, {"who": "99"}, {}, {"other": "x"}, {"who": "99999999999999999999"}])
def test_nobody_chosen_is_said(desk, typed):
    response = desk.post(url("add-relationship", enter()), {**typed, "kind": "friend"}, **HX)
    assert response.status_code == 422
    assert "who" in response.context["card"].form.errors


def test_oneself_is_no_relation(desk):
    guest = enter()
    response = desk.post(url("add-relationship", guest), {"who": str(guest.number), "kind": "friend"}, **HX)
    assert response.status_code == 422
    assert "That is the same guest." in response.content.decode()


def test_companion_is_suggested_as_the_person(desk):
    guest, other = enter(), enter(given_name="明")
    content = desk.get(url("add-relationship", guest), {"other": other.number}, **HX).content.decode()
    assert "张明" in content


def test_relation_is_removed_from_either_side_but_not_from_a_third(desk):
    one, two, third = enter(), enter(), enter()
    row = add_relationship(one, other=two, kind="friend", by=UserFactory(), at=NOW)
    desk.post(url("remove-relationship", third, row.pk), **HX)
    assert Relationship.objects.exists()
    desk.post(url("remove-relationship", two, row.pk), **HX)
    assert not Relationship.objects.exists()


def test_day_is_added_by_the_lunar_calendar(desk):
    guest = enter()
    typed = {"kind": "wedding", "month": "8", "day": "15", "is_lunar": "on"}
    content = desk.post(url("add-date", guest), typed, **HX).content.decode()

    assert "day 15 of lunar month 8" in content
    assert SpecialDate.objects.get().is_lunar


@pytest.mark.parametrize("typed", [{"month": "2", "day": "30"}, {"month": "13", "day": "1"}, {"month": "1"}])
def test_day_that_does_not_exist_is_refused(desk, typed):
    response = desk.post(url("add-date", enter()), {"kind": "other", **typed}, **HX)
    assert response.status_code == 422
    assert not SpecialDate.objects.exists()


def test_day_of_another_guest_is_not_removed(desk):
    row = add_special_date(enter(), kind="other", month=1, day=1, by=None, at=NOW)
    desk.post(url("remove-date", enter(), row.pk), **HX)
    assert SpecialDate.objects.exists()
    desk.post(url("remove-date", row.guest, row.pk), **HX)
    assert not SpecialDate.objects.exists()


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [(Role.FRONT_DESK, "", 200), (Role.MARKETING, "", 403), (Role.DEPARTMENT, "spa", 403)],
)
def test_who_may_change_them(hotel, role, department, status):
    client, guest, other = signed_in(role, hotel, department), enter(), enter()
    row = add_relationship(guest, other=other, kind="spouse", by=UserFactory(), at=NOW)
    day = add_special_date(guest, kind="other", month=1, day=1, by=None, at=NOW)
    for verb, args, typed in (
        ("add-relationship", (), {"other": other.number, "kind": "friend"}),
        ("find-person", (), {"who": "张"}),
        ("add-date", (), {"kind": "other", "month": "1", "day": "2"}),
        ("remove-relationship", (row.pk,), {}),
        ("remove-date", (day.pk,), {}),
    ):
        assert client.post(url(verb, guest, *args), typed).status_code == status, verb


def test_birthdays_turn_an_age_and_other_days_count_years(desk):
    guest = enter(birth_year=1985, birth_month=3, birth_day=5)
    add_special_date(guest, kind="child_birthday", month=4, day=1, year=2020, by=None, at=NOW)
    add_special_date(guest, kind="wedding", month=5, day=1, year=2010, by=None, at=NOW)

    html = desk.get(guest.get_absolute_url()).content.decode()

    assert [special.is_birthday for special in special_days(guest, date(2026, 1, 1))] == [True, True, False]
    assert len(re.findall(r"· turns \d+", html)) == 2
    assert len(re.findall(r"· \d+ years", html)) == 1


def test_years_of_a_lunar_day_are_counted_by_lunar_years():
    """腊八 of the lunar year 2025 was in January 2026; a year later is one year, not two."""
    guest = enter(birth_year=2025, birth_month=12, birth_day=8, birth_is_lunar=True)
    (birthday,) = special_days(guest, date(2027, 1, 2))

    assert (birthday.next_on, birthday.turns) == (date(2027, 1, 15), 1)
