"""Which room is free when, so that no invented room is let twice.

Days are numbered from the first day of the story; `calendar.py` says which dates they are. Pure.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from random import Random
from typing import Final

from .houses import House, room_numbers

# Share of the rooms (in percent, from the lowest floor up) and price as a multiple of the standard room's, in percent.
ROOM_TYPES: Final = {"STD": (50, 100), "VIEW": (26, 135), "FAM": (12, 150), "STE": (12, 240)}


@dataclass(frozen=True, slots=True)
class Let:
    """One room, let for some nights."""

    room: str
    room_type: str


class Rooms:
    """The house's calendar: for each day a bit per room that is still free."""

    def __init__(self, house: House, days: int) -> None:
        self._numbers = room_numbers(house.rooms)
        self._free = [(1 << house.rooms) - 1] * days
        self._masks: dict[str, int] = {}
        self._types: list[str] = []
        below, percent = 0, 0
        for code, (share, _price) in ROOM_TYPES.items():
            percent += share
            upto = house.rooms * percent // 100
            self._masks[code] = (1 << upto) - (1 << below)
            self._types += [code] * (upto - below)
            below = upto

    def take(self, random: Random, room_type: str, first: int, after: int) -> Let | None:
        """Let a room of `room_type`, else any, from day `first` to the day before `after`; None when all are taken."""
        free = reduce(and_, self._free[first:after])
        choice = free & self._masks[room_type] or free
        if not choice:
            return None
        start = int(random.random() * len(self._numbers))
        upper = choice >> start << start or choice
        place = (upper & -upper).bit_length() - 1
        others = ~(1 << place)
        for day in range(first, after):
            self._free[day] &= others
        return Let(self._numbers[place], self._types[place])
