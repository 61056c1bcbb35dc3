"""What ought to happen in a life, written as slowly and plainly as possible; of the product only the calendar."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guests.days import DayOfYear

from .lives import ABROAD, DAY, FIRST, LAST, Life, Visit

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEEDED = {1: (8, 4), 2: (20, 10), 3: (50, 25)}  # nights and stays of each rank


@dataclass(frozen=True)
class Event:
    """Something to be written about from `day` on, for so long, but not on `until`; while `holds`."""

    occasion: str
    key: str
    day: date
    grace: timedelta
    holds: Callable[[date], bool]
    until: date | None = None


def always(_day: date) -> bool:
    return True


class Beats:
    """The beats there were, in their order, with the local day and whether it was day there, reckoned once."""

    def __init__(self, done: Sequence[datetime]) -> None:
        self.done = done
        self.stamps = [beat.timestamp() for beat in done]
        self.days = [beat.astimezone(SHANGHAI).date() for beat in done]
        self.clocks = {zone: [beat.astimezone(ZoneInfo(zone)) for beat in done] for zone in (ABROAD, str(SHANGHAI))}

    def first(self, event: Event, zone: str) -> datetime | None:
        """The first one at which a guest who lives in `zone` may be written to about `event`."""
        due = datetime.combine(event.day, time(9), ZoneInfo(zone)).timestamp()
        start, end = (bisect_left(self.stamps, moment) for moment in (due, due + event.grace.total_seconds()))
        for n in range(start, end):
            clock = self.clocks[zone][n]
            is_in_time = event.until is None or clock.date() < event.until
            if is_in_time and 9 <= clock.hour < 21 and event.holds(self.days[n]):
                return self.done[n]
        return None


def happens(life: Life, beats: Beats) -> dict[tuple[str, int, str], datetime]:
    """By occasion, guest and key the first beat at which it may be written about."""
    found: dict[tuple[str, int, str], datetime] = {}
    for event in events(life):
        beat = beats.first(event, life.zone or str(SHANGHAI))
        if beat is not None:
            name = event.occasion, life.pk, event.key
            found[name] = min(beat, found.get(name, beat))
    return found


def events(life: Life) -> Iterator[Event]:
    yield from _days_of_the_year(life)
    if life.joined:
        yield Event("welcome", "joined", life.joined, 7 * DAY, always)
    for day, before, after in life.changes:
        if after > before:
            yield Event("tier_upgraded", f"{after}:{day}", day, 7 * DAY, _has_rank(life, after))
    yield from _points(life)
    yield from _scores(life)
    for visit in life.visits:
        yield from _around(life, visit)
        yield from _silence(life, visit)
    rooms = [(visit, pk) for visit in life.visits if visit.cancelled is None for pk in visit.ids]
    for place, (visit, _pk) in enumerate(rooms, start=1):
        if place % 10 == 0:
            yield Event("milestone_stay", str(place), visit.departure + DAY, 7 * DAY, _is_over(visit))


def _days_of_the_year(life: Life) -> Iterator[Event]:
    for year in range(FIRST.year - 1, LAST.year + 1):
        if life.birthday:
            yield Event("birthday", str(year), DayOfYear(*life.birthday).in_year(year), timedelta(hours=36), always)
        if life.wedding and life.wedding_year < year:
            yield Event("anniversary", str(year), DayOfYear(*life.wedding).in_year(year), timedelta(hours=36), always)


def _points(life: Life) -> Iterator[Event]:
    for lot in life.lots:
        for ahead, last in ((30, 8), (7, 1)):
            told = max(lot.opened, lot.expires - ahead * DAY, FIRST)  # by loyalty, that night
            if told <= lot.expires - last * DAY and (lot.spent is None or told < lot.spent):
                grace, until = (10, lot.expires - 7 * DAY) if ahead == 30 else (7, lot.expires)
                is_left = _before(lot.spent)
                yield Event(f"points_expiring_{ahead}", f"{ahead}:{lot.expires}", told, grace * DAY, is_left, until)


def _scores(life: Life) -> Iterator[Event]:
    for score in life.scores:
        if score.nps <= 6:
            is_heard = _from(score.resolved)
            yield Event("low_score", f"answer:{score.id}", score.day + 2 * DAY, 14 * DAY, is_heard)


def _around(life: Life, visit: Visit) -> Iterator[Event]:
    if not visit.ids:
        return
    key = f"stay:{min(visit.ids)}"
    is_booked, is_over = _is(visit, "booked"), _is(visit, "checked_out")
    yield Event("pre_arrival", key, visit.arrival - 3 * DAY, 30 * DAY, is_booked, visit.arrival)
    away = _both(is_over, lambda day: not life.has("in_house", day))
    yield Event("post_stay", key, visit.departure + 7 * DAY, 5 * DAY, away)
    near = _both(_is_last(life, visit), lambda day: not life.has("in_house", day))
    for rank in NEEDED:
        one_step = _both(near, _is_short_of(life, rank))
        name = f"{rank}:{visit.departure.year}"
        yield Event("one_step_to_tier", name, visit.departure + 3 * DAY, 14 * DAY, one_step)


def _silence(life: Life, visit: Visit) -> Iterator[Event]:
    if visit.cancelled is not None:
        return
    quiet = _both(_is_last(life, visit), lambda day: not life.has("in_house", day) and not life.has("booked", day))
    left = visit.departure
    yield Event("dormancy", str(left), left + 180 * DAY, 14 * DAY, quiet)
    arrivals = [one.arrival for one in life.visits if one.cancelled is None and one.arrival <= visit.arrival]
    if len(arrivals) < 2:
        return
    gap = int((arrivals[-1] - arrivals[0]).days / (len(arrivals) - 1) + 0.5)
    silent = 1
    while not silent * 2 > gap * 3:
        silent += 1
    yield Event("cooling", str(left), left + silent * DAY, 7 * DAY, quiet, left + 180 * DAY)
    expected = visit.arrival + gap * DAY
    if expected - 15 * DAY > left:
        yield Event("predicted_trip", str(visit.arrival), expected - 15 * DAY, 7 * DAY, quiet, expected)


def _both(one: Callable[[date], bool], other: Callable[[date], bool]) -> Callable[[date], bool]:
    return lambda day: one(day) and other(day)


def _is(visit: Visit, status: str) -> Callable[[date], bool]:
    return lambda day: visit.status(day) == status


def _is_over(visit: Visit) -> Callable[[date], bool]:
    return _is(visit, "checked_out")


def _is_last(life: Life, visit: Visit) -> Callable[[date], bool]:
    return lambda day: bool(life.done(day)) and life.done(day)[-1] is visit


def _has_rank(life: Life, rank: int) -> Callable[[date], bool]:
    return lambda day: life.rank(day) == rank


def _before(end: date | None) -> Callable[[date], bool]:
    return lambda day: end is None or day < end


def _from(start: date | None) -> Callable[[date], bool]:
    return lambda day: start is not None and day >= start


def _is_short_of(life: Life, rank: int) -> Callable[[date], bool]:
    """Whether `rank` is the next one, and a stay or two nights of this year are missing."""

    def short(day: date) -> bool:
        if life.joined is None or day < life.joined or life.rank(day) + 1 != rank:
            return False
        counted = [one for one in life.done(day) if one.departure.year == day.year and one.departure >= life.joined]
        stays = sum(one.rooms for one in counted)
        nights = sum(one.rooms * (one.departure - one.arrival).days for one in counted)
        missing_nights, missing_stays = NEEDED[rank][0] - nights, NEEDED[rank][1] - stays
        return missing_stays == 1 or missing_nights in (1, 2)

    return short
