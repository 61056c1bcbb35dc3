"""How much of a profile is known."""

from dataclasses import replace

import pytest

from guests.completeness import Known, completeness
from guests.models import Consent
from guests.models.consent import Channel, Purpose
from guests.queries.consents import Consents

ALL = Known(name=True, contact=True, birthday=True, language=True, purpose=True, preferences=3, consent=True)
NONE = Known(name=False, contact=False, birthday=False, language=False, purpose=False, preferences=0, consent=False)


def test_weights_add_up_to_a_hundred():
    assert sum(part.weight for part in completeness(NONE).parts) == 100
    assert completeness(ALL).percent == 100
    assert completeness(NONE).percent == 0


def test_preferences_count_by_thirds_up_to_three():
    assert [completeness(replace(NONE, preferences=n)).percent for n in (1, 2, 3, 9)] == [7, 13, 20, 20]


def test_what_is_missing_comes_weightiest_first():
    missing = completeness(replace(ALL, contact=False, language=False, preferences=2)).missing
    assert [part.code for part in missing] == ["contact", "language", "preferences"]


@pytest.mark.parametrize(
    ("asked", "kinds", "counts"),
    [
        (Channel.EMAIL, {"phone"}, False),
        (Channel.EMAIL, {"phone", "email"}, True),
        (Channel.SMS, {"phone"}, True),
        (Channel.ANY, {"wechat"}, True),
        (Channel.ANY, set(), False),
    ],
)
def test_an_answer_counts_where_the_guest_can_be_reached(asked, kinds, counts):
    answers = Consents(rows=[], history=[Consent(purpose=Purpose.MARKETING, channel=asked)])

    assert answers.has_marketing_answer(kinds) is counts
