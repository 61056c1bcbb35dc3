"""How late somebody may leave: the guest's value against the occupancy of the night, by the manager's table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HALF_DAY_PERCENT = 50  # of one night


@dataclass(frozen=True)
class Line:
    """One line of the table. `who` is a code of ``CourtesyRule.Who``, occupancies are whole percent.

    `is_own` marks a line of this very hotel, `tier_rank` the tier that a line for a tier asks for at least.
    """

    who: str
    until: time
    order: int = 0
    is_own: bool = False
    tier_rank: int | None = None
    least_stays: int = 2
    occupancy_from: int = 0
    occupancy_below: int = 1000
    fee_percent: int = 0
    waives_half_day: bool = False
    no_inspection: bool = False


@dataclass(frozen=True)
class GuestValue:
    """What counts about the guest: VIP or not, the tier (None: no member), whether there is none above it.

    `company_stays` are the stays of the last twelve months that a company booked, the present one among them.
    """

    is_vip: bool = False
    tier_rank: int | None = None
    is_top: bool = False
    company_stays: int = 0


@dataclass(frozen=True)
class Advice:
    """Until when, for how much (in the currency of the rate), and why: which line fitted, at what occupancy."""

    until: time
    fee: Decimal
    waives_half_day: bool
    no_inspection: bool
    who: str
    occupancy: Decimal


def half_day(rate: Decimal) -> Decimal:
    """What leaving later than advised costs: half of one night's `rate`, to the cent."""
    return (rate * HALF_DAY_PERCENT / 100).quantize(CENT, ROUND_HALF_UP)


def fee(advice: Advice | None, until: time, *, rate: Decimal) -> Decimal:
    """The charge for leaving at `until`: the advised one up to the advised hour, later the half-day charge.

    No less than the advised one, and nothing for whom the line waives the half-day charge. Without advice every late
    hour is later than advised.
    """
    if advice is None:
        return half_day(rate)
    if until <= advice.until or advice.waives_half_day:
        return advice.fee
    return max(advice.fee, half_day(rate))


def advise(lines: Iterable[Line], value: GuestValue, *, occupancy: Decimal, rate: Decimal) -> Advice | None:
    """The first line that fits, the hotel's own before those for all hotels, each in its order; None when none does.

    `occupancy` in percent of the rooms, `rate` for one night. The fee is the line's share of `rate`, to the cent.
    """
    for line in sorted(lines, key=lambda line: (not line.is_own, line.order)):
        if line.occupancy_from <= occupancy < line.occupancy_below and _is_meant(line, value):
            fee = (rate * line.fee_percent / 100).quantize(CENT, ROUND_HALF_UP)
            return Advice(line.until, fee, line.waives_half_day, line.no_inspection, line.who, occupancy)
    return None


def _is_meant(line: Line, value: GuestValue) -> bool:
    if line.who == "vip":
        return value.is_vip
    if line.who == "top_tier":
        return value.is_top
    if line.who == "tier":
        return value.tier_rank is not None and line.tier_rank is not None and value.tier_rank >= line.tier_rank
    if line.who == "company_regular":
        return value.company_stays >= line.least_stays
    return line.who == "anybody"
