"""What a file is by its content, whatever it is called: pictures and PDF, and nothing else.

The first bytes say what it wants to be; then its own structure is walked, so that a program, a page or half a picture
behind the right first bytes is none of them. Sources: JPEG ISO/IEC 10918-1 (B.1), PNG RFC 2083, WebP RFC 9649, HEIF
ISO/IEC 23008-12, PDF ISO 32000-1 (7.5).
"""

import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
}
_PNG = b"\x89PNG\r\n\x1a\n"
_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PICTURES = {b"VP8 ", b"VP8L", b"VP8X"}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers that begin a picture of a JPEG
_SCAN = 0xDA
_TAIL = 2048  # of a PDF, where its end has to stand


def content_type(content: bytes) -> str | None:
    """The type of `content`, one of `ENDINGS`; None for everything else, also for what is cut off."""
    for kind, is_one in _TESTS.items():
        if is_one(content):
            return kind
    return None


def name_for(name: str, kind: str) -> str:
    """What a file of that type is called: as it was, without path and signs nobody sees, and with the type's ending."""
    last = PurePath(name.replace("\\", "/")).name
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Cn", "Co"})
    stem = PurePath(" ".join(seen.split())).stem.strip(". ") or "file"
    return stem[: LONGEST_NAME - len(ENDINGS[kind])] + ENDINGS[kind]


def _is_jpeg(content: bytes) -> bool:
    """A frame and then a scan among well-formed segments, and an end after it; cameras append things of their own."""
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    at, has_frame = 2, False
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 (a fill byte)
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        has_frame = has_frame or marker in _FRAMES
        if marker == _SCAN:
            return has_frame and content.find(b"\xff\xd9", at) > 0
        at += 2 + length
    return False


def _is_png(content: bytes) -> bool:
    """Chunks from the header to the end."""
    kinds = [kind for kind, _size in _png_chunks(content)]
    return kinds[:1] == [b"IHDR"] and b"IDAT" in kinds and kinds[-1:] == [b"IEND"]


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int]]:
    at = len(_PNG)
    while content.startswith(_PNG) and at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + size
        if at > len(content):
            return
        yield kind, size
        if kind == b"IEND":
            return


def _is_webp(content: bytes) -> bool:
    """One RIFF of the size it says, with a picture in it."""
    size = int.from_bytes(content[4:8], "little")
    return (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP" and 8 + size <= len(content) and content[12:16] in _PICTURES
    )


def _is_heic(content: bytes) -> bool:
    """Whole boxes, the first of which names a brand of pictures; one describes the picture and one holds it."""
    boxes = dict(_boxes(content))
    brands = boxes.get(b"ftyp", b"")
    named = {brands[:4], *(brands[at : at + 4] for at in range(8, len(brands), 4))}
    return content[4:8] == b"ftyp" and bool(named & _BRANDS) and {b"meta", b"mdat"} <= boxes.keys()


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:  # a long one: its size follows
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == 0:  # to the end
            size = len(content) - at
        if size < head or at + size > len(content):
            return
        yield content[at + 4 : at + 8], content[at + head : at + min(size, head + _TAIL)]
        at += size


def _is_pdf(content: bytes) -> bool:
    """A version, a place where its table stands, and an end."""
    tail = content[-_TAIL:]
    return content[:5] == b"%PDF-" and content[5:6] in {b"1", b"2"} and b"startxref" in tail and b"%%EOF" in tail


_TESTS = {
    "image/jpeg": _is_jpeg,
    "image/png": _is_png,
    "image/webp": _is_webp,
    "image/heic": _is_heic,
    "application/pdf": _is_pdf,
}
