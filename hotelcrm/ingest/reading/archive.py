"""What a file is by its first bytes, and what is inside a zip: a workbook, or one text file."""

import struct
import zipfile
import zlib
from typing import BinaryIO, cast

from django.utils.translation import gettext_lazy as _

from .refused import Refused

WORKBOOK = "\0workbook"
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5_000
MOST_RATIO = 200  # a million equal rows pack 1:100
RATIO_FROM = 10 * 1024 * 1024  # small parts of a workbook pack well
CHUNK = 1 << 20
LOCAL_HEADER = 30
ENCRYPTED = 1

FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError)  # what a damaged archive raises
DAMAGED = _("The archive is damaged. Save or send it again.")

FOREIGN = {
    b"%PDF": _("This is a PDF. Export the list as CSV or XLSX."),
    b"\xd0\xcf\x11\xe0": _("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without one."),
    b"\x89PNG": _("This is a picture, not a list."),
    b"\xff\xd8\xff": _("This is a picture, not a list."),
    b"GIF8": _("This is a picture, not a list."),
    b"Rar!": _("This is a RAR archive. Send the CSV or XLSX in it."),
    b"7z\xbc\xaf": _("This is a 7z archive. Send the CSV or XLSX in it."),
    b"\x1f\x8b": _("This is a gzip archive. Send the CSV or XLSX in it."),
    b"{\\rtf": _("This is a text document. Export the list as CSV or XLSX."),
}


def contents(raw: BinaryIO) -> str:
    """`WORKBOOK`, the name of the one text file in a zip, or "" when the file itself is the text."""
    start = raw.read(8)
    raw.seek(0)
    for magic, sentence in FOREIGN.items():
        if start.startswith(magic):
            raise Refused(sentence)
    if not start.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(raw) as packed:
            _bounded(raw, packed)
            return _only_member(packed)
    except FAULTS as error:
        raise Refused(DAMAGED) from error


def text(raw: BinaryIO, member: str) -> BinaryIO:
    """The bytes of the text: `member` of the zip, or `raw` itself from its beginning."""
    raw.seek(0)
    if not member:
        return raw
    return cast("BinaryIO", zipfile.ZipFile(raw).open(member))


def _bounded(raw: BinaryIO, packed: zipfile.ZipFile) -> None:
    """Refuse what is too large by its own directory, and then a directory that lies."""
    members = packed.infolist()
    total = sum(member.file_size for member in members)
    dense = any(
        member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if len(members) > MOST_MEMBERS or total > MOST_UNPACKED or dense:
        raise Refused(_("The archive would unpack to far more than it may hold. It was not opened."))
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Refused(_("The archive has a password. Send it without one."))
    for member in members:
        if member.compress_type == zipfile.ZIP_DEFLATED:
            _measure(raw, member)
        elif member.compress_type != zipfile.ZIP_STORED:
            raise Refused(_("The archive is packed in an unusual way. Pack it again as an ordinary zip."))


def _measure(raw: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Unpack `member` as far as its directory entry says, and refuse it when more would come.

    The parser of workbooks trusts the stream rather than the directory, so the directory alone proves nothing.
    """
    raw.seek(member.header_offset)
    name, extra = struct.unpack("<HH", raw.read(LOCAL_HEADER)[26:30])
    raw.seek(name + extra, 1)
    unpacker, left, allowed = zlib.decompressobj(-15), member.compress_size, member.file_size
    while left > 0 and not unpacker.eof:
        chunk = raw.read(min(CHUNK, left))
        if not chunk:
            raise zipfile.BadZipFile
        left -= len(chunk)
        while chunk:
            allowed -= len(unpacker.decompress(chunk, CHUNK))
            if allowed < 0:
                raise Refused(_("The archive would unpack to far more than it may hold. It was not opened."))
            chunk = unpacker.unconsumed_tail


def _only_member(packed: zipfile.ZipFile) -> str:
    names = [name for name in packed.namelist() if not name.endswith("/")]
    if "xl/workbook.xml" in names:
        return WORKBOOK
    lists = [name for name in names if not _is_clutter(name)]
    if len(lists) != 1 or not lists[0].lower().endswith((".csv", ".txt", ".tsv")):
        raise Refused(_("The archive must hold one CSV file and nothing else, or be an Excel workbook (.xlsx)."))
    return lists[0]


def _is_clutter(name: str) -> bool:
    """What macOS and Windows add to every archive."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last in {".DS_Store", "Thumbs.db", "desktop.ini"}
