"""What a clause is about, by the words it uses (``topic_words``)."""

from collections.abc import Iterator

from .topic_words import CHINESE, ENGLISH

Topics = frozenset[str]


def _by_word(topics: dict[str, str], separator: str | None) -> dict[str, Topics]:
    found: dict[str, set[str]] = {}
    for topic, words in topics.items():
        for word in words.split(separator):
            found.setdefault(word.strip(), set()).add(topic)
    return {word: frozenset(topics - {""}) for word, topics in found.items()}


_CHINESE = _by_word(CHINESE, None)
_ENGLISH = _by_word(ENGLISH, ",")
_LONGEST = max(map(len, _CHINESE))
_BEGINNINGS = frozenset(word[0] for word in _CHINESE)


def mentions(text: str, language: str) -> Iterator[tuple[str, Topics]]:
    """The words of a normal `text` that belong to a topic, in their order, each with its topics."""
    return _chinese(text) if language == "zh" else _english(text)


def _chinese(text: str) -> Iterator[tuple[str, Topics]]:
    at = 0
    while at < len(text):
        longest = range(min(_LONGEST, len(text) - at), 0, -1) if text[at] in _BEGINNINGS else ()
        word = next((text[at : at + size] for size in longest if text[at : at + size] in _CHINESE), "")
        if _CHINESE.get(word):
            yield word, _CHINESE[word]
        at += len(word) or 1


def _english(text: str) -> Iterator[tuple[str, Topics]]:
    words = text.replace("-", " ").split()
    words = [word.strip(".,!?;:()'\"*/") for word in words]
    at = 0
    while at < len(words):
        pair = f"{words[at]} {singular(words[at + 1])}" if at + 1 < len(words) else ""
        word = pair if pair in _ENGLISH else singular(words[at])
        if _ENGLISH.get(word):
            yield word, _ENGLISH[word]
        at += 2 if word == pair else 1


SHORTEST = 3  # letters of a word that still has a plural ending


def singular(word: str) -> str:
    """Without the ending of a plural; made-up for words that only look like one, which does no harm to finding."""
    if len(word) > SHORTEST + 1 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > SHORTEST + 1 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > SHORTEST and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
