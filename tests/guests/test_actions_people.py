"""Relations and days to remember."""

import pytest

from guests.actions import (
    SamePersonError,
    add_relationship,
    add_special_date,
    remove_relationship,
    remove_special_date,
)
from guests.days import NoSuchDayError
from guests.models import Relationship
from guests.queries.people import relations
from tests.factories import NOW, UserFactory

from .pages import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def test_a_spouse_known_from_one_side_is_not_entered_from_the_other(by):
    one, two = enter(), enter(given_name="明")
    first = add_relationship(one, other=two, kind="spouse", by=by, at=NOW)

    assert add_relationship(two, other=one, kind="spouse", by=by, at=NOW) == first
    assert Relationship.objects.count() == 1


def test_a_child_is_a_parent_from_the_other_side(by):
    parent, child = enter(), enter(given_name="明")
    add_relationship(parent, other=child, kind="child", by=by, at=NOW)

    assert [(row.person, str(row.label)) for row in relations(parent)] == [(child, "child")]
    assert [(row.person, str(row.label)) for row in relations(child)] == [(parent, "parent")]


def test_nobody_is_related_to_oneself(by):
    guest = enter()
    with pytest.raises(SamePersonError):
        add_relationship(guest, other=guest, kind="spouse", by=by, at=NOW)


def test_removing_a_relation_twice_is_removing_it_once(by):
    row = add_relationship(enter(), other=enter(), kind="friend", by=by, at=NOW)
    remove_relationship(row, by=by, at=NOW)
    remove_relationship(row, by=by, at=NOW)

    assert not Relationship.objects.exists()


def test_same_day_again_only_learns_its_year(by):
    guest = enter()
    first = add_special_date(guest, kind="wedding", month=5, day=20, by=by, at=NOW)
    again = add_special_date(guest, kind="wedding", month=5, day=20, year=2015, by=by, at=NOW)

    assert (again.pk, again.year) == (first.pk, 2015)
    assert add_special_date(guest, kind="wedding", month=5, day=20, by=by, at=NOW).year == 2015


def test_day_must_be_in_the_calendar(by):
    with pytest.raises(NoSuchDayError):
        add_special_date(enter(), kind="other", month=2, day=30, by=by, at=NOW)


def test_removing_a_day_twice_is_removing_it_once(by):
    row = add_special_date(enter(), kind="other", month=2, day=29, by=by, at=NOW)
    remove_special_date(row, by=by, at=NOW)
    remove_special_date(row, by=by, at=NOW)

    assert not row.guest.special_dates.exists()
