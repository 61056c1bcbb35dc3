"""What a typed text may mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guests.search import LARGEST_NUMBER, LONGEST_QUESTION, Question, read
from hotelcrm.pii import blind

PHONE = blind.index("phone", "+8613800138000")


def test_four_digits_are_an_ending_a_room_and_a_number():
    assert read("0712", country="CN") == Question(
        ending=blind.last_four("phone", "0712"), number=712, codes=("0712",), room="712", company="0712"
    )


def test_name_is_looked_for_with_and_without_its_gap_and_with_umlauts_spelt_out():
    assert read(" Jonas  Müller ", country="CN").names == ("jonas muller", "jonasmuller", "jonas mueller")


@pytest.mark.parametrize(
    "text", ["13800138000", "+86 138 0013 8000", "138-0013-8000", "0086 13800138000", "１３８ ００１３ ８０００"]
)
def test_whole_phone_however_written_is_one_contact(text):
    assert read(text, country="CN").contacts == (PHONE,)


def test_phone_without_country_code_is_of_the_hotels_country():
    assert read("020 7946 0958", country="GB").contacts == (blind.index("phone", "+442079460958"),)
    assert read("13800138000", country="GB").contacts != (PHONE,)


def test_address_is_nothing_but_an_address():
    assert read("Anna@Example.com", country="CN") == Question(contacts=(blind.index("email", "anna@example.com"),))


@pytest.mark.parametrize("text", ["anna@", "@", "anna@exam ple"])
def test_half_an_address_means_nothing(text):
    assert read(text, country="CN").is_empty


def test_identity_number_is_a_document_but_one_with_a_wrong_digit_is_not():
    assert read("11010519491231002x", country="CN").document == blind.index("document", "11010519491231002X")
    assert read("110105194912310021", country="CN").document is None


def test_confirmation_number_is_tried_in_capitals_and_small_letters():
    assert read("Hz-88213", country="CN").codes == ("Hz-88213", "HZ-88213", "hz-88213")


def test_number_sign_and_spaces_do_not_hide_a_guest_number():
    assert read("# 1000 0001", country="CN").number == 10000001
    assert read("9" * 30, country="CN").number is None
    assert read(str(LARGEST_NUMBER), country="CN").number == LARGEST_NUMBER


@pytest.mark.parametrize("text", ["", "  ", "!?", "\x00", "🎉", "\ud800"])
def test_signs_mean_nothing(text):
    question = read(text, country="CN")
    assert (question.names, question.contacts, question.number, question.company) == ((), (), None, "")


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=2 * LONGEST_QUESTION))
def test_anything_may_be_typed(text):
    question = read(text, country="CN")
    for part in (*question.names, *question.codes, question.room, question.company):
        part.encode()
        assert "\x00" not in part
