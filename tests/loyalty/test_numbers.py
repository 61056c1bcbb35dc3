"""Member numbers: the check digit finds slips, blanks and dashes do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import numbers

BODIES = st.text("0123456789", min_size=9, max_size=13)


@pytest.mark.parametrize(
    ("body", "digit"),
    [("7992739871", 3), ("37828224631000", 5), ("411111111111111", 1), ("0", 0)],  # the last two: test cards' numbers
)
def test_check_digit_is_luhns(body: str, digit: int):
    assert numbers.check_digit(body) == digit


def test_number_is_prefix_running_number_and_check_digit():
    assert numbers.make("88", 10001) == "880000100011"
    assert numbers.shown("880000100011") == "8800 0010 0011"
    assert numbers.is_whole("880000100011")


@given(body=BODIES, place=st.integers(0, 12), step=st.integers(1, 9))
def test_one_digit_mistyped_is_noticed(body: str, place: int, step: int):
    place %= len(body)
    other = str((int(body[place]) + step) % 10)

    assert not numbers.is_whole(f"{body[:place]}{other}{body[place + 1 :]}{numbers.check_digit(body)}")


@given(body=BODIES, place=st.integers(0, 11))
def test_two_neighbours_exchanged_are_noticed_nine_and_nought_aside(body: str, place: int):
    place %= len(body) - 1
    pair = body[place : place + 2]
    swapped = f"{body[:place]}{pair[::-1]}{body[place + 2 :]}{numbers.check_digit(body)}"

    assert numbers.is_whole(swapped) == (pair[0] == pair[1] or set(pair) == {"0", "9"})


@pytest.mark.parametrize("text", ["880000100011", "8800 0010 0011", "8800-0010-0011", " #8800 0010 0011 "])
def test_blanks_and_dashes_are_understood(text: str):
    assert numbers.typed(text) == "880000100011"


@pytest.mark.parametrize("text", ["", "zhang", "8800", "8800 0010 001x", "٨٨٠٠٠٠١٠٠٠١١", "1" * 16])
def test_what_cannot_be_a_number_is_none(text: str):
    assert numbers.typed(text) == ""
