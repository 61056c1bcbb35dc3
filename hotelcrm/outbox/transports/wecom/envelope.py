"""What WeCom sends us: signed with SHA-1 over a shared token, and encrypted with AES-256-CBC.

As WeCom documents it: the key is 43 signs of Base64, its first 16 bytes are the initialisation vector; the plain text
is 16 random bytes, the length of the message in 4, the message, and the corporation's ID; padding to 32 bytes.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
RANDOM = 16
HEAD = RANDOM + 4


class NotOursError(Exception):
    """It was not written by WeCom for this corporation."""


def signature(token: str, *parts: str) -> str:
    """What ``msg_signature`` must be for `parts`: time, nonce and the encrypted text."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()  # noqa: S324 (WeCom's choice)


def check(token: str, query: Mapping[str, str], sealed: str) -> None:
    """Refuse what is not signed with `token`; compared in constant time. Raises `NotOursError`."""
    expected = signature(token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
    if not token or not hmac.compare_digest(expected.encode(), query.get("msg_signature", "").encode()):
        raise NotOursError


def opened(sealed: str, *, key: str, corporation: str) -> bytes:
    """The message in `sealed`. Raises `NotOursError` for what does not open or is for another corporation."""
    try:
        secret = base64.b64decode(f"{key}=", validate=True)
        cipher = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
        padded = cipher.update(base64.b64decode(sealed, validate=True)) + cipher.finalize()
        padding = padded[-1]
        plain = padded[:-padding]
        (length,) = struct.unpack(">I", plain[RANDOM:HEAD])
    except (binascii.Error, ValueError, IndexError, struct.error) as fault:
        raise NotOursError from fault
    message, receiver = plain[HEAD : HEAD + length], plain[HEAD + length :]
    if not 1 <= padding <= BLOCK or len(message) != length or receiver != corporation.encode():
        raise NotOursError
    return message
