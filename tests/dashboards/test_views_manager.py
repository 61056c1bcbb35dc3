"""`dashboards:manager` and its file: who may open it, what it shows, what leaves the house."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.models import Role
from stays.models import StayStatus
from tests.factories import PASSWORD, GuestFactory, HotelFactory, StayFactory, confirm, staff

pytestmark = pytest.mark.django_db

TOKEN = re.compile(rb'"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
MAY = {Role.MARKETING, Role.MANAGER, Role.ADMINISTRATOR}


@pytest.fixture
def hotel():
    return HotelFactory(code="hz", name_en="Lakeside", rooms=10)


@pytest.fixture
def manager(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    return confirm(client)


def visit(hotel, **fields):
    arrival = fields.pop("arrival", hotel.today() - timedelta(days=40))
    return StayFactory(hotel=hotel, arrival=arrival, status=StayStatus.CHECKED_OUT, **fields)


def page(client, **query):
    return client.get(reverse("dashboards:manager"), query)


@pytest.mark.parametrize("role", Role)
def test_only_those_with_dashboards_may_open_it(client, hotel, role):
    visit(hotel)
    client.force_login(staff(role, hotel, department="spa" if role == Role.DEPARTMENT else ""))

    assert page(client).status_code == (200 if role in MAY else 403)


def test_the_page_says_what_it_is_about(manager, hotel):
    visit(hotel)

    html = page(manager, period="3m").content.decode()

    assert "What matters now" in html
    assert "Last 3 months" in html
    assert html.count('class="panel figure-tile"') == 8
    assert html.count("data-chart=") >= 2


def test_a_hotel_without_stays_says_what_to_do_next(manager):
    html = page(manager).content.decode()

    assert "This hotel has no stays yet." in html
    assert "data-chart=" not in html


def test_a_period_without_stays_says_so(manager, hotel):
    visit(hotel, arrival=date(2020, 1, 1))

    assert "Nobody has stayed here in this period." in page(manager).content.decode()


def test_another_hotel_answers_like_one_that_does_not_exist(manager, hotel):
    visit(HotelFactory(code="other"))

    other, nowhere = page(manager, hotel="other"), page(manager, hotel="nowhere")

    assert (other.status_code, nowhere.status_code) == (404, 404)
    assert TOKEN.sub(b"", other.content).replace(b"other", b"nowhere") == TOKEN.sub(b"", nowhere.content)


def test_a_role_for_all_hotels_sees_them_all(client, hotel):
    other = HotelFactory(code="other", name_en="Garden")
    visit(other, room_revenue=Decimal(77_777))
    client.force_login(staff(Role.MARKETING, hotel))

    html = page(client, hotel="all-CNY").content.decode()

    assert "CN¥77,777" in html
    assert "Garden" in html


def test_the_number_of_queries_does_not_grow_with_stays(manager, hotel, django_assert_num_queries):
    for _ in range(3):
        visit(hotel)
        visit(hotel, arrival=hotel.today() - timedelta(days=400))
        with django_assert_num_queries(30):
            page(manager)


# The file


@pytest.mark.parametrize("role", Role)
def test_only_those_with_dashboards_and_export_may_take_figures_out(client, hotel, role):
    visit(hotel)
    client.force_login(staff(role, hotel, department="spa" if role == Role.DEPARTMENT else ""))

    response = confirm(client).get(reverse("dashboards:export", args=["csv"]))

    assert response.status_code == (200 if role == Role.MANAGER else 403)


def test_the_file_waits_for_the_password_and_leads_back_to_the_page(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    asked = client.get(reverse("dashboards:export", args=["csv"]), {"period": "3m"})

    answer = client.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert answer["Location"] == reverse("dashboards:manager") + "?period=3m"
    assert client.get(reverse("dashboards:export", args=["csv"])).status_code == 200


def test_a_wrong_password_takes_nothing_out(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))

    answer = client.post(reverse("account_reauthenticate"), {"password": "wrong"})

    assert answer.context["form"].errors
    assert client.get(reverse("dashboards:export", args=["csv"])).status_code == 302


def test_after_a_quarter_of_an_hour_it_asks_again(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    confirm(client)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert client.get(reverse("dashboards:export", args=["csv"])).status_code == 302


def test_the_file_has_the_figures_of_the_page(manager, hotel):
    visit(hotel, room_revenue=Decimal("1200.50"))

    response = manager.get(reverse("dashboards:export", args=["csv"]), {"period": "3m"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    figures = {(row[1], row[2]): row[3:] for row in rows}

    assert rows[0][:4] == ["Hotel", "Part", "Figure", "Unit"]
    assert figures["all", "Room revenue"] == ["CNY", "1200.50", "0.00"]
    assert figures["all", "ADR"] == ["CNY", "600.25", ""]
    assert figures["Website", "Room revenue"] == ["CNY", "1200.50", ""]


def test_a_channel_named_like_a_formula_stays_a_text(manager, hotel):
    stay = visit(hotel)
    stay.channel.name_en = "=cmd|' /C calc'!A0"
    stay.channel.save()

    text = manager.get(reverse("dashboards:export", args=["csv"])).content.decode("utf-8-sig")

    assert "'=cmd|' /C calc'!A0" in text
    assert "\n=cmd" not in text.replace(",=cmd", "\n=cmd")


def test_a_workbook_too(manager, hotel):
    visit(hotel)

    response = manager.get(reverse("dashboards:export", args=["xlsx"]))

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.content[:2] == b"PK"


def test_there_is_no_other_kind_of_file(manager, hotel):
    assert manager.get(reverse("dashboards:export", args=["pdf"])).status_code == 404


def test_the_file_holds_no_guest(manager, hotel):
    visit(hotel, guest=GuestFactory(full_name="卡娜丽", pinyin="Kǎ Nàlì"))

    assert "卡娜丽" not in manager.get(reverse("dashboards:export", args=["csv"])).content.decode("utf-8-sig")
