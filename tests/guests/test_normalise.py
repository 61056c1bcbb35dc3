"""One form for phones, addresses and document numbers, or a sentence that says what is wrong."""

from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guests.normalise import Unreadable, document, email, phone
from tests import realdata

CONTROL_PICTURES = {0x2400 + n: n for n in range(0x20)}  # how the file writes control characters


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "+86-138-0013-8000",
        "0086 138 0013 8000",
        "86 13800138000",
        "１３８００１３８０００",
        "(+86) 138.0013.8000",
    ],
)
def test_phone_is_the_same_however_it_is_written(text):
    assert phone(text) == "+8613800138000"


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("0571-8797 1234", "CN", "+8657187971234"),
        ("0571-87971234转8012", "CN", "+8657187971234"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+44 (0)20 7946 0958", "CN", "+442079460958"),
        ("0033 1 42 68 53 00", "CN", "+33142685300"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+86 138 0013 8000", "GB", "+8613800138000"),
        ("", "CN", ""),
    ],
)
def test_phone_of_other_countries_and_kinds(text, country, number):
    assert phone(text, country) == number


@pytest.mark.parametrize(
    "text", ["1.38E+10", "1.38e10", "1380013800", "138001380001", "call me", "12", "+", "+999 1234"]
)
def test_phone_that_cannot_be_one_is_refused_without_repeating_it(text):
    with pytest.raises(Unreadable) as refused:
        phone(text)
    assert text not in str(refused.value)


def test_email_is_lower_case_with_an_ascii_domain():
    assert email(" Anna.Featherstone+hotel@MÜNCHEN.example ") == "anna.featherstone+hotel@xn--mnchen-3ya.example"
    assert email("") == ""


@pytest.mark.parametrize(
    "text",
    [
        "anna",
        "anna@",
        "@example.com",
        "a b@example.com",
        "anna@localhost",
        "anna@example..com",
        "anna@-example.com",
        "anna@1.2.3.4",
        "anna@[1.2.3.4]",
        "a..b@example.com",
        '"anna"@example.com',
        "anna@exa mple.com",
        "x" * 65 + "@example.com",
    ],
)
def test_email_that_cannot_be_one_is_refused(text):
    with pytest.raises(Unreadable):
        email(text)


def test_email_accepts_nothing_that_the_public_test_set_calls_an_error():
    cases = ET.parse(realdata.path("email/isemail_tests.xml")).getroot().iter("test")
    accepted, plain = [], 0
    for case in cases:
        address = (case.findtext("address") or "").translate(CONTROL_PICTURES)
        try:
            good = bool(email(address))
        except Unreadable:
            good = False
        if good and case.findtext("category") == "ISEMAIL_ERR" and address == address.strip():
            accepted.append(address)
        plain += good and case.findtext("category") in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
    assert (accepted, plain) == ([], 21)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("g1234-5678", "G12345678"),
        ("A123456(7)", "A1234567"),
        ("", ""),
    ],
)
def test_document_is_capitals_and_digits(text, number):
    assert document(text) == number


@pytest.mark.parametrize("text", ["110105194912310021", "11010519491331002X", "3.3E+17", "abc", "护照12345", "X" * 25])
def test_document_that_cannot_be_one_is_refused(text):
    with pytest.raises(Unreadable):
        document(text)


@given(st.text(max_size=80))
def test_what_was_read_once_reads_the_same_again(text):
    for read in (phone, email, document):
        with suppress(Unreadable):
            assert read(read(text)) == read(text)
