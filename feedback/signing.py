"""What stands in a guest's address: sealed, for one use, so that nothing in it can be read, guessed or changed."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from django.db.models import TextChoices

from hotelcrm.pii.keyring import Undecryptable, ring


class Use(TextChoices):
    """What a link is for; a link for one is refused for every other."""

    SURVEY = "s"
    ROOM = "r"
    TICKET = "t"


NOBODYS: Final = "sample"  # in the place of a token: a link that leads nowhere
_ADDRESS = re.compile(r"(/f/[a-z]/)[\w-]{20,}/")


class BadLinkError(Exception):
    """A link was cut, changed, or is for something else."""


def sign(use: Use, text: str) -> str:
    """The part of an address that stands for `text`, another one each time; only `unsign` reads it, for the same use.

    AES-256-GCM: 128 bits say that nobody changed it. How long it holds is the matter of the row it names.
    """
    return urlsafe_b64encode(ring("ordinary").seal(text, place=_place(use))).decode().rstrip("=")


def unsign(use: Use, token: str) -> str:
    """What `token` stands for. Raises `BadLinkError`."""
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        text = ring("ordinary").open(sealed, place=_place(use))
    except (Undecryptable, ValueError, IndexError) as fault:
        raise BadLinkError from fault
    if urlsafe_b64encode(sealed).decode().rstrip("=") != token:  # signs that the decoder skips, or bits nobody reads
        raise BadLinkError
    return text


def without_tokens(text: str) -> str:
    """`text` for the eyes of staff: guests' addresses in place, but nobody's: staff answer for no guest."""
    return _ADDRESS.sub(rf"\1{NOBODYS}/", text)


def _place(use: Use) -> str:
    return f"feedback.link.{use}"
