"""The layer of value, one of the three by which the business looks at a guest; the others are scene and lifecycle."""

from enum import StrEnum


class Value(StrEnum):
    HIGH = "high"
    POTENTIAL = "potential"
    ORDINARY = "ordinary"


BEST, GOOD = 5, 4  # quintiles


def value_layer(
    *,
    tier_rank: int,
    top_rank: int,
    frequency: int | None,
    monetary: int | None,
    is_key_company: bool,
    stays_12m: int,
    frequent_stays: int,
) -> Value:
    """What a guest is worth to the house.

    High, as the business has it: the top tier, or monetary 5 and frequency >= 4, or a key company's guest with
    `frequent_stays` in 12 months. Potential: one of those almost, which is monetary or frequency >= 4, or a key
    company's guest. Ordinary: everybody else. `tier_rank` is -1 of who is no member, `top_rank` that of the highest
    tier (0: there is but one, and it is nobody's merit); the quintiles are None without a stay in 24 months.
    """
    if 0 < top_rank <= tier_rank:
        return Value.HIGH
    if (monetary or 0) >= BEST and (frequency or 0) >= GOOD:
        return Value.HIGH
    if is_key_company:
        return Value.HIGH if stays_12m >= frequent_stays else Value.POTENTIAL
    return Value.POTENTIAL if max(monetary or 0, frequency or 0) >= GOOD else Value.ORDINARY
