"""The words of a text, for a cloud of what guests write most."""

import re
from collections.abc import Iterator
from itertools import groupby

import rjieba

from .features import english_words
from .language import language_of
from .lexicon import NEGATIONS, words
from .text import normal, readable, sentences
from .topics import singular

LONGEST = 30  # characters of a word
_HAN_WORD = re.compile(r"[\u3400-\u9fff]+")
# One character that says something by itself; others are parts of words that were not known.
_SINGLE = frozenset("脏吵贵旧破臭差好棒赞新小大远近偏香冷热硬软暗闷慢快床")
_TURNING = words("不 没 没有 无 未 不太 不够 不是 不怎么 并不 毫无")
_THROUGH = words("很 太 怎么 那么 特别 非常 十分 什么 够 算 是 会 能 再")  # between a negation and its word
_STOP = words(
    "我们 你们 他们 她们 它们 自己 大家 这个 那个 这里 那里 这样 那样 这么 那么 这些 那些 这家 一个 一些 一下 一点 "
    "一样 一种 一次 两个 几个 有点 有些 因为 所以 但是 不过 而且 还是 就是 可是 只是 如果 虽然 然后 以及 或者 还有 "
    "已经 可以 可能 应该 觉得 感觉 比较 非常 特别 真的 实在 其实 什么 怎么 怎样 为什么 多少 时候 现在 今天 昨天 明天 "
    "当时 后来 之后 之前 以后 以前 起来 出来 进去 回来 过来 过去 下来 上去 知道 看到 发现 告诉 宾馆 酒店 饭店 入住 "
    "居然 竟然 总体 总之 总的来说 来说 来讲 方面 东西 地方 问题 情况 毕竟 反正 起码 至少 只有 只能 不能 不会 不得不 "
    "没什么 这次 下次 上次 第一 第二 一定 一直 一般 必须 需要 进行 通过 由于 关于 对于 并且 甚至 除了 以为 认为 希望 "
    "建议 携程 点评 补充 点评 住 了 的"
)
_ENGLISH_STOP = words(
    "hotel stay stayed staying got get went go going said say told asked like time day night way lot bit thing think "
    "know make made want wanted took take come came use used going let sure"
)


def words_of(text: str) -> list[str]:
    """The words of `text` that are worth showing, in their order and as often as they come.

    Chinese in simplified characters; English in lower case and the singular. A negation stays with its word (不干净,
    ``not clean``). Numbers, addresses, function words and words that every review has are not among them.
    """
    plain = readable(text)
    language = language_of(plain)
    return [word for start, end in sentences(plain) for word in _of_sentence(normal(plain[start:end]), language)]


def _of_sentence(text: str, language: str) -> Iterator[str]:
    is_chinese = language == "zh" or _HAN_WORD.search(text) is not None
    found = _chinese(text) if is_chinese else _english(text)
    return (word for word in found if len(word) <= LONGEST)


def _chinese(text: str) -> Iterator[str]:
    turned = ""
    for word in rjieba.cut(text):
        if word in _TURNING:
            turned = turned or word[0]
        elif turned and word in _THROUGH:
            continue
        elif _HAN_WORD.fullmatch(word):
            word = word[1:] if word[0] in "很太" and word[1:] in _SINGLE else word  # noqa: PLW2901 -- 很差 is 差
            if word not in _STOP and (len(word) > 1 or word in _SINGLE):
                yield turned + word
            turned = ""
        else:
            turned = ""
            if len(word) > 1 and word.isalpha():
                yield from english_words(word)


def _english(text: str) -> Iterator[str]:
    turned = False
    for clause, _ in groupby(re.split(r"[^\w\s'-]+", text.replace("n't", " not"))):
        for word in english_words(clause):
            if word in NEGATIONS:
                turned = True
            elif word.isalpha() and len(word) > 1:
                if word not in _ENGLISH_STOP:
                    yield f"not {singular(word)}" if turned else singular(word)
                turned = False
        turned = False
