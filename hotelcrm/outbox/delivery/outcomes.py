"""What each answer of a provider means for the message; a table, without database or clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotelcrm.outbox.models import Attempt, Reason, State
from hotelcrm.outbox.transports import Fate, Outcome

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
# What a guest needs waits as long for a road as mail servers do: five days (RFC 5321, 4.5.4.1).
PATIENT_BACK_OFF = BACK_OFF + tuple(timedelta(hours=hours) for hours in (8, 12, 24, 24, 24, 24))
ROAD_AGAIN = timedelta(minutes=1)  # the breaker decides how often a dead road is tried, not the message


@dataclass(frozen=True)
class Ending:
    """How an attempt ends: the message's next state with its reason, when it is due again, and what the attempt says.

    `is_free`: the attempt does not count as a try, for nothing reached the provider.
    """

    state: State
    reason: str
    outcome: str
    due_at: datetime | None = None
    is_free: bool = False


_SEEN = Attempt.Outcome

FOR_GOOD = {
    Fate.ACCEPTED: Ending(State.SENT, "", _SEEN.ACCEPTED),
    Fate.REFUSED_ADDRESS: Ending(State.FAILED, Reason.REFUSED_ADDRESS, _SEEN.REFUSED),
    Fate.OPTED_OUT: Ending(State.FAILED, Reason.SUPPRESSED, _SEEN.REFUSED),
    Fate.REFUSED_CONTENT: Ending(State.FAILED, Reason.REFUSED_CONTENT, _SEEN.REFUSED),
}
NOT_ITS_FAULT = {
    Fate.REFUSED_SENDER: Ending(State.HELD, Reason.REFUSED_SENDER, _SEEN.REFUSED, is_free=True),
    Fate.ROAD_DOWN: Ending(State.QUEUED, "", _SEEN.LATER, is_free=True),
}
# Tried again with ever longer waits, and given up in the end.
PUT_OFF = {
    Fate.LATER: (
        Ending(State.HELD, Reason.TRY_AGAIN, _SEEN.LATER),
        Ending(State.FAILED, Reason.GAVE_UP, _SEEN.LATER),
    ),
    Fate.UNWELCOME: (
        Ending(State.HELD, Reason.REFUSED_SENDER, _SEEN.REFUSED),
        Ending(State.FAILED, Reason.REFUSED_SENDER, _SEEN.REFUSED),
    ),
}


def ending(outcome: Outcome, *, is_service: bool, tries: int, at: datetime) -> Ending:
    """What becomes of a message that was tried `tries` times, this one included, and got `outcome` at `at`."""
    if outcome.fate in FOR_GOOD:
        return FOR_GOOD[outcome.fate]
    if outcome.fate in NOT_ITS_FAULT:
        return replace(NOT_ITS_FAULT[outcome.fate], due_at=at + ROAD_AGAIN)
    if outcome.fate in PUT_OFF:
        waits = PATIENT_BACK_OFF if is_service else BACK_OFF
        again = _again(waits, tries, at, outcome.retry_after)
        put_off, given_up = PUT_OFF[outcome.fate]
        return given_up if again is None else replace(put_off, due_at=again)
    # No reply: the guest may have it. What is needed may come twice, by the same Message-ID; nothing else may.
    again = _again(BACK_OFF, tries, at, outcome.retry_after)
    if is_service and again is not None:
        return Ending(State.QUEUED, Reason.NO_REPLY, _SEEN.UNKNOWN, again)
    return Ending(State.UNKNOWN, Reason.NO_REPLY, _SEEN.UNKNOWN)


def _again(waits: Sequence[timedelta], tries: int, at: datetime, retry_after: int | None) -> datetime | None:
    """When to try next after `tries` tries; None: not any more."""
    if tries > len(waits):
        return None
    return at + max(waits[max(tries, 1) - 1], timedelta(seconds=retry_after or 0))
