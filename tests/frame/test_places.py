"""The rail: which places which role sees."""

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Department, Hotel, Role
from hotelcrm.frame import places
from tests.factories import HotelFactory, UserFactory, staff

pytestmark = pytest.mark.django_db

NAMES = [place.url_name for place in places.PLACES]
DESK, IN_HOUSE, GUESTS, REDEEM, BATCHES, TICKETS, FEEDBACK, *REST = NAMES
CAMPAIGNS, MESSAGES, IMPORTS, DASHBOARDS, LOOKS, SIMULATOR, ADMIN = REST


def rail(role: Role, hotel: Hotel, department: str = "") -> list[str]:
    request = RequestFactory().get("/")
    request.access = access_of(staff(role, hotel, department), hotel)  # type: ignore[attr-defined]
    request.resolver_match = None
    return [entry.place.url_name for entry in places.entries(request)]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.FRONT_DESK, [DESK, IN_HOUSE, GUESTS, REDEEM, TICKETS, MESSAGES]),
        (Role.GUEST_RELATIONS, [DESK, IN_HOUSE, GUESTS, REDEEM, TICKETS, FEEDBACK, MESSAGES]),
        (Role.MARKETING, [GUESTS, BATCHES, FEEDBACK, CAMPAIGNS, MESSAGES, IMPORTS, DASHBOARDS, ADMIN]),
        (
            Role.MANAGER,
            [DESK, IN_HOUSE, GUESTS, REDEEM, TICKETS, FEEDBACK, CAMPAIGNS, MESSAGES, IMPORTS, DASHBOARDS, ADMIN],
        ),
        (Role.PRIVACY_OFFICER, [GUESTS, MESSAGES, LOOKS]),
        (Role.ADMINISTRATOR, [IMPORTS, DASHBOARDS, LOOKS, SIMULATOR, ADMIN]),
    ],
)
def test_rail_shows_the_places_of_the_role(role: Role, expected: list[str]) -> None:
    assert rail(role, HotelFactory()) == expected


def parted(role: Role) -> tuple[places.Rail, list[str], list[str]]:
    hotel = HotelFactory()
    request = RequestFactory().get("/")
    request.access = access_of(staff(role, hotel), hotel)  # type: ignore[attr-defined]
    request.resolver_match = resolve("/dashboards/")
    found = places.rail(places.entries(request))
    first, rest = ([entry.place.url_name for entry in part] for part in (found.first, found.rest))
    return found, first, rest


def test_a_phones_bar_holds_five_targets_and_the_rest_stands_behind_the_last() -> None:
    found, first, rest = parted(Role.MANAGER)
    assert first == [DESK, IN_HOUSE, GUESTS, REDEEM]
    assert rest == [TICKETS, FEEDBACK, CAMPAIGNS, MESSAGES, IMPORTS, DASHBOARDS, ADMIN]
    assert found.is_in_rest
    found, first, rest = parted(Role.ADMINISTRATOR)
    assert (len(first), rest) == (5, [])
    assert not found.is_in_rest


def test_what_waits_behind_the_last_is_said_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(places._COUNTS, MESSAGES, lambda _access: 3)
    monkeypatch.setitem(places._COUNTS, IMPORTS, lambda _access: 4)
    monkeypatch.setitem(places._COUNTS, REDEEM, lambda _access: 20)
    assert parted(Role.MANAGER)[0].waiting_in_rest == 7


def test_rail_of_a_department_is_who_is_in_house_and_what_is_wrong() -> None:
    assert rail(Role.DEPARTMENT, HotelFactory(), Department.HOUSEKEEPING) == [IN_HOUSE, TICKETS]


def test_rail_of_the_hotel_one_does_not_work_at_is_empty() -> None:
    request = RequestFactory().get("/")
    request.access = access_of(staff(Role.FRONT_DESK, HotelFactory()), HotelFactory())  # type: ignore[attr-defined]
    request.resolver_match = None

    assert places.entries(request) == []


def test_administrator_of_any_hotel_finds_the_admin_from_every_hotel() -> None:
    user = staff(Role.ADMINISTRATOR, HotelFactory())
    request = RequestFactory().get("/")
    request.access = access_of(user, HotelFactory())  # type: ignore[attr-defined]
    request.resolver_match = None

    assert [entry.place.url_name for entry in places.entries(request)] == [ADMIN]


def test_nobody_signed_in_sees_no_rail(client: Client) -> None:
    assert 'class="rail' not in client.get("/accounts/login/").text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", DESK),
        ("/in-house/", IN_HOUSE),
        ("/departures/", DESK),
        ("/loyalty/rewards/", REDEEM),
        ("/admin/", ADMIN),
        ("/dashboards/", DASHBOARDS),
    ],
)
def test_rail_marks_where_one_is(path: str, expected: str) -> None:
    hotel = HotelFactory()
    request = RequestFactory().get(path)
    user = UserFactory(is_superuser=True)
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        user.memberships.create(hotel=hotel, role=role)
    request.access = access_of(user, hotel)  # type: ignore[attr-defined]
    request.resolver_match = resolve(path)

    assert [entry.place.url_name for entry in places.entries(request) if entry.is_here] == [expected]


@pytest.mark.parametrize(
    ("role", "department", "expected"),
    [
        (Role.FRONT_DESK, "", "/"),
        (Role.DEPARTMENT, Department.SPA, "/in-house/"),
        (Role.MARKETING, "", "/guests/"),
        (Role.ADMINISTRATOR, "", "/import/"),
    ],
)
def test_one_begins_at_the_first_place_of_ones_role(client: Client, role: Role, department: str, expected: str) -> None:
    client.force_login(staff(role, HotelFactory(), department))

    assert client.get("/frame/start/").headers["Location"] == expected


def test_who_has_no_role_begins_with_a_sentence_that_says_so(client: Client) -> None:
    client.force_login(UserFactory())

    response = client.get("/frame/start/")

    assert response.status_code == 403
    assert "You have no role at any hotel yet." in response.text


def here(role: Role, path: str) -> list[str]:
    hotel = HotelFactory()
    request = RequestFactory().get(path)
    request.access = access_of(staff(role, hotel), hotel)  # type: ignore[attr-defined]
    request.resolver_match = resolve(path)
    return [entry.place.url_name for entry in places.entries(request) if entry.is_here]


def test_a_page_of_two_places_belongs_to_the_nearer_of_those_that_are_shown() -> None:
    path = "/admin/campaigns/segment/"
    assert here(Role.MARKETING, path) == [CAMPAIGNS]
    assert here(Role.ADMINISTRATOR, path) == [ADMIN]
    assert here(Role.MARKETING, "/segments/") == [CAMPAIGNS]
