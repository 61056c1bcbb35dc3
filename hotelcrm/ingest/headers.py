"""The header of a file: which of its columns is which field, whatever language and signs it is written in."""

import re

from .fields import FIELDS

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """A header without case, spaces, signs and what stands in brackets: "Room rate (CNY)" is "roomrate"."""
    return _NOT_A_LETTER.sub("", _BRACKETS.sub("", header.casefold())) or _NOT_A_LETTER.sub("", header.casefold())


def guess(kind: str, header: list[str]) -> dict[str, str]:
    """Which column fills which field, by the names of the columns; each column is used once."""
    by_name = {folded(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    wanted = {name: (name, *one.headers.split(", ")) for name, one in FIELDS[kind].items()}
    for rank in range(max(len(headers) for headers in wanted.values())):
        for name, headers in wanted.items():
            column = by_name.get(folded(headers[rank])) if rank < len(headers) else None
            if column and name not in found and column not in found.values():
                found[name] = column
    return found
