"""How many messages a second a sender may send: a bucket of tokens, in the database for all workers together."""

from datetime import datetime

from hotelcrm.outbox.models import Sender, SenderState

from . import breaker

# What a bucket holds: so little that no second sees much more than the rate, however long nothing was sent before.
BURST_SECONDS = 0.25


def capacity(per_second: int) -> float:
    """Tokens that a full bucket holds; at least one."""
    return max(1.0, per_second * BURST_SECONDS)


def filled(tokens: float, *, since: datetime | None, at: datetime, per_second: int) -> float:
    """Tokens at `at` in a bucket that had `tokens` at `since`; a clock that went back fills nothing."""
    if since is None:
        return capacity(per_second)
    seconds = max(0.0, (at - since).total_seconds())
    return min(capacity(per_second), tokens + seconds * per_second)


def state_of(sender: Sender) -> SenderState:
    """The sender's state, begun if there is none."""
    return SenderState.objects.get_or_create(sender=sender)[0]


def available(sender: Sender, *, at: datetime) -> float:
    """How many tokens are there now, unless somebody else is quicker."""
    state = state_of(sender)
    return filled(state.tokens, since=state.refilled_at, at=at, per_second=sender.per_second)


def take(sender: Sender, wanted: int, *, at: datetime) -> int:
    """Take as many tokens as there are, `wanted` at most, and say how many; locks the bucket until the commit.

    None while the breaker is open. After its pause one worker gets one, and for as long as that takes nobody else.
    """
    state, _is_new = SenderState.objects.select_for_update().get_or_create(sender=sender)
    tokens = filled(state.tokens, since=state.refilled_at, at=at, per_second=sender.per_second)
    granted = 0 if breaker.is_open(state, at=at) else min(wanted, int(tokens))
    if granted and breaker.is_probing(state):
        granted, state.closed_until = 1, at + breaker.FIRST
    state.tokens = tokens - granted
    state.refilled_at = max(at, state.refilled_at or at)
    state.save(update_fields=["tokens", "refilled_at", "closed_until"])
    return granted


def wait(sender: Sender, tokens: float) -> float:
    """Seconds until there will be a whole token, where `tokens` are there now."""
    return max(0.0, 1 - tokens) / sender.per_second
