"""The same ticket at the same moment, on connections of their own."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db.models import Count

from feedback.actions import handling
from feedback.actions.attaching import attach
from feedback.actions.handling import AnsweredMeanwhileError
from feedback.actions.joining import merge, unmerge
from feedback.actions.linking import link
from feedback.actions.opening import open_ticket
from feedback.actions.refusal import Refused
from feedback.clocks.sweeping import sweep
from feedback.models import Attachment, Notice, State, Ticket, TicketEvent, TicketLink
from guests.actions import CannotUndoError, merge_guests, undo_merge
from guests.models import Guest, Touchpoint
from hotelcrm.accounts.models import Role
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Message
from tests.committed import at_once
from tests.factories import NOW, GuestFactory, HotelFactory, TicketFactory, staff

from .tickets import png, reachable

pytestmark = pytest.mark.usefixtures("transactional_db")
Kind = TicketEvent.Kind
MANY = 8


def broken():
    return {found.invariant.name for found in verify() if not found.holds}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def people(hotel):
    return [staff(Role.GUEST_RELATIONS, hotel) for _ in range(MANY)]


def test_of_many_who_answer_at_once_one_does_and_the_others_see_it(hotel, people):
    ticket = TicketFactory(hotel=hotel, guest=reachable())

    def answer(by):
        try:
            return handling.reply(ticket, text=f"From {by.pk}", by=by, at=NOW, key=f"form-{by.pk}", seen_version=1)
        except AnsweredMeanwhileError as meanwhile:
            return meanwhile.events

    came = at_once(answer, people)

    [reply] = TicketEvent.objects.filter(kind=Kind.REPLY)
    assert sorted(map(str, came)) == sorted(map(str, [reply, *[[reply]] * (MANY - 1)]))
    assert Message.objects.count() == 1
    assert broken() == set()


def test_one_form_sent_many_times_at_once_is_sent_once(hotel, people):
    ticket = TicketFactory(hotel=hotel, guest=reachable())
    facts = {"text": "We are sorry.", "by": people[0], "at": NOW, "key": "form"}

    replies = at_once(lambda _click: handling.reply(ticket, seen_version=1, **facts), range(MANY))

    assert len({event.pk for event in replies}) == Message.objects.count() == 1
    assert Ticket.objects.get().version == TicketEvent.objects.count()
    assert broken() == set()


@pytest.mark.parametrize("has_guest", [True, False])
def test_one_cause_opens_one_ticket(hotel, people, has_guest):
    guest = GuestFactory() if has_guest else None
    facts = {"kind": "complaint", "channel": "survey", "key": "survey:1", "at": NOW, "guest": guest}

    tickets = at_once(lambda by: open_ticket(hotel, by=by, owner=people[0], **facts), people)

    assert len({ticket.pk for ticket in tickets}) == 1
    assert TicketEvent.objects.count() == Ticket.objects.get().version == 1
    assert Touchpoint.objects.filter(kind="ticket").count() == int(has_guest)
    assert Notice.objects.count() <= 1
    assert broken() == set()


def test_two_tickets_merged_both_ways_at_once_are_one(hotel, people):
    guest = GuestFactory()
    pair = [TicketFactory(hotel=hotel, guest=guest) for _ in range(2)]

    def join(number):
        gone, keep = pair if number % 2 else reversed(pair)
        with suppress(Refused):
            merge(gone, into=keep, by=people[number], at=NOW, key=f"form-{number}")

    at_once(join, range(MANY))

    [gone] = Ticket.objects.exclude(merged_into=None)
    assert gone.merged_into in pair
    assert TicketEvent.objects.filter(kind=Kind.MERGED).count() == 2
    assert broken() == set()


def test_a_ring_of_merges_at_once_ends_in_one_ticket_that_stands(hotel, people):
    guest = GuestFactory()
    ring = [TicketFactory(hotel=hotel, guest=guest) for _ in range(MANY)]

    def join(number):
        with suppress(Refused):
            merge(ring[number], into=ring[(number + 1) % MANY], by=people[number], at=NOW, key=f"form-{number}")

    at_once(join, range(MANY))

    assert Ticket.objects.filter(merged_into=None).exists()
    assert broken() == set()


def test_files_and_links_at_once_are_kept_once(hotel, people):
    one, other = (TicketFactory(hotel=hotel) for _ in range(2))

    def add(number):
        attach(one, name="tap.png", content=png(), by=people[number], at=NOW, key=f"file-{number}")
        pair = (one, other) if number % 2 else (other, one)
        link(pair[0], other=pair[1], by=people[number], at=NOW, key=f"link-{number}")

    at_once(add, range(MANY))

    assert (Attachment.objects.count(), TicketLink.objects.count()) == (1, 1)
    assert broken() == set()


def test_replies_while_the_guests_are_merged_never_wait_for_each_other(hotel, people):
    """A merge holds the guests and then moves the ticket; a reply that held the ticket first would wait for ever."""
    one, two = reachable(), reachable()
    tickets = [TicketFactory(hotel=hotel, guest=two) for _ in range(MANY - 1)]

    def work(number):
        if number == MANY - 1:
            merge_guests(one, absorbed=two, by=people[0], at=NOW)
        else:
            facts = {"by": people[number], "at": NOW, "key": "form", "seen_version": 1}
            handling.reply(tickets[number], text="We are sorry.", **facts)

    at_once(work, range(MANY))

    assert Message.objects.filter(key__startswith="ticket:").count() == MANY - 1
    assert set(Ticket.objects.values_list("guest", flat=True)) == {one.pk}
    assert broken() == set()


def test_a_ticket_opened_while_its_guest_is_merged_is_the_survivors(hotel, people):
    pairs = [(GuestFactory(), GuestFactory()) for _ in range(MANY)]

    def work(number):
        one, two = pairs[number % MANY]
        if number < MANY:
            merge_guests(one, absorbed=two, by=people[0], at=NOW)
        else:
            facts = {"kind": "complaint", "channel": "desk", "key": f"form-{number}", "at": NOW}
            open_ticket(hotel, guest=two, **facts)

    at_once(work, range(2 * MANY))

    assert set(Ticket.objects.values_list("guest", flat=True)) == {one.pk for one, _two in pairs}
    assert broken() == set()


def test_guests_parted_while_their_tickets_are_merged_share_none(hotel, people):
    parts = []
    for _ in range(MANY // 2):
        one, two = GuestFactory(), GuestFactory()
        pair = TicketFactory(hotel=hotel, guest=one), TicketFactory(hotel=hotel, guest=two)
        parts.append((pair, merge_guests(one, absorbed=two, by=people[0], at=NOW)))

    def work(number):
        (first, second), record = parts[number // 2]
        with suppress(Refused, CannotUndoError):
            if number % 2:
                merge(second, into=first, by=people[number], at=NOW, key="form")
            else:
                undo_merge(record, by=people[number], at=NOW)

    at_once(work, range(MANY))

    assert broken() == set()


@pytest.mark.parametrize("seed", range(3))
def test_everything_at_once(hotel, people, seed):
    """Whatever order it comes in: nothing waits for ever, nothing is lost, and every column is what the events say."""
    guests = [reachable() for _ in range(2)]
    tickets = [TicketFactory(hotel=hotel, guest=guests[number % 2], severity=1) for number in range(4)]

    def work(number):
        dice, by = Random(f"{seed}-{number}"), people[number]
        for turn in range(12):
            ticket, other = dice.sample(tickets, 2)
            facts = {"by": by, "at": NOW + timedelta(minutes=turn), "key": f"{number}-{turn}"}
            with suppress(Refused, CannotUndoError):
                dice.choice(VERBS)(ticket, other, guests, facts)

    at_once(work, range(MANY))

    assert broken() == set()
    assert TicketEvent.objects.values("ticket", "key").annotate(n=Count("pk")).filter(n__gt=1).count() == 0


def _merge_guests(_ticket, _other, guests, facts):
    merge_guests(guests[0], absorbed=guests[1], by=facts["by"], at=facts["at"])


def _part_guests(_ticket, _other, guests, facts):
    record = Guest.objects.get(pk=guests[0].pk).merges.filter(undone_at=None).last()
    if record:
        undo_merge(record, by=facts["by"], at=facts["at"])


VERBS = (
    lambda ticket, _other, _guests, facts: handling.reply(ticket, text="Sorry.", seen_version=99, **facts),
    lambda ticket, _other, _guests, facts: handling.set_state(ticket, State.WAITING, **facts),
    lambda ticket, _other, _guests, facts: handling.set_state(ticket, State.RESOLVED, **facts),
    lambda ticket, _other, _guests, facts: handling.set_state(ticket, State.REOPENED, **facts),
    lambda ticket, _other, _guests, facts: handling.assign(ticket, owner=facts["by"], department="spa", **facts),
    lambda ticket, _other, _guests, facts: handling.change(ticket, severity=2, room="12", **facts),
    lambda ticket, _other, guests, facts: handling.change(ticket, guest=guests[0], **facts),
    lambda ticket, other, _guests, facts: merge(ticket, into=other, **facts),
    lambda ticket, other, _guests, facts: merge(ticket, into=other, **facts),
    lambda ticket, _other, _guests, facts: unmerge(ticket, **facts),
    lambda ticket, other, _guests, facts: link(ticket, other=other, **facts),
    lambda _ticket, _other, _guests, facts: sweep(at=facts["at"]),
    _merge_guests,
    _part_guests,
)
