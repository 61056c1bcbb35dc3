"""What one call of a provider of text messages may carry."""

from collections.abc import Hashable, Sequence

from hotelcrm.outbox.transports import splitting
from hotelcrm.outbox.transports.contract import Envelope, Fate, Outcome

from . import numbers
from .approved import approved

NOT_A_NUMBER = Outcome(Fate.REFUSED_ADDRESS, code="not_a_number")


def batches(envelopes: Sequence[Envelope], *, provider: str, at_most: int) -> list[list[Envelope]]:
    """Those who read the same by `provider`, the mainland apart from the rest, no number twice in one call."""

    def alike(envelope: Envelope) -> Hashable:
        """Template and parameters; and the text, for its length."""
        is_mainland = numbers.is_mainland(envelope.address)
        return (is_mainland, approved(envelope, provider), envelope.text, envelope.is_service)

    return splitting.batches(envelopes, alike=alike, at_most=at_most)
