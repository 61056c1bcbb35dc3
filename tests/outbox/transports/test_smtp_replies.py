"""Every answer of a mail server means something, and what only passes is never taken for final."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotelcrm.outbox.transports import Fate
from hotelcrm.outbox.transports.email.replies import Stage, as_code, fate_of

FINAL = {Fate.REFUSED_ADDRESS, Fate.REFUSED_CONTENT, Fate.REFUSED_SENDER, Fate.UNWELCOME}
enhanced = st.builds(
    lambda status, subject, detail: f"{status}.{subject}.{detail} words".encode(),
    st.sampled_from([4, 5]),
    st.integers(0, 9),
    st.integers(0, 30),
)


@given(st.sampled_from(Stage), st.integers(400, 499), st.one_of(st.binary(), enhanced))
def test_what_passes_is_never_final(stage, code, text):
    assert fate_of(stage, code, text) in {Fate.LATER, Fate.ROAD_DOWN}


@given(st.sampled_from(Stage), st.integers(500, 599), st.one_of(st.binary(), enhanced))
def test_what_is_refused_is_neither_accepted_nor_unknown(stage, code, text):
    assert fate_of(stage, code, text) in FINAL | {Fate.LATER}


@given(
    st.sampled_from([Stage.GREETING, Stage.SIGN_IN, Stage.FROM]),
    st.integers(500, 599),
    st.one_of(st.binary(), enhanced),
)
def test_no_address_dies_of_what_was_said_before_it_was_named(stage, code, text):
    assert fate_of(stage, code, text) != Fate.REFUSED_ADDRESS


@given(st.integers(500, 599), st.one_of(st.binary(), enhanced).filter(lambda text: not _says_too_big(text)))
def test_nobody_refuses_a_text_before_it_was_sent(code, text):
    refused = {stage for stage in Stage if fate_of(stage, code, text) == Fate.REFUSED_CONTENT}

    assert refused <= {Stage.DOT} or code == 552


def _says_too_big(text):
    return text.lstrip().startswith((b"5.2.3", b"5.3.4"))


@given(
    st.sampled_from([Stage.GREETING, Stage.SIGN_IN, Stage.FROM]),
    st.integers(400, 499),
    st.one_of(st.binary(), enhanced),
)
def test_what_passes_before_the_guest_is_named_is_the_road(stage, code, text):
    assert fate_of(stage, code, text) == Fate.ROAD_DOWN


@pytest.mark.parametrize(
    ("stage", "code", "text", "fate"),
    [
        (Stage.TO, 550, b"5.7.1 not authorized", Fate.UNWELCOME),
        (Stage.DATA, 550, b"5.7.1 not authorized", Fate.UNWELCOME),
        (Stage.DOT, 550, b"5.7.1 not like that", Fate.REFUSED_CONTENT),
        (Stage.FROM, 550, b"5.7.1 not you", Fate.REFUSED_SENDER),
        (Stage.GREETING, 554, b"5.7.1 not you", Fate.REFUSED_SENDER),
        (Stage.TO, 550, b"5.1.2 no such domain", Fate.REFUSED_ADDRESS),
        (Stage.TO, 550, b"5.2.1 mailbox disabled", Fate.REFUSED_ADDRESS),
        (Stage.TO, 550, b"5.4.4 cannot route", Fate.REFUSED_ADDRESS),
        (Stage.TO, 550, b"5.4.7 waited too long", Fate.LATER),
        (Stage.TO, 550, b"4.2.2 full, whatever the code says", Fate.LATER),
        (Stage.TO, 550, b"5.0.0 no", Fate.REFUSED_ADDRESS),
        (Stage.TO, 552, b"full", Fate.LATER),
        (Stage.TO, 552, b"5.2.3 too big for this mailbox", Fate.REFUSED_CONTENT),
        (Stage.FROM, 552, b"5.3.4 too big", Fate.REFUSED_CONTENT),
        (Stage.FROM, 552, b"too big", Fate.REFUSED_CONTENT),
        (Stage.FROM, 550, b"5.1.1 whoever that is", Fate.REFUSED_SENDER),
        (Stage.TO, 535, b"5.7.8 who are you", Fate.REFUSED_SENDER),
        (Stage.DOT, 552, b"too big", Fate.REFUSED_CONTENT),
        (Stage.DOT, 550, b"5.2.2 full", Fate.LATER),
        (Stage.FROM, 421, b"closing", Fate.ROAD_DOWN),
        (Stage.TO, 421, b"closing", Fate.LATER),
    ],
)
def test_what_it_means(stage, code, text, fate):
    assert fate_of(stage, code, text) == fate


@pytest.mark.parametrize(
    ("code", "text", "kept"),
    [
        (550, b"5.1.1 <zhang@example.com>: unknown", "550 5.1.1"),
        (550, b"zhang@example.com is unknown", "550"),
        (250, b"2.0.0 Ok: queued as 1234", "250 2.0.0"),
    ],
)
def test_a_reply_is_kept_without_its_words(code, text, kept):
    assert as_code(code, text) == kept
