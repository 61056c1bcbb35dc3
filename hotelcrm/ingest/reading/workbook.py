"""Excel workbooks, parsed by ``sheet_child.py`` in a process that may neither eat nor linger."""

import csv
import io
import os
import select
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext_lazy as _

from .refused import Refused

CHILD = Path(__file__).with_name("sheet_child.py")
SECONDS = 120  # without a sign of the child, whose own processor time is limited besides
CHUNK = 1 << 20
NO_ANSWER = _("The workbook could not be read: it is damaged, or needs too much memory or time.")


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
    try:
        _feed(child, raw)
        answer = io.TextIOWrapper(io.BufferedReader(_Patience(cast("IO[bytes]", child.stdout))), "utf-8", newline="")
        for cells in csv.reader(answer):
            yield int(cells[0]), cells[1:]
        if child.wait() != 0:
            raise Refused(NO_ANSWER)
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


class _Patience(io.RawIOBase):
    """What a pipe gives, as long as the next of it comes within `SECONDS`; what the reader does meanwhile is free."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe = pipe

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what is there, waiting for it. Raises `Refused` when nothing comes."""
        if not select.select([self.pipe], [], [], SECONDS)[0]:
            raise Refused(NO_ANSWER)
        return os.readv(self.pipe.fileno(), [buffer])


def _feed(child: subprocess.Popen[bytes], raw: BinaryIO) -> None:
    pipe = cast("IO[bytes]", child.stdin)
    clock = threading.Timer(SECONDS, child.kill)
    clock.start()
    try:
        while chunk := raw.read(CHUNK):
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:  # it gave up already; its exit code says so
        return
    finally:
        clock.cancel()
