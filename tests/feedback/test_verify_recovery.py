"""What ``manage.py verify`` proves of compensation: it holds after everything, and a row that breaks it is found."""

from decimal import Decimal

import pgtrigger
import pytest
from django.db import connection

from feedback.actions import asking, handling, praising, recovering
from feedback.invariants_recovery import RECOVERY
from feedback.models import Compensation, Praise, Ticket, TicketEvent
from hotelcrm.audit.invariants import invariants
from loyalty.models import PointsEntry, Voucher
from tests.factories import NOW, ContactFactory, TicketFactory, VoucherTypeFactory
from tests.feedback.recovery import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """With everything that can become of a compensation."""
    house = House()
    ContactFactory(guest=house.member.guest, kind="email", value="guest@example.com")
    house.give(gives="points", points=1_000)
    house.give(gives="voucher", voucher_type=VoucherTypeFactory(cost=Decimal(30)))
    house.give(gives="gift", thing="Wine", cost=Decimal(20))
    house.give(cost=Decimal(9))
    recovering.approve(house.give(cost=Decimal(900)), by=house.manager, at=NOW)
    recovering.refuse(house.give(cost=Decimal(900)), text="No", by=house.manager, at=NOW)
    recovering.withdraw(house.give(cost=Decimal(900)), by=house.front, at=NOW)
    house.give(cost=Decimal(900))
    handling.set_state(house.ticket, "resolved", by=house.front, at=NOW, key="resolved")
    asking.ask(house.ticket, text="Done", at=NOW)
    asking.judge(house.ticket, was_right=True, at=NOW)
    praise = TicketFactory(hotel=house.hotel, kind="praise")
    praising.praise(praise, users=[house.front], by=house.front, at=NOW, key="k")
    return house


def broken():
    """The names of those that do not hold, the constraints of the database aside."""
    found = set()
    with connection.cursor() as cursor:
        for one in invariants():
            if one.name.removeprefix("feedback.") in RECOVERY:
                cursor.execute(one.sql)
                found |= {one.name.removeprefix("feedback.")} if cursor.fetchall() else set()
    return found


def force(sql, *values):
    """Past the triggers and checks that would refuse it."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE feedback_compensation DISABLE TRIGGER USER")
        for name in ("compensation_within_limits", "compensation_four_eyes", "compensation_points_posted"):
            cursor.execute(f"ALTER TABLE feedback_compensation DROP CONSTRAINT IF EXISTS {name}")
        cursor.execute(sql, values)


def test_all_of_it_holds(house):
    assert broken() == set()


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE feedback_compensation SET cost = 300 WHERE gives = 'gift'", "nothing_beyond_limits_alone"),
        ("UPDATE feedback_compensation SET case_limit = 70 WHERE state = 'given'", "nothing_beyond_limits_alone"),
        ("UPDATE feedback_compensation SET month_limit = 70 WHERE state = 'given'", "nothing_beyond_limits_alone"),
        (
            "UPDATE feedback_compensation SET decided_by_id = NULL WHERE state = 'given' AND cost = 900",
            "nothing_beyond_limits_alone",
        ),
        ("UPDATE feedback_compensation SET decided_by_id = by_id WHERE state = 'given'", "compensation_has_four_eyes"),
        ("UPDATE feedback_compensation SET points = 999 WHERE gives = 'points'", "points_given_are_posted"),
        ("UPDATE feedback_compensation SET entry_id = NULL WHERE gives = 'points'", "points_given_are_posted"),
        (
            "UPDATE loyalty_voucher SET key = 'compensation:0' WHERE source = 'compensation'",
            "vouchers_given_are_issued",
        ),
        ("UPDATE feedback_compensation SET state = 'refused', given_on = NULL WHERE cost = 9", "compensation_is_told"),
    ],
)
def test_a_row_that_breaks_it_is_found(house, sql, name):
    force(sql)

    assert name in broken()


def test_points_and_vouchers_of_no_compensation_are_found(house):
    kind, entry = VoucherTypeFactory(), PointsEntry.objects.get()
    facts = {
        "type": kind,
        "valid_from": NOW.date(),
        "valid_until": NOW.date(),
        "issued_at": NOW,
        "source": "compensation",
    }
    Voucher.objects.create(code="X", key="compensation:999999", **facts)
    PointsEntry.objects.create(
        member=entry.member, kind="bonus", points=5, key="compensation:999999", on=NOW.date(), at=NOW
    )

    assert broken() == {"points_given_are_posted", "vouchers_given_are_issued"}


def test_judgements_nobody_made_and_praise_of_a_complaint_are_found(house):
    Ticket.objects.filter(pk=TicketFactory().pk).update(asked_at=NOW, was_right=True)
    Praise.objects.create(ticket=house.ticket, user=house.front, by=house.front, at=NOW)

    assert broken() == {"guests_were_asked", "praise_is_of_praise"}
    assert Compensation.objects.count() == 8
    assert TicketEvent.objects.filter(kind=TicketEvent.Kind.JUDGED).count() == 1
