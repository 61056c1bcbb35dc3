"""The addresses of this site that messages lead to."""

import re
from collections.abc import Callable
from functools import cached_property

from django.conf import settings

from hotelcrm.outbox.models import Message
from hotelcrm.outbox.signing import NOBODY, BadLinkError, Token, Use, sign, unsign

_USES = {"preferences": Use.PREFERENCES, "unsubscribe": Use.UNSUBSCRIBE, "l": Use.LINK}
_OTHERS: list[Callable[[str], str]] = []
# A token is numbers, the hour and a signature, as Django's signer writes them.
_SIGNED = re.compile(rf"(?P<start>/m/(?P<page>{'|'.join(_USES)})/)(?P<token>[\w.:-]+)")


class WaysOut:
    """The guest's two ways out of a message, signed once for all the places of an e-mail that name them."""

    def __init__(self, message: Message) -> None:
        self._message = message

    @cached_property
    def preferences(self) -> str:
        """As `preferences` says it."""
        return preferences(self._message)

    @cached_property
    def unsubscribe(self) -> str:
        """As `unsubscribe` says it."""
        return unsubscribe(self._message)


def preferences(message: Message) -> str:
    """Where the guest says what may be sent, without signing in."""
    return _address("preferences", Use.PREFERENCES, message)


def unsubscribe(message: Message) -> str:
    """Where the guest ends this kind of message; the page asks before it acts."""
    return _address("unsubscribe", Use.UNSUBSCRIBE, message)


def tracked(message: Message, link_id: int) -> str:
    """A stored link, followed by way of us."""
    return f"{settings.PUBLIC_URL}/m/l/{sign(Use.LINK, _token(message, link_id))}/"


def pixel(message: Message) -> str:
    """The picture of one point by which an opened e-mail is seen."""
    return f"{settings.PUBLIC_URL}/m/o/{sign(Use.OPENED, _token(message))}.gif"


def _address(page: str, use: Use, message: Message) -> str:
    return f"{settings.PUBLIC_URL}/m/{page}/{sign(use, _token(message))}/"


def disarmed(text: str) -> str:
    """`text` with its signed addresses in place, but nobody's: who follows one acts for no guest and counts nowhere.

    For the eyes of staff, who may read what a guest received, not answer for the guest.
    """
    for replace in _OTHERS:
        text = replace(text)
    return _SIGNED.sub(_nobodys, text)


def also_nobodys(replace: Callable[[str], str]) -> None:
    """Let `disarmed` take out the signed addresses of another room too; called when the app is ready."""
    _OTHERS.append(replace)


def _nobodys(found: re.Match[str]) -> str:
    use = _USES[found["page"]]
    try:
        link_id = unsign(use, found["token"]).link_id
    except BadLinkError:  # too old to lead anywhere
        link_id = 0
    return f"{found['start']}{sign(use, Token(NOBODY, link_id=link_id))}"


def _token(message: Message, link_id: int = 0) -> Token:
    """Nobody's for a message that is none: a preview and a test mail are read by staff."""
    if not message.pk:
        return Token(NOBODY, link_id=link_id)
    return Token(guest_id=message.guest_id or NOBODY, message_id=message.pk, link_id=link_id)
