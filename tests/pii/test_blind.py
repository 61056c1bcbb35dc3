from django.test import override_settings

from hotelcrm.pii import blind


def test_equal_values_match_and_others_do_not():
    assert blind.index("phone", "+8615400000001") == blind.index("phone", "+8615400000001")
    assert blind.index("phone", "+8615400000001") != blind.index("phone", "+8615400000002")


def test_purposes_do_not_match_each_other():
    assert blind.index("phone", "12345678") != blind.index("document", "12345678")
    assert blind.last_four("phone", "12345678") != blind.last_four("document", "12345678")


def test_the_last_four_do_not_match_a_whole_value_of_four():
    assert blind.last_four("phone", "5678") != blind.index("phone", "5678")


def test_last_four_look_at_letters_and_digits_only():
    assert blind.last_four("document", "e-12 34x5") == blind.last_four("document", "34X5")


def test_fewer_than_four_have_no_last_four():
    assert blind.last_four("phone", "12-3") is None


def test_an_index_needs_the_key():
    with_ours = blind.index("phone", "+8615400000001")
    with override_settings(PII_INDEX_KEY=b"x" * 32):
        assert blind.index("phone", "+8615400000001") != with_ours


def test_an_index_is_sixteen_bytes():
    assert len(blind.index("phone", "+8615400000001")) == 16
