"""Length, wording, numbers and batches of text messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotelcrm.outbox.transports.sms import batching, numbers, wording
from hotelcrm.outbox.transports.sms.segments import Encoding, length
from tests.outbox.transports.provider import envelope


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),  # the euro sign does not fit into the first part
        ("é" * 160, "gsm7", 160, 1),
        ("ê", "ucs2", 1, 1),
        ("`", "ucs2", 1, 1),
        ("好" * 70, "ucs2", 70, 1),
        ("好" * 71, "ucs2", 71, 2),
        ("好" * 134, "ucs2", 134, 2),
        ("好" * 135, "ucs2", 135, 3),
        ("🎂" * 35, "ucs2", 70, 1),
        ("好" * 66 + "🎂" + "好" * 66, "ucs2", 134, 3),  # the cake is not cut in two
    ],
)
def test_length_counts_what_is_paid_for(text, encoding, units, parts):
    found = length(text)

    assert (found.encoding, found.units, found.parts) == (Encoding(encoding), units, parts)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_parts_hold_all_units(text):
    found = length(text)
    most = {Encoding.GSM7: 153, Encoding.UCS2: 67}[found.encoding]

    assert found.parts == 1 or (found.parts - 1) * (most - 1) < found.units <= found.parts * most


def test_a_marketing_message_to_the_mainland_is_signed_and_says_how_to_end_it():
    found = wording.worded(envelope(text="周末双早特惠。"), name="星湾酒店")

    assert found == "【星湾酒店】周末双早特惠。回复TD退订"


def test_a_marketing_message_elsewhere_names_its_sender_in_words():
    found = wording.worded(envelope("+6591234567", text="Stay two nights", language="en"), name="Starbay")

    assert found == "Starbay: Stay two nights. Reply STOP to opt out"


def test_what_the_guest_needs_has_no_way_out():
    found = wording.worded(envelope(text="您的验证码是 1234", is_service=True), name="星湾酒店")

    assert found == "【星湾酒店】您的验证码是 1234"


@pytest.mark.parametrize(
    "text", ["【星湾】周末特惠，拒收请回复R", "【星湾】周末特惠 退订回T", "Starbay: two nights. Text STOP to end"]
)
def test_what_the_text_has_is_not_added_again(text):
    assert wording.worded(envelope("+8613811111111", text=text), name="Starbay").count("退订") == text.count("退订")
    assert "Reply STOP" not in wording.worded(envelope("+6591234567", text=text, language="en"), name="Starbay")


def test_a_name_in_the_text_already_is_enough_outside_the_mainland():
    assert wording.signed("Welcome to STARBAY", "Starbay", address="+6591234567") == "Welcome to STARBAY"


def test_signature_and_way_out_cost_their_signs():
    text = "好" * 60
    found = length(wording.worded(envelope(text=text), name="星湾酒店"))

    assert found.units == 60 + len("【星湾酒店】") + len("，回复TD退订")
    assert found.parts == 2


@pytest.mark.parametrize("text", ["STOP", "stop.", " Stop! ", "TD", "td", "T", "R", "退订", "“退订”", "unsubscribe"])
def test_stop_is_understood(text):
    assert wording.is_stop(text)


@pytest.mark.parametrize("text", ["", "Stop by at eight", "不退订", "Thank you", "TD bank?", "不要停", "N", "n.", "No"])
def test_what_only_sounds_like_it_is_not(text):
    assert not wording.is_stop(text)


@pytest.mark.parametrize(
    ("said", "country", "number"),
    [
        ("13811111111", "", "+8613811111111"),
        ("8613811111111", "", "+8613811111111"),
        ("+86 138 1111 1111", "", "+8613811111111"),
        ("0085261234567", "", "+85261234567"),
        ("61234567", "852", "+85261234567"),
        ("13811111111", "86", "+8613811111111"),
        ("13xxxxxxxxx", "86", ""),
        ("", "", ""),
    ],
)
def test_numbers_of_providers_are_read(said, country, number):
    assert numbers.from_provider(said, country) == number


@pytest.mark.parametrize(
    ("number", "can"),
    [
        ("+8613811111111", True),
        ("+861012345678", False),
        ("+85261234567", True),
        ("13811111111", False),
        ("+86", False),
    ],
)
def test_numbers_that_can_be_texted(number, can):
    assert numbers.can_be_texted(number) is can


def batches(*envelopes, at_most=10):
    return [[one.message_id for one in batch] for batch in batching.batches(envelopes, provider="p", at_most=at_most)]


def test_batches_keep_the_mainland_apart_and_each_number_once():
    mainland = [envelope(f"+861381111111{n}", message_id=n) for n in (1, 2)]
    overseas = envelope("+6591234567", message_id=3)
    again = envelope("+8613811111111", message_id=4)

    assert batches(mainland[0], overseas, mainland[1], again) == [[1, 2], [3], [4]]


def test_batches_hold_what_reads_the_same():
    told = [{"p": {"code": "1", "parameters": {"name": name}}} for name in ("张", "李", "张")]
    envelopes = [envelope(f"+861381111111{n}", message_id=n, provider=one) for n, one in enumerate(told)]

    assert batches(*envelopes) == [[0, 2], [1]]


def test_batches_are_full_at_their_limit():
    envelopes = [envelope(f"+86138111111{n:02}", message_id=n) for n in range(25)]

    assert [len(batch) for batch in batches(*envelopes)] == [10, 10, 5]
