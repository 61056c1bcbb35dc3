"""Calls for many: who may share one, and what to do when one address spoils it for all."""

import time
from collections.abc import Callable, Container, Hashable, Sequence
from dataclasses import dataclass, field

from .contract import Envelope, Fate, Outcome

# A batch that is split again and again must end within its lease.
CALLS_A_BATCH = 40
SECONDS_A_BATCH = 120.0


@dataclass
class _Batch:
    envelopes: list[Envelope] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def add(self, envelope: Envelope) -> None:
        self.envelopes.append(envelope)
        self.addresses.add(envelope.address)


Call = Callable[[Sequence[Envelope]], list[Outcome]]


def deliver(
    envelopes: Sequence[Envelope], call: Call, *, spoils: Container[str], at_most: int = CALLS_A_BATCH
) -> list[Outcome]:
    """What `call` says of each, in their order.

    A code in `spoils` says that the whole call was refused because of one address in it; who that is shows when the
    call is halved. What is left after `at_most` calls or two minutes is to come again later: nothing of it was sent.
    """
    left, until = at_most, time.monotonic() + SECONDS_A_BATCH

    def halves(some: Sequence[Envelope]) -> list[Outcome]:
        nonlocal left
        if not some:
            return []
        if left == 0 or time.monotonic() > until:
            return [Outcome(Fate.LATER, code="split_too_often")] * len(some)
        left -= 1
        found = call(some)
        if len(some) == 1 or found[0].code not in spoils:
            return found
        half = len(some) // 2
        return halves(some[:half]) + halves(some[half:])

    return halves(envelopes)


def batches(
    envelopes: Sequence[Envelope], *, alike: Callable[[Envelope], Hashable], at_most: int
) -> list[list[Envelope]]:
    """Envelopes that are `alike` together, in their order; no address twice in one batch."""
    found: list[_Batch] = []
    waiting: dict[Hashable, list[_Batch]] = {}
    for envelope in envelopes:
        of_kind = waiting.setdefault(alike(envelope), [])
        batch = next((one for one in of_kind if envelope.address not in one.addresses), None)
        if batch is None:
            batch = _Batch()
            of_kind.append(batch)
            found.append(batch)
        batch.add(envelope)
        if len(batch.envelopes) == at_most:
            of_kind.remove(batch)
    return [batch.envelopes for batch in found]
