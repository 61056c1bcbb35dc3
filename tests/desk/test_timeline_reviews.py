"""A review on another site, as the timeline says it."""

import pytest

from guests.models import Touchpoint
from hotelcrm.desk.timeline import WORDS

SAID = {
    "site and rating": ({"review": 1, "site": "booking", "rating": "4.42"}, "Review on Booking.com: 4.4 of 5"),
    "a site of later": ({"site": "elsewhere", "rating": "4.42"}, "Review"),
    "no number": ({"site": "booking", "rating": "good"}, "Review"),
}


@pytest.mark.parametrize("case", SAID)
def test_site_and_rating_are_told_and_nothing_else(case):
    details, words = SAID[case]

    assert str(WORDS["review"](Touchpoint(kind="review", details=details))) == words
