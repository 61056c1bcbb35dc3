import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from hotelcrm.accounts.access import Permission
from hotelcrm.accounts.middleware import SESSION_KEY, CurrentHotelMiddleware
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, MembershipFactory, UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_hotels():
    """Somebody at the front desk of `a`, in marketing at `b`."""
    first, second = HotelFactory(code="a"), HotelFactory(code="b")
    user = staff(Role.FRONT_DESK, first)
    MembershipFactory(user=user, hotel=second, role=Role.MARKETING)
    return user


def arrive(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    CurrentHotelMiddleware(lambda _request: HttpResponse())(request)
    return request


def test_without_a_choice_it_is_the_first_hotel(two_hotels):
    assert arrive(two_hotels).hotel.code == "a"


def test_the_choice_decides_hotel_and_rights(two_hotels):
    request = arrive(two_hotels, **{SESSION_KEY: "b"})

    assert request.hotel.code == "b"
    assert request.access.may(Permission.DASHBOARDS)
    assert not request.access.may(Permission.MOVE_STAYS)


def test_a_hotel_where_one_no_longer_works_is_not_kept(two_hotels):
    HotelFactory(code="c")

    assert arrive(two_hotels, **{SESSION_KEY: "c"}).hotel.code == "a"


def test_whoever_works_nowhere_has_no_hotel_and_no_rights():
    request = arrive(UserFactory())

    assert not hasattr(request, "hotel")
    assert request.access.permissions == frozenset()


def test_strangers_have_no_access_at_all():
    assert not hasattr(arrive(AnonymousUser()), "access")


def test_it_costs_one_query(two_hotels, django_assert_num_queries):
    with django_assert_num_queries(1):
        arrive(two_hotels)
