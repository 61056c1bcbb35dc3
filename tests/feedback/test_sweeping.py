"""Who is told of a promise that runs out or is broken: each alarm once, to the right people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions.handling import assign, set_state, spoke
from feedback.actions.joining import merge, unmerge
from feedback.clocks.promises import renew
from feedback.clocks.sweeping import Swept, sweep
from feedback.models import Notice, Shift, State, Ticket
from hotelcrm.audit.invariants import verify
from tests.factories import TicketFactory, UserFactory, staff

from .clock_world import house, moment, noticed, told

OPENED = "9-18 10:00"  # answer until 10:30 with a warning at 10:24, solution until 11:00 with one at 10:48
pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel(db):
    return house()


@pytest.fixture
def relations(hotel):
    return staff("guest_relations", hotel)


@pytest.fixture
def manager(hotel):
    return staff("manager", hotel)


def test_before_the_warning_nothing_is_told(hotel):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))

    assert sweep(at=moment("9-18 10:24")) == Swept()
    assert told(ticket) == []


def test_the_warning_is_told_to_the_owner_alone(hotel, relations, manager):
    owner, colleague = staff("front_desk", hotel), staff("front_desk", hotel)
    ticket = TicketFactory(hotel=hotel, owner=owner, at=moment(OPENED))

    assert sweep(at=moment("9-18 10:25")) == Swept(tickets=1, warned=1)

    ticket.refresh_from_db()
    assert told(ticket) == ["respond:warned"]
    assert (ticket.level, ticket.respond_warned_at) == ("front_desk", moment("9-18 10:25"))
    assert noticed(owner, colleague, relations, manager) == [["respond:warned"], [], [], []]
    assert Notice.objects.get(user=owner, why="warned").ticket == ticket


def test_where_nobody_has_taken_it_the_role_that_answers_for_it_is_warned(hotel, relations):
    desk, elsewhere = staff("front_desk", hotel), staff("front_desk", house())
    gone = staff("front_desk", hotel, is_active=False)
    TicketFactory(hotel=hotel, at=moment(OPENED))

    sweep(at=moment("9-18 10:25"))

    assert noticed(desk, relations, elsewhere, gone) == [["respond:warned"], [], [], []]


def test_a_department_is_warned_of_its_own_tickets(hotel):
    technician, cleaner = (staff("department", hotel, department) for department in ("engineering", "housekeeping"))
    TicketFactory(hotel=hotel, department="engineering", at=moment(OPENED))

    sweep(at=moment("9-18 10:25"))

    assert noticed(technician, cleaner) == [["respond:warned"], []]


def test_a_breach_goes_up_one_role_and_is_told_to_everybody_of_it_and_to_the_owner(hotel, relations, manager):
    owner, second = staff("front_desk", hotel), staff("guest_relations", hotel)
    ticket = TicketFactory(hotel=hotel, owner=owner, at=moment(OPENED))
    sweep(at=moment("9-18 10:25"))

    assert sweep(at=moment("9-18 10:31")) == Swept(tickets=1, breached=1)

    ticket.refresh_from_db()
    assert (ticket.level, ticket.respond_breached_at) == ("guest_relations", moment("9-18 10:31"))
    event = ticket.events.get(key="respond:breached")
    assert (event.kind, event.by, event.at) == ("breached", None, moment("9-18 10:31"))
    assert event.details == {"promise": "respond", "level": "guest_relations"}
    both = ["respond:warned", "respond:breached"]
    assert noticed(owner, relations, second, manager) == [both, ["respond:breached"], ["respond:breached"], []]


def test_a_department_in_which_nobody_is_does_not_keep_a_warning_to_itself(hotel):
    cleaner, desk = staff("department", hotel, "housekeeping"), staff("front_desk", hotel)
    ticket = TicketFactory(hotel=hotel, department="spa", at=moment(OPENED))

    sweep(at=moment("9-18 10:25"))

    assert noticed(cleaner, desk) == [[], ["respond:warned"]]
    relations = staff("guest_relations", hotel)
    sweep(at=moment("9-18 10:49"))  # the answer is late by now, and goes up; the solution runs out
    assert noticed(desk, relations) == [["respond:warned"], ["respond:breached", "resolve:warned"]]
    ticket.refresh_from_db()
    assert ticket.level == "guest_relations"


def test_guest_relations_come_before_the_front_desk_where_nobody_is(hotel, relations):
    desk = staff("front_desk", hotel)
    TicketFactory(hotel=hotel, department="spa", at=moment(OPENED))

    sweep(at=moment("9-18 10:25"))

    assert noticed(relations, desk) == [["respond:warned"], []]


def test_a_breach_is_heard_of_where_nobody_is_above_and_nobody_in_the_department(hotel):
    desk = staff("front_desk", hotel)
    TicketFactory(hotel=hotel, department="spa", at=moment(OPENED))

    sweep(at=moment("9-18 10:31"))

    assert noticed(desk) == [["respond:breached"]]


def test_an_owner_who_left_is_nobody(hotel, relations):
    owner, colleague = staff("front_desk", hotel), staff("front_desk", hotel)
    TicketFactory(hotel=hotel, owner=owner, at=moment(OPENED))
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)

    sweep(at=moment("9-18 10:25"))
    sweep(at=moment("9-18 10:31"))

    assert noticed(owner, colleague, relations) == [[], ["respond:warned"], ["respond:breached"]]


def test_the_second_breach_goes_up_to_the_manager_and_no_further(hotel, relations, manager):
    staff("front_desk", hotel)
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))
    for minute in range(10, 75):
        sweep(at=moment("9-18 10:00") + timedelta(minutes=minute))

    ticket.refresh_from_db()
    assert told(ticket) == ["respond:warned", "respond:breached", "resolve:warned", "resolve:breached"]
    assert (ticket.level, ticket.version) == ("manager", 1 + 4)
    assert noticed(relations, manager) == [["respond:breached", "resolve:warned"], ["resolve:breached"]]


def test_after_a_stand_still_what_is_too_late_needs_no_warning_and_goes_up_twice(hotel, relations, manager):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))

    assert sweep(at=moment("9-18 17:00")) == Swept(tickets=1, breached=2)

    ticket.refresh_from_db()
    assert told(ticket) == ["respond:breached", "resolve:breached"]
    assert (ticket.level, ticket.next_alarm_at) == ("manager", None)
    assert noticed(relations, manager) == [["respond:breached"], ["resolve:breached"]]


def test_a_role_that_nobody_holds_is_passed_over(hotel, manager):
    staff("guest_relations", hotel, is_active=False)
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))

    sweep(at=moment("9-18 10:31"))

    ticket.refresh_from_db()
    assert ticket.level == "manager"
    assert noticed(manager) == [["respond:breached"]]


def test_with_nobody_above_it_stays_with_those_who_have_it(hotel):
    desk = staff("front_desk", hotel)
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))

    sweep(at=moment("9-18 10:31"))

    ticket.refresh_from_db()
    assert ticket.level == "front_desk"
    assert noticed(desk) == [["respond:breached"]]


def test_whoever_is_owner_and_of_that_role_too_is_told_once(hotel, relations):
    TicketFactory(hotel=hotel, owner=relations, at=moment(OPENED))

    sweep(at=moment("9-18 10:31"))

    assert noticed(relations) == [["respond:breached"]]


def test_a_kept_promise_is_not_told(hotel):
    ticket, by = TicketFactory(hotel=hotel, at=moment(OPENED)), UserFactory()
    spoke(ticket, text="We are on it.", by=by, at=moment("9-18 10:20"), key="a")

    assert sweep(at=moment("9-18 10:45")) == Swept()
    set_state(ticket, State.RESOLVED, by=by, at=moment("9-18 10:47"), key="b")
    assert sweep(at=moment("9-25 10:45")) == Swept()
    assert told(ticket) == []


def test_nothing_is_told_of_what_waits_of_praise_and_of_what_was_merged(hotel):
    waiting, merged, into = (TicketFactory(hotel=hotel, guest=None, at=moment(OPENED)) for _n in range(3))
    praise = TicketFactory(hotel=hotel, kind="praise", at=moment(OPENED))
    by = UserFactory()
    set_state(waiting, State.WAITING, by=by, at=moment("9-18 10:20"), key="a")
    merge(merged, into=into, by=by, at=moment("9-18 10:20"), key="b")
    set_state(into, State.RESOLVED, by=by, at=moment("9-18 10:21"), key="c")

    assert sweep(at=moment("9-25 10:00")) == Swept()
    assert [told(ticket) for ticket in (waiting, merged, into, praise)] == [[], [], [], []]


def test_who_was_late_before_it_waited_is_late(hotel, manager):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))
    set_state(ticket, State.WAITING, by=manager, at=moment("9-18 10:30") + timedelta(seconds=20), key="a")

    sweep(at=moment("9-18 10:31"))

    assert told(ticket) == ["respond:breached"]


def test_reopened_and_late_again_it_is_told_once(hotel, manager):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))
    sweep(at=moment("9-18 11:01"))
    set_state(ticket, State.RESOLVED, by=manager, at=moment("9-18 11:10"), key="a")
    set_state(ticket, State.REOPENED, by=manager, at=moment("9-18 14:00"), key="b")

    assert sweep(at=moment("9-18 17:00")) == Swept()
    assert told(ticket) == ["respond:breached", "resolve:breached"]


def test_reopened_in_time_it_is_told_when_it_is_late(hotel, manager):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))
    spoke(ticket, text="We are on it.", by=manager, at=moment("9-18 10:10"), key="a")
    set_state(ticket, State.RESOLVED, by=manager, at=moment("9-18 10:40"), key="b")
    set_state(ticket, State.REOPENED, by=manager, at=moment("9-18 14:00"), key="c")

    sweep(at=moment("9-18 14:21"))

    assert told(ticket) == ["resolve:breached"]


def test_hours_that_grow_longer_take_nothing_back(hotel, manager):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))
    sweep(at=moment("9-18 10:31"))
    Shift.objects.filter(hotel=hotel, weekday=4).delete()

    renew([ticket.pk], at=moment("9-18 10:32"))
    sweep(at=moment("9-20 17:00"))  # the Sunday is worked: the answer is late anew, and so is the solution

    ticket.refresh_from_db()
    assert ticket.respond_due_at == moment("9-20 9:30")
    assert told(ticket) == ["respond:breached", "resolve:breached"]


def test_what_was_late_for_the_sake_of_a_merged_one_is_taken_back_with_it_and_told_when_it_is_so(
    hotel, relations, manager
):
    old, new = (TicketFactory(hotel=hotel, guest=None, at=moment(at)) for at in ("9-17 10:00", OPENED))
    merge(old, into=new, by=manager, at=moment("9-18 10:01"), key="m")
    sweep(at=moment("9-18 10:02"))
    new.refresh_from_db()
    assert (told(new), new.level) == (["respond:breached", "resolve:breached"], "manager")

    unmerge(old, by=manager, at=moment("9-18 10:03"), key="u")

    new.refresh_from_db()
    assert (new.respond_breached_at, new.resolve_warned_at, new.resolve_breached_at) == (None, None, None)
    assert (new.level, new.next_alarm_at) == ("front_desk", moment("9-18 10:24"))
    for at in ("10:25", "10:31", "10:32", "11:01"):
        sweep(at=moment(f"9-18 {at}"))
    again = ["respond:warned:2", "respond:breached:2", "resolve:breached:2"]
    assert told(new) == ["respond:breached", "resolve:breached", *again]
    assert noticed(manager) == [["resolve:breached", "resolve:breached", "resolve:breached:2"]]
    new.refresh_from_db()
    assert (new.level, new.next_alarm_at) == ("manager", None)
    assert [found.invariant.name for found in verify() if not found.holds] == []


def test_what_was_told_before_a_merge_stays_told_after_its_undo(hotel, relations, manager):
    old, new = (TicketFactory(hotel=hotel, guest=None, at=moment(at)) for at in ("9-17 10:00", OPENED))
    sweep(at=moment("9-18 10:31"))
    before = Ticket.objects.filter(pk=new.pk).values_list("level", "respond_breached_at", "resolve_breached_at")[0]
    merge(old, into=new, by=manager, at=moment("9-18 10:32"), key="m")
    sweep(at=moment("9-18 10:33"))
    new.refresh_from_db()
    assert (new.level, told(new)) == ("manager", ["respond:breached", "resolve:breached"])

    unmerge(old, by=manager, at=moment("9-18 10:34"), key="u")

    new.refresh_from_db()
    assert (new.level, new.respond_breached_at, new.resolve_breached_at) == before
    sweep(at=moment("9-18 10:35"))
    assert told(new) == ["respond:breached", "resolve:breached"]


def test_a_merge_keeps_the_higher_role_and_gives_it_back(hotel, relations, manager):
    raised = TicketFactory(hotel=hotel, guest=None, at=moment(OPENED))
    sweep(at=moment("9-18 11:01"))
    fresh = TicketFactory(hotel=hotel, guest=None, severity=1, at=moment("9-18 11:02"))

    keep = merge(raised, into=fresh, by=manager, at=moment("9-18 11:03"), key="m")
    assert keep.level == "manager"
    assign(fresh, owner=None, department="spa", by=manager, at=moment("9-18 11:04"), key="a")
    fresh.refresh_from_db()
    assert fresh.level == "manager"

    unmerge(raised, by=manager, at=moment("9-18 11:05"), key="u")
    fresh.refresh_from_db()
    assert (fresh.level, fresh.department) == ("department", "spa")
    assert [found.invariant.name for found in verify() if not found.holds] == []


def test_handed_over_after_the_breach_it_stays_with_the_higher_role(hotel, manager):
    ticket = TicketFactory(hotel=hotel, at=moment(OPENED))
    sweep(at=moment("9-18 10:31"))

    assign(ticket, owner=None, department="housekeeping", by=manager, at=moment("9-18 10:40"), key="a")

    ticket.refresh_from_db()
    assert ticket.level == "manager"


@pytest.mark.parametrize("many", [1, 300])
def test_a_sweep_takes_the_same_few_statements(hotel, manager, many):
    first = TicketFactory(hotel=hotel, guest=None, at=moment(OPENED))
    copies = Ticket.objects.filter(pk=first.pk).values(
        *("kind", "channel", "hotel_id", "severity", "opened_at", "level", "state"),
        *("respond_warn_at", "respond_due_at", "resolve_warn_at", "resolve_due_at"),
    )[0]
    Ticket.objects.bulk_create(Ticket(key=f"copy-{n}", **copies) for n in range(1, many))

    with CaptureQueriesContext(
        connection,
    ) as statements:
        swept = sweep(at=moment("9-18 10:31"))

    assert swept == Swept(tickets=many, breached=many)
    assert len(statements) == 3 + 2  # and the savepoint
    assert Notice.objects.filter(user=manager, why="breached").count() == many
