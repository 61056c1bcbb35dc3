"""`loyalty:statement`: who may open it, what it adds up to, its file and the log of looks."""

from datetime import date

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame import formats
from loyalty import ledger
from loyalty.actions import rewards
from loyalty.actions.adjusting import adjust
from loyalty.queries.statement import statement
from stays.models import StayStatus
from tests.factories import (
    NOW,
    TODAY,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    RewardFactory,
    StayFactory,
    confirm,
    staff,
)

from .ledger_world import Kind, posting, programme

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (date(2026, month, 10) for month in (5, 6, 7))


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside")


@pytest.fixture
def member(hotel):
    """100 in May, 40 spent in June, 500 taken back in July and 50 earned on the same day."""
    member, terms = MemberFactory(hotel=hotel), programme()
    ledger.credit(posting(member, 100, on=MAY, hotel_id=hotel.pk), programme=terms)
    ledger.debit(posting(member, 40, Kind.REDEEM, on=JUNE), programme=terms)
    ledger.take_back(posting(member, 500, Kind.REVERSE, on=JULY), programme=terms)
    ledger.credit(posting(member, 50, on=JULY), programme=terms)
    return member


@pytest.fixture
def desk(client, hotel):
    client.force_login(staff(Role.FRONT_DESK, hotel))
    return client


def url(member, *kind):
    return reverse("loyalty:export-statement" if kind else "loyalty:statement", args=[member.guest.number, *kind])


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        (None, None, (0, 150, -540, -390, 4)),
        (None, MAY, (0, 100, 0, 100, 1)),
        (JUNE, None, (100, 50, -540, -390, 3)),
        (JUNE, JUNE, (100, 0, -40, 60, 1)),
        (date(2026, 6, 11), date(2026, 7, 9), (60, 0, 0, 60, 0)),
        (date(2026, 8, 1), None, (-390, 0, 0, -390, 0)),
    ],
)
def test_statement_of_any_days_adds_up(member, since, until, numbers):
    other = MemberFactory()
    ledger.credit(posting(other, 7, on=JUNE), programme=programme())
    found = statement(member, since=since, until=until)

    assert (found.opening, found.came, found.went, found.closing, found.count) == numbers
    balances = [row.balance for row in found.entries()]
    assert len(balances) == found.count
    assert (balances or [found.opening])[0] == found.closing


def test_balance_after_each_entry(member):
    assert [row.balance for row in statement(member).entries()] == [-390, -440, 60, 100]
    assert [row.balance for row in statement(member, since=JUNE).entries()] == [-390, -440, 60]


def test_page_shows_it_and_logs_the_look(desk, member):
    response = desk.get(url(member), {"since": "2026-06-10", "until": "2026-07-10"})

    assert response.context["statement"].opening == 100
    text = response.content.decode()
    assert "Before 10 Jun" in text
    assert "Lakeside" not in text.split("<tbody>")[1]
    assert text.count('<th scope="row">') == 3
    look = ReadLog.objects.get()
    assert (look.what, look.guest_id) == (ReadLog.What.STATEMENT, member.guest_id)


def test_days_the_wrong_way_round_are_said_to_be(desk, member):
    response = desk.get(url(member), {"since": "2026-07-10", "until": "2026-06-10"})

    assert "The last day lies before the first." in response.content.decode()
    assert response.context["statement"].count == 4


@pytest.mark.parametrize("wrong", [{"since": "soon"}, {"until": "2026-02-30"}, {"page": "x"}])
def test_nonsense_in_the_address_is_no_error(desk, member, wrong):
    assert desk.get(url(member), wrong).status_code == 200


def test_it_says_what_for_and_nothing_of_stays_elsewhere(desk, hotel):
    member, elsewhere = MemberFactory(hotel=hotel), HotelFactory()
    reward = RewardFactory(name_en="Tea for two", points=100)
    for n, house in enumerate((hotel, elsewhere)):
        facts = {"arrival": date(2026, 3 + n, 7), "departure": date(2026, 3 + n, 9), "status": StayStatus.CHECKED_OUT}
        stay = StayFactory(guest=member.guest, hotel=house, **facts)
        ledger.credit(posting(member, 500, hotel_id=house.pk, stay_id=stay.pk), programme=programme())
    rewards.redeem(member, reward=reward, key="k", hotel=hotel, by=staff(Role.FRONT_DESK, hotel), at=NOW)

    text = desk.get(url(member)).content.decode()

    assert f"stay of {formats.span(date(2026, 3, 7), date(2026, 3, 9))}" in text
    assert "Apr 2026" not in text
    assert "Tea for two" in text


def test_who_is_no_member_has_no_statement(desk):
    assert desk.get(url(type("", (), {"guest": GuestFactory()}))).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_who_sees_guests_sees_statements(client, hotel, member, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    allowed = {Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER}
    assert client.get(url(member)).status_code in ({200} if role in allowed else {200, 403})
    assert client.post(url(member)).status_code in {403, 405}


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_one_row_as_for_three(desk, hotel, django_assert_num_queries, rows):
    member = MemberFactory(hotel=hotel)
    for _n in range(rows):
        ledger.credit(posting(member, 10, hotel_id=hotel.pk), programme=programme())
    desk.get(url(member))

    with django_assert_num_queries(QUERIES):
        desk.get(url(member))


QUERIES = 12


def test_pages_keep_the_balance(desk, member):
    for _n in range(60):
        ledger.credit(posting(member, 1, on=TODAY), programme=programme())

    first, second = (desk.get(url(member), {"page": page}).context["page"] for page in (1, 2))
    assert (len(first.object_list), len(second.object_list)) == (50, 14)
    assert [row.balance for row in first][:2] == [-330, -331]
    assert [row.balance for row in second][-1] == 100


def test_file_is_for_those_who_may_export_and_is_logged(client, hotel, member):
    client.force_login(staff(Role.FRONT_DESK, hotel))
    assert confirm(client).get(url(member, "csv")).status_code == 403

    manager = staff(Role.MANAGER, hotel)
    adjust(member, points=5, reason="=Dinner", key="k", by=manager, at=NOW, hotel=hotel)
    client.force_login(manager)
    asked = client.get(url(member, "csv"), {"since": "2026-06-10"})
    assert asked.status_code == 302
    assert "since%3D2026-06-10" in asked["Location"]
    confirm(client)
    lines = client.get(url(member, "csv"), {"since": "2026-06-10"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,Kind,What,Hotel,Points,Balance"
    assert lines[1:] == [
        "2026-11-21,adjusted,'=Dinner,Lakeside,5,-385",
        "2026-07-10,earned,,,50,-390",
        "2026-07-10,reversed,,,-500,-440",
        "2026-06-10,redeemed,,,-40,60",
    ]
    assert ReadLog.objects.get().what == ReadLog.What.EXPORT
    assert client.get(url(member, "exe")).status_code == 404


def test_a_file_that_would_be_cut_off_is_not_made(client, hotel, member, monkeypatch):
    monkeypatch.setattr("loyalty.views.statement.MOST_EXPORTED", 3)
    client.force_login(staff(Role.MANAGER, hotel))
    confirm(client)

    asked = client.get(url(member, "csv"), {"since": "2026-05-01"}, follow=True)
    fewer = client.get(url(member, "csv"), {"since": "2026-06-01"})

    assert "These days have 4 movements, and a file holds 3 at most: choose fewer days." in asked.text
    assert len(fewer.text.splitlines()) == 4
    assert ReadLog.objects.filter(what=ReadLog.What.EXPORT).count() == 1


def test_statement_of_a_past_day_never_changes(member):
    before = statement(member, until=JUNE)
    ledger.credit(posting(member, 999), programme=programme())

    assert statement(member, until=JUNE) == before
