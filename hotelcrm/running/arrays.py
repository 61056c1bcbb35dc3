"""Long arrays as one literal: an ARRAY[...] of ten thousand members, as psycopg2 writes lists, takes longer to parse
than to use.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from types import NoneType
from typing import Any


def literal(values: Iterable[str | int | date | datetime | None]) -> str:
    """``{1,2,NULL}``, to be passed as one parameter and cast to the type of array it is."""
    return "{" + ",".join([_WRITE[type(value)](value) for value in values]) + "}"


def _quoted(value: str) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moment(value: datetime) -> str:
    return f'"{value.isoformat()}"'


class _Writers(dict[type, Callable[[Any], str]]):
    """By the type of a value; of those that derive from one, such as choices, by that one."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        found = next(writer for known, writer in self.items() if issubclass(kind, known))
        self[kind] = found
        return found


_WRITE = _Writers({NoneType: lambda _none: "NULL", str: _quoted, int: str, datetime: _moment, date: str})
