"""From a claimed message and its text to what a transport is handed."""

from django.conf import settings

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.signing import Token, Use, sign
from hotelcrm.outbox.transports import Envelope
from hotelcrm.outbox.writing.rendering import Written

from .claiming import Claimed


def envelope(claimed: Claimed, written: Written) -> Envelope:
    """What the transport gets. Its reference is the message's, so that a second attempt is known for the same."""
    message = claimed.message
    guest = message.guest
    return Envelope(
        message_id=message.pk,
        attempt=claimed.attempt,
        reference=reference(message.pk),
        address=claimed.address,
        name=guest.full_name if guest is not None else str(message.staff),
        language=written.language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        headers=_headers(claimed),
        provider=written.provider,
        is_service=message.is_service,
    )


def reference(message_id: int) -> str:
    """Our own name for a message, the same at every attempt."""
    return f"message-{message_id}"


def _headers(claimed: Claimed) -> dict[str, str]:
    """One click to unsubscribe in the mailbox itself (RFC 2369, RFC 8058), where there is something to leave."""
    message = claimed.message
    if message.channel != Road.EMAIL or message.is_service or message.guest_id is None:
        return {}
    token = sign(Use.UNSUBSCRIBE, Token(message.guest_id, message.pk))
    return {
        "List-Unsubscribe": f"<{settings.PUBLIC_URL}/m/unsubscribe/{token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
