"""The rules of each hotel in Django's admin: for administrators, and never more in a week than in a month."""

from datetime import time

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import MessagePolicy
from tests.factories import HotelFactory, staff

pytestmark = pytest.mark.django_db

LIST, ADD = "admin:outbox_messagepolicy_changelist", "admin:outbox_messagepolicy_add"
RULES = {
    "quiet_from": "22:00",
    "quiet_until": "08:30",
    "weekly_cap": 1,
    "monthly_cap": 3,
    "min_gap_hours": 48,
    "adult_age": 18,
    "counts_opens": "on",
}


@pytest.fixture
def admin(client, hotel):
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    return client


def change(row):
    return reverse("admin:outbox_messagepolicy_change", args=[row.pk])


def test_a_hotel_gets_rules_of_its_own(admin, hotel):
    assert admin.post(reverse(ADD), {"hotel": hotel.pk, **RULES}).status_code == 302

    row = MessagePolicy.objects.get()
    assert (row.hotel, row.quiet_from, row.quiet_until) == (hotel, time(22), time(8, 30))
    assert (row.weekly_cap, row.monthly_cap, row.min_gap_hours) == (1, 3, 48)
    assert (row.counts_opens, row.follows_links) == (True, False)


def test_a_new_line_begins_with_what_hotels_without_one_keep(admin):
    form = admin.get(reverse(ADD)).context["adminform"].form

    usual = MessagePolicy()
    assert {name: form[name].value() for name in ("quiet_from", "weekly_cap", "monthly_cap", "adult_age")} == {
        "quiet_from": usual.quiet_from,
        "weekly_cap": usual.weekly_cap,
        "monthly_cap": usual.monthly_cap,
        "adult_age": usual.adult_age,
    }


def test_a_line_stays_with_its_hotel(admin, hotel):
    row = MessagePolicy.objects.create(hotel=hotel)

    assert admin.post(change(row), {"hotel": HotelFactory().pk, **RULES}).status_code == 302

    assert MessagePolicy.objects.get().hotel == hotel
    assert MessagePolicy.objects.get().weekly_cap == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weekly_cap": 4}, "More in 7 days than in 30 cannot be."),
        ({"adult_age": 12}, "greater than or equal to 14"),
        ({"min_gap_hours": 721}, "less than or equal to 720"),
    ],
)
def test_rules_that_cannot_be_are_refused(admin, hotel, wrong, sentence):
    response = admin.post(reverse(ADD), {"hotel": hotel.pk, **RULES, **wrong})

    assert sentence in response.content.decode()
    assert not MessagePolicy.objects.exists()


def test_the_list_is_edited_in_place(admin, hotel):
    row = MessagePolicy.objects.create(hotel=hotel)
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "Save", "form-0-hotel": row.pk}
    values = {"weekly_cap": 1, "monthly_cap": 2, "min_gap_hours": 12, "adult_age": 20}

    admin.post(reverse(LIST), {**rows, **{f"form-0-{name}": value for name, value in values.items()}})

    row.refresh_from_db()
    assert {name: getattr(row, name) for name in values} == values


def test_the_list_shows_the_hours_or_that_there_are_none(admin, hotel):
    MessagePolicy.objects.create(hotel=hotel)
    MessagePolicy.objects.create(hotel=HotelFactory(), quiet_from=time(9), quiet_until=time(9))

    page = admin.get(reverse(LIST)).content.decode()

    assert ">21:00–09:00<" in page
    assert ">none<" in page


@pytest.mark.parametrize("role", sorted({*Role} - {Role.ADMINISTRATOR}))
def test_nobody_else_opens_them(client, hotel, role):
    department = "spa" if role == Role.DEPARTMENT else ""
    client.force_login(staff(role, hotel, department))
    row = MessagePolicy.objects.create(hotel=hotel)

    for path in (reverse(LIST), reverse(ADD), change(row)):
        assert client.get(path).status_code in {302, 403}
    assert client.post(change(row), RULES).status_code in {302, 403}
    assert MessagePolicy.objects.get().weekly_cap == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(admin, django_assert_num_queries, rows):
    for _row in range(rows):
        MessagePolicy.objects.create(hotel=HotelFactory())
    admin.get(reverse(LIST))

    with django_assert_num_queries(8):
        assert admin.get(reverse(LIST)).status_code == 200
