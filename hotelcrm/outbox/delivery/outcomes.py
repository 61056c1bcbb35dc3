"""What each answer of a provider means for the message; a table, without database or clock."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotelcrm.outbox.models import Attempt, Reason, State
from hotelcrm.outbox.transports import Fate, Outcome

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
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


def ending(outcome: Outcome, *, is_service: bool, tries: int, at: datetime) -> Ending:
    """What becomes of a message that was tried `tries` times, this one included, and got `outcome` at `at`."""
    if outcome.fate in FOR_GOOD:
        return FOR_GOOD[outcome.fate]
    if outcome.fate in NOT_ITS_FAULT:
        return replace(NOT_ITS_FAULT[outcome.fate], due_at=at + ROAD_AGAIN)
    again = _again(tries, at, outcome.retry_after)
    if outcome.fate == Fate.LATER:
        if again is None:
            return Ending(State.FAILED, Reason.GAVE_UP, _SEEN.LATER)
        return Ending(State.HELD, Reason.TRY_AGAIN, _SEEN.LATER, again)
    # No reply: the guest may have it. What is needed may come twice, by the same Message-ID; nothing else may.
    if is_service and again is not None:
        return Ending(State.QUEUED, Reason.NO_REPLY, _SEEN.UNKNOWN, again)
    return Ending(State.UNKNOWN, Reason.NO_REPLY, _SEEN.UNKNOWN)


def _again(tries: int, at: datetime, retry_after: int | None) -> datetime | None:
    """When to try next after `tries` tries; None: not any more."""
    if tries > len(BACK_OFF):
        return None
    return at + max(BACK_OFF[max(tries, 1) - 1], timedelta(seconds=retry_after or 0))
