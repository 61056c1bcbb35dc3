"""A program of its own, run by ``workbook.py``: a workbook on standard input, CSV on standard output.

It limits itself before it reads anything: a crafted workbook of a few kilobytes can ask for gigabytes. Only the
standard library and the parser are imported, so that it starts in a tenth of a second.
"""

import csv
import io
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time

MEMORY = 1 << 30
CPU_SECONDS = 120
EXACT = 1e15  # Excel keeps fifteen digits; what is longer has lost its end


def limit() -> None:
    """No more memory or time than an honest workbook of the largest size needs; no files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text(cell: object) -> str:
    """A cell as it would stand in a CSV file. A number beyond Excel's precision shows that it is one: 3.3E+17."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return number(cell)
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return "" if cell is None else str(cell).replace("\0", "")


def number(cell: float) -> str:
    if abs(cell) >= EXACT:
        return f"{cell:.14E}"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def rows(content: bytes, name: str) -> Iterator[list[str]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if name == "--first":
        shown = [one.name for one in book.sheets_metadata if "visible" in str(one.visible).lower()]
        yield from (["1", one] for one in shown[:1])
        return
    sheet = book.get_sheet_by_name(name)
    for number, cells in enumerate(sheet.iter_rows(), 1):
        found = [text(cell) for cell in cells]
        if any(found):
            yield [str(number), *found]


def main() -> int:
    limit()
    try:
        writer = csv.writer(sys.stdout)
        for row in rows(sys.stdin.buffer.read(), sys.argv[1]):
            writer.writerow(row)
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - whatever it is, the parent has a sentence for it; a traceback could show a cell
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
