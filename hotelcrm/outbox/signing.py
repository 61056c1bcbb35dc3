"""Links that need no sign-in: signed, for one purpose and one message or guest, and no longer than they must hold."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import TextChoices


class Use(TextChoices):
    """What a link is for; a link for one is refused for every other."""

    PREFERENCES = "p"
    UNSUBSCRIBE = "u"
    OPENED = "o"
    LINK = "l"


HOLDS = timedelta(days=400)  # a guest may unsubscribe by last year's e-mail


NOBODY = 0  # the guest of links in previews, in tests and in what staff are shown


@dataclass(frozen=True)
class Token:
    """What a link names: a guest (`NOBODY`: none), and its message and the stored link it leads to (0: none)."""

    guest_id: int
    message_id: int = 0
    link_id: int = 0


class BadLinkError(Exception):
    """A link was changed, is too old or is for something else."""


def sign(use: Use, token: Token) -> str:
    """The part of an address that stands for `token`; its signature has 256 bits."""
    numbers = (token.guest_id, token.message_id, token.link_id)
    return signing.TimestampSigner(salt=f"outbox.{use}").sign(".".join(map(str, numbers)))


def unsign(use: Use, text: str) -> Token:
    """What `text` stands for. Raises `BadLinkError`."""
    try:
        numbers = signing.TimestampSigner(salt=f"outbox.{use}").unsign(text, max_age=HOLDS)
        return Token(*map(int, numbers.split(".")))
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise BadLinkError from fault
