"""Where a ticket may go from where it stands, and what happens to it without anybody saying so.

Solved and closed are two things: solved is the house's word, closed the end of it. Both can be opened again.
"""

from collections.abc import Mapping

from feedback.models.ticket import OPEN, State, Ticket

_AT_WORK = frozenset({State.VERIFYING, State.IN_PROGRESS, State.WAITING, State.RESOLVED})
MOVES: Mapping[State, frozenset[State]] = {
    State.NEW: _AT_WORK,
    State.VERIFYING: _AT_WORK - {State.VERIFYING},
    State.IN_PROGRESS: _AT_WORK - {State.IN_PROGRESS},
    State.WAITING: _AT_WORK - {State.WAITING},
    State.REOPENED: _AT_WORK,
    State.RESOLVED: frozenset({State.CLOSED, State.REOPENED}),
    State.CLOSED: frozenset({State.REOPENED}),
}
DONE = frozenset({State.RESOLVED, State.CLOSED})


def moves(kind: str, state: str) -> list[State]:
    """The states that a ticket of `kind` may be put into from `state`, in the order of their life.

    Praise needs no solution: it may be closed from wherever it stands.
    """
    may = MOVES[State(state)]
    if kind == Ticket.Kind.PRAISE and state != State.CLOSED:
        may |= {State.CLOSED}
    return [to for to in State if to in may]


def after_answer(state: str) -> State:
    """Where a ticket stands once the guest was answered: somebody is at work on what was new."""
    return State.IN_PROGRESS if state in {State.NEW, State.REOPENED} else State(state)


def after_facts(state: str) -> State:
    """Where a ticket stands once its facts are verified."""
    return State.IN_PROGRESS if state == State.VERIFYING else State(state)


def after_guest_wrote(state: str) -> State:
    """Where a ticket stands once the guest wrote: nobody waits any more, and what was done is to be done again."""
    if state == State.WAITING:
        return State.IN_PROGRESS
    return State(state) if state in OPEN else State.REOPENED
