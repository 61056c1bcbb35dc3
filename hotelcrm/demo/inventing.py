"""One pair of hotels from beginning to end: invent people and stays, write them, tell their history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from django.db import connection, transaction

from . import history, scenes
from .copying import copy_all
from .houses import Pair
from .people import Companies, Person, draw_people
from .rows import Ground, Sheets, Writer
from .seasons import TODAY, Story
from .visits import Diary, Visit
from .wishes import wish

_LOAD: Final = 2_000  # guests whose rows are sent together


@dataclass(frozen=True)
class Made:
    """How many rows one pair of hotels has become."""

    guests: int
    stays: int
    charges: int
    rows: int


def make(pair: Pair, ground: Ground, *, seed: int, at: datetime) -> Made:
    """Invent a pair's guests and stays as they are at the instant `at`, and write them; the same for the same seed.

    Their timelines are told by `tell`, of one pair, or by `history.EVERYTHING` of all of them at once.
    """
    sheets = Sheets()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        for _load in invent(pair, ground, sheets, seed=seed, at=at):
            copy_all(sheets.in_order)
    rows = sum(map(len, sheets.in_order))
    return Made(len(sheets.guests), len(sheets.stays), len(sheets.charges), rows)


def invent(pair: Pair, ground: Ground, sheets: Sheets, *, seed: int, at: datetime) -> Iterator[None]:
    """Put the rows of a pair on `sheets`, and pause when there is a load of them: memory that is warm is fast."""
    random = Random(f"{seed}/{pair.index}")
    home, abroad = (Story(house, at) for house in pair.houses)
    script = scenes.cast((home, abroad), Companies.of(pair)) if pair.index == 0 else []
    people = draw_people(random, pair, [person for person, _part in script], home.today.year)
    diary = Diary(random, pair.houses, (home, abroad))
    writer = Writer(random, pair, (home, abroad), ground, sheets)
    arrivals: tuple[list[Visit], list[Visit]] = ([], [])
    for person, part in script:
        _keep(writer, scenes.play(diary, person, part), arrivals)
    for person in people:
        for visit in diary.of(person):
            _keep(writer, visit, arrivals)
        if person.place >= len(script):
            wish(random, person)
        if person.place % _LOAD == 0:
            yield
    for story, today in zip((home, abroad), arrivals, strict=True):
        scenes.stage(random, [visit for visit in today if visit.person.place >= len(script)], story)
    for person in people:
        _remember_since(random, person)
        writer.guest(person)
        if person.place % _LOAD == 0:
            yield
    yield


def _keep(writer: Writer, visit: Visit, arrivals: tuple[list[Visit], list[Visit]]) -> None:
    person = visit.person
    person.known_since = min(TODAY if person.known_since is None else person.known_since, visit.booked)
    if visit.first == TODAY and visit.takes_place and visit.is_known:
        arrivals[visit.home].append(visit)
    writer.stay(visit)


def _remember_since(random: Random, person: Person) -> None:
    if person.is_companion:
        person.known_since = int(random.random() * TODAY)


def tell(ground: Ground, made: Made) -> None:
    """Put on the timelines what the guests of one pair did and said."""
    history.tell(
        ground.first_guest,
        ground.first_guest + made.guests - 1,
        first_stay=ground.first_stay,
        last_stay=ground.first_stay + made.stays - 1,
    )
