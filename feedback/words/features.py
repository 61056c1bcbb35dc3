"""What a model looks at in a text: runs of characters in Chinese, words and pairs of words in English.

Chinese is read by characters, so no dictionary has to know a word: one, two and three in a row, and two with one or two
others between them (不太干净 and 不干净 share 不*干). English is read by what is left without function words.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .lexicon import BAD_SIGNS, FUNCTION_WORDS, GIVEN_NAMES, GOOD_SIGNS, NEGATIONS

_HAN_BREAK = re.compile(r"[^\w]+|_+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|0")
_LATIN_RUN = re.compile(r"[a-z]{2,}")
_NEGATED = re.compile(r"n't\b")
_GOOD_SIGN, _BAD_SIGN = (re.compile(f"[{signs}]") for signs in (GOOD_SIGNS, BAD_SIGNS))
_TEXT_SIGNS = ((re.compile(r"[:;]-?[)d]|\^_*\^"), "+"), (re.compile(r"[:;]-?\(|t_t|-_-"), "-"))
_UNSAID = FUNCTION_WORDS | GIVEN_NAMES
REACH = 2  # words that a negation turns round
LONGEST_WORD = 20  # characters


def features(text: str, language: str) -> set[str]:
    """What is in a normal `text` of that language; of one we do not read, its faces."""
    found = _chinese(text) if language == "zh" else _english(text) if language == "en" else set[str]()
    found.update(faces(text))
    return found


def faces(text: str) -> Iterator[str]:
    """The faces in a text, of characters or emoji: ``:+`` for good ones, ``:-`` for bad ones."""
    if _GOOD_SIGN.search(text):
        yield ":+"
    if _BAD_SIGN.search(text):
        yield ":-"
    for pattern, sign in _TEXT_SIGNS:
        if pattern.search(text):
            yield f":{sign}"


def _chinese(text: str) -> set[str]:
    found: set[str] = set()
    for run in _HAN_BREAK.split(text):
        if not run:
            continue
        edged = f"^{run}$"  # where a clause begins and ends says something too
        found.update(run)
        found.update(map("".join, pairwise(edged)))
        found.update(map("".join, zip(edged, edged[1:], edged[2:], strict=False)))
        found.update(map("*".join, zip(edged, edged[2:], strict=False)))
        found.update(map("**".join, zip(edged, edged[3:], strict=False)))
    found.update(word[:LONGEST_WORD] for word in _LATIN_RUN.findall(text))
    return found


def _english(text: str) -> set[str]:
    found: set[str] = set()
    for clause in re.split(r"[^\w\s'/*&-]+", _NEGATED.sub(" not", text)):
        said = english_words(clause)
        found.update(negated(said))
        found.update(map(" ".join, pairwise(said)))
        found.update(map(" * ".join, zip(said, said[2:], strict=False)))
    return found


def english_words(clause: str) -> list[str]:
    """The words of a normal `clause` that say something, negations among them."""
    words = (word[:LONGEST_WORD].removesuffix("'s") for word in _WORD.findall(clause))
    return [word for word in words if word not in _UNSAID]


def negated(words: Sequence[str]) -> list[str]:
    """The words, those within reach of a negation marked: ``not clean room`` is ``not``, ``!clean``, ``!room``."""
    marked, left = [], 0
    for word in words:
        if word in NEGATIONS:
            left = REACH
            marked.append(word)
        else:
            marked.append(f"!{word}" if left else word)
            left = max(0, left - 1)
    return marked
