"""Reading past what is not the guest's: markup, the hotel's own reply; and where sentences end.

Positions are those of the text as it was given: what is passed over is blanked out, not cut out.
"""

import html
import re
import unicodedata
from functools import cache
from itertools import pairwise

from opencc import OpenCC

LONGEST = 20_000  # characters; a review has some hundreds, and what takes longer to read holds up the others

_MARKUP = re.compile(
    r"<(script|style)\b.{0,2000}?</\1\s*>|<!--.{0,2000}?-->|</?[a-z][^<>]{0,500}>|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(
    r"https?://[^\s<>，。；！？、]+|www\.[^\s<>，。；！？、]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}", re.IGNORECASE
)
# Travel sites put the hotel's answer behind the guest's words: thanks and regrets that are not the guest's.
_REPLY = re.compile(
    r"(?:宾馆|酒店|商家|賓館|飯店|饭店|店家)(?:反馈|回复|回覆|回應)\s*(?:\d{4}年[^:：]{0,12})?[:：].*?(?=补充点评|$)",
    re.DOTALL,
)

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def readable(text: str) -> str:
    """`text` with blanks for what is not words of the guest's, character by character: positions stay as they are."""
    text = text[:LONGEST]
    if "<" in text or "&" in text:
        text = _MARKUP.sub(_blank, text)
    if "@" in text or "://" in text or "www" in text:
        text = _ADDRESS.sub(_blank, text)
    return _REPLY.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    """As many characters as were found; an entity leaves what it stands for."""
    meant = html.unescape(found[0]) if found[0].startswith("&") else " "
    return (meant if len(meant) == 1 and meant.isprintable() else " ").ljust(len(found[0]))


def normal(text: str) -> str:
    """One form for what reads the same: compatibility forms, lower case, simplified characters, any number a 0."""
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode()).lower()
    if _HAN.search(text):
        text = _converter().convert(text)
    return re.sub(r"\d+", "0", text).replace("’", "'")


# Sentences

_END = re.compile(
    r"[。！？!?；;\n\r…~～]+|\.{2,}|\.(?=\s|$|[\u3400-\u9fff])|(?<=[a-z]{3})\.(?=(?!com\b|net\b|org\b)[a-z]{3})",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[，,：:]+|(?:\s[-–—]+\s)|[—]+")
_TURN = re.compile(
    r"但是|但(?!凡)|不过(?![分多如])|可惜|然而|可是|只是|唯一|但系|"
    r"(?<!nothing )(?<!anything )\bbut\b|\bhowever\b|\balthough\b|\bthough\b|\bunfortunately\b",
    re.IGNORECASE,
)

Span = tuple[int, int]


def sentences(text: str) -> list[Span]:
    """From where to where the sentences of a readable `text` go, their full stops included."""
    ends = [match.end() for match in _END.finditer(text)]
    return _spoken(text, [0, *ends, len(text)])


def clauses(text: str, sentence: Span) -> list[Span]:
    """The parts of a sentence between commas, and before a word that turns it ("but", 但是)."""
    start, end = sentence
    cuts = {match.end() for match in _COMMA.finditer(text, start, end)}
    cuts |= {match.start() for match in _TURN.finditer(text, start, end)}
    return _spoken(text, sorted(cuts | {start, end}))


def turns(text: str, clause: Span) -> bool:
    """Whether the clause takes back what stood before it."""
    start, end = clause
    found = _TURN.search(text, start, end)
    return found is not None and not text[start : found.start()].strip()


def _spoken(text: str, edges: list[int]) -> list[Span]:
    """Between the edges, without the blanks around; what holds no letter, figure or face is nothing said."""
    found = []
    for start, end in pairwise(edges):
        said = text[start:end]
        if any(char.isalnum() or unicodedata.category(char) == "So" for char in said):
            found.append((start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())))
    return found
