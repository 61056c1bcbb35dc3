"""One pair of hotels from beginning to end: invent people and stays, write them, tell their history."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import connection, transaction

from . import history, scenes
from .copying import copy_all
from .houses import Pair
from .people import Companies, Person, draw_people
from .rows import Ground, Sheets, Writer
from .seasons import TODAY, Story
from .visits import Diary, Visit
from .wishes import wish


@dataclass(frozen=True)
class Made:
    """How many rows one pair of hotels has become."""

    guests: int
    stays: int
    charges: int
    rows: int


def make(pair: Pair, ground: Ground, *, seed: int, at: datetime) -> Made:
    """Invent a pair's guests and stays as they are at the instant `at`, and write them; the same for the same seed."""
    sheets = invent(pair, ground, seed=seed, at=at)
    guests, stays, charges = len(sheets.guests), len(sheets.stays), len(sheets.charges)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        rows = copy_all(sheets.in_order)
        _tell(ground, guests, stays)
    return Made(guests, stays, charges, rows)


def invent(pair: Pair, ground: Ground, *, seed: int, at: datetime) -> Sheets:
    """The rows of a pair, not yet written."""
    random = Random(f"{seed}/{pair.index}")
    home, abroad = (Story(house, at) for house in pair.houses)
    script = scenes.cast((home, abroad), Companies.of(pair)) if pair.index == 0 else []
    people = draw_people(random, pair, [person for person, _part in script], home.today.year)
    diary = Diary(random, pair.houses, (home, abroad))
    writer = Writer(random, pair, (home, abroad), ground)
    arrivals: tuple[list[Visit], list[Visit]] = ([], [])
    for person, part in script:
        _keep(writer, scenes.play(diary, person, part), arrivals)
    for person in people:
        for visit in diary.of(person):
            _keep(writer, visit, arrivals)
        if person.place >= len(script):
            wish(random, person)
    for story, today in zip((home, abroad), arrivals, strict=True):
        scenes.stage(random, [visit for visit in today if visit.person.place >= len(script)], story)
    for person in people:
        _remember_since(random, person)
        writer.guest(person)
    return writer.sheets


def _keep(writer: Writer, visit: Visit, arrivals: tuple[list[Visit], list[Visit]]) -> None:
    person = visit.person
    person.known_since = min(person.known_since or TODAY, visit.booked)
    if visit.first == TODAY and visit.takes_place and visit.is_known:
        arrivals[visit.home].append(visit)
    writer.stay(visit)


def _remember_since(random: Random, person: Person) -> None:
    if person.is_companion:
        person.known_since = int(random.random() * TODAY)


def _tell(ground: Ground, guests: int, stays: int) -> None:
    first, last = ground.first_stay, ground.first_stay + stays - 1
    history.tell_people(ground.first_guest, ground.first_guest + guests - 1, first_stay=first, last_stay=last)
    history.tell_stays(first, last)
    history.tell_spending(first, last)
