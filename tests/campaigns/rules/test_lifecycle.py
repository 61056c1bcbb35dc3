from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from campaigns.models import Thresholds
from campaigns.rules.lifecycle import Stage, stage

TODAY = date(2026, 11, 21)


@dataclass
class Facts:
    stays: int = 0
    is_in_house: bool = False
    first_departure: date | None = None
    last_departure: date | None = None
    usual_gap: int | None = None


def seen(stays: int, silence: int, *, since: int = 900, gap: int | None = 100, in_house: bool = False) -> Facts:
    """Somebody who left `silence` days ago, and for the first time `since` days ago."""
    last = TODAY - timedelta(days=silence)
    first = last if stays == 1 else TODAY - timedelta(days=since)
    return Facts(stays, in_house, first, last, gap if stays > 1 else None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), Stage.LEAD),
        (Facts(is_in_house=True), Stage.LEAD),
        (seen(1, 0), Stage.NEW),
        (seen(1, 365), Stage.NEW),
        (seen(1, 366), Stage.LOST),
        (seen(1, 366, in_house=True), Stage.NEW),
        (seen(2, 0), Stage.LOYAL),
        (seen(2, 150), Stage.LOYAL),
        (seen(2, 151), Stage.COOLING),
        (seen(2, 151, in_house=True), Stage.LOYAL),
        (seen(2, 179), Stage.COOLING),
        (seen(2, 179, gap=120), Stage.LOYAL),
        (seen(2, 180), Stage.DORMANT),
        (seen(2, 180, gap=400), Stage.DORMANT),
        (seen(2, 365), Stage.DORMANT),
        (seen(2, 366), Stage.LOST),
        (seen(2, 400, in_house=True), Stage.LOYAL),
        (seen(2, 100, gap=None), Stage.LOYAL),
    ],
)
def test_stages_as_the_business_words_them(facts, expected):
    assert stage(facts, today=TODAY, thresholds=Thresholds()) == expected


def test_thresholds_are_settings():
    mine = Thresholds(new_days=30, loyal_days=60, lost_days=90, cooling_percent=200)

    assert stage(seen(1, 59), today=TODAY, thresholds=mine) == Stage.NEW
    assert stage(seen(1, 60), today=TODAY, thresholds=mine) == Stage.DORMANT
    assert stage(seen(3, 41, gap=20), today=TODAY, thresholds=mine) == Stage.COOLING
    assert stage(seen(3, 40, gap=20), today=TODAY, thresholds=mine) == Stage.LOYAL
    assert stage(seen(3, 91), today=TODAY, thresholds=mine) == Stage.LOST
