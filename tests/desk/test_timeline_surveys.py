"""A survey that was answered, as the timeline says it."""

import pytest

from guests.models import Touchpoint
from hotelcrm.desk.timeline import WORDS

SAID = {
    "nothing but words": ({"survey": 1, "invitation": 2}, "Survey answered"),
    "a recommendation": ({"nps": 0}, "Survey answered: NPS 0"),
    "both": ({"nps": 9, "csat": 4}, "Survey answered: NPS 9, CSAT 4"),
}


@pytest.mark.parametrize("case", SAID)
def test_scores_are_told_and_nothing_else(case):
    details, words = SAID[case]

    assert str(WORDS["survey"](Touchpoint(kind="survey", details=details))) == words
