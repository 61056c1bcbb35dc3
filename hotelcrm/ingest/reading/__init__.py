"""Bytes into rows: which kind of file it is, which encoding, delimiter and header, and then its rows one by one.

Nothing is believed: sizes and shapes are bounded before anything is parsed, and a workbook is parsed in a child
process with little memory and time. What cannot be read raises ``Refused`` with a sentence for the person who sent it.
"""

import re
from collections.abc import Generator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from . import archive, delimited, workbook
from .refused import Refused

__all__ = ["Format", "Refused", "Row", "inspect", "rows_of"]

MOST_BYTES = 50 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
LONGEST_HEADER = 120

FEWEST_DIGITS = 7  # of a phone number without its area; "2025-2026" are two years
NO_HEADER = _(
    "The first row must hold the names of the columns, but holds values: a number, an address or a date of somebody. "
    "Put a row of names above them."
)
_VALUES = re.compile(
    r"\S@\S"
    r"|\d(?:[ -]?\d){8,}"
    r"|^\d[.,]\d+E\+?\d+$"
    r"|^[A-Za-z]{1,2}\d{6,}[A-Za-z]?$"
    r"|^(?:19|20)\d\d *[-/.年] *\d{1,2} *[-/.月] *\d{1,2}"
    r"|^\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b"
    r"|^\d{1,2}[- ][A-Za-z]{3,9}[- ](?:19|20)?\d\d\b"
)
_NUMBER = re.compile(r"(?!(?:19|20)\d\d *[-–/] *(?:19|20)\d\d$)\+?[\d\s().-]+")

Row = tuple[int, list[str]]
"""The line of the file on which the row begins, and its cells as text."""


@dataclass(frozen=True)
class Format:
    """What is known about a file before its rows are read; kept with the import as JSON."""

    kind: str  # csv or xlsx
    header: list[str]
    rows: int
    header_line: int = 1
    encoding: str = ""
    delimiter: str = ""
    member: str = ""  # of a zip
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Format":
        return cls(**data)


def inspect(raw: BinaryIO) -> Format:
    """What `raw` is, how many rows it has and under which headers. Raises `Refused`; reads all of it once."""
    size = raw.seek(0, 2)
    raw.seek(0)
    if size == 0:
        raise Refused(_("The file is empty."))
    if size > MOST_BYTES:
        raise Refused(_("The file is larger than %(limit)s MB. Split it."), limit=MOST_BYTES >> 20)
    found = archive.contents(raw)
    try:
        return _counted(raw, _draft(raw, found))
    except archive.FAULTS as error:  # a member's own header and checksum are read with its last bytes
        raise Refused(archive.DAMAGED) from error


def _draft(raw: BinaryIO, found: str) -> Format:
    if found == archive.WORKBOOK:
        return Format(kind="xlsx", header=[], rows=0, sheet=workbook.first_sheet(raw))
    text = delimited.sniff(lambda: archive.text(raw, found))
    return Format(kind="csv", header=[], rows=0, member=found, encoding=text.encoding, delimiter=text.delimiter)


def _counted(raw: BinaryIO, draft: Format) -> Format:
    every = _all_rows(raw, draft)
    first = next(every, None)
    if first is None:
        raise Refused(_("The file has no rows."))
    line, cells = first
    header = _header(cells)
    count = 0
    for _row in every:
        count += 1
        if count > MOST_ROWS:
            raise Refused(_("The file has more than %(limit)s rows. Split it."), limit=f"{MOST_ROWS:,}")
    if not count:
        raise Refused(_("Below the headings there is no row."))
    return Format(**{**draft.as_json(), "header": header, "rows": count, "header_line": line})


def _header(cells: list[str]) -> list[str]:
    if len(cells) > MOST_COLUMNS:
        raise Refused(_("The file has more than %(limit)s columns."), limit=MOST_COLUMNS)
    if any(_is_value(cell.strip()) for cell in cells):
        raise Refused(NO_HEADER)
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:LONGEST_HEADER] or f"#{number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _is_value(cell: str) -> bool:
    """Whether `cell` reads as an address, a phone or document number or a date: headers are kept readable."""
    if _VALUES.search(cell):
        return True
    return bool(_NUMBER.fullmatch(cell)) and sum(sign.isdigit() for sign in cell) >= FEWEST_DIGITS


def rows_of(raw: BinaryIO, known: Format) -> Generator[Row, None, None]:
    """The rows of `raw` below its header. A row without any text is left out."""
    every = _all_rows(raw, known)
    next(every, None)
    return every


def _all_rows(raw: BinaryIO, known: Format) -> Generator[Row, None, None]:
    raw.seek(0)
    if known.kind == "xlsx":
        return workbook.rows(raw, known.sheet)
    return delimited.rows(archive.text(raw, known.member), delimited.Text(known.encoding, known.delimiter))
