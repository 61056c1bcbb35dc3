"""Encrypt and decrypt with a ring of keys: the newest encrypts, any of them decrypts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class Undecryptable(Exception):
    """A stored value cannot be read: its key is missing from the ring, or it was moved or tampered with."""


@dataclass(frozen=True)
class Keyring:
    """AES-256-GCM keys by id, newest first. A ciphertext is ``len(id) | id | nonce | sealed``."""

    keys: Mapping[str, bytes]

    @cached_property
    def _ciphers(self) -> dict[bytes, AESGCM]:
        return {name.encode(): AESGCM(key) for name, key in self.keys.items()}

    @cached_property
    def newest(self) -> bytes:
        """The id of the key that encrypts."""
        return next(iter(self._ciphers))

    def seal(self, text: str, *, place: str) -> bytes:
        """Encrypt `text` for `place` (``table.column``): moved elsewhere, it will not open."""
        return self.seal_bytes(text.encode(), place=place)

    def seal_bytes(self, content: bytes, *, place: str) -> bytes:
        """The same for what is no text."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, content, place.encode())
        return bytes([len(self.newest)]) + self.newest + nonce + sealed

    def open(self, sealed: bytes, *, place: str) -> str:
        """Decrypt what `seal` made for the same `place`; raise `Undecryptable` otherwise."""
        return self.open_bytes(sealed, place=place).decode()

    def open_bytes(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt what `seal_bytes` made for the same `place`; raise `Undecryptable` otherwise."""
        key_id = key_of(sealed)
        body = sealed[1 + len(key_id) :]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            message = f"{place} was encrypted with key {key_id!r}, which is not in the ring."
            raise Undecryptable(message)
        try:
            return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place.encode())
        except InvalidTag as error:
            message = f"A value of {place} does not open with key {key_id!r}: moved, damaged or tampered with."
            raise Undecryptable(message) from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether `sealed` was encrypted with the newest key."""
        return key_of(sealed) == self.newest


def key_of(sealed: bytes) -> bytes:
    """The id of the key that encrypted `sealed`."""
    return sealed[1 : 1 + sealed[0]]


@lru_cache(maxsize=8)
def _ring(keys: tuple[tuple[str, bytes], ...]) -> Keyring:
    return Keyring(dict(keys))


def ring(name: str) -> Keyring:
    """The ring called `name`: ``ordinary``, or ``sensitive`` for what needs a key of its own."""
    keys = settings.PII_SENSITIVE_KEYS if name == "sensitive" else settings.PII_KEYS
    return _ring(tuple(keys.items()))
