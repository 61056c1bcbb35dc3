"""Excel workbooks, parsed by ``sheet_child.py`` in a process that may neither eat nor linger."""

import csv
import io
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.utils.translation import gettext_lazy as _

from .refused import Refused

CHILD = Path(__file__).with_name("sheet_child.py")
SECONDS = 60
CHUNK = 1 << 20
NO_SHEET = 3


def first_sheet(raw: BinaryIO) -> str:
    """The name of the first sheet that is shown and has cells."""
    for _line, cells in _ask(raw, "--first"):
        return cells[0]
    raise Refused(_("The workbook has no sheet with rows."))


def rows(raw: BinaryIO, sheet: str) -> Generator[tuple[int, list[str]], None, None]:
    """Each row of `sheet` that has any text, with its number in the sheet."""
    return _ask(raw, sheet)


def _ask(raw: BinaryIO, sheet: str) -> Generator[tuple[int, list[str]], None, None]:
    """Run the child on `raw` and hand on what it prints: lines of CSV, the number of the row first."""
    raw.seek(0)
    child = subprocess.Popen(
        [sys.executable, "-I", str(CHILD), sheet],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    clock = threading.Timer(SECONDS, child.kill)
    clock.start()
    try:
        _feed(cast("IO[bytes]", child.stdin), raw)
        answer = io.TextIOWrapper(cast("IO[bytes]", child.stdout), "utf-8", newline="")
        for cells in csv.reader(answer):
            yield int(cells[0]), cells[1:]
        if child.wait() != 0:
            raise Refused(_("The workbook could not be read: it is damaged, or needs too much memory or time."))
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


def _feed(pipe: IO[bytes], raw: BinaryIO) -> None:
    try:
        while chunk := raw.read(CHUNK):
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:  # it gave up already; its exit code says so
        return
