"""How long a text message is, as it is paid for.

GSM 03.38 (3GPP TS 23.038): 160 units alone or 153 in each of several parts, signs of the extension table count twice
and are never split. Anything else is sent as UCS-2: 70 units alone, 67 in each part; an emoji is two units that are
never split either.
"""

from dataclasses import dataclass
from enum import StrEnum

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")
LAST_OF_ONE_UNIT = 0xFFFF


class Encoding(StrEnum):
    """How the signs travel."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
IN_PARTS = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True)
class Length:
    """`units` are septets or UCS-2 units, `parts` what is paid for; an empty text is one part."""

    encoding: Encoding
    units: int
    parts: int


def length(text: str) -> Length:
    """How long `text` is, everything in it counted: signature and opt-out words must be part of it."""
    signs = set(text)
    encoding = Encoding.GSM7 if signs <= GSM7 | GSM7_EXTENSION else Encoding.UCS2
    widths = [_width(sign, encoding) for sign in text]
    units = sum(widths)
    return Length(encoding, units, 1 if units <= ALONE[encoding] else _parts(widths, IN_PARTS[encoding]))


def _width(sign: str, encoding: Encoding) -> int:
    if encoding == Encoding.GSM7:
        return 2 if sign in GSM7_EXTENSION else 1
    return 2 if ord(sign) > LAST_OF_ONE_UNIT else 1


def _parts(widths: list[int], most: int) -> int:
    """Part by part, because a sign of two units that does not fit any more leaves one unit empty."""
    parts, used = 1, 0
    for width in widths:
        if used + width > most:
            parts, used = parts + 1, 0
        used += width
    return parts
