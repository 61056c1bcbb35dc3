import pytest

from campaigns.rules.layers import Value, value_layer

NOBODY = {
    "tier_rank": -1,
    "top_rank": 3,
    "frequency": None,
    "monetary": None,
    "is_key_company": False,
    "stays_12m": 0,
    "frequent_stays": 3,
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Value.ORDINARY),
        ({"tier_rank": 3}, Value.HIGH),
        ({"tier_rank": 2}, Value.ORDINARY),
        ({"tier_rank": 0, "top_rank": 0}, Value.ORDINARY),
        ({"monetary": 5, "frequency": 4}, Value.HIGH),
        ({"monetary": 5, "frequency": 3}, Value.POTENTIAL),
        ({"monetary": 4, "frequency": 5}, Value.POTENTIAL),
        ({"monetary": 3, "frequency": 4}, Value.POTENTIAL),
        ({"monetary": 3, "frequency": 3}, Value.ORDINARY),
        ({"is_key_company": True, "stays_12m": 3}, Value.HIGH),
        ({"is_key_company": True, "stays_12m": 2}, Value.POTENTIAL),
        ({"stays_12m": 9}, Value.ORDINARY),
    ],
)
def test_layers_as_the_business_words_them(facts, expected):
    assert value_layer(**NOBODY | facts) == expected
