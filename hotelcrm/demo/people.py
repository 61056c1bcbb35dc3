"""Who the invented guests are: where from, why they travel, with whom, how often, how well the hotel knows them.

Next door: ``names.py`` (what they are called), ``wishes.py`` (what they like), ``visits.py`` (when they came).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal, TypeVar

from . import names
from .houses import Pair
from .seasons import AHEAD, TODAY

T = TypeVar("T")
Kin = Literal["spouse", "child", "colleague", "assistant", "referred_by"]

STAYS_PER_GUEST: Final = 3
_HOME_SHARE: Final = 0.58  # of the guests belong to the pair's Chinese hotel
_AT_HOME: Final = "CN " * 41 + "GB US US DE FR JP KR JP GB"
_ABROAD: Final = (
    "PT " * 11 + "GB " * 8 + "DE " * 7 + "FR " * 5 + "ES " * 4 + "US " * 4 + "CN " * 6 + "IT " * 3 + "JP KR"
)
_COUNTRIES: Final = (tuple(_AT_HOME.split()), tuple(_ABROAD.split()))
_SEGMENTS: Final = ("business",) * 33 + ("leisure",) * 38 + ("family",) * 20 + ("meeting",) * 9
_VISITS: Final = {  # how many stays; drawn evenly
    "business": (1, 1, 2, 2, 3, 4, 5, 6, 8, 11),
    "leisure": (1, 1, 1, 1, 1, 1, 2, 2, 3, 5),
    "family": (1, 1, 1, 1, 2, 2, 3, 3, 4, 6),
    "meeting": (1, 1, 1, 1, 1, 2, 2, 3, 3, 4),
}
_OCCUPATIONS: Final = {
    "zh": ("工程师", "医生", "教师", "企业管理", "律师", "设计师", "财务", "销售经理", "研究员", "摄影师", "公务员"),
    "en": ("engineer", "doctor", "teacher", "manager", "lawyer", "designer", "accountant", "sales", "researcher"),
}


@dataclass(slots=True)
class Wish:
    """One preference, by the code of its tag."""

    tag: str
    source: str
    confidence: int
    times: int
    department: str
    note: str
    day: int


@dataclass(slots=True)
class SpecialDay:
    """One day that the hotel may remember."""

    kind: str
    month: int
    day: int
    is_lunar: bool = False
    year: int | None = None


@dataclass(slots=True)
class Person:
    """One invented guest; `place` is the number within the pair."""

    place: int
    name: names.Name
    country: str
    gender: str
    home: int
    segment: str
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    is_lunar: bool = False
    latin: str = ""
    language: str = ""
    occupation: str = ""
    company: int | None = None
    vip: int = 0
    visits: int = 0
    first: int = 0  # the days between which the stays lie
    last: int = TODAY + AHEAD
    is_companion: bool = False
    is_child: bool = False
    is_scripted: bool = False  # always comes, and to the same hotel
    known_since: int | None = None
    kin: list[tuple[Kin, int]] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    days: list[SpecialDay] = field(default_factory=list)

    @property
    def is_chinese(self) -> bool:
        return self.country == "CN"


@dataclass(frozen=True, slots=True)
class Companies:
    """How many accounts each house has; the first ones are the key accounts, and the very first has left."""

    each: int

    @classmethod
    def of(cls, pair: Pair) -> "Companies":
        return cls(max(12, pair.guests // 800))

    def number(self, home: int, place: int) -> int:
        return home * self.each + place

    def is_key(self, number: int) -> bool:
        return number % self.each < max(3, self.each // 8)

    def has_left(self, number: int) -> bool:
        """A year ago this account went to a competitor, and its guests with it."""
        return number % self.each == 0


def draw_people(random: Random, pair: Pair, scripted: list[Person], year: int) -> list[Person]:
    """The guests of a pair, `scripted` ones first; exactly as many as it has, with three stays each on average."""
    people = list(scripted)
    companies = Companies.of(pair)
    while len(people) < pair.guests:
        person = _draw_one(random, len(people), companies, year)
        people.append(person)
        _draw_kin(random, people, pair.guests, year)
    _share_visits(random, people, len(scripted))
    return people


def _draw_one(random: Random, place: int, companies: Companies, year: int) -> Person:
    home = int(random.random() >= _HOME_SHARE)
    country = pick(random, _COUNTRIES[home])
    gender = "M" if random.random() < 0.54 else "F"
    segment = pick(random, _SEGMENTS)
    person = Person(place, names.draw(random, country, gender), country, gender, home, segment)
    person.language = names.LANGUAGES[country] if random.random() < 0.9 else ""
    _give_birthday(random, person, year - 20 - int(random.random() * 50))
    if random.random() < 0.3:
        person.occupation = pick(random, _OCCUPATIONS["zh" if person.is_chinese else "en"])
    if segment == "business" and random.random() < 0.75:
        # A few accounts send most of the guests.
        person.company = companies.number(home, int(companies.each * random.random() ** 2))
    _plan_visits(random, person, companies)
    return person


def _give_birthday(random: Random, person: Person, year: int) -> None:
    known = random.random()
    if known < 0.35:
        return
    person.birth_month, person.birth_day = 1 + int(random.random() * 12), 1 + int(random.random() * 28)
    person.is_lunar = person.is_chinese and random.random() < 0.12
    if known > 0.4:
        person.birth_year = year


def _plan_visits(random: Random, person: Person, companies: Companies) -> None:
    if random.random() < 0.07:  # a lead: has asked, has not come
        person.known_since = int(random.random() * TODAY)
        return
    person.visits = pick(random, _VISITS[person.segment])
    if random.random() < 0.012:  # a regular
        person.visits += 8 + int(random.random() * 14)
    if person.company is not None and companies.has_left(person.company):
        person.visits += 3
        person.last = TODAY // 2 + int(random.random() * 40)
    elif person.visits > 1:
        person.first = int(max(0.0, random.random() - 0.4) * TODAY * 1.3)
        if random.random() < 0.35:  # goes elsewhere by now
            person.last = person.first + int(random.random() * (TODAY - person.first)) + 1
    if person.visits > 6 and random.random() < 0.35:
        person.vip = 1 + int(random.random() ** 2 * 3)


def _draw_kin(random: Random, people: list[Person], most: int, year: int) -> None:
    head = people[-1]
    if head.segment == "family" and random.random() < 0.45:
        for number in range(1 + int(random.random() * 3)):
            if len(people) < most:
                people.append(_relative(random, head, len(people), is_child=number > 0, year=year))
    elif head.place and random.random() < 0.08:
        other = people[int(random.random() * head.place)]
        kind: Kin = "colleague" if head.company is not None and head.company == other.company else "referred_by"
        head.kin.append((kind, other.place))


def _relative(random: Random, head: Person, place: int, *, is_child: bool, year: int) -> Person:
    gender = pick(random, ("F", "M")) if is_child else {"M": "F", "F": "M"}[head.gender]
    shares_name = is_child or not head.is_chinese
    name = names.draw(random, head.country, gender, head.name.family if shares_name else "")
    person = Person(place, name, head.country, gender, head.home, "family", is_companion=True, is_child=is_child)
    person.language = head.language
    born = year - 1 - int(random.random() * 13) if is_child else (head.birth_year or year - 38) + 1
    _give_birthday(random, person, born)
    head.kin.append(("child" if is_child else "spouse", place))
    return person


def _share_visits(random: Random, people: list[Person], scripted: int) -> None:
    """Three stays a guest: add to and take from the drawn numbers; who is `scripted` has one more than drawn."""
    goers = [person for person in people[scripted:] if person.visits]
    missing = STAYS_PER_GUEST * len(people) - sum(person.visits for person in people) - scripted
    while missing and goers:
        person = pick(random, goers)
        if missing > 0:
            person.visits += 1
            missing -= 1
        elif person.visits > 1:
            person.visits -= 1
            missing += 1


def pick(random: Random, pool: Sequence[T]) -> T:
    return pool[int(random.random() * len(pool))]
