"""Text that somebody typed, made harmless: one line, and nothing that a mail client takes for a link."""

import re
import unicodedata

JOINER = "\u2060"  # WORD JOINER: without width, and no line breaks at it
# What ends or turns a line, and marks that let text read other than it is written.
_CONTROL = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
_KEPT = {"\u200c", "\u200d", JOINER}  # joiners that scripts and emoji need, and ours
_LINKING = re.compile(r"(?<=\S)[.:@\u3002\uff0e\uff61\uff20\uff1a](?=\S)|^[@.:](?=\S)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})*[.:]\d{1,2}|\d+[.:]\d{1,2}")


def harmless(text: str) -> str:
    """`text` as one line whose dots, colons and at signs are set apart, so that no address can be read out of it.

    Markup is not its matter: whoever writes HTML escapes.
    """
    return " ".join(_apart(word) for word in one_line(text).split(" "))


def one_line(text: str) -> str:
    """`text` without control signs and line breaks: a subject or a name cannot begin another header."""
    kept = "".join(" " if _is_control(sign) else sign for sign in text)
    return " ".join(kept.split())


def _is_control(sign: str) -> bool:
    return sign not in _KEPT and unicodedata.category(sign) in _CONTROL


def _apart(word: str) -> str:
    if _NUMBER.fullmatch(word):
        return word  # 1,234.50 and 15:00 are no hosts
    return _LINKING.sub(lambda found: f"{found.group()}{JOINER}", word)
