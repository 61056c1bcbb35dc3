"""Blind indexes: find a value exactly, or by its last four digits, without being able to read it.

HMAC-SHA256 under a key of its own, cut to 16 bytes; the purpose goes in, so that equal digits of a phone and of a
document do not match each other.
"""

import hashlib
import hmac

from django.conf import settings

INDEX_BYTES = 16
LAST_FOUR = 4


def index(purpose: str, value: str) -> bytes:
    """The blind index of an already normalised `value` for `purpose` (for example ``phone``)."""
    message = f"{purpose}\x1f{value}".encode()
    return hmac.new(settings.PII_INDEX_KEY, message, hashlib.sha256).digest()[:INDEX_BYTES]


def digest(purpose: str, content: bytes) -> bytes:
    """The same of a file, uncut: whether two are equal, and nothing else. 32 bytes."""
    return hmac.new(settings.PII_INDEX_KEY, f"{purpose}\x1f".encode() + content, hashlib.sha256).digest()


def last_four(purpose: str, value: str) -> bytes | None:
    """The blind index of the last four letters or digits of `value`; None when it has fewer."""
    kept = "".join(sign for sign in value if sign.isalnum())[-LAST_FOUR:].upper()
    return index(f"{purpose}:last4", kept) if len(kept) == LAST_FOUR else None
