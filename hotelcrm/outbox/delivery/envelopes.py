"""From a claimed message and its text to what a transport is handed."""

from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import Envelope
from hotelcrm.outbox.transports.email.headers import headers_for
from hotelcrm.outbox.writing.rendering import Written

from .claiming import Claimed


def envelope(claimed: Claimed, written: Written, sender: Sender) -> Envelope:
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
        headers=headers_for(message, sender, written.ways) if message.channel == Road.EMAIL else {},
        provider=written.provider,
        is_service=message.is_service,
    )


def reference(message_id: int) -> str:
    """Our own name for a message, the same at every attempt."""
    return f"message-{message_id}"
