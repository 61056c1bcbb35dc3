"""Delimited text: its encoding, its delimiter, its rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from .refused import Refused

CHUNK = 1 << 20
SAMPLE = 64 * 1024
LONGEST_CELL = 32_767  # what Excel allows
USUAL_DELIMITERS = ",;\t|"
MOST_CONTROL_SIGNS = 0.005
USUAL_HANZI = 0.8
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1b\x7f]")
# A two-byte sign of GB18030; those of everyday Chinese have a second byte from A1 on.
_PAIRS = re.compile(rb"[\x81-\xfe]([\x40-\x7e\x80-\xfe])")
_NOT_A_DELIMITER = re.compile(r"[\w\s\"'.()\[\]{}@+\-/\\#%&*?!<>=]")

csv.field_size_limit(LONGEST_CELL * 4)


@dataclass(frozen=True)
class Text:
    """How bytes become rows."""

    encoding: str
    delimiter: str


def sniff(opened: Callable[[], BinaryIO]) -> Text:
    """Encoding and delimiter of the text that `opened` opens anew each time. Raises `Refused`."""
    encoding = _encoding(opened)
    text = io.TextIOWrapper(opened(), encoding, newline="")
    sample = text.read(SAMPLE)
    whole = not text.read(1)
    text.detach()  # the file stays open for whoever handed it over
    return Text(encoding, _delimiter(sample if whole else sample[: sample.rfind("\n") + 1] or sample))


def rows(raw: BinaryIO, text: Text) -> Generator[tuple[int, list[str]], None, None]:
    """Each row that has any text, with the line on which it begins."""
    lines = io.TextIOWrapper(raw, text.encoding, newline="")
    reader = csv.reader(lines, delimiter=text.delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(cells) and not _says_delimiter(cells, begins):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            _("Line %(line)s cannot be read: a quotation mark that opens there is never closed."), line=begins
        ) from error
    except UnicodeError as error:
        raise Refused(_("Line %(line)s is not in the same encoding as the lines before it."), line=begins) from error
    finally:
        if not raw.closed:
            lines.detach()


def _says_delimiter(cells: list[str], line: int) -> bool:
    """Excel's own first line, ``sep=;``."""
    return line == 1 and cells[0].lower().startswith("sep=")


# Encoding


def _encoding(opened: Callable[[], BinaryIO]) -> str:
    start = opened().read(SAMPLE)
    for bom, name in BOMS:
        if start.startswith(bom):
            return _confirmed(opened, name)
    if b"\0" in start:
        return _confirmed(opened, _unmarked_utf16(start))
    if len(_CONTROL.findall(start)) > MOST_CONTROL_SIGNS * len(start):
        raise Refused(_("This is not a text file. Export the list as CSV or XLSX."))
    if _decodes(opened, "utf-8"):
        return "utf-8"
    if _is_chinese(opened) and _decodes(opened, "gb18030"):
        return "gb18030"
    raise Refused(
        _("The text is neither UTF-8 nor GB18030. In Excel, save it as “CSV UTF-8 (comma delimited)”."),
    )


def _unmarked_utf16(start: bytes) -> str:
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > 0.3 * len(start) / 2 and not even:
        return "utf-16-le"
    if even > 0.3 * len(start) / 2 and not odd:
        return "utf-16-be"
    raise Refused(_("This is not a text file. Export the list as CSV or XLSX."))


def _confirmed(opened: Callable[[], BinaryIO], encoding: str) -> str:
    if not _decodes(opened, encoding):
        raise Refused(_("The file begins like %(encoding)s text but does not go on like it."), encoding=encoding)
    return encoding


def _decodes(opened: Callable[[], BinaryIO], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(opened()):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _is_chinese(opened: Callable[[], BinaryIO]) -> bool:
    """Whether the pairs of high bytes are everyday Chinese: any Western text would decode as rare characters."""
    usual = rare = 0
    for chunk in _chunks(opened()):
        seconds = _PAIRS.findall(chunk)
        high = sum(second >= b"\xa1" for second in seconds)
        usual, rare = usual + high, rare + len(seconds) - high
    return usual > USUAL_HANZI * (usual + rare)


def _chunks(raw: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: raw.read(CHUNK), b"")


# Delimiter


def _delimiter(sample: str) -> str:
    """The sign that cuts the sample into the most columns of equal number; a comma when nothing cuts it."""
    first, _newline, _rest = sample.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first[4]
    unquoted = re.sub(r'"[^"]*"', "", first)
    signs = dict.fromkeys(sign for sign in USUAL_DELIMITERS + unquoted if _may_delimit(sign) and sign in first)
    scored = [(score, sign) for sign in signs if (score := _score(sample, sign)) > 0]
    return max(scored, key=lambda pair: pair[0])[1] if scored else ","


def _may_delimit(sign: str) -> bool:
    return sign in USUAL_DELIMITERS or not (_NOT_A_DELIMITER.match(sign) or sign.isalnum())


def _score(sample: str, sign: str) -> float:
    try:
        widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(cells)]
    except csv.Error:
        return 0
    width, rows_alike = _commonest(widths)
    if width < 2 or widths[0] != width:  # noqa: PLR2004 - one column is no cut
        return 0
    return rows_alike / len(widths) * (width if sign in USUAL_DELIMITERS else width / 2)


def _commonest(widths: Iterable[int]) -> tuple[int, int]:
    counted = Counter(widths).most_common(1)
    return counted[0] if counted else (0, 0)
