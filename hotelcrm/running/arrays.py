"""Long arrays as one literal: an ARRAY[...] of ten thousand members, as psycopg2 writes lists, takes longer to parse
than to use.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any, Final

PARTED: Final = "\x1f"  # no text of ours has the sign that parts units


def literal(values: Iterable[str | int | date | datetime | None]) -> str:
    """``{1,2,NULL}``, to be passed as one parameter and cast to the type of array it is."""
    rows = list(values)
    kinds = set(map(type, rows))
    if kinds and all(issubclass(kind, str) for kind in kinds):
        return _of_texts(rows)
    return "{" + ",".join(map(str, rows) if kinds == {int} else [_WRITE[type(row)](row) for row in rows]) + "}"


def _of_texts(rows: Sequence[Any]) -> str:
    """All at once, which takes a tenth of the time of one by one; but for a text that holds what parts them."""
    joined = PARTED.join(rows)
    if joined.count(PARTED) >= len(rows):
        return "{" + ",".join(map(_quoted, rows)) + "}"
    return '{"' + _escaped(joined).replace(PARTED, '","') + '"}'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _quoted(value: str) -> str:
    return f'"{_escaped(str(value))}"'


def _moment(value: datetime) -> str:
    return f'"{value.isoformat()}"'


class _Writers(dict[type, Callable[[Any], str]]):
    """By the type of a value; of those that derive from one, such as choices, by that one."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        found = next(writer for known, writer in self.items() if issubclass(kind, known))
        self[kind] = found
        return found


_WRITE = _Writers({NoneType: lambda _none: "NULL", str: _quoted, int: str, datetime: _moment, date: str})
