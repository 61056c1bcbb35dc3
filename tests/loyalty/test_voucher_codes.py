"""Codes as they are made, shown, typed and scanned."""

from decimal import Decimal

import pytest

from loyalty import codes
from loyalty.rules.vouchers import Bill, taken_off


def test_a_code_survives_being_shown_and_typed():
    code = codes.new()

    assert len(codes.shown(code)) == 19
    assert codes.read(codes.shown(code)) == code
    assert codes.read(f"  {codes.shown(code).lower().replace('-', ' ')} ") == code


def test_signs_that_look_alike_are_one():
    assert codes.read("oOiI lL00 1111 2222") == "0011110011112222"


@pytest.mark.parametrize("text", ["", "1234", "U" * 16, "1" * 17, "１" * 16, "中" * 16, "=cmd|'/c calc'!A1"])
def test_what_cannot_be_a_code_is_none(text):
    assert codes.read(text) == ""


def test_codes_are_random_over_all_signs():
    signs = "".join(codes.new() for _ in range(200))

    assert set(signs) == set(codes.SIGNS)


def test_the_drawing_stands_alone_and_holds_no_script():
    drawn = codes.qr(codes.new())

    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"')
    assert "script" not in drawn
    assert "style=" not in drawn


@pytest.mark.parametrize(
    ("gives", "value", "amount", "off"),
    [
        ("amount", "100", None, "100"),
        ("amount", "100", "80", "80"),
        ("amount", "100", "100.01", "100"),
        ("percent", "12.5", "99.99", "12.50"),
        ("percent", "100", "0.01", "0.01"),
        ("percent", "15", None, None),
        ("item", None, "500", None),
        ("late_check_out", None, None, None),
    ],
)
def test_what_a_voucher_takes_off(gives, value, amount, off):
    def number(text):
        return None if text is None else Decimal(text)

    assert taken_off(gives, number(value), Bill(number(amount))) == number(off)
