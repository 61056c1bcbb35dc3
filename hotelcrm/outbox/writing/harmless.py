"""Text that somebody typed, made harmless: one line, and nothing that a mail client takes for a link."""

import re
import unicodedata

JOINER = "\u2060"  # WORD JOINER: without width, and no line breaks at it
# What ends or turns a line, and marks that let text read other than it is written.
_CONTROL = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
_KEPT = {"\u200c", "\u200d", JOINER}  # joiners that scripts and emoji need, and ours
# Dots, colons and at signs, and whatever a program that tidies signs up (NFKC, as addresses are) takes for one.
LINKING_SIGNS = (
    ".:@\u3002\u2024\u2025\u2026\u2a74\u33c2\u33c7\u33d8\ufe12\ufe13\ufe19\ufe30\ufe52\ufe55\ufe6b\uff0e\uff1a\uff20\uff61"
    "\u2488\u2489\u248a\u248b\u248c\u248d\u248e\u248f\u2490\u2491\u2492\u2493\u2494\u2495\u2496\u2497\u2498\u2499\u249a"
    "\u249b\U0001f100"
)
_LINKING = re.compile(rf"(?<=\S)[{LINKING_SIGNS}](?=\S)|^[{LINKING_SIGNS}](?=\S)")
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
