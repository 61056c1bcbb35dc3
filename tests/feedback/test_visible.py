"""Which tickets a person may see."""

import pytest

from feedback.actions import handling
from feedback.queries.handlers import handlers
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, MembershipFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def tickets(hotel):
    """One of the desk, two of departments, one of another hotel."""
    return {
        "desk": TicketFactory(hotel=hotel),
        "spa": TicketFactory(hotel=hotel, department="spa"),
        "engineering": TicketFactory(hotel=hotel, department="engineering"),
        "elsewhere": TicketFactory(department="spa"),
    }


def seen(user, tickets, hotel):
    found = set(visible_to(access_of(user, hotel)).values_list("pk", flat=True))
    return {name for name, ticket in tickets.items() if ticket.pk in found}


HERE = {"desk", "spa", "engineering"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.FRONT_DESK, HERE),
        (Role.GUEST_RELATIONS, HERE),
        (Role.MANAGER, HERE),
        (Role.MARKETING, set()),
        (Role.PRIVACY_OFFICER, set()),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_by_role(tickets, hotel, role, expected):
    assert seen(staff(role, hotel), tickets, hotel) == expected


def test_a_department_sees_its_own(tickets, hotel):
    assert seen(staff(Role.DEPARTMENT, hotel, "spa"), tickets, hotel) == {"spa"}


def test_somebody_in_two_departments_sees_both(tickets, hotel):
    user = staff(Role.DEPARTMENT, hotel, "spa")
    MembershipFactory(user=user, hotel=hotel, role=Role.DEPARTMENT, department="engineering")

    assert seen(user, tickets, hotel) == {"spa", "engineering"}


def test_somebody_in_a_department_and_at_the_desk_sees_all(tickets, hotel):
    user = staff(Role.DEPARTMENT, hotel, "spa")
    MembershipFactory(user=user, hotel=hotel, role=Role.FRONT_DESK)

    assert seen(user, tickets, hotel) == HERE


def test_a_department_here_and_the_desk_there(tickets, hotel):
    user = staff(Role.FRONT_DESK, hotel)
    MembershipFactory(user=user, hotel=tickets["elsewhere"].hotel, role=Role.DEPARTMENT, department="engineering")

    assert seen(user, tickets, hotel) == HERE


def test_what_one_owns_is_seen(tickets, hotel):
    user = staff(Role.DEPARTMENT, hotel, "spa")
    handling.assign(tickets["desk"], owner=user, department="", by=staff(Role.MANAGER, hotel), at=NOW, key="a")

    assert seen(user, tickets, hotel) == {"spa", "desk"}


def test_what_one_is_named_in_is_seen_by_oneself_alone(tickets, hotel):
    user, colleague = (staff(Role.DEPARTMENT, hotel, "spa") for _ in range(2))
    handling.note(tickets["desk"], text="?", mentions=[user], by=staff(Role.MANAGER, hotel), at=NOW, key="n")

    assert seen(user, tickets, hotel) == {"spa", "desk"}
    assert seen(colleague, tickets, hotel) == {"spa"}


def test_what_one_owned_is_gone_with_the_role(tickets, hotel):
    user = staff(Role.DEPARTMENT, hotel, "spa")
    handling.assign(tickets["desk"], owner=user, department="", by=staff(Role.MANAGER, hotel), at=NOW, key="a")
    user.memberships.all().delete()

    assert seen(user, tickets, hotel) == set()


def test_of_the_whole_group_a_department_sees_its_own(tickets, hotel):
    user = staff(Role.DEPARTMENT, hotel, "spa")
    MembershipFactory(user=user, hotel=hotel, role=Role.MARKETING)

    assert seen(user, tickets, hotel) == {"spa", "elsewhere"}


def test_of_the_whole_group_the_desk_sees_all(tickets, hotel):
    user = staff(Role.FRONT_DESK, hotel)
    MembershipFactory(user=user, hotel=hotel, role=Role.MARKETING)

    assert seen(user, tickets, hotel) == {*HERE, "elsewhere"}


def test_each_ticket_comes_once(tickets, hotel):
    user = staff(Role.DEPARTMENT, hotel, "spa")
    manager = staff(Role.MANAGER, hotel)
    for key in "ab":
        handling.note(tickets["spa"], text="?", mentions=[user], by=manager, at=NOW, key=key)

    assert visible_to(access_of(user, hotel)).count() == 1


def test_who_may_be_given_a_ticket(hotel):
    user = staff(Role.FRONT_DESK, hotel, display_name="A")
    MembershipFactory(user=user, hotel=hotel, role=Role.DEPARTMENT, department="spa")
    other = staff(Role.MANAGER, hotel, display_name="B")
    staff(Role.MARKETING, hotel)
    staff(Role.FRONT_DESK, HotelFactory())
    staff(Role.FRONT_DESK, hotel, is_active=False)

    assert list(handlers(hotel)) == [user, other]
