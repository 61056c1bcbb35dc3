"""How well an offer suits a guest: points for everything that speaks for it.

``docs/offers.md`` has the same table for people. What a guest does on this very trip counts most, then what the guest
said, then what staff saw, then habits; what was only inferred counts least. Nothing counts against an offer: it is
offered or it is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

CHILDREN, PURPOSE, PURPOSE_INFERRED = 60, 50, 30
TAG: Final = {"stated": 40, "observed": 30, "inferred": 15}
TAG_MORE, MOST_MORE = 10, 2  # for each further preference, and for how many of them
SEGMENT: Final = 25
SCENE: Final = 12
DEPARTMENT, DEPARTMENT_EACH = 10, 5
FAMILY, FAMILY_EACH = 10, 2
HABIT: Final = 5  # as many stays; more make no stronger a habit
EVERYBODY: Final = 1
FAMILIES: Final = "family"  # the scene whose offers children speak for


class Why(StrEnum):
    """What may speak for an offer."""

    CHILDREN = "children"  # come along on this trip
    PURPOSE = "purpose"  # of this trip
    TAG = "tag"
    SEGMENT = "segment"
    DEPARTMENT = "department"  # used on earlier stays
    FAMILY = "family"  # earlier stays with children
    SCENE = "scene"  # of most stays
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Part:
    """One thing that speaks for an offer: `points`, and what it was: `of` which tag or purpose, how many `times`."""

    why: Why
    points: int
    of: int | str = ""
    times: int = 0
    is_inferred: bool = False


@dataclass(frozen=True)
class Wants:
    """Whom an offer is for: any of these. Without any it is for everybody."""

    tags: frozenset[int] = frozenset()
    scene: str = ""
    department: str = ""
    segment: int | None = None

    @property
    def is_for_everybody(self) -> bool:
        """Whether it names nobody."""
        return not self.tags and not self.scene and not self.department and self.segment is None


@dataclass(frozen=True)
class Trip:
    """What is known of a stay to come or under way, and of nothing else."""

    purpose: str = ""
    is_inferred: bool = False
    children: int = 0


@dataclass(frozen=True)
class Known:
    """What is known of a guest: tags with their source, stays by department that was used, most stays' scene."""

    tags: Mapping[int, str] = field(default_factory=dict)
    departments: Mapping[str, int] = field(default_factory=dict)
    segments: frozenset[int] = frozenset()
    scene: str = ""
    family_stays: int = 0


def parts(wants: Wants, *, known: Known | None, trip: Trip | None) -> tuple[Part, ...]:
    """What speaks for an offer, the strongest first; nothing where it does not suit.

    `known` is None of a guest about whom nothing may be used: then only the trip counts, and what is for everybody.
    """
    if wants.is_for_everybody:
        return (Part(Why.EVERYBODY, EVERYBODY),)
    found = [*_by_trip(wants, trip or Trip()), *(_by_profile(wants, known) if known is not None else ())]
    return tuple(sorted(found, key=lambda part: -part.points))


def score(found: tuple[Part, ...]) -> int:
    """Points in all; 0: it does not suit."""
    return sum(part.points for part in found)


def _by_trip(wants: Wants, trip: Trip) -> list[Part]:
    found = []
    if wants.scene == FAMILIES and trip.children:
        found.append(Part(Why.CHILDREN, CHILDREN, times=trip.children))
    if wants.scene and wants.scene == trip.purpose:
        points = PURPOSE_INFERRED if trip.is_inferred else PURPOSE
        found.append(Part(Why.PURPOSE, points, of=trip.purpose, is_inferred=trip.is_inferred))
    return found


def _by_profile(wants: Wants, known: Known) -> list[Part]:
    found = _by_tags(wants, known)
    if wants.segment is not None and wants.segment in known.segments:
        found.append(Part(Why.SEGMENT, SEGMENT, of=wants.segment))
    times = known.departments.get(wants.department, 0)
    if wants.department and times:
        points = DEPARTMENT + DEPARTMENT_EACH * min(times, HABIT)
        found.append(Part(Why.DEPARTMENT, points, of=wants.department, times=times))
    if wants.scene == FAMILIES and known.family_stays:
        points = FAMILY + FAMILY_EACH * min(known.family_stays, HABIT)
        found.append(Part(Why.FAMILY, points, times=known.family_stays))
    if wants.scene and wants.scene == known.scene:
        found.append(Part(Why.SCENE, SCENE, of=known.scene))
    return found


def _by_tags(wants: Wants, known: Known) -> list[Part]:
    """The surest preference in full, and a little for each of a few more; of as sure ones, the lower id."""
    held = sorted(wants.tags & known.tags.keys(), key=lambda tag: (-TAG[known.tags[tag]], tag))
    points = [TAG[known.tags[tag]] if place == 0 else TAG_MORE for place, tag in enumerate(held)]
    return [
        Part(Why.TAG, each, of=tag, is_inferred=known.tags[tag] == "inferred")
        for tag, each in zip(held, points, strict=True)
    ][: 1 + MOST_MORE]
