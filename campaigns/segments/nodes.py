"""What a rule is made of: groups and conditions, as `tree.parse` hands them out."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class BadRule(ValueError):
    """A rule that holds no water. `sentence` is for the person who wrote it, `path` says where (``0.2``)."""

    def __init__(self, sentence: str, path: str = "") -> None:
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.sentence = sentence
        self.path = path


class Unfit(ValueError):
    """What a field cannot be asked; `tree.parse` adds where it stood."""


class How(StrEnum):
    """How the parts of a group go together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class Condition:
    """One question to one field. `value` is as the field reads it: whole numbers, cents, days, codes.

    `times`, `within_days` and `where` are those of happenings: so often, so lately, and with what.
    """

    field: str
    op: str
    value: object = None
    times: int | None = None
    within_days: int | None = None
    where: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Parts that hold all, any or none of them. Without parts, everybody is in "all" and "none", nobody in "any"."""

    how: How
    parts: tuple["Node", ...] = ()


Node = Group | Condition
