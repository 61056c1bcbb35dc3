"""Which assignment rule takes a new ticket; pure.

A shift that runs past midnight belongs to the weekday on which it began.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar

DAY = timedelta(days=1)


class Rule(Protocol):
    """What is read of a rule: empty is anything."""

    hotel_id: int | None
    category_id: int | None
    weekday: int | None
    opens: time | None
    closes: time | None


AnyRule = TypeVar("AnyRule", bound=Rule)


@dataclass(frozen=True)
class Subject:
    """What is read of a ticket: its hotel, its category with all that is above it, and the hotel's wall time."""

    hotel_id: int
    categories: Collection[int]
    wall: datetime


def first(rules: Iterable[AnyRule], subject: Subject) -> AnyRule | None:
    """The first of `rules` (in their order) that fits `subject`."""
    return next((rule for rule in rules if fits(rule, subject)), None)


def fits(rule: Rule, subject: Subject) -> bool:
    """Whether `rule` takes `subject`."""
    return (
        rule.hotel_id in {None, subject.hotel_id}
        and (rule.category_id is None or rule.category_id in subject.categories)
        and _is_at(rule, subject.wall)
    )


def _is_at(rule: Rule, wall: datetime) -> bool:
    if rule.opens is None or rule.closes is None:
        return rule.weekday in {None, wall.weekday()}
    now = wall.time()
    if rule.opens < rule.closes:
        return rule.weekday in {None, wall.weekday()} and rule.opens <= now < rule.closes
    if now >= rule.opens:
        return rule.weekday in {None, wall.weekday()}
    return now < rule.closes and rule.weekday in {None, (wall - DAY).weekday()}
