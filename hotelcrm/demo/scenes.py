"""What a first look at the desk should find: a few guests with a story who arrive today, and occasions for others.

Pure. Next door: ``people.py`` and ``visits.py``, which invent everybody else.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from lunardate import LunarDate

from .names import LANGUAGES, Name
from .people import Companies, Person, SpecialDay, Wish, pick
from .seasons import TODAY, Story
from .visits import Diary, Visit
from .wishes import ALLERGIES


@dataclass(frozen=True)
class Part:
    """One guest of the script, who arrives today; offsets are days from today."""

    family: str
    given: str
    country: str
    gender: str
    home: int
    segment: str
    visits: int  # this one included
    nights: int
    room_type: str
    channel: str
    coming: int
    vip: int = 0
    likes: tuple[tuple[str, str, int, int, str], ...] = ()  # tag, source, times, confidence, department
    birthday: tuple[int, bool] | None = None  # offset, by the lunar calendar
    special: tuple[str, int] | None = None


_CAST: Final = (
    Part(
        *("马", "骏驰", "CN", "M", 0, "leisure", 14, 2, "STE", "mini-program", 990),
        vip=3,
        likes=(
            ("allergy-peanut", "stated", 1, 100, ""),
            ("high-floor", "stated", 6, 100, ""),
            ("quiet-room", "stated", 4, 100, ""),
            ("longjing-tea", "observed", 3, 90, "housekeeping"),
            ("buckwheat-pillow", "stated", 2, 100, ""),
            ("financial-press", "inferred", 1, 62, ""),
            ("tea-culture", "observed", 2, 80, "concierge"),
        ),
        birthday=(1, True),
    ),
    Part(
        *("张", "敏", "CN", "F", 0, "business", 5, 3, "VIEW", "corporate", 900),
        likes=(("away-from-lift", "stated", 2, 100, ""), ("invoice-company", "stated", 5, 100, "")),
    ),
    Part(*("Featherstone", "Anna", "GB", "F", 0, "leisure", 1, 1, "STD", "booking-com", 1080)),
    Part(
        *("欧阳", "静", "CN", "F", 0, "family", 3, 2, "FAM", "mini-program", 930),
        likes=(("travels-with-children", "observed", 2, 85, ""), ("extra-bed", "stated", 1, 100, "")),
        special=("child_birthday", 1),
    ),
    Part(*("刘", "思远", "CN", "M", 0, "leisure", 2, 4, "VIEW", "ctrip", 1140), birthday=(2, False)),
    Part(
        *("Müller", "Jonas", "DE", "M", 0, "business", 10, 2, "STD", "corporate", 1230),
        likes=(("firm-mattress", "stated", 3, 100, ""), ("sparkling-water", "observed", 4, 88, "restaurant")),
    ),
    Part(
        *("Carvalho", "Inês", "PT", "F", 1, "leisure", 6, 3, "VIEW", "website", 960),
        likes=(("port-wine", "stated", 2, 100, ""), ("live-music", "observed", 2, 75, "concierge")),
        special=("wedding", 1),
    ),
    Part(*("陈", "雨桐", "CN", "F", 1, "leisure", 1, 4, "STE", "ctrip", 1050), special=("honeymoon", 1)),
    Part(
        *("Whitfield", "Thomas", "GB", "M", 1, "business", 10, 2, "STE", "corporate", 1110),
        vip=2,
        likes=(
            ("allergy-shellfish", "stated", 2, 100, ""),
            ("low-floor", "stated", 3, 100, ""),
            ("english-newspaper", "observed", 5, 92, "housekeeping"),
        ),
    ),
)


def cast(stories: tuple[Story, Story], companies: Companies) -> list[tuple[Person, Part]]:
    """The guests of the script, in their order."""
    return [(_person(place, part, stories[part.home], companies), part) for place, part in enumerate(_CAST)]


def _person(place: int, part: Part, story: Story, companies: Companies) -> Person:
    person = Person(place, Name(part.family, part.given), part.country, part.gender, part.home, part.segment)
    person.language, person.is_scripted = LANGUAGES[part.country], True
    person.visits, person.last, person.vip = part.visits - 1, TODAY - 12, part.vip
    if part.segment == "business":
        person.company = companies.number(part.home, 1)
    person.birth_year, person.birth_month, person.birth_day = story.today.year - 41 + place, 3 + place // 2, 5 + place
    if part.birthday:
        offset, is_lunar = part.birthday
        be_born(person, story.today + timedelta(days=offset), is_lunar=is_lunar)
    if part.special:
        kind, offset = part.special
        person.days.append(_special(kind, story.today + timedelta(days=offset)))
    for tag, source, times, confidence, department in part.likes:
        person.wishes.append(Wish(tag, source, confidence, times, department, "", TODAY - 40 * times))
    return person


def play(diary: Diary, person: Person, part: Part) -> Visit:
    """The stay with which a guest of the script arrives today."""
    return diary.script(person, TODAY, part.nights, part.room_type, part.channel, part.coming)


def stage(random: Random, arrivals: list[Visit], story: Story) -> None:
    """Give some of those who arrive today a birthday, an anniversary, an allergy or a title."""
    for place, visit in enumerate(arrivals):
        person = visit.person
        day = story.today + timedelta(days=int(random.random() * (visit.nights + 1)))
        if place % 5 == 1:
            be_born(person, day, is_lunar=person.is_chinese and place % 2 == 0)
        if place % 7 == 3 and person.segment == "leisure":
            person.days.append(_special("wedding", day))
        if place % 6 == 2:
            allergy = pick(random, ALLERGIES)
            if all(wish.tag != allergy for wish in person.wishes):
                person.wishes.insert(0, Wish(allergy, "stated", 100, 1, "", "", max(0, TODAY - 30)))
        if place % 8 == 4:
            person.vip = person.vip or 1


def be_born(person: Person, day: date, *, is_lunar: bool) -> None:
    """Let `person`'s birthday fall on the solar day `day`, by the lunar calendar if so asked."""
    person.birth_month, person.birth_day, person.is_lunar = day.month, day.day, is_lunar
    if is_lunar:
        person.birth_month, person.birth_day = lunar(day)


def lunar(day: date) -> tuple[int, int]:
    """Month and day of the Chinese calendar."""
    found = LunarDate.from_solar_date(day.year, day.month, day.day)
    return found.month, found.day


def _special(kind: str, day: date) -> SpecialDay:
    return SpecialDay(kind, day.month, day.day, year=day.year if kind == "honeymoon" else day.year - 6)
