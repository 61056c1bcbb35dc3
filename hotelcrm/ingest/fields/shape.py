"""What is said of a field: how a cell is read, how files call it, whether a row is any good without it."""

from dataclasses import dataclass, field
from enum import StrEnum

from django_stubs_ext import StrPromise


class Type(StrEnum):
    """How a cell of the field is read."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    WORD = "word"  # one of few; words.py says which
    PERSONAL = "personal"  # read in Python: normalised, encrypted, indexed


@dataclass(frozen=True)
class Field:
    """One field: how it is called here, and how files call it."""

    name: str
    label: StrPromise
    type: Type
    headers: str = ""  # separated by commas, likeliest first
    is_needed: bool = False
    longest: int = 0  # of a text
    any_of: frozenset[str] = field(default_factory=frozenset)  # needed unless one of these is mapped
    soft: str = ""  # the fault of a cell that is not understood, when the rest of the row is good without it
