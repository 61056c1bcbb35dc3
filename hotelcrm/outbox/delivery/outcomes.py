"""What each answer of a provider means for the message; a table, without database or clock."""

from dataclasses import dataclass
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


def ending(outcome: Outcome, *, is_service: bool, tries: int, at: datetime) -> Ending:
    """What becomes of a message that was tried `tries` times, this one included, and got `outcome` at `at`."""
    seen = Attempt.Outcome
    match outcome.fate:
        case Fate.ACCEPTED:
            return Ending(State.SENT, "", seen.ACCEPTED)
        case Fate.LATER:
            again = _again(tries, at, outcome.retry_after)
            if again is None:
                return Ending(State.FAILED, Reason.GAVE_UP, seen.LATER)
            return Ending(State.HELD, Reason.TRY_AGAIN, seen.LATER, again)
        case Fate.REFUSED_ADDRESS:
            return Ending(State.FAILED, Reason.REFUSED_ADDRESS, seen.REFUSED)
        case Fate.REFUSED_CONTENT:
            return Ending(State.FAILED, Reason.REFUSED_CONTENT, seen.REFUSED)
        case Fate.REFUSED_SENDER:
            return Ending(State.HELD, Reason.REFUSED_SENDER, seen.REFUSED, at + ROAD_AGAIN, is_free=True)
        case Fate.ROAD_DOWN:
            return Ending(State.QUEUED, "", seen.LATER, at + ROAD_AGAIN, is_free=True)
        case Fate.NO_REPLY:
            again = _again(tries, at, None) if is_service else None
            if again is None:
                return Ending(State.UNKNOWN, Reason.NO_REPLY, seen.UNKNOWN)
            return Ending(State.QUEUED, Reason.NO_REPLY, seen.UNKNOWN, again)


def _again(tries: int, at: datetime, retry_after: int | None) -> datetime | None:
    """When to try next after `tries` tries; None: not any more."""
    if tries > len(BACK_OFF):
        return None
    return at + max(BACK_OFF[max(tries, 1) - 1], timedelta(seconds=retry_after or 0))
