"""Why somebody travels, when nobody said so."""

from datetime import date, timedelta
from typing import Any

import pytest

from stays.models import Purpose
from stays.purpose import Trip, infer

MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)


def trip(arrival: date, nights: int, **changed: Any) -> Trip:
    facts: dict[str, Any] = {"adults": 1, "children": 0, "arrival": arrival, "departure": arrival + timedelta(nights)}
    return Trip(**(facts | changed))


@pytest.mark.parametrize(
    ("journey", "purpose"),
    [
        (trip(MONDAY, 2), Purpose.BUSINESS),
        (trip(MONDAY, 5), Purpose.UNKNOWN),  # into the weekend
        (trip(FRIDAY, 1), Purpose.UNKNOWN),
        (trip(FRIDAY, 2, adults=2), Purpose.LEISURE),
        (trip(MONDAY, 2, adults=2), Purpose.UNKNOWN),
        (trip(MONDAY, 0), Purpose.BUSINESS),  # a day use
        (trip(FRIDAY, 30, adults=2), Purpose.UNKNOWN),
        (trip(MONDAY, 2, adults=2, children=1, has_company=True), Purpose.FAMILY),
        (trip(FRIDAY, 2, adults=2, has_company=True), Purpose.BUSINESS),
        (trip(FRIDAY, 2, adults=2, channel_kind="corporate"), Purpose.BUSINESS),
        (trip(MONDAY, 2, channel_kind="group"), Purpose.MEETING),
        (trip(FRIDAY, 2, adults=2, market_segment="Meetings & events"), Purpose.MEETING),
    ],
)
def test_infer(journey: Trip, purpose: Purpose):
    assert infer(journey) == purpose
