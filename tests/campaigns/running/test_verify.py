"""What must hold of campaigns is noticed when it does not."""

import pytest
from django.db import connection

from campaigns.models import Arm, Enrolment, Sent, Variant
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Mailing
from loyalty.models import Voucher
from tests.factories import HotelFactory, MemberFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

from .world import DAY, person, plan, run, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]


@pytest.fixture
def guests():
    """Two, with a message and a voucher each, and a step to come."""
    made = [person(), person()]
    started(HotelFactory(), plan(voucher_type=VoucherTypeFactory()), plan("again", after_days=1), goal="none")
    run()
    assert broken() == []
    return made


def broken():
    return [one.invariant.name for one in verify() if not one.holds and one.invariant.name.startswith("campaigns.")]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize(
    ("table", "column"),
    [("enrolment", "guest_id"), ("enrolment", "campaign_id"), ("enrolment", "stay_id"), ("sent", "variant_id")],
)
def test_a_key_that_leads_nowhere(guests, table, column):
    sql(f"UPDATE campaigns_{table} SET {column} = -1 WHERE guest_id = %s", guests[0].pk)
    assert "campaigns.rows_name_what_there_is" in broken()


def test_a_step_of_somebody_who_is_held_out(guests):
    Enrolment.objects.filter(guest=guests[0]).update(arm=Arm.HOLDOUT)
    assert broken() == ["campaigns.held_out_get_nothing"]


def test_a_message_without_its_step(guests):
    Sent.objects.filter(guest=guests[0]).update(message=None)
    assert broken() == ["campaigns.messages_belong_to_steps", "campaigns.sums_close"]


def test_a_sum_that_does_not_close():
    person()
    started(HotelFactory())
    run()
    Mailing.objects.update(queued=2)
    assert broken() == ["campaigns.sums_close"]


def test_a_voucher_without_its_step_or_of_another_guest(guests):
    Voucher.objects.filter(guest=guests[0]).update(guest=guests[1])
    assert broken() == ["campaigns.vouchers_belong_to_steps"]
    Sent.objects.update(voucher=None)
    assert broken() == ["campaigns.vouchers_belong_to_steps"]


@pytest.mark.parametrize("state", ["draft", "finished", "cancelled"])
def test_a_step_due_of_a_campaign_that_is_over(guests, state):
    sql("UPDATE campaigns_campaign SET state = %s", state)
    assert broken() == ["campaigns.nothing_is_due_when_over"]


def test_a_step_taken_twice_for_one_occasion(guests):
    sql("UPDATE campaigns_enrolment SET key = 'twice' WHERE guest_id = %s", guests[0].pk)
    row = Enrolment.objects.get(guest=guests[0])
    row.pk, row.key, row.due_at, row.ended_at, row.ended_because = None, "other", None, NOON + DAY, "done"
    row.save()
    sql("ALTER TABLE outbox_message DISABLE TRIGGER ALL")
    sql("ALTER TABLE outbox_message DROP CONSTRAINT message_once_per_guest")
    sql("UPDATE outbox_message SET guest_id = %s", guests[0].pk)
    sql("UPDATE campaigns_sent SET guest_id = %s", guests[0].pk)
    sql("UPDATE campaigns_enrolment SET key = 'twice' WHERE guest_id <> %s", guests[0].pk)
    assert "campaigns.each_step_once" in broken()


def test_points_that_were_given_and_not_counted():
    MemberFactory(guest=person())
    started(HotelFactory(), plan(points=100))
    run()
    assert broken() == []

    Variant.objects.update(given=0)
    assert broken() == ["campaigns.points_given_are_counted"]
