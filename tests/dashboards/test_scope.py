"""Which hotels, days and comparison an address means, and to whom."""

from datetime import UTC, date, datetime

import pytest
from django.http import Http404

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.dashboards.scope import groups, hotel_choices, scope_of
from tests.factories import NOW, HotelFactory, MembershipFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory(code="hz", currency="CNY")


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


def test_without_a_word_it_is_the_hotel_one_works_at_and_the_last_twelve_months(hotel, manager):
    scope = scope_of(access_of(manager, hotel), {}, at=NOW)

    assert (scope.hotels, scope.currency) == ((hotel,), "CNY")
    assert (scope.period.start, scope.period.end) == (date(2025, 11, 21), date(2026, 11, 21))
    assert (scope.compared.start, scope.compared.end) == (date(2024, 11, 21), date(2025, 11, 21))


@pytest.mark.parametrize(
    ("asked", "start", "end", "compared"),
    [
        ({"period": "30d"}, date(2026, 10, 22), date(2026, 11, 21), date(2026, 9, 22)),
        ({"period": "3m"}, date(2026, 8, 21), date(2026, 11, 21), date(2026, 5, 21)),
        ({"period": "3m", "compare": "year"}, date(2026, 8, 21), date(2026, 11, 21), date(2025, 8, 21)),
        ({"period": "this-year", "compare": "year"}, date(2026, 1, 1), date(2026, 11, 21), date(2025, 1, 1)),
        ({"period": "last-year"}, date(2025, 1, 1), date(2026, 1, 1), date(2024, 1, 1)),
        ({"period": "nonsense", "compare": "nonsense"}, date(2025, 11, 21), date(2026, 11, 21), date(2024, 11, 21)),
    ],
)
def test_periods_and_what_they_are_compared_with(hotel, manager, asked, start, end, compared):
    scope = scope_of(access_of(manager, hotel), asked, at=NOW)

    assert (scope.period.start, scope.period.end, scope.compared.start) == (start, end, compared)


def test_on_new_years_day_this_year_is_the_last_one(hotel, manager):
    scope = scope_of(access_of(manager, hotel), {"period": "this-year"}, at=datetime(2026, 12, 31, 16, tzinfo=UTC))

    assert (scope.today, scope.period.start) == (date(2027, 1, 1), date(2026, 1, 1))


def test_the_day_is_the_hotels_own(hotel, manager):
    early = datetime(2026, 11, 21, 20, tzinfo=UTC)  # already the 22nd in Hangzhou

    assert scope_of(access_of(manager, hotel), {}, at=early).period.end == date(2026, 11, 22)


def test_of_several_hotels_the_day_is_the_one_over_in_all_of_them(hotel, manager):
    far = HotelFactory(code="far", currency="CNY", time_zone="America/Los_Angeles")
    MembershipFactory(user=manager, hotel=far, role=Role.MANAGER)
    early = datetime(2026, 11, 21, 20, tzinfo=UTC)

    scope = scope_of(access_of(manager, hotel), {"hotel": "all-CNY"}, at=early)

    assert (scope.today, scope.rooms) == (date(2026, 11, 21), 200)


def test_hotels_of_different_currencies_are_never_one_choice(hotel, manager):
    for code, currency in (("sz", "CNY"), ("lis", "EUR")):
        MembershipFactory(user=manager, hotel=HotelFactory(code=code, currency=currency), role=Role.MANAGER)

    assert list(groups(access_of(manager, hotel))) == ["hz", "sz", "lis", "all-CNY"]


@pytest.mark.parametrize("key", ["other", "nowhere", "all-CNY", "all-EUR"])
def test_a_hotel_one_may_not_see_is_not_found(hotel, manager, key):
    HotelFactory(code="other")

    with pytest.raises(Http404):
        scope_of(access_of(manager, hotel), {"hotel": key}, at=NOW)


def test_a_hotel_where_one_has_a_lesser_role_is_not_found(hotel, manager):
    MembershipFactory(user=manager, hotel=HotelFactory(code="other"), role=Role.DEPARTMENT, department="spa")

    with pytest.raises(Http404):
        scope_of(access_of(manager, hotel), {"hotel": "other"}, at=NOW)


def test_menus_keep_the_rest_of_the_address(hotel, manager):
    access = access_of(manager, hotel)
    scope = scope_of(access, {"period": "3m", "compare": "year"}, at=NOW)

    assert [(c.label, c.address, c.is_chosen) for c in hotel_choices(scope, access)] == [
        (hotel.name_en, "?hotel=hz&period=3m&compare=year", True)
    ]
    assert scope.query(period="12m") == "?hotel=hz&compare=year"
