"""Codes of vouchers and references: random, easy to read aloud and to type; why so: docs/decisions/0015."""

import io
import secrets
from base64 import b32encode

import segno

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O and U
LENGTH = 16  # five random bits each
GROUP = 4
MISREAD = str.maketrans("OIL", "011")
BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)


def new(length: int = LENGTH) -> str:
    """A code that nobody could guess: `length` random signs."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def many(count: int) -> list[str]:
    """`count` codes as `new` makes them, from one draw: ten random bytes are sixteen signs."""
    drawn = b32encode(secrets.token_bytes(count * LENGTH * 5 // 8)).decode().translate(BASE32)
    return [drawn[n : n + LENGTH] for n in range(0, count * LENGTH, LENGTH)]


def shown(code: str) -> str:
    """A code as it is printed and read aloud: in groups of four."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def read(text: str, length: int = LENGTH) -> str:
    """The code somebody typed or scanned: any case, dashes and blanks anywhere, O for 0, I or L for 1.

    Empty when it cannot be one.
    """
    code = "".join(sign for sign in text.upper() if sign.isalnum()).translate(MISREAD)
    return code if len(code) == length and set(code) <= set(SIGNS) else ""


def qr(text: str) -> str:
    """`text` as a QR code, an SVG document that stands alone; capitals and digits make the smallest one."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", light="#fff", omitsize=True, xmldecl=False, nl=False
    )
    return drawn.getvalue().decode()
