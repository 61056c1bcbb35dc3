"""Who is held out, on whom variants are tried and who reads which: by a hash of the campaign's salt and the guest.

The same guest always falls into the same place, whoever asks, in Python and in SQL; another salt deals anew.
"""

from collections.abc import Sequence
from hashlib import sha256

from campaigns.models import Arm, Campaign, Step, Variant

PLACES = 10_000  # a hundred for each percent


def place(salt: str, guest_id: int) -> int:
    """Where `guest_id` falls among `PLACES`: the first 32 bits of SHA-256 of ``salt:guest``."""
    return int.from_bytes(sha256(f"{salt}:{guest_id}".encode()).digest()[:4], "big") % PLACES


def place_sql(salt: str, guest: str) -> str:
    """The same in SQL, of two expressions; a statement with parameters, so the sign of the remainder is doubled."""
    digest = f"encode(sha256(convert_to({salt} || ':' || {guest}, 'UTF8')), 'hex')"
    return f"(('x' || left({digest}, 8))::bit(32)::bigint %% {PLACES})"


def arm(salt: str, guest_id: int, percent: int) -> Arm:
    """Whether `guest_id` is among the `percent` who are held out."""
    return Arm.HOLDOUT if place(salt, guest_id) < percent * PLACES // 100 else Arm.TREATED


def arm_sql(salt: str, guest: str, percent: str) -> str:
    """The same in SQL."""
    held = f"{place_sql(salt, guest)} < {percent} * {PLACES // 100}"
    return f"CASE WHEN {held} THEN '{Arm.HOLDOUT.value}' ELSE '{Arm.TREATED.value}' END"


def test_salt(campaign: Campaign, step: Step) -> str:
    """By which it is dealt on whom the variants of `step` are tried: not by what dealt the arms."""
    return f"{campaign.salt}:test:{step.order}"


def is_tried_on(campaign: Campaign, step: Step, guest_id: int) -> bool:
    """Whether the variants of `step` are tried on `guest_id`; of a one-off the others wait for the winner."""
    if not waits_for_winner(campaign, step):
        return True
    return place(test_salt(campaign, step), guest_id) < step.test_percent * PLACES // 100


def waits_for_winner(campaign: Campaign, step: Step) -> bool:
    """Whether `step` is tried on some first: a one-off's that picks a winner."""
    return bool(step.picks_winner_by) and not campaign.is_automatic


def variant_for(campaign: Campaign, step: Step, variants: Sequence[Variant], guest_id: int) -> Variant:
    """What `guest_id` reads: the winner, or by weight; `variants` are those of `step` in the order of their names."""
    return variants[variant_place(campaign, step, variants, guest_id)]


def variant_place(campaign: Campaign, step: Step, variants: Sequence[Variant], guest_id: int) -> int:
    """The same as a place among `variants`."""
    weights = [variant.weight for variant in variants]
    share, total, passed = place(f"{campaign.salt}:variant:{step.order}", guest_id), sum(weights), 0
    dealt = len(weights) - 1
    for n, weight in enumerate(weights):
        if variants[n].is_winner:
            return n
        passed += weight
        if share * total < passed * PLACES:
            dealt = min(dealt, n)
    return dealt
