"""A turn: claim, write, hand over, write down what came of it, until nothing is due or the time is over."""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from hotelcrm.outbox.models import Reason, Sender, State
from hotelcrm.outbox.transports import (
    Connection,
    Envelope,
    Fate,
    Outcome,
    SenderFaultError,
    Transport,
    transport_called,
)
from hotelcrm.outbox.writing.rendering import Unwritable, Written, write

from . import breaker, rates
from .claiming import Claimed, claim
from .envelopes import envelope
from .handing import Finish, release, step, tell
from .lanes import Lane, busy
from .outcomes import Ending, ending

logger = logging.getLogger(__name__)

MOST_WAITED = 5.0  # seconds of a turn spent on waiting for tokens; then others may have the worker for a while
AT_ONCE = 100  # messages of one claim: what a worker that dies keeps from the others until its lease is over
# What a call says of the road. LATER says nothing, unless everybody is put off; one guest's mailbox that does not want
# us says little, several in a row that it is about us.
ROAD_FAULTS = {Fate.ROAD_DOWN, Fate.REFUSED_SENDER, Fate.NO_REPLY, Fate.UNWELCOME}
ROAD_WORKS = {Fate.ACCEPTED, Fate.REFUSED_ADDRESS, Fate.OPTED_OUT, Fate.REFUSED_CONTENT}

Clock = Callable[[], datetime]


@dataclass
class Tally:
    """What a turn did: messages by the state it left them in; `is_more` when the time was over before the work."""

    states: Counter[str] = field(default_factory=Counter)
    is_more: bool = False

    def __str__(self) -> str:
        parts = ", ".join(f"{count:,} {state}" for state, count in sorted(self.states.items()))
        return parts or "nothing was done"


def deliver_due(*, at_most: timedelta, clock: Clock = timezone.now) -> Tally:
    """Deliver what is due until nothing is, or until `at_most` is over; any number of turns may run at once.

    Raises whatever the database raises; what was under way then is found by the sweep.
    """
    turn = Turn(at_most, clock)
    try:
        turn.run()
    finally:
        turn.close()
    return turn.tally


class Turn:
    """One worker's turn: the connections it has open, and what it did so far."""

    def __init__(self, at_most: timedelta, clock: Clock) -> None:
        self.clock = clock
        self.until = time.monotonic() + at_most.total_seconds()
        self.tally = Tally()
        self._waited = 0.0
        self._connections: dict[int, tuple[Transport, Connection]] = {}

    def run(self) -> None:
        """Look at all lanes in turn until none has anything for us."""
        while not self.is_over():
            lanes = busy(self.clock())
            done = [self._work(lane) for lane in lanes if not self.is_over()]
            if len(done) < len(lanes):
                break
            if not any(changed for changed, _wait in done):
                waits = [wait for _changed, wait in done if wait > 0]
                if not waits:
                    return
                if not self._wait(min(waits)):
                    break
        self.tally.is_more = True

    def _wait(self, seconds: float) -> bool:
        """Wait for a token, unless this turn has waited long enough; whether it goes on."""
        if self._waited + seconds > MOST_WAITED:
            return False
        self._waited += seconds
        time.sleep(seconds)
        return True

    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.until

    def close(self) -> None:
        """Let go of every road."""
        for _transport, connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _work(self, lane: Lane) -> tuple[int, float]:
        """Take and deliver one batch of `lane`: how many rows changed, and seconds until its rate allows the next."""
        limit, wait = self._limit(lane.sender)
        if not limit:
            return 0, wait
        road = self._road(lane.sender) if lane.sender is not None else None
        if lane.sender is not None and road is None:
            return 0, 0
        claim_ = claim(lane, at=self.clock(), limit=limit)
        self.tally.states += claim_.refused
        if claim_.claimed and lane.sender is not None and road is not None:
            self._deliver(lane.sender, *road, claim_.claimed)
        return claim_.changed, 0

    def _limit(self, sender: Sender | None) -> tuple[int, float]:
        """How many to claim at once, or none and the seconds to wait for a token."""
        if sender is None:
            return AT_ONCE, 0
        tokens = rates.available(sender, at=self.clock())
        if tokens < 1:
            return 0, rates.wait(sender, tokens)
        is_probing = breaker.is_probing(rates.state_of(sender))
        return 1 if is_probing else min(AT_ONCE, int(tokens)), 0

    def _road(self, sender: Sender) -> tuple[Transport, Connection] | None:
        """The open road of `sender`; None where it cannot be opened, which the breaker then knows."""
        if sender.pk not in self._connections:
            try:
                transport = transport_called(sender.transport)
                self._connections[sender.pk] = transport, transport.open(sender)
            except (SenderFaultError, KeyError) as fault:
                breaker.misconfigured(sender, error=str(fault), at=self.clock())
                return None
        return self._connections[sender.pk]

    # One batch

    def _deliver(self, sender: Sender, transport: Transport, road: Connection, claimed: Sequence[Claimed]) -> None:
        """Write and hand over; whatever was claimed and not handed over in the end is let go."""
        batch = Batch(self, sender, claimed)
        try:
            written = write([one.message for one in claimed], at=self.clock())
            envelopes = batch.envelopes(written)
            for group in transport.batches(envelopes):
                if self.is_over() or batch.is_stopped:
                    break
                batch.hand_over(road, group)
            batch.finish()
        finally:
            release([one for one in claimed if one.attempt not in batch.seen])
        tell(batch.sent)


class Batch:
    """What was claimed at once, and how far it is: each commit ends one handing over and begins the next."""

    def __init__(self, turn: Turn, sender: Sender, claimed: Sequence[Claimed]) -> None:
        self.turn, self.sender = turn, sender
        self.claimed = {one.message.pk: one for one in claimed}
        self.seen: set[UUID] = set()  # attempts that have an ending, or may
        self.sent: dict[int, int] = {}
        self.is_stopped = False
        self._is_known_to_work = False
        self._endings: list[Finish] = []

    def envelopes(self, written: Mapping[int, Written | Unwritable]) -> list[Envelope]:
        """Those that could be written; of the others it is written down that they could not."""
        found = []
        for pk, one in self.claimed.items():
            text = written[pk]
            if isinstance(text, Unwritable):
                self._end(one, Ending(State.FAILED, Reason.UNWRITABLE, ""))
            else:
                found.append(envelope(one, text, self.sender))
        return found

    def hand_over(self, road: Connection, group: Sequence[Envelope]) -> None:
        """Commit that these are handed over now, hand over those that still may be, and remember what came of it."""
        at = self.turn.clock()
        allowed = step(self._endings, [self.claimed[one.message_id] for one in group], at=at)
        self._endings = []
        going = [one for one in group if one.message_id in allowed]
        if not going:
            return
        outcomes = _deliver(road, going)
        for one, outcome in zip(going, outcomes, strict=True):
            self._note(self.claimed[one.message_id], outcome)
        self._judge(outcomes)

    def finish(self) -> None:
        """Commit what came of the last ones."""
        if self._endings:
            step(self._endings, [], at=self.turn.clock())
            self._endings = []

    def _note(self, claimed: Claimed, outcome: Outcome) -> None:
        message, at = claimed.message, self.turn.clock()
        self._end(claimed, ending(outcome, is_service=message.is_service, tries=message.tries, at=at), outcome)

    def _judge(self, outcomes: Sequence[Outcome]) -> None:
        """What one call says of the road, once for however many it carried."""
        at = self.turn.clock()
        faults = [outcome for outcome in outcomes if outcome.fate in ROAD_FAULTS or outcome.is_for_all]
        if any(outcome.fate in ROAD_WORKS for outcome in outcomes):
            if not self._is_known_to_work:
                breaker.worked(self.sender, at=at)
            self._is_known_to_work = True
        elif faults:
            self._is_known_to_work = False
            self.is_stopped = breaker.failed(self.sender, error=faults[0].code or faults[0].fate, at=at)

    def _end(self, claimed: Claimed, end: Ending, outcome: Outcome | None = None) -> None:
        self.seen.add(claimed.attempt)
        self._endings.append(Finish(claimed, end, outcome))
        self.turn.tally.states[end.state.value] += 1
        if end.state == State.SENT and claimed.message.guest_id is not None:
            self.sent[claimed.message.pk] = claimed.message.guest_id


def _deliver(road: Connection, group: Sequence[Envelope]) -> list[Outcome]:
    """What the transport says; where it fails in a way it never should, nobody knows what left the house."""
    try:
        outcomes = road.deliver(group)
    except Exception as fault:  # noqa: BLE001 (whatever it is, the messages were handed to it)
        # Its words and a traceback may name a guest: what broke and where is enough to look for it.
        where = traceback.extract_tb(fault.__traceback__)[-1]
        said = "A transport failed while it had %d messages. %s at %s:%s"
        logger.error(said, len(group), type(fault).__name__, where.filename, where.lineno)  # noqa: TRY400 (see above)
        return [Outcome(Fate.NO_REPLY)] * len(group)
    return outcomes
