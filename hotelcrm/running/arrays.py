"""Long arrays as one literal: an ARRAY[...] of ten thousand members, as psycopg2 writes lists, takes longer to parse
than to use.
"""

from collections.abc import Iterable
from datetime import date, datetime


def literal(values: Iterable[str | int | date | datetime | None]) -> str:
    """``{1,2,NULL}``, to be passed as one parameter and cast to the type of array it is."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: str | int | date | datetime | None) -> str:
    match value:
        case None:
            return "NULL"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case datetime():
            return f'"{value.isoformat()}"'
        case _:
            return str(value)
