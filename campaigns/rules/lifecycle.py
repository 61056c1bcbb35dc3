"""Where a guest stands in life with the house, on a day.

The business's own words, in their order: lead (known, no completed stay), new (one stay, within 365 days), loyal (two
or more, the last within 180 days), cooling (silent longer than 1.5 x the guest's own usual gap, but under 180 days),
dormant (180 to 365 days), lost (over 365 days). The numbers are settings.
"""

from datetime import date
from enum import StrEnum
from typing import Protocol

PERCENT = 100


class Stage(StrEnum):
    LEAD = "lead"
    NEW = "new"
    LOYAL = "loyal"
    COOLING = "cooling"
    DORMANT = "dormant"
    LOST = "lost"


class Visits(Protocol):
    """What it takes of `campaigns.models.GuestFacts`."""

    stays: int
    is_in_house: bool
    first_departure: date | None
    last_departure: date | None
    usual_gap: int | None


class Limits(Protocol):
    """What it takes of `campaigns.models.Thresholds`, in days and percent."""

    new_days: int
    loyal_days: int
    lost_days: int
    cooling_percent: int


def stage(facts: Visits, *, today: date, thresholds: Limits) -> Stage:
    """The stage of a guest on `today`.

    Silence is the days since the last departure; a guest in house is not silent. Who has stayed once is new for
    `new_days` after that departure, and as long as not even dormant; cooling takes two stays, for one has no gap. The
    first day of dormancy is `loyal_days`, that of loss the one after `lost_days`.
    """
    if facts.stays == 0 or facts.first_departure is None or facts.last_departure is None:
        return Stage.LEAD
    silence = 0 if facts.is_in_house else (today - facts.last_departure).days
    age = (today - facts.first_departure).days
    if facts.stays == 1 and (age <= thresholds.new_days or silence < thresholds.loyal_days):
        return Stage.NEW
    if silence > thresholds.lost_days:
        return Stage.LOST
    if silence >= thresholds.loyal_days:
        return Stage.DORMANT
    if facts.usual_gap is not None and silence * PERCENT > facts.usual_gap * thresholds.cooling_percent:
        return Stage.COOLING
    return Stage.LOYAL
