"""`manage.py verify` finds an alarm that nobody told, one that would be told twice, and a role that nobody named."""

import pgtrigger
import pytest
from django.db import connection

from feedback.clocks.sweeping import sweep
from feedback.invariants_clocks import CLOCKS
from feedback.models import Ticket
from tests.factories import TicketFactory, staff

from .clock_world import house, moment
from .test_verify import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]


@pytest.fixture
def escalated():
    hotel = house()
    staff("guest_relations", hotel)
    warned, late = (TicketFactory(hotel=hotel, at=moment(at)) for at in ("9-18 10:00", "9-18 9:30"))
    sweep(at=moment("9-18 10:25"))
    return warned, late


def plant(sql, *facts):
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, facts)


def test_all_is_well_after_a_sweep(escalated):
    assert set(Ticket.objects.values_list("level", "version")) == {("front_desk", 2), ("guest_relations", 3)}
    assert verify() == set()


ERRORS = {
    "alarms_are_events": "UPDATE feedback_ticket SET resolve_breached_at = opened_at WHERE id = %s",
    "events_are_alarms": "UPDATE feedback_ticket SET respond_breached_at = NULL WHERE id = %s",
    "levels_are_events": "UPDATE feedback_ticket SET level = 'front_desk' WHERE id = %s",
}


def test_every_invariant_has_a_fault_that_it_finds():
    assert ERRORS.keys() == CLOCKS.keys()


@pytest.mark.parametrize("name", ERRORS)
def test_a_fault_is_found(escalated, name):
    plant(ERRORS[name], escalated[1].pk)

    assert verify() == {f"feedback.{name}"}


def test_a_role_that_it_never_went_up_to_is_found(escalated):
    plant("UPDATE feedback_ticket SET level = 'manager' WHERE id = %s", escalated[0].pk)

    assert verify() == {"feedback.levels_are_events"}
