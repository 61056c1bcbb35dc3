"""Names of guests become neither markup nor links nor headers, whatever they are."""

import re
import sys
import unicodedata
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guests.models import Guest
from guests.models.guest import Gender
from hotelcrm.outbox.writing import names
from hotelcrm.outbox.writing.harmless import JOINER, LINKING_SIGNS, harmless, one_line
from hotelcrm.outbox.writing.liquid import fill, parse

# What mail clients and phones take for an address: a host with a dot, a scheme, somebody at somewhere.
LINKLIKE = re.compile(r"[^\s.]\.[a-z]{2}|://|\S@\S", re.IGNORECASE)
NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table><h1>",
    "{{ links.unsubscribe }}",
    "{% if guest.number %}",
    "https://evil.example/login",
    "evil.example",
    "www.evil.example/x?y=z",
    "bob@evil.example",
    "javascript:alert(1)",
    "mailto:bob@evil.example",
    "evil。example",
    "evil．example",
    "ｂｏｂ＠evil.example",
    "evil\u2024example",
    "evil\ufe52example",
    "bob\ufe6bevil\u2024example",
    "https\ufe55//evil\ufe52example",
    "Bob\r\nBcc: all@evil.example",
    "Bob\u2028Subject: x",
    "\u202egnp.elif",
    "[here](https://evil.example)",
    "# heading",
    "Anna\x00Maria",
    "O'Brien & Söhne",
]


class Tags(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found.append(tag)


def tags_in(html: str) -> list[str]:
    reader = Tags()
    reader.feed(html)
    reader.close()
    return reader.found


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_naughty_name_is_text_in_html_and_in_plain_text(name: str) -> None:
    values = {"guest": {"full_name": harmless(name)}}
    html = fill(parse("<p>{{ guest.full_name }}</p>", is_html=True), values)
    text = fill(parse("{{ guest.full_name }}"), values)
    assert tags_in(html) == ["p"]
    assert unescape(html) == f"<p>{text}</p>"
    assert not LINKLIKE.search(unicodedata.normalize("NFKC", text.replace(JOINER, " ")))
    assert len(text.splitlines()) <= 1


@given(st.text(max_size=60))
def test_no_name_at_all_is_markup_a_link_or_two_lines(name: str) -> None:
    values = {"guest": {"full_name": harmless(name)}}
    html = fill(parse("<p>{{ guest.full_name }}</p>", is_html=True), values)
    assert tags_in(html) == ["p"]
    assert not LINKLIKE.search(unicodedata.normalize("NFKC", harmless(name).replace(JOINER, " ")))
    assert len(harmless(name).splitlines()) <= 1


def test_every_sign_that_is_read_as_a_dot_colon_or_at_is_set_apart() -> None:
    read_as = {
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if re.search("[.:@\u3002]", unicodedata.normalize("NFKC", sign))
    }
    assert set(LINKING_SIGNS) == read_as
    for sign in read_as:
        assert harmless(f"evil{sign}example") == f"evil{sign}{JOINER}example"


@given(st.text(max_size=60))
def test_what_is_made_harmless_reads_the_same(name: str) -> None:
    assert harmless(name).replace(JOINER, "") == one_line(name).replace(JOINER, "")


@pytest.mark.parametrize(
    "text", ["张敏", "Anna Featherstone", "St. Regis", "1,234.50", "15:00", "2027-05-01", "O'Brien"]
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


def guest(**fields: str) -> Guest:
    return Guest(**fields)


MIN = {"full_name": "张敏", "family_name": "张", "given_name": "敏", "pinyin": "Zhāng Mǐn"}
OUYANG = {"full_name": "欧阳静", "family_name": "欧阳", "given_name": "静", "pinyin": "Ōuyáng Jìng"}
ANNA = {"full_name": "Anna Featherstone", "family_name": "Featherstone", "given_name": "Anna"}


@pytest.mark.parametrize(
    ("fields", "gender", "english", "chinese"),
    [
        (MIN, Gender.FEMALE, "Ms Zhang", "张女士"),
        (MIN, Gender.MALE, "Mr Zhang", "张先生"),
        (MIN, Gender.UNKNOWN, "Zhang Min", "张敏贵宾"),
        (MIN, Gender.OTHER, "Zhang Min", "张敏贵宾"),
        (OUYANG, Gender.FEMALE, "Ms Ouyang", "欧阳女士"),
        (ANNA, Gender.FEMALE, "Ms Featherstone", "Featherstone女士"),
        (ANNA, Gender.UNKNOWN, "Anna Featherstone", "Anna Featherstone贵宾"),
        ({"full_name": "张敏", "family_name": "张"}, Gender.FEMALE, "张敏", "张女士"),
        ({"full_name": "Madonna"}, Gender.FEMALE, "Madonna", "Madonna贵宾"),
    ],
)
def test_nobodys_gender_is_guessed(fields: dict[str, str], gender: Gender, english: str, chinese: str) -> None:
    who = guest(gender=gender, **fields)
    assert (names.salutation(who, "en"), names.salutation(who, "zh-hans")) == (english, chinese)


def test_chinese_names_are_written_in_latin_letters_in_english_text() -> None:
    who = guest(**OUYANG)
    assert [names.family_name(who, "en"), names.given_name(who, "en"), names.full_name(who, "en")] == [
        "Ouyang",
        "Jing",
        "Ouyang Jing",
    ]
    assert names.full_name(who, "zh-hans") == "欧阳静"
