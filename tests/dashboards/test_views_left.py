"""`dashboards:left`: the guests who did not come again, and their file."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from stays.models import StayStatus
from tests.factories import CompanyFactory, GuestFactory, HotelFactory, StayFactory, confirm, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory(code="hz")


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return confirm(client)


def gone(hotel, name="张敏", revenue=1000, **fields):
    """A guest who came a year and a half ago and not since."""
    guest = GuestFactory(full_name=name, **fields)
    arrival = hotel.today() - timedelta(days=550)
    StayFactory(hotel=hotel, guest=guest, arrival=arrival, status=StayStatus.CHECKED_OUT, room_revenue=Decimal(revenue))
    return guest


def page(client, **query):
    return client.get(reverse("dashboards:left"), query)


@pytest.mark.parametrize("role", Role)
def test_only_those_who_may_see_figures_and_guests_may_open_it(client, hotel, role):
    client.force_login(staff(role, hotel, department="spa" if role == Role.DEPARTMENT else ""))

    assert page(client).status_code == (200 if role in {Role.MARKETING, Role.MANAGER} else 403)


def test_those_who_brought_most_come_first_with_their_company(signed_in, hotel):
    gone(hotel, "少", 100)
    gone(hotel, "多", 900, company=CompanyFactory(name="绿云科技"))
    returned = gone(hotel, "回")
    StayFactory(hotel=hotel, guest=returned, arrival=hotel.today() - timedelta(days=9), status=StayStatus.CHECKED_OUT)

    response = page(signed_in)
    html = response.content.decode()

    assert [row.guest.full_name for row in response.context["page"]] == ["多", "少"]
    assert "绿云科技" in html
    assert "90%" in html


def test_guests_of_another_hotel_are_not_listed(signed_in, hotel):
    gone(HotelFactory(), "外")

    response = page(signed_in)

    assert "Nobody is missing." in response.content.decode()
    assert "外" not in response.content.decode()


def test_another_hotel_answers_like_one_that_does_not_exist(signed_in, hotel):
    HotelFactory(code="other")

    assert page(signed_in, hotel="other").status_code == page(signed_in, hotel="nowhere").status_code == 404


def test_each_guest_on_the_page_is_in_the_log_of_looks(signed_in, manager, hotel):
    guest = gone(hotel)
    gone(HotelFactory(), "外")

    page(signed_in)

    looks = ReadLog.objects.values_list("guest_id", "what", "user_id", "hotel_id")
    assert list(looks) == [(guest.pk, ReadLog.What.LEFT, manager.pk, hotel.pk)]


def test_half_of_the_loss_lists_exactly_those_the_sentence_counts(signed_in, hotel):
    for number in range(3):
        gone(hotel, f"少{number}", 100)
    gone(hotel, "多", 900, company=CompanyFactory())

    half = page(signed_in, who="half")

    assert [row.guest.full_name for row in half.context["page"]] == ["多"]
    assert "All guests who did not come again: 4" in half.content.decode()
    file = signed_in.get(reverse("dashboards:export-left", args=["csv"]), {"who": "half"}).content.decode("utf-8-sig")
    assert "多" in file
    assert "少" not in file


def test_names_stand_as_in_every_list(signed_in, hotel):
    gone(hotel, "Jonas Müller", family_name="Müller", given_name="Jonas")

    assert "Müller, Jonas" in page(signed_in).content.decode()


def test_pages_of_fifty(signed_in, hotel):
    for number in range(51):
        gone(hotel, f"客{number}", 1000 + number)

    response = page(signed_in, page=2)

    assert [row.guest.full_name for row in response.context["page"]] == ["客0"]
    assert "51–51 of 51" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_rows(signed_in, hotel, django_assert_num_queries, rows):
    for _ in range(rows):
        gone(hotel, company=CompanyFactory())
    page(signed_in)

    with django_assert_num_queries(13):
        page(signed_in)


# The file


@pytest.mark.parametrize("role", Role)
def test_only_managers_may_take_the_list_out(client, hotel, role):
    client.force_login(staff(role, hotel, department="spa" if role == Role.DEPARTMENT else ""))

    response = confirm(client).get(reverse("dashboards:export-left", args=["csv"]))

    assert response.status_code == (200 if role == Role.MANAGER else 403)


def test_who_is_in_the_file_is_in_the_log_of_looks(signed_in, manager, hotel):
    guests = [gone(hotel, "甲", 200), gone(hotel, "乙", 100)]
    gone(HotelFactory(), "外")

    response = signed_in.get(reverse("dashboards:export-left", args=["csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert [(row[1], row[4], row[5]) for row in rows[1:]] == [("甲", "200.00", "CNY"), ("乙", "100.00", "CNY")]
    looks = ReadLog.objects.values_list("guest_id", "what", "user_id", "hotel_id")
    assert set(looks) == {(guest.pk, ReadLog.What.EXPORT, manager.pk, hotel.pk) for guest in guests}


def test_a_name_like_a_formula_stays_a_text(signed_in, hotel):
    gone(hotel, "=1+1")

    text = signed_in.get(reverse("dashboards:export-left", args=["csv"])).content.decode("utf-8-sig")

    assert ",'=1+1," in text


def test_the_file_waits_for_the_password(client, manager, hotel):
    gone(hotel)
    client.force_login(manager)

    response = client.get(reverse("dashboards:export-left", args=["csv"]))

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not ReadLog.objects.filter(what=ReadLog.What.EXPORT).exists()
