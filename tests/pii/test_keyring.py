import pytest

from hotelcrm.pii.keyring import Keyring, Undecryptable, key_of

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = "guests_contact.value"


def test_what_was_sealed_opens_again():
    ring = Keyring({"k1": OLD})

    assert ring.open(ring.seal("+8615400000001 龙井", place=PLACE), place=PLACE) == "+8615400000001 龙井"


def test_the_same_text_never_looks_the_same():
    ring = Keyring({"k1": OLD})

    assert ring.seal("a@example.com", place=PLACE) != ring.seal("a@example.com", place=PLACE)


def test_the_text_is_not_in_the_ciphertext():
    assert b"a@example.com" not in Keyring({"k1": OLD}).seal("a@example.com", place=PLACE)


def test_a_value_moved_to_another_column_does_not_open():
    ring = Keyring({"k1": OLD})
    sealed = ring.seal("E12345678", place="guests_identitydocument.last_four")

    with pytest.raises(Undecryptable, match="moved, damaged or tampered with"):
        ring.open(sealed, place=PLACE)


def test_a_changed_bit_does_not_open():
    ring = Keyring({"k1": OLD})
    sealed = bytearray(ring.seal("a@example.com", place=PLACE))
    sealed[-1] ^= 1

    with pytest.raises(Undecryptable):
        ring.open(bytes(sealed), place=PLACE)


def test_a_missing_key_is_named():
    sealed = Keyring({"k1": OLD}).seal("a@example.com", place=PLACE)

    with pytest.raises(Undecryptable, match="'k1', which is not in the ring"):
        Keyring({"k2": NEW}).open(sealed, place=PLACE)


def test_the_first_key_encrypts_and_the_others_still_open():
    before = Keyring({"k1": OLD}).seal("a@example.com", place=PLACE)
    ring = Keyring({"k2": NEW, "k1": OLD})
    after = ring.seal("a@example.com", place=PLACE)

    assert (key_of(before), key_of(after)) == (b"k1", b"k2")
    assert (ring.is_current(before), ring.is_current(after)) == (False, True)
    assert ring.open(before, place=PLACE) == ring.open(after, place=PLACE) == "a@example.com"
