"""How much of a promised time is left: a function of what happened, the hotel's hours and the moment of asking.

A clock runs from its start until it is stopped; what pauses it is not counted, and who is at work on it makes no
difference: a hand-over is no event here. One that goes on after it was stopped goes on from what was used.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from .hours import NOTHING, Hours, after, between

WARNED_AT = Fraction(8, 10)  # of the promised time


class Change(StrEnum):
    """What an event does to the clock."""

    RUN = "run"  # it starts, or goes on
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True)
class Event:
    """What happened to the clock, and when."""

    at: datetime
    change: Change


@dataclass(frozen=True)
class Reading:
    """The clock at one moment.

    `left` is negative after the breach. `due_at` is the breach, past or to come, `warn_at` the moment before it at
    which somebody is told; both are None for a clock that does not run and did not get there. `is_running` says that
    time may pass, though the house may be closed right now.
    """

    spent: timedelta
    left: timedelta
    due_at: datetime | None
    warn_at: datetime | None
    is_running: bool

    def is_breached(self, at: datetime) -> bool:
        """Whether more than was promised has passed at `at`."""
        return self.due_at is not None and self.due_at < at


def read(events: Iterable[Event], hours: Hours, promised: timedelta, *, at: datetime) -> Reading:
    """The clock at `at`, of a ticket to which `events` happened (in any order; later ones than `at` do not count)."""
    runs = _runs([event for event in events if event.at <= at])
    spent = sum((between(hours, start, at if end is None else end) for start, end in runs), NOTHING)
    return Reading(
        spent=spent,
        left=promised - spent,
        due_at=_reached(runs, hours, promised),
        warn_at=_reached(runs, hours, promised * WARNED_AT.numerator / WARNED_AT.denominator),
        is_running=bool(runs) and runs[-1][1] is None,
    )


Runs = list[tuple[datetime, datetime | None]]


def _runs(events: list[Event]) -> Runs:
    """From when to when it ran; the last one may not have ended."""
    runs: Runs = []
    for event in sorted(events, key=lambda event: event.at):
        is_running = bool(runs) and runs[-1][1] is None
        if event.change is Change.RUN and not is_running:
            runs.append((event.at, None))
        elif event.change is not Change.RUN and is_running:
            runs[-1] = runs[-1][0], event.at
    return runs


def _reached(runs: Runs, hours: Hours, amount: timedelta) -> datetime | None:
    """When so much had passed, or will have if nothing else happens."""
    left = amount
    for start, end in runs:
        passed = None if end is None else between(hours, start, end)
        if passed is None or passed >= left:
            return after(hours, start, left)
        left -= passed
    return None
