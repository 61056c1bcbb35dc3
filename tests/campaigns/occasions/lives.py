"""Two thousand invented lives of a year: plain facts, which the simulation writes down and the reference reads."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

DAY = timedelta(days=1)
FIRST = date(2027, 2, 1)
LAST = date(2028, 1, 31)
TIERS = 4
ABROAD = "Europe/London"


@dataclass
class Visit:
    """A stay of one or two rooms; `ids` are its rows once they are written."""

    booked: date
    arrival: date
    departure: date
    cancelled: date | None = None
    rooms: int = 1
    ids: list[int] = field(default_factory=list)

    def status(self, day: date) -> str:
        """What it is on the morning of `day`."""
        if day < self.booked:
            return ""
        if self.cancelled is not None and day >= self.cancelled:
            return "cancelled"
        if day < self.arrival:
            return "booked"
        return "in_house" if day < self.departure else "checked_out"


@dataclass
class Lot:
    """Points from a day on, until they expire or are spent."""

    opened: date
    expires: date
    spent: date | None


@dataclass
class Score:
    """An answer of a morning, and when the complaint that it opened was resolved."""

    day: date
    nps: int
    resolved: date | None
    id: int = 0


@dataclass
class Life:
    """Everything there is to know of a guest. Days are (month, day, by the lunar calendar)."""

    pk: int
    zone: str
    may_be_written_to: bool
    birthday: tuple[int, int, bool] | None
    wedding: tuple[int, int, bool] | None
    wedding_year: int
    visits: list[Visit]
    joined: date | None
    changes: list[tuple[date, int, int]]
    lots: list[Lot]
    scores: list[Score]

    def done(self, day: date) -> list[Visit]:
        """The visits that are over on `day`, the last one last."""
        return [visit for visit in self.visits if visit.status(day) == "checked_out"]

    def has(self, status: str, day: date) -> bool:
        """Whether a visit is booked or in house on `day`."""
        return any(visit.status(day) == status for visit in self.visits)

    def rank(self, day: date) -> int:
        """The rank of the tier on `day`."""
        return max((change for change in self.changes if change[0] <= day), default=(day, 0, 0))[2]


def invent(pk: int, chance: Random) -> Life:
    """A life by `chance`."""
    joined = FIRST + chance.randrange(-400, 365) * DAY if chance.random() < 0.5 else None
    return Life(
        pk=pk,
        zone=ABROAD if chance.random() < 0.1 else "",
        may_be_written_to=chance.random() < 0.85,
        birthday=_day(chance) if chance.random() < 0.8 else None,
        wedding=_day(chance) if chance.random() < 0.1 else None,
        wedding_year=chance.choice([2010, 2026, 2027]),
        visits=_visits(chance),
        joined=joined,
        changes=_changes(joined, chance) if joined else [],
        lots=_lots(joined, chance) if joined else [],
        scores=_scores(chance),
    )


def _day(chance: Random) -> tuple[int, int, bool]:
    if chance.random() < 0.05:
        return 2, 29, False
    if chance.random() < 0.2:
        return chance.randint(1, 12), chance.randint(1, 30), True
    return chance.randint(1, 12), chance.randint(1, 28), False


def _visits(chance: Random) -> list[Visit]:
    """From a year and a half before; regulars come by a rhythm, others as it happens."""
    gap = chance.choice([9, 25, 40, 60, 90, 150, 250, 400, 700])
    arrival = FIRST - chance.randrange(30, 500) * DAY
    visits = []
    while arrival <= LAST + 20 * DAY and len(visits) < 25:
        departure = arrival + chance.randint(1, 4) * DAY
        booked = arrival - chance.choice([0, 1, 2, 5, 20, 40]) * DAY
        before = (arrival - booked).days
        cancelled = booked + chance.randint(0, before - 1) * DAY if before and chance.random() < 0.1 else None
        visits.append(Visit(booked, arrival, departure, cancelled, 2 if chance.random() < 0.05 else 1))
        arrival = departure + (1 + int(gap * chance.choice([0.6, 1, 1, 1, 1.4, 2.2]))) * DAY
    return visits


def _changes(joined: date, chance: Random) -> list[tuple[date, int, int]]:
    changes, rank, day = [], 0, joined + chance.randrange(20, 200) * DAY
    while day < LAST and chance.random() < 0.6:
        after = min(rank + 1, TIERS - 1) if rank == 0 or chance.random() < 0.7 else rank - 1
        if after == rank:
            break
        changes.append((day, rank, after))
        rank, day = after, day + chance.randrange(40, 150) * DAY
    return changes


def _lots(joined: date, chance: Random) -> list[Lot]:
    if chance.random() < 0.5:
        return []
    expires = FIRST + chance.randrange(10, 400) * DAY
    opened = max(joined, expires - chance.choice([300, 300, 20, 12]) * DAY)
    if opened >= expires:
        return []
    spent = opened + chance.randrange(1, 300) * DAY if chance.random() < 0.3 else None
    return [Lot(opened, expires, spent)]


def _scores(chance: Random) -> list[Score]:
    if chance.random() < 0.9:
        return []
    day = FIRST + chance.randrange(-10, 360) * DAY
    nps = chance.randint(0, 10)
    return [Score(day, nps, day + chance.randint(1, 20) * DAY if nps <= 6 and chance.random() < 0.7 else None)]
