"""The addresses of this site that messages lead to."""

from django.conf import settings

from hotelcrm.outbox.models import Message
from hotelcrm.outbox.signing import Token, Use, sign


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


def _token(message: Message, link_id: int = 0) -> Token:
    return Token(guest_id=message.guest_id or 0, message_id=message.pk or 0, link_id=link_id)
