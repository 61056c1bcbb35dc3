"""The words of a text for a cloud."""

import pytest

from feedback.words.cloud import LONGEST, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("房间不干净，隔音很差", ["房间", "不干净", "隔音", "差"]),
        ("没有热水", ["没热水"]),
        ("不是很干净", ["不干净"]),
        ("房間很乾淨", ["房间", "干净"]),
        ("The rooms were not clean.", ["room", "not clean"]),
        ("We didn't like the breakfast", ["breakfast"]),
        ("It wasn't quiet", ["not quiet"]),
        ("Room 1208, tel. 13800138000", ["room", "tel"]),
        ("write to anna@example.com or https://example.com/room", ["write"]),
        ("<b>Great</b> pool &amp; gym", ["great", "pool", "gym"]),
        ("Carlos was so helpful", ["helpful"]),
        ("房间有wifi", ["房间", "wifi"]),
        ("", []),
        ("我们的酒店的", []),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


def test_a_word_comes_as_often_as_it_is_said():
    assert words_of("早餐好，早餐好") == ["早餐", "好", "早餐", "好"]


def test_no_word_is_longer_than_what_is_stored():
    assert words_of("a" * 500 + " pool") == ["a" * 20, "pool"]
    assert LONGEST <= 40


def test_a_negation_does_not_reach_into_the_next_clause():
    assert words_of("no, the pool was lovely") == ["pool", "lovely"]
    assert words_of("不，房间干净") == ["房间", "干净"]
