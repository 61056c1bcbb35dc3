"""Any history of the ledger, against one kept by hand in plain Python; the database is the real one.

The model knows members, lots and entries as lists, and does what the decision says in the most direct way.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
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

from hotelcrm.audit.invariants import verify
from loyalty import ledger
from loyalty.ledger.posting import expiry
from loyalty.models import Member, PointsEntry, PointsLot, Programme
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory

Kind = PointsEntry.Kind
MEMBERS = 3
TERMS = [
    {"expiry": Programme.Expiry.MONTHS, "expiry_months": 2},
    {"expiry": Programme.Expiry.YEAR_END, "expiry_years": 0},
    {"expiry": Programme.Expiry.ACTIVITY, "expiry_months": 3},
    {"expiry": Programme.Expiry.NEVER},
]
who = st.integers(0, MEMBERS - 1)
some = st.integers(1, 200)


@dataclass
class Lot:
    """A lot of the model; `number` is its place among all lots ever opened, `opened` the day its points came in."""

    number: int
    member: int
    left: int
    ends: date | None
    opened: date
    stay: int | None = None
    opener: int | None = None

    @property
    def place(self) -> tuple[date, date, int]:
        return self.ends or date.max, self.opened, self.number


@dataclass
class Model:
    """What every member has."""

    debt: list[int] = field(default_factory=lambda: [0] * MEMBERS)
    net: list[int] = field(default_factory=lambda: [0] * MEMBERS)
    lots: list[Lot] = field(default_factory=list)

    def of(self, member: int) -> list[Lot]:
        found = [lot for lot in self.lots if lot.member == member and lot.left]
        return sorted(found, key=lambda lot: lot.place)

    def balance(self, member: int) -> int:
        return sum(lot.left for lot in self.of(member))

    def alive(self, member: int, on: date) -> int:
        return sum(lot.left for lot in self.of(member) if lot.ends is None or lot.ends > on)

    def give(
        self,
        member: int,
        points: int,
        end: tuple[date | None, date],
        stay: int | None = None,
        opener: int | None = None,
    ) -> None:
        paid = min(points, self.debt[member])
        self.debt[member] -= paid
        self.net[member] += points
        self.lots.append(Lot(len(self.lots), member, points - paid, *end, stay, opener))

    def expire(self, member: int, on: date) -> None:
        for lot in self.of(member):
            if lot.ends is not None and lot.ends <= on:
                self.net[member] -= lot.left
                lot.left = 0

    def take(self, member: int, points: int, first: Any = None) -> list[tuple[Lot, int]]:
        """What cannot be taken becomes a debt."""
        used = []
        self.net[member] -= points
        for lot in sorted(self.of(member), key=first or (lambda _lot: 0)):
            part = min(lot.left, points)
            if part:
                lot.left -= part
                points -= part
                used.append((lot, part))
        self.debt[member] += points
        return used

    def keep_alive(self, member: int, on: date, ends: date | None) -> None:
        for lot in self.of(member):
            if lot.ends is not None and ends is not None and on < lot.ends < ends:
                lot.ends = ends


class Ledger(RuleBasedStateMachine):
    """Rules are the public verbs; after each of them the database says what the model says."""

    @initialize(terms=st.sampled_from(TERMS))
    def begin(self, terms: dict[str, Any]) -> None:
        self.programme = Programme.current()
        for name, value in terms.items():
            setattr(self.programme, name, value)
        hotel = HotelFactory()
        self.members = [MemberFactory(hotel=hotel) for _n in range(MEMBERS)]
        self.model = Model()
        self.on = TODAY
        self.number = 0
        self.posted: list[tuple[str, ledger.Posting, PointsEntry, int]] = []
        self.spent: list[tuple[PointsEntry, int, list[tuple[Lot, int]]]] = []
        self.earned: list[tuple[PointsEntry, int, int]] = []

    def _ends(self) -> date | None:
        return expiry(self.programme, self.on)

    def _posting(self, member: int, points: int, kind: str, **facts: Any) -> ledger.Posting:
        self.number += 1
        return ledger.Posting(self.members[member].pk, points, kind, f"k{self.number}", NOW, self.on, **facts)

    def _activity(self, member: int) -> None:
        if self.programme.expiry == Programme.Expiry.ACTIVITY:
            self.model.keep_alive(member, self.on, self._ends())

    @rule(member=who, points=some, kind=st.sampled_from([Kind.EARN, Kind.BONUS, Kind.ADJUST]), stay=st.integers(1, 3))
    def credit(self, member: int, points: int, kind: Kind, stay: int) -> None:
        posting = self._posting(member, points, kind, stay_id=stay)
        entry = ledger.credit(posting, programme=self.programme)
        self.posted.append(("credit", posting, entry, points))
        self.earned.append((entry, member, points))
        self.model.give(member, points, (self._ends(), self.on), stay, entry.pk)
        if kind != Kind.ADJUST:
            self._activity(member)

    @rule(rows=st.lists(st.tuples(who, some), min_size=1, max_size=5))
    def batch(self, rows: list[tuple[int, int]]) -> None:
        postings = [self._posting(member, points, Kind.BONUS) for member, points in rows]
        assert ledger.post_batch(postings, programme=self.programme) == len(rows)
        for member, points in rows:
            self.model.give(member, points, (self._ends(), self.on))
        for member in {member for member, _points in rows}:
            self._activity(member)
        assert ledger.post_batch(postings, programme=self.programme) == 0

    @rule(member=who, points=some, kind=st.sampled_from([Kind.REDEEM, Kind.ADJUST]))
    def debit(self, member: int, points: int, kind: Kind) -> None:
        posting = self._posting(member, points, kind)
        if self.model.alive(member, self.on) < points:
            with pytest.raises(ledger.InsufficientPoints) as refused:
                ledger.debit(posting, programme=self.programme)
            assert refused.value.balance == self.model.alive(member, self.on)
            return
        entry = ledger.debit(posting, programme=self.programme)
        self.posted.append(("debit", posting, entry, -points))
        self.model.expire(member, self.on)
        self.spent.append((entry, member, self.model.take(member, points)))
        if kind == Kind.REDEEM:
            self._activity(member)

    @rule(member=who, points=some, stay=st.integers(1, 3))
    def take_back(self, member: int, points: int, stay: int) -> None:
        posting = self._posting(member, points, Kind.REVERSE, stay_id=stay)
        self.posted.append(("take_back", posting, ledger.take_back(posting, programme=self.programme), -points))
        self.model.expire(member, self.on)
        self.model.take(member, points, first=lambda lot: lot.stay != stay)

    def _reverse(self, entry: PointsEntry, key: str = "") -> PointsEntry:
        return ledger.reverse(
            entry, key=key or f"r{entry.pk}", at=NOW, on=self.on, by_id=None, programme=self.programme
        )

    @precondition(lambda self: self.spent)
    @rule(data=st.data())
    def reverse_what_was_spent(self, data: st.DataObject) -> None:
        entry, member, used = self.spent.pop(data.draw(st.integers(0, len(self.spent) - 1)))
        back = self._reverse(entry)
        self._reversed_once(entry, back)
        debt = self.model.debt[member]
        for lot, part in sorted(used, key=lambda one: one[0].place):
            paid = min(part, debt)
            debt -= paid
            lot.left += part - paid
        self.model.debt[member] = debt
        self.model.net[member] += -entry.points

    @precondition(lambda self: self.earned)
    @rule(data=st.data())
    def reverse_what_was_earned(self, data: st.DataObject) -> None:
        entry, member, points = self.earned.pop(data.draw(st.integers(0, len(self.earned) - 1)))
        back = self._reverse(entry)
        self._reversed_once(entry, back)
        self.model.expire(member, self.on)
        self.model.take(member, points, first=lambda lot: lot.opener != entry.pk)

    def _reversed_once(self, entry: PointsEntry, back: PointsEntry) -> None:
        assert self._reverse(entry) == back
        with pytest.raises(ledger.AlreadyReversed):
            self._reverse(entry, key=f"other{entry.pk}")

    @precondition(lambda self: self.posted)
    @rule(data=st.data(), changed=st.booleans())
    def send_again(self, data: st.DataObject, changed: bool) -> None:
        verb, posting, entry, _points = data.draw(st.sampled_from(self.posted))
        again = getattr(ledger, verb)
        if changed:
            other = ledger.Posting(**{**vars(posting), "points": posting.points + 1})
            with pytest.raises(ledger.KeyReused):
                again(other, programme=self.programme)
        else:
            assert again(posting, programme=self.programme) == entry

    @rule(source=who, receiver=who, points=some)
    def transfer(self, source: int, receiver: int, points: int) -> None:
        self.number += 1
        cause = ledger.Cause(f"t{self.number}", NOW, self.on)
        pair = self.members[source].pk, self.members[receiver].pk
        if source == receiver:
            with pytest.raises(ValueError, match="one account"):
                ledger.transfer(*pair, points=points, cause=cause)
        elif self.model.alive(source, self.on) < points:
            with pytest.raises(ledger.InsufficientPoints):
                ledger.transfer(*pair, points=points, cause=cause)
        else:
            entries = ledger.transfer(*pair, points=points, cause=cause)
            assert ledger.transfer(*pair, points=points, cause=cause) == entries
            self.model.expire(source, self.on)
            for lot, part in self.model.take(source, points):
                self.model.give(receiver, part, (lot.ends, lot.opened))

    @rule(days=st.integers(1, 45))
    def time_passes(self, days: int) -> None:
        self.on += timedelta(days=days)

    @rule(batch=st.integers(1, 3))
    def night(self, batch: int) -> None:
        dead = sum(self.model.balance(member) - self.model.alive(member, self.on) for member in range(MEMBERS))
        assert ledger.expire_due(self.on, at=NOW, batch=batch).points == dead
        for member in range(MEMBERS):
            self.model.expire(member, self.on)

    @invariant()
    def database_says_what_the_model_says(self) -> None:
        rows = list(Member.objects.filter(pk__in=[row.pk for row in self.members]).order_by("pk"))
        assert [(row.balance, row.debt) for row in rows] == [
            (self.model.balance(member), self.model.debt[member]) for member in range(MEMBERS)
        ]
        assert [row.balance - row.debt for row in rows] == self.model.net
        for number, row in enumerate(rows):
            open_lots = PointsLot.objects.filter(member=row, remaining__gt=0).order_by("expires_on", "opened_on", "pk")
            assert list(open_lots.values_list("remaining", "expires_on")) == [
                (lot.left, lot.ends) for lot in self.model.of(number)
            ]

    def teardown(self) -> None:
        if hasattr(self, "members"):
            broken = [verdict for verdict in verify() if not verdict.holds]
            assert broken == []


class InOneTransaction(Ledger):
    """Each history begins with an empty ledger, and leaves nothing."""

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
def test_any_history() -> None:
    machine = seed(20261121)(InOneTransaction)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
