"""Which tier somebody has: one function for the check-out and for the night, and what is missing to the next tier.

Thresholds are counted within a window that ends today. A tier that was reached holds until the end of its validity;
then it falls by exactly one level, to one more year (soft landing). Nights for life keep a tier without end, and tiers
given by hand count besides while they run. Undone on the same day, a stay takes the tier along that it had brought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

CALENDAR_YEAR, ROLLING = "calendar_year", "rolling"
DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a tier changed, or holds longer; the words are `TierChange.Why`'s."""

    NOTHING = ""
    REACHED = "reached"
    KEPT = "kept"
    LAPSED = "lapsed"
    FOR_LIFE = "for_life"
    GRANTED = "granted"
    GRANT_ENDED = "grant_ended"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Level:
    """A tier's thresholds; those that are None do not count, and of none filled none is ever met."""

    rank: int
    needs_all: bool = False
    nights: int | None = None
    stays: int | None = None
    spend: Decimal | None = None
    points: int | None = None
    lifetime_nights: int | None = None


class Attained(NamedTuple):
    """What was attained within the window; `first_on` and `last_on` are the days of the first and last thing in it."""

    nights: int = 0
    stays: int = 0
    spend: Decimal = Decimal(0)
    points: int = 0
    first_on: date | None = None
    last_on: date | None = None


class Grant(NamedTuple):
    """A tier given by hand that runs today; `ends_on` None is for life."""

    rank: int
    ends_on: date | None = None


class State(NamedTuple):
    """The tier earned and the tier that counts, each with its last day; None is without end."""

    earned: int = 0
    earned_until: date | None = None
    tier: int = 0
    tier_until: date | None = None


class Step(NamedTuple):
    """The tier became `rank` until that day, on the day `on`, from rank `before`."""

    on: date
    why: Why | str
    before: int
    rank: int
    until: date | None


class Decision(NamedTuple):
    """The state from today on, and why it is another than before; `why` is empty when it is not."""

    state: State
    why: Why


@dataclass(frozen=True, slots=True)
class Missing:
    """So much more of one thing by `by` (a day of the window)."""

    what: str  # nights, stays, spend or points
    amount: Decimal | int
    by: date


# Days


def window_start(window: str, today: date) -> date:
    """The first day that counts today."""
    return date(today.year, 1, 1) if window == CALENDAR_YEAR else _months(today, -12) + DAY


def valid_until(window: str, on: date) -> date:
    """The last day of a tier reached on that day: 31 December of the next year, or twelve months later."""
    return date(on.year + 1, 12, 31) if window == CALENDAR_YEAR else _months(on, 12)


def landing_until(window: str, today: date) -> date:
    """The last day of the tier that somebody falls to today: one year, which in the calendar is this one."""
    return date(today.year, 12, 31) if window == CALENDAR_YEAR else _months(today, 12)


def _months(day: date, number: int) -> date:
    """The same day so many whole years off (`number` is a multiple of 12); 29 February becomes the 28th."""
    year = day.year + number // 12
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


# Deciding


def decide(
    levels: Sequence[Level],
    state: State,
    attained: Attained,
    *,
    lifetime_nights: int,
    grants: Sequence[Grant],
    today: date,
    window: str,
) -> Decision:
    """The state of somebody who has `attained` so much; `levels` by rank, the first is everybody's.

    Upwards at once, to the highest tier whose thresholds are met. Reached again, a tier holds longer, counted from the
    day of the last thing that counts, so that a day that brings nothing changes nothing. Not reached and its validity
    over: one level down. Asked twice on a day, it decides the same.
    """
    earned, until, why = _earned(levels, state, attained, _for_life(levels, lifetime_nights), today, window)
    tier, tier_until = earned, until
    given = max(grants, key=_reach) if grants else None
    if given is not None and given.rank >= earned:
        tier_until = given.ends_on if given.rank > earned else _later(until, given.ends_on)
        tier = given.rank
    after = State(earned, until, tier, tier_until)
    return Decision(after, Why.NOTHING if after == state else _why(state, after, why))


BROUGHT = frozenset({Why.REACHED, Why.KEPT, Why.FOR_LIFE})


def brought(levels: Sequence[Level], attained: Attained, lifetime_nights: int) -> int:
    """The highest rank that nights, stays, spend and points give: within the window, or for life."""
    return max(reached(levels, attained), _for_life(levels, lifetime_nights))


def undone(state: State, steps: Sequence[Step], *, holds: int, today: date) -> State:
    """The state before what was reached just now by something that has been undone; `decide` goes on from there.

    `steps` are the member's changes of the tier earned, oldest first; `holds` is the highest rank that is still brought
    about. A tier that was reached, or holds longer, since yesterday (hotels' days are not the programme's) goes back to
    what was before it, with the end that had. An older one stays to its end: the guest was told and has lived with it.
    """
    earned, until, left = state.earned, state.earned_until, list(steps)
    while left and earned > holds and _is_fresh(left[-1], today) and left[-1][3:] == (earned, until):
        last = left.pop()
        if left:
            earned, until = left[-1].rank, left[-1].until
        else:
            earned, until = last.before, until if last.before else None
    return state._replace(earned=earned, earned_until=until)


def _is_fresh(step: Step, today: date) -> bool:
    return step.why in BROUGHT and step.on >= today - DAY


def reached(levels: Sequence[Level], attained: Attained) -> int:
    """The highest rank whose thresholds are met, 0 when none is."""
    for level in reversed(levels):
        if _is_met(level, attained):
            return level.rank
    return 0


def _earned(
    levels: Sequence[Level], state: State, attained: Attained, life: int, today: date, window: str
) -> tuple[int, date | None, Why]:
    top, held, held_until = reached(levels, attained), state.earned, state.earned_until
    if life and life >= max(top, held):
        return life, None, Why.FOR_LIFE
    if top == held == 0:
        return 0, None, Why.NOTHING
    until = valid_until(window, min(attained.last_on or today, today))
    if top > held:
        return top, until, Why.REACHED
    if top == held and held_until is not None and until > held_until:
        return held, until, Why.KEPT
    if held_until is not None and today <= held_until:
        return held, held_until, Why.NOTHING
    # The validity is over; or it was for life and is no longer, because a correction took nights away.
    landing = landing_until(window, today)
    falls = held_until is not None
    rank = max((level.rank for level in levels if level.rank < held), default=0) if falls else held
    end = None if rank <= life else max(until, landing) if top == rank else landing
    return rank, end, Why.LAPSED if falls else Why.KEPT


def _is_met(level: Level, attained: Attained) -> bool:
    # Written out: the night asks this four times for each of a million members.
    nights, stays, spend, points = level.nights, level.stays, level.spend, level.points
    if level.needs_all:
        return (
            (nights is None or attained.nights >= nights)
            and (stays is None or attained.stays >= stays)
            and (spend is None or attained.spend >= spend)
            and (points is None or attained.points >= points)
            and (nights, stays, spend, points) != (None, None, None, None)
        )
    return (
        (nights is not None and attained.nights >= nights)
        or (stays is not None and attained.stays >= stays)
        or (spend is not None and attained.spend >= spend)
        or (points is not None and attained.points >= points)
    )


def _for_life(levels: Sequence[Level], nights: int) -> int:
    for level in reversed(levels):
        if level.lifetime_nights is not None and nights >= level.lifetime_nights:
            return level.rank
    return 0


def _reach(grant: Grant) -> tuple[int, date]:
    return grant.rank, grant.ends_on or date.max


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _why(before: State, after: State, earned: Why) -> Why:
    if after.tier > after.earned and (after.tier, after.tier_until) != (before.tier, before.tier_until):
        return Why.GRANTED if after.tier >= before.tier else Why.GRANT_ENDED
    if after.tier < before.tier and before.tier > before.earned:
        return Why.GRANT_ENDED
    if (before.earned, before.earned_until) != (after.earned, after.earned_until):
        return earned
    return Why.GRANTED if _longer(after.tier_until, before.tier_until) else Why.GRANT_ENDED


def _longer(one: date | None, other: date | None) -> bool:
    return other is not None and (one is None or one > other)


# What is missing


def missing(level: Level, attained: Attained, *, today: date, window: str) -> list[Missing]:
    """What is missing to `level`, each thing with the day by which it counts together with what is attained.

    Nothing when it is met, or cannot be reached by staying. In a rolling window that day is the last one before the
    first thing attained no longer counts.
    """
    if _is_met(level, attained):
        return []
    by = _deadline(attained, today, window)
    wanted: list[tuple[str, Decimal | int | None, Decimal | int]] = [
        ("nights", level.nights, attained.nights),
        ("stays", level.stays, attained.stays),
        ("spend", level.spend, attained.spend),
        ("points", level.points, attained.points),
    ]
    return [Missing(what, need - have, by) for what, need, have in wanted if need is not None and need > have]


def _deadline(attained: Attained, today: date, window: str) -> date:
    if window == CALENDAR_YEAR:
        return date(today.year, 12, 31)
    return _months(attained.first_on or today, 12) - DAY
