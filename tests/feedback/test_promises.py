"""The promises of real tickets: events and hours out of the tables, holidays out of the calendar of the country.

1 to 7 October 2026 are holidays in China, with the weekend among them; Saturday the 10th is worked for Wednesday the
7th, Sunday 20 September for Tuesday the 6th, and Sunday 4 January for Friday the 2nd.
"""

from datetime import UTC, timedelta

import pytest

from feedback.actions.handling import assign, change, guest_wrote, set_state, spoke
from feedback.actions.joining import merge, unmerge
from feedback.clocks.promises import reading, readings, renew, renew_open
from feedback.models import ServiceLevel, SpecialDay, State, Ticket
from tests.factories import TicketFactory, UserFactory, staff

from .clock_world import house, moment, promise, special

pytestmark = pytest.mark.django_db


def waits(ticket, at, **by):
    set_state(ticket, State.WAITING, at=at, **by)


def goes_on(ticket, at, **by):
    set_state(ticket, State.IN_PROGRESS, at=at, **by)


def resolves(ticket, at, **by):
    set_state(ticket, State.RESOLVED, at=at, **by)


def reopens(ticket, at, **by):
    set_state(ticket, State.REOPENED, at=at, **by)


def answers(ticket, at, **by):
    spoke(ticket, text="We are on it.", at=at, **by)


def guest_writes(ticket, at, *, key, by):
    guest_wrote(ticket, text="Still cold.", at=at, key=key)


# The house, when it was opened, what happened then, when it is asked -> minutes left of 60 to solve it, until when.
CASES = {
    "over the golden week": ("office", "9-30 17:30", [], "10-8 9:10", 20, "10-8 9:30"),
    "begun on a holiday": ("office", "10-2 10:00", [], "10-5 12:00", 60, "10-8 10:00"),
    "the make-up Saturday is worked": ("office", "10-9 17:30", [], "10-10 9:10", 20, "10-10 9:30"),
    "with the hours of the Wednesday it stands for": (
        "short Wednesdays", "10-10 11:30", [], "10-10 17:00", 30, "10-12 9:30"
    ),
    "the make-up Sunday is worked": ("short Wednesdays", "9-20 11:30", [], "9-20 13:15", 15, "9-20 13:30"),
    "the Sunday after New Year is worked": ("office", "1-3 10:00", [], "1-4 9:20", 40, "1-4 10:00"),
    "the Saturday after is not": ("office", "10-16 17:30", [], "10-17 12:00", 30, "10-19 9:30"),
    "waits for the guest over the holidays": (
        "office", "9-30 17:30", [(waits, "9-30 17:40"), (guest_writes, "10-8 11:00")], "10-8 11:10", 40, "10-8 11:50"
    ),
    "the guest writes on a holiday": (
        "office", "9-30 17:30", [(waits, "9-30 17:40"), (guest_writes, "10-3 20:00")], "10-8 9:10", 40, "10-8 9:50"
    ),
    "waits still": ("office", "9-30 17:30", [(waits, "9-30 17:40")], "10-8 16:00", 50, None),
    "reopened after the holidays": (
        "office", "9-30 17:00", [(resolves, "9-30 17:45"), (reopens, "10-8 9:00")], "10-8 9:05", 10, "10-8 9:15"
    ),
    "reopened in the holidays": (
        "office", "9-30 17:00", [(resolves, "9-30 17:45"), (guest_writes, "10-4 12:00")], "10-8 9:05", 10, "10-8 9:15"
    ),
    "reopened when it had been late": (
        "office", "9-18 10:00", [(resolves, "9-18 11:30"), (reopens, "9-21 9:00")], "9-21 9:10", -40, "9-18 11:00"
    ),
    "solved": ("office", "9-18 10:00", [(resolves, "9-18 10:45")], "10-18 11:30", 15, None),
    "an answer is no solution": ("office", "9-18 10:00", [(answers, "9-18 10:05")], "9-18 10:30", 30, "9-18 11:00"),
    "begun in the night": ("office", "9-17 23:50", [], "9-18 8:00", 60, "9-18 10:00"),
    "begun before dawn on a Monday": ("office", "9-21 3:00", [], "9-21 9:20", 40, "9-21 10:00"),
    "over lunch": ("office", "9-18 11:30", [], "9-18 13:15", 15, "9-18 13:30"),
    "round the clock on a holiday": ("always", "10-2 23:30", [], "10-3 0:15", 15, "10-3 0:30"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_left_of_the_solution(case):
    week, opened, happened, asked, left, due = CASES[case]
    ticket, by = TicketFactory(hotel=house(week), at=moment(opened)), UserFactory()
    for n, (happens, when) in enumerate(happened):
        happens(ticket, moment(when), key=f"form-{n}", by=by)
    due_at = moment(due) if due else None

    ticket.refresh_from_db()
    found = reading(ticket, at=moment(asked))

    assert found.resolve.left == timedelta(minutes=left)
    assert found.resolve.due_at == ticket.resolve_due_at == due_at


# The clocks of Paris go back on 25 October at 3:00 and forward on 29 March at 2:00.
SUMMER_TIME = {
    "the long night": ("10-24 22:00", 540, "10-25 6:00"),
    "the night before it": ("10-23 22:00", 540, "10-24 23:00"),
    "the short night": ("3-28 22:00", 420, "3-29 6:00"),
    "the night after it": ("3-29 22:00", 480, "3-30 6:00"),
    "begun in the hour that comes twice": ("10-25 2:30", 60, "10-25 2:30"),
}


@pytest.mark.parametrize("case", SUMMER_TIME)
def test_a_night_in_which_the_clocks_change(case):
    opened, minutes, due = SUMMER_TIME[case]
    hotel = house("nights", "FR", resolve=minutes)

    ticket = TicketFactory(hotel=hotel, at=moment(opened, hotel))

    second_time = int(opened == due)  # the same on the wall an hour later
    assert ticket.resolve_due_at == moment(due, hotel).replace(fold=second_time).astimezone(UTC)


def test_a_holiday_is_one_of_the_hotels_country():
    opened = "10-1 10:00"
    paris, shanghai, nowhere = (house(country=country) for country in ("FR", "CN", "XX"))

    due = [TicketFactory(hotel=hotel, at=moment(opened, hotel)).resolve_due_at for hotel in (paris, shanghai, nowhere)]

    assert due == [moment("10-1 11:00", paris), moment("10-8 10:00"), moment("10-1 11:00")]


def test_the_managers_day_is_stronger_than_the_holiday_and_the_hotels_own_stronger_than_that_for_all():
    own, other = house(), house()
    special(None, "10-2", like=4)  # worked like a Friday
    special(own, "10-2")
    special(own, "10-5", like=0)

    due = [TicketFactory(hotel=hotel, at=moment("10-1 12:00")).resolve_due_at for hotel in (own, other)]

    assert due == [moment("10-5 10:00"), moment("10-2 10:00")]


def test_the_manager_may_close_a_make_up_day():
    hotel = house()
    special(hotel, "10-10")

    assert TicketFactory(hotel=hotel, at=moment("10-9 17:30")).resolve_due_at == moment("10-12 9:30")


def test_a_special_day_of_another_hotel_is_none_of_ours():
    hotel = house()
    special(house(), "9-18")

    assert TicketFactory(hotel=hotel, at=moment("9-18 10:00")).resolve_due_at == moment("9-18 11:00")


def test_a_promise_round_the_clock_knows_no_night_and_no_holiday():
    ticket = TicketFactory(hotel=house(is_always=True), at=moment("10-1 23:50"))

    assert (ticket.respond_due_at, ticket.resolve_due_at) == (moment("10-2 0:20"), moment("10-2 0:50"))


def test_the_warning_comes_when_four_fifths_of_open_time_have_passed():
    ticket = TicketFactory(hotel=house(), at=moment("9-18 11:30"))

    assert (ticket.respond_warn_at, ticket.resolve_warn_at) == (moment("9-18 11:54"), moment("9-18 13:18"))


def test_the_first_answer_keeps_the_promise_of_one_for_good():
    ticket, by = TicketFactory(hotel=house(), at=moment("9-18 10:00")), UserFactory()

    answers(ticket, moment("9-18 10:10"), key="a", by=by)
    resolves(ticket, moment("9-18 10:20"), key="b", by=by)
    reopens(ticket, moment("9-18 14:00"), key="c", by=by)

    ticket.refresh_from_db()
    found = reading(ticket, at=moment("9-18 17:00"))
    assert (found.respond.left, found.respond.is_running) == (timedelta(minutes=20), False)
    assert (ticket.respond_warn_at, ticket.respond_due_at) == (None, None)
    assert ticket.resolve_due_at == moment("9-18 14:40")


def test_merged_tickets_run_since_the_first_was_opened_and_are_answered_when_either_was():
    hotel = house()
    early, late = (TicketFactory(hotel=hotel, guest=None, at=moment(at)) for at in ("9-18 10:00", "9-18 10:20"))
    by = staff("manager", hotel)
    answers(early, moment("9-18 10:10"), key="a", by=by)

    merge(early, into=late, by=by, at=moment("9-18 10:30"), key="b")
    late.refresh_from_db()
    found = reading(late, at=moment("9-18 10:40"))
    assert (found.respond.left, found.respond.is_running) == (timedelta(minutes=20), False)
    assert (late.respond_due_at, late.resolve_due_at) == (None, moment("9-18 11:00"))

    unmerge(early, by=by, at=moment("9-18 10:40"), key="c")
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.respond_due_at, late.resolve_due_at) == (moment("9-18 10:50"), moment("9-18 11:20"))
    assert (early.respond_due_at, early.resolve_due_at) == (None, moment("9-18 11:00"))  # merged or not


def test_a_merge_and_its_undo_give_no_time():
    hotel = house()
    parted, into, waiting = (TicketFactory(hotel=hotel, guest=None, at=moment("9-18 10:00")) for _ in range(3))
    by = staff("manager", hotel)
    waits(waiting, moment("9-18 10:05"), key="w", by=by)
    for turn, ticket in enumerate((parted, waiting, parted)):
        merge(ticket, into=into, by=by, at=moment(f"9-18 10:1{turn}"), key=f"m{turn}")
        unmerge(ticket, by=by, at=moment(f"9-18 10:2{turn}"), key=f"u{turn}")

    parted.refresh_from_db()
    waiting.refresh_from_db()
    assert (parted.respond_due_at, parted.resolve_due_at) == (moment("9-18 10:30"), moment("9-18 11:00"))
    found = reading(parted, at=moment("9-18 10:40")).resolve
    assert (found.left, found.is_running) == (timedelta(minutes=20), True)
    assert reading(waiting, at=moment("9-18 10:40")).resolve.left == timedelta(minutes=55)


def test_what_is_dated_before_the_last_event_moves_the_clock_all_the_same():
    ticket, by = TicketFactory(hotel=house(), at=moment("9-18 10:00")), UserFactory()
    late, early = moment("9-18 10:05") + timedelta(seconds=2), moment("9-18 10:05") + timedelta(seconds=1)

    waits(ticket, late, key="a", by=by)
    guest_writes(ticket, early, key="b", by=by)  # his page took the time first, and waited for the ticket

    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS
    assert ticket.resolve_due_at == moment("9-18 11:00")
    assert reading(ticket, at=moment("9-18 10:30")).resolve.is_running
    assert set(ticket.events.filter(at__gt=ticket.opened_at).values_list("at", flat=True)) == {late}


def test_an_end_dated_before_the_last_event_is_of_its_moment():
    ticket, by = TicketFactory(hotel=house(), at=moment("9-18 10:00")), UserFactory()
    answers(ticket, moment("9-18 10:07"), key="a", by=by)

    resolves(ticket, moment("9-18 10:06"), key="b", by=by)

    ticket.refresh_from_db()
    assert ticket.resolved_at == moment("9-18 10:07")


def test_one_that_was_solved_without_an_answer_has_nobody_to_warn_until_it_is_open_again():
    ticket, by = TicketFactory(hotel=house(), at=moment("9-18 10:00")), UserFactory()

    resolves(ticket, moment("9-18 10:50"), key="a", by=by)  # 20 minutes too late for an answer
    ticket.refresh_from_db()
    assert (ticket.respond_due_at, ticket.next_alarm_at) == (None, None)

    reopens(ticket, moment("9-18 14:00"), key="b", by=by)
    ticket.refresh_from_db()
    assert (ticket.respond_due_at, ticket.resolve_due_at) == (moment("9-18 10:30"), moment("9-18 14:10"))


def test_who_waits_for_the_guest_is_not_warned():
    ticket, by = TicketFactory(hotel=house(), at=moment("9-18 10:00")), UserFactory()

    waits(ticket, moment("9-18 10:28"), key="a", by=by)  # 28 of 30 minutes: the warning would be due

    ticket.refresh_from_db()
    assert ticket.next_alarm_at is None


def test_handing_over_restarts_nothing():
    hotel = house()
    ticket, by = TicketFactory(hotel=hotel, at=moment("9-18 10:00")), staff("manager", hotel)
    before = ticket.respond_due_at, ticket.resolve_due_at

    assign(ticket, owner=by, department="engineering", by=by, at=moment("9-18 10:20"), key="a")

    ticket.refresh_from_db()
    assert (ticket.respond_due_at, ticket.resolve_due_at) == before == (moment("9-18 10:30"), moment("9-18 11:00"))


def test_another_severity_is_another_promise():
    hotel = house()
    ServiceLevel.objects.filter(hotel=hotel, severity=1).update(respond_minutes=10, resolve_minutes=20)
    ticket, by = TicketFactory(hotel=hotel, severity=3, at=moment("9-18 10:00")), UserFactory()

    change(ticket, severity=1, by=by, at=moment("9-18 10:05"), key="a")

    ticket.refresh_from_db()
    assert (ticket.respond_due_at, ticket.resolve_due_at) == (moment("9-18 10:10"), moment("9-18 10:20"))


def test_the_hotels_own_line_comes_before_the_one_for_all():
    ServiceLevel.objects.all().delete()
    own, other = house(), house()
    ServiceLevel.objects.filter(hotel=other).delete()
    promise(None, 3, 45, 90)

    due = [TicketFactory(hotel=hotel, severity=3, at=moment("9-18 10:00")).respond_due_at for hotel in (own, other)]

    assert due == [moment("9-18 10:30"), moment("9-18 10:45")]


def test_nothing_is_promised_for_praise_nor_without_a_line():
    ServiceLevel.objects.all().delete()
    praise = TicketFactory(hotel=house(), kind="praise", at=moment("9-18 10:00"))
    other = house()
    ServiceLevel.objects.filter(hotel=other).delete()
    unpromised = TicketFactory(hotel=other, at=moment("9-18 10:00"))

    assert readings([praise, unpromised], at=moment("9-18 10:30")) == {}
    assert {praise.next_alarm_at, unpromised.next_alarm_at} == {None}


def test_open_tickets_follow_the_hours():
    hotel, other = house(), house()
    mine, theirs, solved = (TicketFactory(hotel=of, at=moment("9-18 10:00")) for of in (hotel, other, hotel))
    resolves(solved, moment("9-18 10:10"), key="a", by=UserFactory())
    SpecialDay.objects.create(hotel=None, day=moment("9-18 0:00").date(), name="Typhoon")

    done = renew_open(hotel.pk, at=moment("9-18 10:20"))

    due = dict(Ticket.objects.values_list("pk", "resolve_due_at"))
    assert done == 1
    assert due == {mine.pk: moment("9-20 10:00"), theirs.pk: moment("9-18 11:00"), solved.pk: None}
    assert renew_open(at=moment("9-18 10:20")) == 2


@pytest.mark.parametrize("many", [1, 12])
def test_a_batch_is_reckoned_in_the_same_few_statements(many, django_assert_num_queries):
    ids = [TicketFactory(hotel=house(), at=moment("9-18 10:00")).pk for _n in range(many)]

    with django_assert_num_queries(7 + 2):  # and the savepoint
        assert renew(ids, at=moment("9-18 10:20")) == many
