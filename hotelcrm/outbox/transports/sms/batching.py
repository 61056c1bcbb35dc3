"""What one call of a provider may carry."""

from collections.abc import Callable, Hashable, Sequence

from hotelcrm.outbox.transports.contract import Envelope, Fate, Outcome

from . import numbers

NOT_A_NUMBER = Outcome(Fate.REFUSED_ADDRESS, code="not_a_number")


def batches(
    envelopes: Sequence[Envelope], *, alike: Callable[[Envelope], Hashable], at_most: int
) -> list[list[Envelope]]:
    """Envelopes that are `alike` together, in their order: the mainland apart, no number twice in one call."""
    open_ones: dict[Hashable, list[list[Envelope]]] = {}
    found: list[list[Envelope]] = []
    addressed: dict[int, set[str]] = {}
    for envelope in envelopes:
        key = (numbers.is_mainland(envelope.address), alike(envelope))
        of_key = open_ones.setdefault(key, [])
        batch = next((one for one in of_key if envelope.address not in addressed[id(one)]), None)
        if batch is None:
            batch = []
            addressed[id(batch)] = set()
            of_key.append(batch)
            found.append(batch)
        batch.append(envelope)
        addressed[id(batch)].add(envelope.address)
        if len(batch) == at_most:
            of_key.remove(batch)
    return found
