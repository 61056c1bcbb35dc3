"""The few conditions that decide about one guest, picked out of the whole explanation."""

from dataclasses import dataclass
from typing import Final

from .explaining import Verdict
from .nodes import How

SHOWN: Final = 3


@dataclass(frozen=True)
class Reasons:
    """`against` are the first few that keep a guest out, `more` how many others; `kept` parts are as they should be."""

    against: tuple[Verdict, ...]
    more: int
    kept: int


def reasons(verdict: Verdict) -> Reasons:
    """What keeps the guest of `verdict` out, if anything does. A part of "none of" is at fault when it holds."""
    if verdict.holds:
        return Reasons((), 0, len(verdict.parts))
    at_fault = [part for part in verdict.parts if part.holds == (verdict.how is How.NONE)]
    found = [one for part in at_fault for one in _within(part)]
    return Reasons(tuple(found[:SHOWN]), max(len(found) - SHOWN, 0), len(verdict.parts) - len(at_fault))


def _within(part: Verdict) -> list[Verdict]:
    """A group that must hold all or none is told by its own parts at fault; one of which any would do, as a whole."""
    if not part.parts or part.how is How.ANY or part.holds:
        return [part]
    if part.how is How.NONE:
        return [one for one in part.parts if one.holds] or [part]
    return [one for inner in part.parts if not inner.holds for one in _within(inner)]
