"""Guests' links: what was changed, cut, or is for something else leads nowhere."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedback.signing import BadLinkError, Use, sign, unsign, without_tokens

TOKEN = sign(Use.SURVEY, "4711")
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.sampled_from(Use), st.text(max_size=40))
def test_what_was_signed_is_read_again(use, text):
    assert unsign(use, sign(use, text)) == text


@given(st.sampled_from(Use), st.sampled_from(Use))
def test_a_link_is_for_one_use(use, other):
    if use == other:
        assert unsign(other, sign(use, "1")) == "1"
    else:
        with pytest.raises(BadLinkError):
            unsign(other, sign(use, "1"))


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(SIGNS))
def test_one_sign_changed_anywhere_is_refused(place, other):
    changed = TOKEN[:place] + other + TOKEN[place + 1 :]
    if changed == TOKEN:
        assert unsign(Use.SURVEY, changed) == "4711"
    else:
        with pytest.raises(BadLinkError):
            unsign(Use.SURVEY, changed)


@given(st.text(max_size=120))
@example("")
@example("A")
@example(TOKEN[:-1])
@example(TOKEN + "A")
@example(TOKEN + "=")
@example(TOKEN[:9] + "!" + TOKEN[9:])
@example("é" * 20)
@example("\x00")
def test_what_we_did_not_sign_is_refused(text):
    with pytest.raises(BadLinkError):
        unsign(Use.SURVEY, text)


def test_nothing_can_be_read_from_it_and_no_two_are_alike():
    assert len({sign(Use.SURVEY, "4711") for _ in range(20)}) == 20
    assert "4711" not in TOKEN


def test_staff_are_shown_links_that_are_nobodys():
    text = f"Tell us: https://hotel.example/f/s/{TOKEN}/ or /f/t/{TOKEN}/, and not /f/s/short/."

    assert without_tokens(text) == "Tell us: https://hotel.example/f/s/sample/ or /f/t/sample/, and not /f/s/short/."
