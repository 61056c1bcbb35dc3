"""`manage.py verify` says that all is well with tickets, and fails when one row is not."""

import io
from contextlib import suppress

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection

from feedback import invariants
from feedback.actions import handling
from feedback.actions.attaching import attach
from feedback.actions.joining import merge, unmerge
from feedback.actions.linking import link
from feedback.clocks.sweeping import sweep
from feedback.models import State, Ticket
from hotelcrm.accounts.models import Role
from tests.factories import NOW, CategoryFactory, GuestFactory, HotelFactory, TicketFactory, staff

from .tickets import png, reachable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]


@pytest.fixture
def house():
    """A ticket that was answered, changed, linked, merged with two others, of which one was parted; solved; praise."""
    hotel = HotelFactory()
    author, owner = staff(Role.GUEST_RELATIONS, hotel), staff(Role.FRONT_DESK, hotel)
    guest, facts = reachable(), {"by": author, "at": NOW}
    main, merged, parted = (TicketFactory(hotel=hotel, guest=guest, severity=1) for _ in range(3))
    handling.assign(main, owner=owner, department="engineering", key="a", **facts)
    handling.change(main, room="1208", category=CategoryFactory(), severity=2, key="c", **facts)
    handling.reply(main, text="We are on our way.", seen_version=3, key="r", **facts)
    handling.set_state(parted, State.WAITING, key="w", **facts)
    merge(merged, into=main, key="m1", **facts)
    merge(parted, into=main, key="m2", **facts)
    unmerge(parted, key="u", **facts)
    link(main, other=parted, key="l", **facts)
    attach(main, name="tap.png", content=png(), key="f", **facts)
    handling.set_state(main, State.RESOLVED, key="s", **facts)
    TicketFactory(hotel=hotel, guest=guest, kind="praise")
    sweep(at=Ticket.objects.get(pk=parted.pk).respond_due_at or NOW)
    TicketFactory(hotel=hotel, guest=GuestFactory(), key="plain")
    return main, merged, parted


def verify():
    out, err = io.StringIO(), io.StringIO()
    with suppress(SystemExit):
        call_command("verify", stdout=out, stderr=err)
    return {line.split(":")[0].split()[-1] for line in out.getvalue().splitlines() if line.startswith("BROKEN")}


def plant(sql):
    """Past every guard."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_all_is_well(house):
    assert verify() == set()


SOMEBODY = "(SELECT min(id) FROM accounts_user)"
ONE = "feedback_ticket p WHERE p.key = 'plain'"
NEAR = f"SELECT p.id - 1, p.id, {SOMEBODY}, p.opened_at FROM {ONE}"
PLAIN = "(SELECT id FROM feedback_ticket WHERE key = 'plain')"
ERRORS = {
    "an event that nobody counted": (
        f"UPDATE feedback_ticket SET version = version + 1 WHERE id = {PLAIN}",
        {"versions_count_events"},
    ),
    "a ticket without a beginning": (
        f"UPDATE feedback_ticketevent SET kind = 'note' WHERE ticket_id = {PLAIN}",
        {"tickets_begin_by_being_opened"},
    ),
    "told before what was written before it": (
        "UPDATE feedback_ticketevent SET at = at - interval '1 hour' WHERE kind = 'changed'",
        {"events_are_in_order"},
    ),
    "a state that nobody set": (
        f"UPDATE feedback_ticket SET state = 'verifying' WHERE id = {PLAIN}",
        {"states_are_events"},
    ),
    "a move from where it did not stand": (
        """UPDATE feedback_ticketevent SET details = details || '{"from": "verifying"}' WHERE kind = 'state'""",
        {"moves_follow_each_other"},
    ),
    "a severity that nobody changed": (
        f"UPDATE feedback_ticket SET severity = 4 WHERE id = {PLAIN}",
        {"columns_are_events"},
    ),
    "a category that nobody changed": (
        "UPDATE feedback_ticket SET category_id = NULL WHERE category_id IS NOT NULL",
        {"columns_are_events"},
    ),
    "a department that nobody changed": (
        f"UPDATE feedback_ticket SET department = 'spa' WHERE id = {PLAIN}",
        {"columns_are_events"},
    ),
    "an owner whom nobody named": (
        f"UPDATE feedback_ticket SET owner_id = {SOMEBODY} WHERE id = {PLAIN}",
        {"columns_are_events"},
    ),
    "a cause that nobody found": (
        f"UPDATE feedback_ticket SET cause_id = (SELECT min(id) FROM feedback_cause) WHERE id = {PLAIN}",
        {"columns_are_events"},
    ),
    "a room that nobody named": (
        "UPDATE feedback_ticket SET room = '1' WHERE room = '1208'",
        {"columns_are_events"},
    ),
    "an answer that nobody gave": (
        f"UPDATE feedback_ticket SET responded_at = opened_at WHERE id = {PLAIN}",
        {"answered_when_somebody_answered"},
    ),
    "more time than was promised": (
        f"UPDATE feedback_ticket SET opened_at = opened_at + interval '1 hour' WHERE id = {PLAIN}",
        {"opened_when_the_first_was"},
    ),
    "solved at another moment": (
        "UPDATE feedback_ticket SET resolved_at = resolved_at - interval '1 hour' WHERE state = 'resolved'",
        {"ends_are_events"},
    ),
    "closed at another moment": (
        "UPDATE feedback_ticket SET closed_at = closed_at - interval '1 hour' WHERE state = 'closed'",
        {"ends_are_events"},
    ),
    "a merge that was lost": (
        "UPDATE feedback_ticket SET merged_into_id = NULL WHERE merged_into_id IS NOT NULL",
        {"merges_are_events"},
    ),
    "a merge of which one side knows nothing": (
        "UPDATE feedback_ticketevent SET details = details - 'absorbed' WHERE details ? 'absorbed'",
        {"merges_are_events"},
    ),
    "merged, and of another guest": (
        f"UPDATE feedback_ticket t SET guest_id = p.guest_id FROM {ONE} AND t.merged_into_id IS NOT NULL",
        {"merged_are_of_one_guest"},
    ),
    "left with a profile that was merged away": (
        f"UPDATE guests_guest g SET merged_into_id = g.id - 1 FROM {ONE} AND g.id = p.guest_id",
        {"tickets_have_standing_guests"},
    ),
    "a reply that is no message": (
        "UPDATE feedback_ticketevent SET message_id = NULL WHERE kind = 'reply'",
        {"replies_are_messages"},
    ),
    "a notice of another ticket": (
        f"UPDATE feedback_notice SET ticket_id = {PLAIN}",
        {"notices_are_of_their_events"},
    ),
    "a file of another ticket": (
        f"UPDATE feedback_attachment SET ticket_id = {PLAIN}",
        {"notices_are_of_their_events"},
    ),
    "a file that is gone": ("DELETE FROM feedback_attachment", {"files_are_told"}),
    "a link that is gone": ("DELETE FROM feedback_ticketlink", {"links_are_events"}),
    "a link that nobody made": (
        f"INSERT INTO feedback_ticketlink (one_id, other_id, by_id, at) {NEAR}",
        {"links_are_events"},
    ),
    "a warning after the breach": (
        f"UPDATE feedback_ticket SET respond_warn_at = respond_due_at + interval '1 hour' WHERE id = {PLAIN}",
        {"warnings_come_first"},
    ),
}


@pytest.mark.parametrize("what", ERRORS)
def test_a_planted_error_is_found(house, what):
    sql, expected = ERRORS[what]

    plant(sql)

    assert verify() == {f"feedback.{name}" for name in expected}


def test_no_invariant_is_without_a_planted_error():
    assert set().union(*(expected for _sql, expected in ERRORS.values())) == set(invariants.TICKETS)
