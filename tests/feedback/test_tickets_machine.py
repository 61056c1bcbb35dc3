"""Any history of tickets, against one kept by hand in plain Python; the database is the real one.

The model knows of each ticket its columns and what was said, does what the decision says in the most direct way, and
undoes a merge by putting back what it had copied.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from feedback.actions import handling
from feedback.actions.handling import AnsweredMeanwhileError
from feedback.actions.joining import merge, unmerge
from feedback.actions.linking import link, unlink
from feedback.actions.opening import open_ticket
from feedback.actions.refusal import Refused
from feedback.clocks.promises import reading
from feedback.clocks.sweeping import sweep
from feedback.models import State, Ticket, TicketEvent
from feedback.queries.one import events_of, linked_to
from hotelcrm.accounts.models import Role
from hotelcrm.audit.invariants import verify
from tests.factories import NOW, HotelFactory, staff

from .tickets import reachable

TICKETS, PEOPLE = 4, 3
which, who = st.integers(0, TICKETS - 1), st.integers(0, PEOPLE - 1)
OPEN = {"new", "verifying", "in_progress", "waiting", "reopened"}
ALARMS = ["level", "respond_warned_at", "respond_breached_at", "resolve_warned_at", "resolve_breached_at"]
PROMISES = ["respond_warn_at", "respond_due_at", "resolve_warn_at", "resolve_due_at"]
WORK = {"verifying", "in_progress", "waiting", "resolved"}
NEXT = {
    "new": WORK,
    "verifying": WORK - {"verifying"},
    "in_progress": WORK - {"in_progress"},
    "waiting": WORK - {"waiting"},
    "reopened": WORK,
    "resolved": {"closed", "reopened"},
    "closed": {"reopened"},
}


@dataclass
class Model:
    """One ticket."""

    guest: int | None
    severity: int
    opened: datetime
    state: str = "new"
    room: str = ""
    owner: int | None = None
    answered: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    part_of: int | None = None
    said: list[tuple[int, str]] = field(default_factory=list)  # by whom (-1: the guest), what
    # what was merged, and of this one how it was: itself, and its alarms, or, of what was merged itself, its promises
    parts: list[tuple[int, "Model", dict[str, Any]]] = field(default_factory=list)
    answers: list[datetime] = field(default_factory=list)
    began: datetime = NOW

    def goes(self, state: str, at: datetime) -> None:
        self.state = state
        self.resolved = (self.resolved or at) if state in {"resolved", "closed"} else None
        self.closed = at if state == "closed" else None


class Desk(RuleBasedStateMachine):
    """Rules are the public actions; after each of them the database says what the model says."""

    @initialize(guests=st.lists(st.sampled_from([0, 0, 0, 1, None]), min_size=TICKETS, max_size=TICKETS))
    def begin(self, guests: list[int | None]) -> None:
        hotel = HotelFactory()
        self.guests = [reachable() for _ in range(2)]
        self.people = [staff(Role.GUEST_RELATIONS, hotel) for _ in range(PEOPLE)]
        staff(Role.MANAGER, hotel)
        self.at, self.number = NOW, 0
        self.rows, self.model = [], []
        self.links: set[frozenset[int]] = set()
        for place, guest in enumerate(guests):
            severity = place % 4 + 1
            person = None if guest is None else self.guests[guest]
            facts = {"kind": "complaint", "channel": "desk", "key": f"t{place}", "at": self.at, "severity": severity}
            self.rows.append(open_ticket(hotel, guest=person, **facts))
            self.model.append(Model(guest, severity, self.at, began=self.at))
            self.at += timedelta(minutes=1)

    # What is common to the rules

    def facts(self, by: int | None = None) -> dict[str, Any]:
        self.number += 1
        self.at += timedelta(minutes=7)
        more = {} if by is None else {"by": self.people[by]}
        return {"at": self.at, "key": f"form-{self.number}", **more}

    def stands(self, place: int) -> int:
        part_of = self.model[place].part_of
        return place if part_of is None else self.stands(part_of)

    def family(self, place: int) -> list[int]:
        parts = [part for part, model in enumerate(self.model) if model.part_of == place]
        return [place, *(one for part in parts for one in self.family(part))]

    def answer(self, place: int, by: int, text: str) -> None:
        model = self.model[place]
        model.said.append((by, text))
        model.answers.append(self.at)
        model.answered = model.answered or self.at
        if model.state in {"new", "reopened"}:
            model.goes("in_progress", self.at)

    def reckon(self, place: int) -> None:
        models = [self.model[one] for one in self.family(place)]
        self.model[place].opened = min(model.began for model in models)
        answers = [at for model in models for at in model.answers]
        self.model[place].answered = min(answers, default=None)

    def columns(self, place: int, names: list[str]) -> dict[str, Any]:
        return Ticket.objects.filter(pk=self.rows[place].pk).values(*names)[0]

    # Rules

    @rule(hours=st.sampled_from([0, 1, 3]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        sweep(at=self.at)

    @rule(place=which, by=who, state=st.sampled_from(list(State)))
    def set_state(self, place: int, by: int, state: State) -> None:
        facts, model = self.facts(by), self.model[self.stands(place)]
        if state in NEXT[model.state]:
            handling.set_state(self.rows[place], state, **facts)
            model.goes(state, self.at)
        else:
            with pytest.raises(Refused):
                handling.set_state(self.rows[place], state, **facts)

    @rule(place=which, by=who, owner=st.none() | who)
    def assign(self, place: int, by: int, owner: int | None) -> None:
        person = None if owner is None else self.people[owner]
        handling.assign(self.rows[place], owner=person, department="", **self.facts(by))
        self.model[self.stands(place)].owner = owner

    @rule(place=which, by=who, severity=st.integers(1, 4), room=st.sampled_from(["", "1208", "1209"]))
    def change(self, place: int, by: int, severity: int, room: str) -> None:
        handling.change(self.rows[place], severity=severity, room=room, **self.facts(by))
        model = self.model[self.stands(place)]
        model.severity, model.room = severity, room

    @rule(place=which, by=who)
    def speak(self, place: int, by: int) -> None:
        text = f"spoke {self.number}"
        handling.spoke(self.rows[place], text=text, **self.facts(by))
        self.answer(self.stands(place), by, text)

    @rule(place=which, by=who, has_read=st.booleans())
    def reply(self, place: int, by: int, has_read: bool) -> None:
        text, one = f"reply {self.number}", self.stands(place)
        row, model = self.rows[one], self.model[one]
        seen = Ticket.objects.get(pk=row.pk).version if has_read else 1
        facts = self.facts(by)
        unseen = [] if has_read else [words for who, words in model.said if who != by]
        if unseen:
            with pytest.raises(AnsweredMeanwhileError) as meanwhile:
                handling.reply(row, text=text, seen_version=seen, **facts)
            assert [event.text for event in meanwhile.value.events] == unseen
        elif model.guest is None:
            with pytest.raises(Refused):
                handling.reply(row, text=text, seen_version=seen, **facts)
        else:
            event = handling.reply(row, text=text, seen_version=seen, **facts)
            assert event == handling.reply(row, text=text, seen_version=0, **facts)
            assert event.message.guest == self.guests[model.guest]
            self.answer(one, by, text)

    @rule(place=which)
    def guest_writes(self, place: int) -> None:
        text, model = f"guest {self.number}", self.model[self.stands(place)]
        handling.guest_wrote(self.rows[place], text=text, **self.facts())
        model.said.append((-1, text))
        if model.state == "waiting":
            model.goes("in_progress", self.at)
        elif model.state not in OPEN:
            model.goes("reopened", self.at)

    @rule(place=which, other=which, by=who)
    def merge(self, place: int, other: int, by: int) -> None:
        into = self.stands(other)
        gone, keep, facts = self.model[place], self.model[into], self.facts(by)
        is_again = gone.part_of == into and place != into
        differ = None not in {gone.guest, keep.guest} and gone.guest != keep.guest
        is_lost = gone.state in OPEN and keep.state not in OPEN
        if not is_again and (place == into or gone.part_of is not None or differ or is_lost):
            with pytest.raises(Refused):
                merge(self.rows[place], into=self.rows[other], **facts)
            return
        alarms, promises = self.columns(into, ALARMS), self.columns(place, PROMISES)
        merge(self.rows[place], into=self.rows[other], **facts)
        if is_again:
            return
        keep.parts.append((place, deepcopy(keep), alarms))
        gone.parts.append((-1, deepcopy(gone), promises))
        keep.guest = gone.guest if keep.guest is None else keep.guest
        keep.owner = gone.owner if keep.owner is None else keep.owner
        keep.room = keep.room or gone.room
        keep.severity = min(keep.severity, gone.severity)
        gone.goes("closed", gone.closed or self.at)
        gone.part_of = into
        self.reckon(into)

    @precondition(lambda self: any(model.part_of is not None for model in self.model))
    @rule(place=which, by=who)
    def part(self, place: int, by: int) -> None:
        merged = [one for one, model in enumerate(self.model) if model.part_of is not None]
        place = merged[place % len(merged)]
        gone, facts = self.model[place], self.facts(by)
        into = gone.part_of
        assert into is not None, "the rule begins with those that are part of another"
        merges = [part for part in self.model[into].parts if part[0] >= 0]
        if self.model[into].part_of is not None or merges[-1][0] != place:
            with pytest.raises(Refused):
                unmerge(self.rows[place], **facts)
            return
        now, was = deepcopy(self.model[into]), merges[-1][1]
        took = self.taken(was, gone.parts[-1][1])
        unmerge(self.rows[place], **facts)
        assert self.columns(into, ALARMS) == merges[-1][2]
        assert self.columns(place, PROMISES) == gone.parts[-1][2]
        before = gone.parts.pop()[1]
        gone.state, gone.resolved, gone.closed, gone.part_of = before.state, before.resolved, before.closed, None
        keep = self.model[into]
        keep.parts.pop()
        for name, value in took.items():
            if getattr(now, name) == value:
                setattr(keep, name, getattr(was, name))
        self.reckon(into)

    def taken(self, was: Model, gone: Model) -> dict[str, Any]:
        """What the one that stands took over from the other."""
        found = {name: getattr(gone, name) for name in ("guest", "owner") if getattr(was, name) is None}
        found |= {"room": gone.room} if not was.room else {}
        found |= {"severity": gone.severity} if gone.severity < was.severity else {}
        return {name: value for name, value in found.items() if value not in {None, ""}}

    @rule(place=which, other=which, by=who)
    def link(self, place: int, other: int, by: int) -> None:
        pair, facts = frozenset({self.stands(place), self.stands(other)}), self.facts(by)
        if len(pair) == 1:
            with pytest.raises(Refused):
                link(self.rows[place], other=self.rows[other], **facts)
        else:
            link(self.rows[place], other=self.rows[other], **facts)
            self.links.add(pair)

    @rule(place=which, other=which, by=who)
    def unlink(self, place: int, other: int, by: int) -> None:
        pair, facts = frozenset({self.stands(place), self.stands(other)}), self.facts(by)
        if len(pair) == 2:
            unlink(self.rows[place], other=self.rows[other], **facts)
            self.links.discard(pair)

    # What holds

    @invariant()
    def columns_are_the_models(self) -> None:
        if not hasattr(self, "rows"):
            return
        rows = Ticket.objects.order_by("pk").select_related("guest", "owner", "merged_into")
        for row, model in zip(rows, self.model, strict=True):
            assert (row.state, row.severity, row.room) == (model.state, model.severity, model.room)
            assert row.guest == (None if model.guest is None else self.guests[model.guest])
            assert row.owner == (None if model.owner is None else self.people[model.owner])
            assert (row.opened_at, row.responded_at) == (model.opened, model.answered)
            assert (row.resolved_at, row.closed_at) == (model.resolved, model.closed)
            assert row.merged_into == (None if model.part_of is None else self.rows[model.part_of])

    @invariant()
    def what_was_said_is_read_of_the_whole_family(self) -> None:
        if not hasattr(self, "rows"):
            return
        kinds = {TicketEvent.Kind.REPLY, TicketEvent.Kind.SPOKE, TicketEvent.Kind.GUEST_WROTE}
        for place, row in enumerate(self.rows):
            texts = [event.text for event in events_of(row).filter(kind__in=kinds)]
            assert sorted(texts) == sorted(text for one in self.family(place) for _by, text in self.model[one].said)
            others = {one for pair in self.links if pair & set(self.family(place)) for one in pair}
            standing = {self.stands(one) for one in others - set(self.family(place))} - {place}
            assert {ticket.pk for ticket in linked_to(row)} == {self.rows[one].pk for one in standing}

    @invariant()
    def promises_stand_as_they_are_read(self) -> None:
        if not hasattr(self, "rows"):
            return
        for row in Ticket.objects.filter(merged_into=None).order_by("pk"):
            promises = reading(row, at=self.at)
            assert promises is not None
            respond, resolve = promises
            assert resolve.is_running == (row.state in OPEN and row.state != "waiting")
            assert row.resolve_due_at == resolve.due_at or row.state not in OPEN
            assert respond.is_running == (resolve.is_running and row.responded_at is None)

    def teardown(self) -> None:
        if hasattr(self, "rows"):
            assert [found.invariant.name for found in verify() if not found.holds] == []


class InOneTransaction(Desk):
    """Each history begins with nothing, and leaves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._unit = transaction.atomic()
        self._unit.__enter__()

    def teardown(self) -> None:
        try:
            super().teardown()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self._unit.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("_planned_once")
def test_any_history_of_tickets() -> None:
    run_state_machine_as_test(
        seed(20261122)(InOneTransaction),
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
