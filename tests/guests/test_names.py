"""Every way in which a name is typed, by example and by property."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guests.models import NameKey
from guests.names import LONGEST_KEY, fold, forms_of, spelt_out
from guests.search import read

Kind = NameKey.Kind


def texts(forms, kind):
    return {text for of, text in forms.keys if of == kind}


def test_two_characters_have_pinyin_with_tones_and_every_key():
    forms = forms_of("", "", "张敏")
    assert (forms.family, forms.given, forms.full_name, forms.pinyin) == ("张", "敏", "张敏", "Zhāng Mǐn")
    assert set(forms.keys) == {
        (Kind.NAME, "张敏"),
        (Kind.GIVEN, "敏"),
        (Kind.PINYIN, "zhangmin"),
        (Kind.PINYIN, "minzhang"),
        (Kind.PINYIN, "min"),
        (Kind.INITIALS, "zm"),
        (Kind.INITIALS, "mz"),
    }


def test_given_name_of_two_characters_is_one_word():
    forms = forms_of("马", "骏驰")
    assert (forms.full_name, forms.pinyin) == ("马骏驰", "Mǎ Jùnchí")
    assert texts(forms, Kind.GIVEN) == {"骏驰"}
    assert texts(forms, Kind.INITIALS) == {"mjc", "jcm"}


@pytest.mark.parametrize(
    ("full", "pinyin"),
    [
        ("单雄信", "Shàn Xióngxìn"),
        ("曾国藩", "Zēng Guófān"),
        ("解晓东", "Xiè Xiǎodōng"),
        ("仇英", "Qiú Yīng"),
        ("查良镛", "Zhā Liángyōng"),
        ("盖叫天", "Gě Jiàotiān"),
        ("区志强", "Ōu Zhìqiáng"),
        ("任静", "Rén Jìng"),
        ("朴志勇", "Piáo Zhìyǒng"),
        ("覃海洋", "Qín Hǎiyáng"),
        ("翟天临", "Zhái Tiānlín"),
        ("缪丽", "Miào Lì"),
        ("乐嘉", "Yuè Jiā"),
        ("欧阳静", "Ōuyáng Jìng"),
        ("尉迟恭", "Yùchí Gōng"),
        ("万俟雅", "Mòqí Yǎ"),
        ("长孙无忌", "Zhǎngsūn Wújì"),
        ("澹台明", "Tántái Míng"),
        ("吕布", "Lǚ Bù"),
        ("李安安", "Lǐ Ān'ān"),
    ],
)
def test_surnames_are_read_as_families_read_them(full, pinyin):
    assert forms_of("", "", full).pinyin == pinyin


def test_surname_with_two_readings_is_found_by_both():
    assert {"qinli", "tanli"} <= texts(forms_of("", "", "覃丽"), Kind.PINYIN)


def test_compound_surname_of_two_characters_alone_is_a_name_of_two():
    forms = forms_of("", "", "欧阳")
    assert (forms.family, forms.given) == ("欧", "阳")


def test_umlaut_u_is_found_as_the_keyboard_and_the_passport_write_it():
    assert {"lubu", "lvbu", "lyubu"} <= texts(forms_of("", "", "吕布"), Kind.PINYIN)


def test_western_name_is_found_in_any_order_without_accents():
    forms = forms_of("Featherstone", "Anna Zoë")
    assert forms.full_name == "Anna Zoë Featherstone"
    assert texts(forms, Kind.NAME) == {
        "anna zoe featherstone",
        "anna featherstone zoe",
        "zoe anna featherstone",
        "zoe featherstone anna",
        "featherstone anna zoe",
        "featherstone zoe anna",
    }
    assert texts(forms, Kind.INITIALS) == {"azf", "faz"}


def test_comma_puts_the_family_name_first():
    forms = forms_of("", "", "Featherstone, Anna")
    assert (forms.family, forms.given) == ("Featherstone", "Anna")


@pytest.mark.parametrize(
    ("full", "typed"),
    [
        ("Jonas Müller", "muller"),
        ("Jonas Müller", "mueller jonas"),
        ("Søren Ångström", "soren angstrom"),
        ("Søren Ångström", "soeren"),
        ("Łukasz Groß", "lukasz gross"),
        ("Seán O'Brien", "obrien"),
        ("Seán O’Brien", "brien"),
        ("Ann Smith-Jones", "jones ann"),
        ("Ann Smith-Jones", "smithjones"),
        ("José de la Cruz Márquez", "marquez jose"),
        ("Жанна Кузнецова", "кузнецова"),
        ("김 민수", "민수"),
    ],
)
def test_letters_with_marks_are_found_without_them(full, typed):
    assert any(text.startswith(typed) for text in texts(forms_of("", "", full), Kind.NAME))


def test_latin_name_of_a_chinese_guest_is_a_key_too():
    assert {"jack ma", "ma jack", "马云"} <= texts(forms_of("马", "云", "马云", "Jack Ma"), Kind.NAME)


def test_name_with_a_middle_dot_is_own_name_first():
    forms = forms_of("", "", "阿卜杜拉·买买提")
    assert forms.full_name == "阿卜杜拉·买买提"
    assert texts(forms, Kind.NAME) == {"阿卜杜拉买买提"}
    assert texts(forms, Kind.GIVEN) == {"买买提"}


def test_nothing_has_no_keys():
    assert forms_of("", "  ", "").keys == ()


@pytest.mark.parametrize(("text", "folded"), [("Müller", "mueller"), ("Ångström", "aangstroem"), ("Zoë", "zoe")])
def test_spelt_out(text, folded):
    assert spelt_out(text) == folded


NAMES = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="张王李单覃欧阳万俟乐吕敏静茜晟·々〇", max_size=6),
    st.text(alphabet="abzAÉßøłü'’-. ,", max_size=40),
)


@settings(max_examples=400, deadline=None)
@given(family=NAMES, given_name=NAMES, full=NAMES, latin=NAMES)
def test_no_name_is_too_strange(family, given_name, full, latin):
    forms = forms_of(family, given_name, full, latin)
    assert all(0 < len(text) <= LONGEST_KEY for _kind, text in forms.keys)
    assert len(set(forms.keys)) == len(forms.keys)
    assert forms.full_name.isprintable()
    for text in (forms.full_name, forms.pinyin, *(text for _kind, text in forms.keys)):
        text.encode()  # no half of a surrogate pair reaches the database


@settings(max_examples=400, deadline=None)
@given(full=NAMES, cut=st.integers(1, LONGEST_KEY))
def test_the_beginning_of_every_key_finds_it(full, cut):
    for _kind, text in forms_of("", "", full).keys:
        typed = text[:cut].strip()
        assume(not typed.replace(" ", "").isnumeric())  # 007 is asked for as a number
        assert any(text.startswith(name) for name in read(typed, country="CN").names)


@settings(max_examples=300, deadline=None)
@given(full=NAMES)
def test_keys_are_written_as_what_is_typed(full):
    assert all(fold(text) == text for _kind, text in forms_of("", "", full).keys)
