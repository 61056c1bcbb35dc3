"""Tables that leave the house, as CSV or XLSX: no cell starts a formula, amounts keep every decimal."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import chain, islice
from typing import Literal

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

Cell = str | int | Decimal | date | datetime | None
Format = Literal["csv", "xlsx"]

# What makes a spreadsheet program take a text for a formula or a command (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the full-width ones too
CONTENT_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BATCH = 500  # lines that are written at once
NUMERALS = 15  # digits that a number in a spreadsheet can hold


def harmless(text: str) -> str:
    """`text` as a spreadsheet will show it and never calculate it: an apostrophe stands in front where needed."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def answer(name: str, head: Sequence[Cell], rows: Iterable[Sequence[Cell]], *, kind: Format) -> HttpResponse:
    """A download called `name` with one table: a line of heads, then `rows`. Times are in the current time zone."""
    content = (_csv if kind == "csv" else _xlsx)([head, *rows])
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def stream(name: str, head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """The same as CSV, written line by line while it leaves: for tables too long to be held in memory.

    `rows` are drawn after the view has answered; language and time zone are those of now.
    """
    lines = _kept(chain([head], rows), language=get_language() or "en", zone=timezone.get_current_timezone())
    response = StreamingHttpResponse(lines, content_type=CONTENT_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _kept(lines: Iterator[Sequence[Cell]], *, language: str, zone: tzinfo) -> Iterator[bytes]:
    """Some hundred lines at a time, each batch drawn in this language and time zone."""
    yield BOM_UTF8
    while True:
        with override(language), timezone.override(zone):
            batch = list(islice(lines, BATCH))
            text = io.StringIO()
            csv.writer(text).writerows([_as_text(cell) for cell in line] for line in batch)
        if not batch:
            return
        yield text.getvalue().encode()


def _csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """With a byte order mark, by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([_as_text(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def _xlsx(lines: Iterable[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    heading = book.add_format({"bold": True})
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell is None:
                continue
            if isinstance(cell, int | Decimal) and len(str(cell)) <= NUMERALS:
                sheet.write_number(row, column, cell)
            else:  # always as text, so that nothing is a formula or a link, and no long number loses digits
                sheet.write_string(row, column, _as_text(cell), heading if row == 0 else None)
    book.close()
    return out.getvalue()
