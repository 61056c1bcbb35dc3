"""Grants at the same moment, on connections of their own: together they never pass a limit."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from feedback.actions import recovering
from feedback.models import Compensation, TicketEvent
from hotelcrm.accounts.models import Role
from tests.committed import at_once
from tests.factories import NOW, VoucherTypeFactory, staff
from tests.feedback.recovery import House, limit
from tests.loyalty.ledger_world import state

pytestmark = pytest.mark.usefixtures("transactional_db")
Stands = Compensation.State


def given():
    return Compensation.objects.filter(state=Stands.GIVEN).aggregate(cost=Sum("cost"))["cost"]


def test_eight_colleagues_giving_for_one_case_stay_within_its_limit():
    house = House()
    case = house.complaint(guest=None)  # held for no guest: the ticket alone makes them wait
    limit(house.hotel, Role.GUEST_RELATIONS)  # nor the same limits
    roles = (Role.FRONT_DESK, Role.GUEST_RELATIONS) * 4
    people = [staff(role, house.hotel) for role in roles]

    rows = at_once(lambda by: house.give(case, by=by, cost=Decimal(90), key=f"form-{by.pk}"), people)

    assert sorted(row.state for row in rows) == [Stands.ASKED] * 6 + [Stands.GIVEN] * 2
    assert given() == Decimal(180)


def test_one_person_giving_for_eight_cases_stays_within_the_month():
    house = House()
    tickets = [house.complaint(guest=None) for _ in range(8)]  # nothing in common but who gives

    rows = at_once(lambda ticket: house.give(ticket, cost=Decimal(150), key=f"form-{ticket.pk}"), tickets)

    assert sorted(row.state for row in rows) == [Stands.ASKED] * 5 + [Stands.GIVEN] * 3
    assert given() == Decimal(450)


def test_points_and_vouchers_given_at_once_stay_within_the_case_too():
    house = House()
    kind = VoucherTypeFactory(cost=Decimal(90))
    wishes = [{"gives": "points", "points": 4_500}, {"gives": "voucher", "voucher_type": kind}] * 3

    rows = at_once(lambda one: house.give(key=f"form-{one[0]}", **one[1]), list(enumerate(wishes)))

    assert sorted(row.state for row in rows) == [Stands.ASKED] * 4 + [Stands.GIVEN] * 2
    issued = [row for row in rows if row.state == Stands.GIVEN and row.gives == "points"]
    assert state(house.member) == (4_500 * len(issued), 0)


def test_one_form_sent_six_times_at_once_gives_once():
    house = House()

    rows = at_once(lambda _click: house.give(gives="points", points=1_000, key="form"), range(6))

    assert len({row.pk for row in rows}) == 1
    assert state(house.member) == (1_000, 0)
    assert TicketEvent.objects.filter(kind=TicketEvent.Kind.COMPENSATION).count() == 1


def test_one_form_for_four_tickets_at_once_gives_for_one():
    house = House()
    tickets = [house.complaint(guest=None) for _ in range(4)]

    def give(ticket):
        try:
            return house.give(ticket, key="form").state
        except recovering.SentDifferentlyError:
            return "refused"

    assert sorted(at_once(give, tickets)) == ["given"] + ["refused"] * 3
    assert given() == Decimal(100)


def test_four_managers_deciding_at_once_decide_once():
    house = House()
    row = house.give(gives="points", points=50_000)
    managers = [staff(Role.MANAGER, house.hotel) for _ in range(4)]

    def decide(place):
        by = managers[place]
        try:
            if place % 2:
                recovering.refuse(row, text="No", by=by, at=NOW)
            else:
                recovering.approve(row, by=by, at=NOW)
        except recovering.AlreadyDecidedError:
            return "too late"
        return "decided"

    results = sorted(at_once(decide, range(4)))

    row.refresh_from_db()
    assert results == ["decided"] + ["too late"] * 3
    assert state(house.member) == ((50_000, 0) if row.state == Stands.GIVEN else (0, 0))
