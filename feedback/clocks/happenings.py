"""What the events of a ticket do to its two clocks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback.models import State, TicketEvent
from feedback.rules.clock import Change, Event

ANSWERS = frozenset({TicketEvent.Kind.REPLY, TicketEvent.Kind.SPOKE})
CHANGES: Mapping[str, Change] = {
    State.NEW: Change.RUN,
    State.VERIFYING: Change.RUN,
    State.IN_PROGRESS: Change.RUN,
    State.REOPENED: Change.RUN,
    State.WAITING: Change.PAUSE,
    State.RESOLVED: Change.STOP,
    State.CLOSED: Change.STOP,
}


@dataclass(frozen=True)
class Happening:
    """An event, as far as a clock is concerned: its kind, and the state it moved the ticket to, if it did."""

    at: datetime
    kind: str
    to: str | None = None

    @classmethod
    def of(cls, at: datetime, kind: str, details: Mapping[str, Any]) -> "Happening":
        """From the columns of a `TicketEvent`."""
        to = details.get("to")
        return cls(at, kind, to if to in CHANGES else None)


def apart(happenings: Iterable[Happening]) -> list[Happening]:
    """Those of one ticket, as they were written, without the times in which it was part of another one.

    While it was merged nothing happens to it, and it is as before when it is parted: its clocks ran on, for else a
    merge and its undo would give time away. Only the end of a merge that stands is left.
    """
    found: list[Happening] = []
    for happening in happenings:
        if happening.kind != TicketEvent.Kind.UNMERGED:
            found.append(happening)
        elif found and found[-1].kind == TicketEvent.Kind.MERGED:
            found.pop()
    return found


def of_response(opened_at: datetime, happenings: Iterable[Happening]) -> list[Event]:
    """What happened to the promise of a first answer: with the first answer it is kept, whatever comes later."""
    events = [Event(opened_at, Change.RUN)]
    for happening in _in_order(happenings):
        if happening.kind in ANSWERS:
            return [*events, Event(happening.at, Change.STOP)]
        events.extend(_moves(happening))
    return events


def of_resolution(opened_at: datetime, happenings: Iterable[Happening]) -> list[Event]:
    """What happened to the promise of a solution."""
    moves = (event for happening in _in_order(happenings) for event in _moves(happening))
    return [Event(opened_at, Change.RUN), *moves]


def ended_unanswered(happenings: Iterable[Happening]) -> bool:
    """Whether the ticket is resolved or closed, and nobody had answered the guest."""
    ordered = _in_order(happenings)
    moves = [event.change for happening in ordered for event in _moves(happening)]
    return moves[-1:] == [Change.STOP] and not any(happening.kind in ANSWERS for happening in ordered)


def _in_order(happenings: Iterable[Happening]) -> list[Happening]:
    return sorted(happenings, key=lambda happening: happening.at)


def _moves(happening: Happening) -> Iterator[Event]:
    if happening.to is not None:
        yield Event(happening.at, CHANGES[happening.to])
