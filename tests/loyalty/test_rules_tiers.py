"""Which tier: a table of cases, and what holds for every history."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules import tiers
from loyalty.rules.tiers import CALENDAR_YEAR, ROLLING, Attained, Grant, Level, Missing, State, Why

TODAY = date(2026, 11, 21)
THIS_YEAR, NEXT_YEAR = date(2026, 12, 31), date(2027, 12, 31)
YESTERDAY, LATER = TODAY - timedelta(days=1), date(2027, 6, 30)

MEMBER = Level(0)
SILVER = Level(1, nights=8, stays=4, spend=Decimal(8_000))
GOLD = Level(2, nights=20, stays=10, spend=Decimal(25_000), lifetime_nights=300)
PLATINUM = Level(3, nights=50, stays=25, spend=Decimal(70_000), lifetime_nights=800)
LEVELS = (MEMBER, SILVER, GOLD, PLATINUM)
STRICT = (MEMBER, Level(1, needs_all=True, nights=8, points=1_000), Level(2))  # the last one by invitation only


def _state(rank: int = 0, until: date | None = None, tier: int | None = None, tier_until: date | None = None) -> State:
    return State(rank, until, rank if tier is None else tier, until if tier is None else tier_until)


def _decide(state: State, attained: Attained, **given_: Any) -> tiers.Decision:
    facts = {"levels": LEVELS, "lifetime_nights": 0, "grants": (), "today": TODAY, "window": CALENDAR_YEAR} | given_
    return tiers.decide(facts.pop("levels"), state, attained, **facts)


def _nights(number: int, **fields: Any) -> Attained:
    return Attained(nights=number, stays=1, last_on=TODAY, **fields)


CASES: list[tuple[str, State, Attained, dict[str, Any], State, Why]] = [
    # Upwards
    ("nothing attained", _state(), Attained(), {}, _state(), Why.NOTHING),
    ("one night short", _state(), _nights(7), {}, _state(), Why.NOTHING),
    ("just enough nights", _state(), _nights(8), {}, _state(1, NEXT_YEAR), Why.REACHED),
    ("just enough stays", _state(), Attained(stays=4), {}, _state(1, NEXT_YEAR), Why.REACHED),
    ("just enough spend", _state(), Attained(spend=Decimal(8_000)), {}, _state(1, NEXT_YEAR), Why.REACHED),
    ("a cent short", _state(), Attained(spend=Decimal("7999.99")), {}, _state(), Why.NOTHING),
    ("two levels at once", _state(), _nights(20), {}, _state(2, NEXT_YEAR), Why.REACHED),
    ("all levels at once", _state(), _nights(50), {}, _state(3, NEXT_YEAR), Why.REACHED),
    ("one up from a tier held", _state(1, THIS_YEAR), _nights(20), {}, _state(2, NEXT_YEAR), Why.REACHED),
    (
        "up on the day after the end",
        _state(1, YESTERDAY),
        _nights(20),
        {},
        _state(2, NEXT_YEAR),
        Why.REACHED,
    ),
    # All of them, and by invitation
    ("all: one is missing", _state(), _nights(8, points=999), {"levels": STRICT}, _state(), Why.NOTHING),
    ("all: met", _state(), _nights(8, points=1_000), {"levels": STRICT}, _state(1, NEXT_YEAR), Why.REACHED),
    (
        "a tier without thresholds is never reached",
        _state(1, NEXT_YEAR),
        _nights(500, points=10_000),
        {"levels": STRICT},
        _state(1, NEXT_YEAR),
        Why.NOTHING,
    ),
    # Kept
    ("reached again", _state(1, THIS_YEAR), _nights(8), {}, _state(1, NEXT_YEAR), Why.KEPT),
    ("reached again, twice", _state(1, NEXT_YEAR), _nights(9), {}, _state(1, NEXT_YEAR), Why.NOTHING),
    ("holds, little attained", _state(2, NEXT_YEAR), _nights(1), {}, _state(2, NEXT_YEAR), Why.NOTHING),
    ("holds, a lower one reached", _state(2, THIS_YEAR), _nights(8), {}, _state(2, THIS_YEAR), Why.NOTHING),
    ("the last day counts", _state(2, TODAY), Attained(), {}, _state(2, TODAY), Why.NOTHING),
    # Down
    ("the day after", _state(2, YESTERDAY), Attained(), {}, _state(1, THIS_YEAR), Why.LAPSED),
    ("from the top", _state(3, YESTERDAY), Attained(), {}, _state(2, THIS_YEAR), Why.LAPSED),
    ("to where everybody begins", _state(1, YESTERDAY), Attained(), {}, _state(), Why.LAPSED),
    ("one level only", _state(3, date(2020, 12, 31)), Attained(), {}, _state(2, THIS_YEAR), Why.LAPSED),
    (
        "one level, and that one was reached this year",
        _state(2, YESTERDAY),
        _nights(8),
        {},
        _state(1, NEXT_YEAR),
        Why.LAPSED,
    ),
    (
        "over, but reached again",
        _state(2, YESTERDAY),
        _nights(20),
        {},
        _state(2, NEXT_YEAR),
        Why.KEPT,
    ),
    # Rolling: twelve months from the last thing that counts
    (
        "rolling: reached today",
        _state(),
        _nights(8),
        {"window": ROLLING},
        _state(1, date(2027, 11, 21)),
        Why.REACHED,
    ),
    (
        "rolling: a day without a stay changes nothing",
        _state(1, date(2027, 11, 20)),
        Attained(nights=8, last_on=YESTERDAY),
        {"window": ROLLING},
        _state(1, date(2027, 11, 20)),
        Why.NOTHING,
    ),
    (
        "rolling: another stay prolongs it",
        _state(1, date(2027, 11, 20)),
        _nights(9),
        {"window": ROLLING},
        _state(1, date(2027, 11, 21)),
        Why.KEPT,
    ),
    (
        "rolling: down to twelve months",
        _state(2, YESTERDAY),
        Attained(),
        {"window": ROLLING},
        _state(1, date(2027, 11, 21)),
        Why.LAPSED,
    ),
    # For life
    (
        "for life, without a stay this year",
        _state(),
        Attained(),
        {"lifetime_nights": 300},
        _state(2),
        Why.FOR_LIFE,
    ),
    ("a night short of life", _state(), Attained(), {"lifetime_nights": 299}, _state(), Why.NOTHING),
    (
        "for life ends the end",
        _state(2, YESTERDAY),
        Attained(),
        {"lifetime_nights": 300},
        _state(2),
        Why.FOR_LIFE,
    ),
    (
        "above the one for life",
        _state(2),
        _nights(50),
        {"lifetime_nights": 300},
        _state(3, NEXT_YEAR),
        Why.REACHED,
    ),
    (
        "down to the one for life",
        _state(3, YESTERDAY),
        Attained(),
        {"lifetime_nights": 300},
        _state(2),
        Why.LAPSED,
    ),
    ("for life no longer", _state(2), Attained(), {"lifetime_nights": 10}, _state(2, THIS_YEAR), Why.KEPT),
    # By hand
    (
        "granted with an end",
        _state(),
        Attained(),
        {"grants": [Grant(2, LATER)]},
        _state(0, None, 2, LATER),
        Why.GRANTED,
    ),
    (
        "granted for life",
        _state(1, THIS_YEAR),
        Attained(),
        {"grants": [Grant(3)]},
        _state(1, THIS_YEAR, 3, None),
        Why.GRANTED,
    ),
    (
        "the higher of two grants",
        _state(),
        Attained(),
        {"grants": [Grant(1), Grant(2, LATER)]},
        _state(0, None, 2, LATER),
        Why.GRANTED,
    ),
    (
        "earned more than granted",
        _state(),
        _nights(20),
        {"grants": [Grant(1)]},
        _state(2, NEXT_YEAR),
        Why.REACHED,
    ),
    (
        "granted what is earned, for longer",
        _state(1, THIS_YEAR),
        Attained(),
        {"grants": [Grant(1, LATER)]},
        _state(1, THIS_YEAR, 1, LATER),
        Why.GRANTED,
    ),
    (
        "the grant ended, the earned tier holds",
        _state(1, THIS_YEAR, 3, YESTERDAY),
        Attained(),
        {},
        _state(1, THIS_YEAR),
        Why.GRANT_ENDED,
    ),
    (
        "earned what was granted",
        _state(0, None, 1, LATER),
        _nights(8),
        {"grants": [Grant(1, LATER)]},
        _state(1, NEXT_YEAR, 1, NEXT_YEAR),
        Why.REACHED,
    ),
]


@pytest.mark.parametrize(
    ("before", "attained", "facts", "after", "why"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_table(before: State, attained: Attained, facts: dict[str, Any], after: State, why: Why) -> None:
    decision = _decide(before, attained, **facts)

    assert decision == tiers.Decision(after, why)


# For every history

RANKS = st.integers(0, 3)
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
ENDS = st.none() | DAYS
GRANTS = st.lists(st.builds(Grant, rank=RANKS, ends_on=st.none() | st.dates(TODAY, date(2030, 1, 1))), max_size=3)
ATTAINED = st.builds(
    Attained,
    nights=st.integers(0, 80),
    stays=st.integers(0, 40),
    spend=st.decimals(0, 100_000, places=2),
    points=st.integers(0, 5_000),
    last_on=st.none() | st.dates(TODAY - timedelta(days=300), TODAY),
)
WINDOWS = st.sampled_from([CALENDAR_YEAR, ROLLING])


@st.composite
def states(draw: st.DrawFn) -> State:
    earned = draw(RANKS)
    until = draw(ENDS) if earned else None
    return State(earned, until, max(earned, draw(RANKS)), draw(ENDS))


FACTS = {
    "state": states(),
    "attained": ATTAINED,
    "life": st.integers(0, 1_000),
    "grants": GRANTS,
    "window": WINDOWS,
}


@given(**FACTS, more=st.integers(1, 60))
def test_more_nights_never_give_a_lower_tier(
    state: State, attained: Attained, life: int, grants: list[Grant], window: str, more: int
) -> None:
    facts: dict[str, Any] = {"grants": grants, "window": window}
    rich = attained._replace(nights=attained.nights + more)

    less = _decide(state, attained, lifetime_nights=life, **facts).state
    much = _decide(state, rich, lifetime_nights=life + more, **facts).state

    assert much.earned >= less.earned
    assert much.tier >= less.tier


@given(**FACTS)
def test_falls_one_level_at_most(state: State, attained: Attained, life: int, grants: list[Grant], window: str) -> None:
    after = _decide(state, attained, lifetime_nights=life, grants=grants, window=window).state

    assert after.earned >= state.earned - 1
    assert after.tier >= after.earned


@given(**FACTS)
def test_decides_the_same_twice_on_a_day(
    state: State, attained: Attained, life: int, grants: list[Grant], window: str
) -> None:
    facts: dict[str, Any] = {"lifetime_nights": life, "grants": grants, "window": window}
    once = _decide(state, attained, **facts)

    assert _decide(once.state, attained, **facts) == tiers.Decision(once.state, Why.NOTHING)


@given(**FACTS)
def test_what_was_decided_holds_today(
    state: State, attained: Attained, life: int, grants: list[Grant], window: str
) -> None:
    after = _decide(state, attained, lifetime_nights=life, grants=grants, window=window).state

    assert after.earned_until is None or after.earned_until >= TODAY
    assert after.tier_until is None or after.tier_until >= TODAY


# Windows


def test_windows() -> None:
    assert tiers.window_start(CALENDAR_YEAR, TODAY) == date(2026, 1, 1)
    assert tiers.window_start(ROLLING, TODAY) == date(2025, 11, 22)
    assert tiers.valid_until(ROLLING, date(2028, 2, 29)) == date(2029, 2, 28)


# What is missing


def test_says_what_is_missing() -> None:
    attained = Attained(nights=18, stays=9, spend=Decimal("12000.50"), last_on=TODAY)

    assert tiers.missing(GOLD, attained, today=TODAY, window=CALENDAR_YEAR) == [
        Missing("nights", 2, THIS_YEAR),
        Missing("stays", 1, THIS_YEAR),
        Missing("spend", Decimal("12999.50"), THIS_YEAR),
    ]


def test_of_all_only_those_not_met_are_missing() -> None:
    assert tiers.missing(STRICT[1], Attained(nights=9), today=TODAY, window=CALENDAR_YEAR) == [
        Missing("points", 1_000, THIS_YEAR)
    ]


def test_nothing_is_missing_when_one_of_any_is_met_or_no_stay_would_help() -> None:
    assert tiers.missing(GOLD, _nights(20), today=TODAY, window=CALENDAR_YEAR) == []
    assert tiers.missing(STRICT[2], Attained(), today=TODAY, window=CALENDAR_YEAR) == []


def test_in_a_rolling_window_the_first_thing_attained_sets_the_day() -> None:
    attained = Attained(nights=18, first_on=date(2026, 1, 10), last_on=TODAY)

    [nights, *_rest] = tiers.missing(GOLD, attained, today=TODAY, window=ROLLING)

    assert nights.by == date(2027, 1, 9)
    assert tiers.window_start(ROLLING, nights.by) == attained.first_on


# Undone


JOINED = tiers.Step(date(2026, 1, 1), "joined", 0, 0, None)
SILVER_LONG = tiers.Step(date(2026, 3, 1), Why.REACHED, 0, 1, NEXT_YEAR)
GOLD_NOW = tiers.Step(TODAY, Why.REACHED, 1, 2, NEXT_YEAR)

UNDONE: list[tuple[str, State, list[tiers.Step], int, State]] = [
    ("reached today, still brought", _state(2, NEXT_YEAR), [JOINED, SILVER_LONG, GOLD_NOW], 2, _state(2, NEXT_YEAR)),
    ("reached today and undone", _state(2, NEXT_YEAR), [JOINED, SILVER_LONG, GOLD_NOW], 1, _state(1, NEXT_YEAR)),
    ("what was before was older and holds", _state(2, NEXT_YEAR), [SILVER_LONG, GOLD_NOW], 0, _state(1, NEXT_YEAR)),
    (
        "reached yesterday by the programme's clock",
        _state(1, NEXT_YEAR),
        [JOINED, tiers.Step(YESTERDAY, Why.REACHED, 0, 1, NEXT_YEAR)],
        0,
        _state(),
    ),
    ("reached long ago stays", _state(1, NEXT_YEAR), [JOINED, SILVER_LONG], 0, _state(1, NEXT_YEAR)),
    (
        "held longer since today",
        _state(1, NEXT_YEAR),
        [tiers.Step(date(2025, 5, 1), Why.REACHED, 0, 1, THIS_YEAR), tiers.Step(TODAY, Why.KEPT, 1, 1, NEXT_YEAR)],
        0,
        _state(1, THIS_YEAR),
    ),
    (
        "two steps of one day",
        _state(2, NEXT_YEAR),
        [JOINED, tiers.Step(TODAY, Why.REACHED, 0, 1, NEXT_YEAR), GOLD_NOW],
        0,
        _state(),
    ),
    ("for life since today", _state(2), [JOINED, tiers.Step(TODAY, Why.FOR_LIFE, 0, 2, None)], 0, _state()),
    ("of another way", _state(2, LATER), [JOINED, SILVER_LONG, GOLD_NOW], 0, _state(2, LATER)),
    ("without a history", _state(2, NEXT_YEAR), [GOLD_NOW], 0, _state(1, NEXT_YEAR)),
]


@pytest.mark.parametrize(
    ("state", "steps", "holds", "after"), [case[1:] for case in UNDONE], ids=[case[0] for case in UNDONE]
)
def test_a_tier_goes_with_what_had_reached_it(state, steps, holds, after):
    back = tiers.undone(state, steps, holds=holds, today=TODAY)

    assert back[:2] == after[:2]
    assert tiers.undone(back, steps, holds=holds, today=TODAY) == back


def test_what_brings_a_tier_is_the_window_or_life():
    assert tiers.brought(LEVELS, _nights(8), 0) == 1
    assert tiers.brought(LEVELS, _nights(8), 300) == 2
