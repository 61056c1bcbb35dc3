"""What a text is judged to say, as a whole and sentence by sentence."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.models import Topic
from feedback.words.cloud import words_of
from feedback.words.judging import judge
from feedback.words.text import LONGEST
from feedback.words.topic_words import CHINESE, ENGLISH


def moods(text):
    """Topics and mood of each sentence, with its words."""
    return [(text[one.start : one.end], set(one.topics), one.mood) for one in judge(text).sentences]


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("The room was clean and the staff were friendly.", 1),
        ("The room was dirty and the staff were rude.", -1),
        ("The room was not clean.", -1),
        ("The room wasn't clean at all.", -1),
        ("The bathroom wasn’t clean.", -1),
        ("Not noisy, very comfortable.", 1),
        ("I would not recommend this hotel to anyone.", -1),
        ("Wonderful stay, we loved it!", 1),
        ("房间很干净，服务员很热情。", 1),
        ("房间很脏，服务员态度恶劣。", -1),
        ("房间不干净。", -1),
        ("隔音不好，晚上睡不着。", -1),
        ("不会再来了，太失望。", -1),
        ("位置很好，下次还会来住。", 1),
        ("房間很乾淨，櫃檯人員態度親切，很滿意。", 1),
        ("房間很髒，隔音很差，態度惡劣。", -1),
    ],
)
def test_mood_of_a_text(text, mood):
    assert judge(text).mood == mood


@pytest.mark.parametrize(
    ("text", "mood"), [("👍👍👍", 1), ("😡", -1), ("房间 👍❤️", 1), ("Room 304 😡😡", -1), ("Chambre 12 👎", -1)]
)
def test_faces_are_read_in_any_language(text, mood):
    assert judge(text).mood == mood


def test_a_negation_turns_a_complaint_round():
    assert judge("不吵").score > 0 > judge("很吵").score
    assert judge("not dirty").score > 0 > judge("dirty").score


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("房间很大，wifi很快", "zh"),
        ("The lobby (大堂) was full of people and the staff were slow", "en"),
        ("房間很大", "zh"),
        ("部屋がとてもきれいでした", ""),
        ("방이 아주 깨끗했어요", ""),
        ("L'hôtel est très bien situé et la chambre est propre", ""),
        ("Das Zimmer war sehr sauber und das Frühstück gut", ""),
        ("La habitación estaba limpia y el personal muy amable", ""),
        ("", ""),
        ("12345 !!! ...", ""),
    ],
)
def test_language(text, language):
    assert judge(text).language == language


def test_what_is_in_no_language_we_read_is_neither_good_nor_bad():
    judged = judge("L'hôtel est excellent, la chambre est très propre.")

    assert (judged.mood, judged.score) == (0, 0.0)
    assert [(one.topics, one.mood) for one in judged.sentences] == [((), 0)] * len(judged.sentences)


def test_a_text_without_words_has_no_sentences():
    for text in ("", "   ", "。。。!!!", "<br><br>", "&nbsp;"):
        judged = judge(text)

        assert (judged.language, judged.mood, judged.score, judged.sentences) == ("", 0, 0.0, ())


def test_each_part_of_a_mixed_sentence_has_its_own_mood():
    assert moods("房间很干净，但是早餐太差了。") == [
        ("房间很干净，", {"room", "cleanliness"}, 1),
        ("但是早餐太差了。", {"breakfast"}, -1),
    ]
    assert moods("The room was spacious, but breakfast was terrible.") == [
        ("The room was spacious,", {"room"}, 1),
        ("but breakfast was terrible.", {"breakfast"}, -1),
    ]


def test_a_turn_needs_no_comma():
    assert [mood for _, _, mood in moods("位置不错但是房间太小")] == [1, -1]


def test_names_of_a_list_stay_with_what_is_said_of_them():
    assert moods("早餐，服务都很好。") == [("早餐，服务都很好。", {"breakfast", "service"}, 1)]


def test_what_a_clause_adds_to_its_subject_stays_with_it():
    assert moods("早餐很差，又冷又难吃。") == [("早餐很差，又冷又难吃。", {"breakfast"}, -1)]


def test_a_mild_complaint_is_one_in_its_own_sentence():
    assert moods("总体不错！价格有点贵。")[1] == ("价格有点贵。", {"price"}, -1)


def test_english_within_chinese_is_read_as_english():
    judged = judge("房间很好。The breakfast was terrible and the staff were rude!")

    assert judged.language == "en"
    assert [(one.language, one.mood) for one in judged.sentences] == [("zh", 1), ("en", -1)]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("房间很大", "room"),
        ("隔音太差", "noise"),
        ("早餐丰富", "breakfast"),
        ("服务员很热情", "service"),
        ("前台效率低", "front_desk"),
        ("退房等了半小时", "check_out"),
        ("到处是灰尘", "cleanliness"),
        ("性价比很高", "price"),
        ("离地铁站很近", "location"),
        ("健身房很旧", "facilities"),
        ("The rooms are tiny", "room"),
        ("It was noisy all night", "noise"),
        ("Breakfast was cold", "breakfast"),
        ("The staff were lovely", "service"),
        ("Long queue at the front desk", "front_desk"),
        ("We were late for our check-out", "check_out"),
        ("It was filthy", "cleanliness"),
        ("It was overpriced", "price"),
        ("Near the subway and downtown", "location"),
        ("The pool was closed", "facilities"),
    ],
)
def test_every_topic_is_found_in_both_languages(text, topic):
    assert [topic in one.topics for one in judge(text).sentences] == [True]


def test_a_longer_word_hides_a_shorter_one():
    assert judge("服务台的人很慢").sentences[0].topics == ("front_desk",)
    assert judge("我们是贵宾").sentences[0].topics == ()


def test_topics_are_those_that_are_stored():
    assert set(CHINESE) - {""} == set(ENGLISH) - {""} == set(Topic.values)


def test_positions_are_those_of_the_text_as_it_was_given():
    text = "<p>The room was &quot;clean&quot;.</p><br/><b>早餐很差。</b>"

    assert [text[one.start : one.end].strip("</p>br") for one in judge(text).sentences] == [
        "The room was &quot;clean&quot;.",
        "早餐很差。",
    ]


def test_markup_and_scripts_are_not_words_of_the_guest():
    dressed = judge('<div class="terrible awful">Great room</div><script>var dirty = "rude";</script>')

    assert dressed.score == judge("Great room").score
    assert dressed.mood == 1


def test_the_hotels_own_reply_is_not_judged():
    said = "房间很脏，隔音差。"

    assert judge(f"{said}酒店回复：非常感谢您的好评，祝您生活愉快，期待您再次光临！").score == judge(said).score


def test_what_the_guest_added_after_the_reply_is_judged():
    text = "还行。宾馆反馈2008年8月8日：感谢您的支持。补充点评2008年8月9日：早餐很差。"

    assert moods(text)[0] == ("还行。", set(), 1)
    assert moods(text)[1:] == [("补充点评2008年8月9日：早餐很差。", {"breakfast"}, -1)]


def test_a_very_long_text_is_read_in_part_and_in_time():
    text = "房间很脏，隔音很差，The staff were rude. " * 50_000
    began = time.process_time()
    judged = judge(text)

    assert judged.mood == -1
    assert max(one.end for one in judged.sentences) <= LONGEST
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text", ["<script" * 3000, "&#" * 10000, "<!--" * 5000, "酒店回复" * 5000, "a@" * 10000, "，" * 20000]
)
def test_no_text_takes_for_ever(text):
    began = time.process_time()
    judge(text)

    assert time.process_time() - began < 5


TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [
            "房间",
            "不",
            "没有",
            "但是",
            "not",
            " but ",
            "clean",
            "dirty",
            "很",
            "，",
            "。",
            ".",
            "\n",
            "<b>",
            "&amp;",
            "👍",
            "\ud83d",
            "\x00",
        ]
    ),
    max_size=60,
).map("".join)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fall_over(text):
    judged = judge(text)

    assert judged.language in {"zh", "en", ""}
    assert -1 <= judged.score <= 1
    assert judged.mood in {-1, 0, 1}
    assert all(words_of(text))
    borders = [edge for one in judged.sentences for edge in (one.start, one.end)]
    assert borders == sorted(borders)
    assert all(0 <= one.start < one.end <= len(text) for one in judged.sentences)


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_the_same_text_is_always_judged_alike(text):
    assert judge(text) == judge(text)
