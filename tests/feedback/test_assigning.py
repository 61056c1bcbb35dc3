"""Whom a new ticket goes to."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from feedback.actions.opening import open_ticket
from feedback.models import AssignmentRule, Notice, Ticket
from feedback.queries.assigning import place_of
from feedback.rules.assigning import Subject, fits
from hotelcrm.accounts.models import Role
from tests.factories import NOW, CategoryFactory, HotelFactory, TicketFactory, staff

FRIDAY, SATURDAY, SUNDAY = 20, 21, 22  # of November 2026


def rule(**fields):
    return AssignmentRule(**fields)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute)


@pytest.mark.parametrize(
    ("fields", "wall", "expected"),
    [
        ({}, at(FRIDAY, 3), True),
        ({"weekday": 4}, at(FRIDAY, 0), True),
        ({"weekday": 4}, at(FRIDAY, 23, 59), True),
        ({"weekday": 4}, at(SATURDAY, 0), False),
        ({"opens": time(8), "closes": time(20)}, at(FRIDAY, 8), True),
        ({"opens": time(8), "closes": time(20)}, at(FRIDAY, 7, 59), False),
        ({"opens": time(8), "closes": time(20)}, at(FRIDAY, 20), False),
        ({"opens": time(22), "closes": time(6)}, at(FRIDAY, 22), True),
        ({"opens": time(22), "closes": time(6)}, at(FRIDAY, 5, 59), True),
        ({"opens": time(22), "closes": time(6)}, at(FRIDAY, 6), False),
        ({"opens": time(22), "closes": time(6)}, at(FRIDAY, 12), False),
        # The night that begins on Friday.
        ({"weekday": 4, "opens": time(22), "closes": time(6)}, at(FRIDAY, 23), True),
        ({"weekday": 4, "opens": time(22), "closes": time(6)}, at(SATURDAY, 5), True),
        ({"weekday": 4, "opens": time(22), "closes": time(6)}, at(FRIDAY, 5), False),
        ({"weekday": 4, "opens": time(22), "closes": time(6)}, at(SATURDAY, 23), False),
        # Sunday's night ends on Monday.
        ({"weekday": 6, "opens": time(22), "closes": time(6)}, at(SUNDAY, 22), True),
        ({"weekday": 6, "opens": time(22), "closes": time(6)}, at(SUNDAY + 1, 5), True),
        # From eight to eight is the whole day.
        ({"opens": time(8), "closes": time(8)}, at(FRIDAY, 3), True),
        ({"weekday": 4, "opens": time(8), "closes": time(8)}, at(SATURDAY, 7, 59), True),
        ({"weekday": 4, "opens": time(8), "closes": time(8)}, at(FRIDAY, 7, 59), False),
        ({"hotel_id": 1}, at(FRIDAY, 3), True),
        ({"hotel_id": 2}, at(FRIDAY, 3), False),
        ({"category_id": 10}, at(FRIDAY, 3), True),
        ({"category_id": 11}, at(FRIDAY, 3), True),
        ({"category_id": 12}, at(FRIDAY, 3), False),
    ],
)
def test_when_a_rule_fits(fields, wall, expected):
    assert fits(rule(**fields), Subject(hotel_id=1, categories=[10, 11], wall=wall)) is expected


@pytest.fixture
def hotel(db):
    return HotelFactory()


@pytest.fixture
def category(hotel):
    """Part of a part."""
    return CategoryFactory(parent=CategoryFactory(parent=CategoryFactory()), department="engineering")


def test_without_a_rule_to_the_categorys_department(hotel, category):
    assert place_of(hotel, category, at=NOW) == ("engineering", None)
    assert place_of(hotel, None, at=NOW) == ("", None)


def test_the_first_rule_that_fits_decides(hotel, category):
    owner = staff(Role.GUEST_RELATIONS, hotel)
    AssignmentRule.objects.create(order=3, department="spa")
    AssignmentRule.objects.create(order=2, category=category.parent.parent, department="concierge", owner=owner)
    AssignmentRule.objects.create(order=1, hotel=HotelFactory(), department="restaurant")
    AssignmentRule.objects.create(order=0, is_active=False, department="restaurant")

    assert place_of(hotel, category, at=NOW) == ("concierge", owner)
    assert place_of(hotel, CategoryFactory(), at=NOW) == ("spa", None)


def test_by_the_clock_on_the_hotels_wall(category):
    AssignmentRule.objects.create(opens=time(22), closes=time(6), department="concierge")
    night = datetime(2026, 11, 20, 23, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert place_of(HotelFactory(time_zone="Asia/Shanghai"), category, at=night).department == "concierge"
    assert place_of(HotelFactory(time_zone="Europe/Lisbon"), category, at=night).department == "engineering"


def test_who_left_is_passed_over(hotel, category):
    owner = staff(Role.GUEST_RELATIONS, hotel)
    AssignmentRule.objects.create(department="spa", owner=owner)
    owner.memberships.all().delete()

    assert place_of(hotel, category, at=NOW) == ("spa", None)


def test_a_new_ticket_goes_there_and_the_owner_is_told(hotel, category):
    owner = staff(Role.DEPARTMENT, hotel, "spa")
    AssignmentRule.objects.create(category=category, department="spa", owner=owner)

    ticket = TicketFactory(hotel=hotel, category=category)

    assert (ticket.department, ticket.owner, ticket.level) == ("spa", owner, Role.DEPARTMENT)
    assert list(Notice.objects.values_list("user", "why")) == [(owner.pk, "assigned")]


def test_what_is_chosen_comes_before_the_rules(hotel, category):
    AssignmentRule.objects.create(department="spa", owner=staff(Role.FRONT_DESK, hotel))
    chosen = staff(Role.FRONT_DESK, hotel)

    ticket = TicketFactory(hotel=hotel, category=category, department="", owner=chosen)

    assert (ticket.department, ticket.owner) == ("", chosen)


def test_a_categorys_rule_does_not_change_what_was_opened(hotel, category):
    facts = {"kind": "complaint", "channel": "desk", "key": "k", "at": NOW, "category": category}
    first = open_ticket(hotel, **facts)
    AssignmentRule.objects.create(department="spa")

    assert open_ticket(hotel, **facts).department == first.department == "engineering"
    assert Ticket.objects.count() == 1
